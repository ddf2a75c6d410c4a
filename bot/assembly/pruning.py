"""The nightly tick: what people wrote and what they were sent is kept raw for a term only (DESIGN §10)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

import structlog

from bot.clock import Clock
from storage.engine.database import Connection, Database
from storage.messaging import inbox, outbox

log = structlog.get_logger(__name__)

NIGHT = time(3, 10)
"""When nobody reports and no reminder is due."""
KEEP = timedelta(days=90)
_BATCH = 500
"""Rows of one transaction: whoever writes at night after all waits for no more."""


async def prune(database: Database, clock: Clock, keep: timedelta) -> None:
    """Clears the payloads of handled updates and of ended messages that are older than ``keep``."""
    before = clock.now() - keep
    cleared = {
        "updates": await _all(database, inbox.prune, before),
        "messages": await _all(database, outbox.prune, before),
    }
    log.info("payloads.pruned", **cleared)


async def _all(
    database: Database, batch: Callable[[Connection, datetime, int], Awaitable[int]], before: datetime
) -> int:
    total = 0
    while True:
        async with database.write() as db:
            cleared = await batch(db, before, _BATCH)
        total += cleared
        if cleared < _BATCH:
            return total
