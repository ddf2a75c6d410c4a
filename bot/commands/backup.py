"""``sipas backup`` and ``sipas restore``: the whole database as one file, made beside the bot, and back."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import Clock
from bot.console import fail, progress, say, warn
from bot.settings import Settings, load_settings
from storage.engine.database import Database, DatabaseUnusable
from storage.engine.leader import Occupied
from storage.operating import backups, transfer
from storage.operating.backups import BackupFailed, BackupUnderWay, BadBackup
from storage.operating.restore import restore as bring_back
from storage.operating.transfer import Interrupted, NotEmpty, NotEqual, NotTaken

MEGABYTE = 10**6


def backup(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help=say("backup.option.folder"))] = None,
    keep: Annotated[int | None, typer.Option(min=1, help=say("backup.option.keep"))] = None,
) -> None:
    """Makes a backup beside a running bot and deletes all but the newest."""
    settings = load_settings()
    folder = folder or settings.backups
    try:
        made = asyncio.run(_backup(settings, folder, keep or max(1, settings.backup_keep)))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)
    except BackupUnderWay:
        fail("backup.under_way", folder=str(folder))
    except BackupFailed as error:
        if error.full:
            fail("backup.no_room", folder=str(folder))
        fail("backup.failed", detail=str(error))
    typer.echo(say("backup.done", file=str(made.path), rows=made.rows, size=round(made.size / MEGABYTE, 1)))
    if made.removed:
        typer.echo(say("backup.removed", count=made.removed))
    if made.faults:
        warn("backup.audit_broken", count=made.faults)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("restore.option.file"))],
    force: Annotated[bool, typer.Option("--force", help=say("restore.option.force"))] = False,
) -> None:
    """Proves a backup and makes it the database; refused while a bot runs."""
    settings = load_settings()
    try:
        asyncio.run(_restore(settings, file, Clock().now(), force=force))
    except BadBackup as error:
        fail("restore.bad", file=str(file), detail=str(error))
    except Occupied as error:
        fail("restore.occupied", place=str(error))
    except NotEmpty as error:
        fail("restore.not_empty", detail=str(error))
    except NotTaken as error:
        fail("migrate.not_taken", table=error.table, detail=error.detail)
    except Interrupted as error:
        fail("migrate.interrupted", detail=str(error))
    except NotEqual as error:
        fail("migrate.not_equal", tables=str(error))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)
    except OSError as error:
        fail("restore.failed", detail=str(error))


async def _backup(settings: Settings, folder: Path, keep: int) -> backups.Backup:
    database = Database(settings.url, guest=True)
    await database.join()
    try:
        async with database.read() as db:
            total = sum((await transfer.counts(db)).values())
        with progress(total, "backup.copying") as step:

            def forward(_table: str, rows: int) -> None:
                for _ in range(rows):
                    step()

            return await backups.make(database, folder, keep, Clock().now(), forward)
    finally:
        await database.close()


async def _restore(settings: Settings, file: Path, now: datetime, *, force: bool) -> None:
    database = Database(settings.url, guest=True)
    checked, aside = await bring_back(file, database, now, force=force)
    typer.echo(say("restore.done", file=str(file), place=database.place, rows=sum(checked.rows.values())))
    if aside is not None:
        typer.echo(say("restore.aside", file=str(aside)))
