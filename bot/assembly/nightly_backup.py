"""The backup that the leader makes each night, and in the day after where the night was missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.observing.health import Pulse, Sign
from storage.engine.database import Database
from storage.operating import backups
from storage.operating.backups import BackupFailed, BackupUnderWay

log = structlog.get_logger(__name__)

AT = time(2, 30)
LATE = timedelta(hours=25)
"""An older newest one means that the night was missed: the process was down."""
LOOK_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Vault:
    """Where backups lie and how many are kept."""

    folder: Path
    keep: int


async def back_up(database: Database, vault: Vault, clock: Clock, pulse: Pulse) -> None:
    """Makes a backup. A failure is logged and told by /healthz until one succeeds."""
    try:
        made = await backups.make(database, vault.folder, vault.keep, clock.now())
    except BackupUnderWay:
        log.info("backup.under_way", folder=str(vault.folder))
        return
    except BackupFailed as error:
        pulse.stumble(Sign.BACKUP)
        log.error("backup.failed", folder=str(vault.folder), error=str(error), full=error.full)
        return
    pulse.beat(Sign.BACKUP)
    log.info("backup.made", file=made.path.name, rows=made.rows, size=made.size, removed=made.removed)
    if made.faults:
        log.error("backup.audit_broken", file=made.path.name, faults=made.faults)


async def catch_up(database: Database, vault: Vault, clock: Clock, pulse: Pulse) -> None:
    """Makes a backup where the newest is too old, or there is none."""
    newest = next(iter(backups.listed(vault.folder)), None)
    if newest is None or clock.now() - backups.made_at(newest) > LATE:
        await back_up(database, vault, clock, pulse)
