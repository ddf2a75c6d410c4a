"""A backup becomes the database again. What was there before is kept aside, or kept until all is replaced."""

from __future__ import annotations

import asyncio
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.engine.database import Database, DatabaseUnusable
from storage.engine.exclusive import still
from storage.operating import backups, transfer
from storage.operating.backups import Checked
from storage.operating.transfer import NotEmpty, Progress


async def restore(
    file: Path, target: Database, now: datetime, *, force: bool, progress: Progress = lambda _t, _n: None
) -> tuple[Checked, Path | None]:
    """Puts a backup's rows in the place of the database's; what it holds, and where the old file is kept.

    On SQLite the old file is moved aside, on PostgreSQL all is replaced in one transaction. Raises BadBackup,
    Occupied where a bot runs, NotEmpty without ``force``, DatabaseUnusable and OSError.
    """
    checked = await asyncio.to_thread(backups.check, file)
    if target.file is not None:
        async with still(target):
            return checked, await _replace_file(file, target, target.file, now, force=force)
    await target.open()
    try:
        async with still(target):
            with TemporaryDirectory() as folder:
                source = await _copied(file, Path(folder) / "backup.db")
                try:
                    await transfer.transfer(source, target, replace=force, progress=progress)
                finally:
                    await source.close()
    finally:
        await target.close()
    return checked, None


async def _replace_file(
    file: Path, target: Database, place: Path, now: datetime, *, force: bool
) -> Path | None:
    if not force and (filled := await _filled(target)):
        raise NotEmpty(filled)
    new = place.with_name(f".{place.name}.restored")
    try:
        await (await _copied(file, new)).close()
        await asyncio.to_thread(backups.check, new)
        return await asyncio.to_thread(_swap, new, place, now)
    finally:
        for leftover in (new, *_beside(new)):
            leftover.unlink(missing_ok=True)


async def _copied(file: Path, place: Path) -> Database:
    """A backup's copy, migrated and open; the backup itself stays as it is."""
    await asyncio.to_thread(_copy, file, place)
    database = Database(f"sqlite+aiosqlite:///{place}")
    await database.open()
    return database


def _copy(file: Path, place: Path) -> None:
    place.unlink(missing_ok=True)
    os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    shutil.copyfile(file, place)


async def _filled(target: Database) -> str | None:
    """What the database there has; one that cannot be read counts as filled."""
    if target.is_missing():
        return None
    try:
        await target.join()
        async with target.read() as db:
            return await transfer.first_filled(db)
    except DatabaseUnusable as error:
        return error.detail
    finally:
        await target.close()


def _swap(new: Path, place: Path, now: datetime) -> Path | None:
    """Replaces the file by the new one; the old one is reachable under one of its names at every moment.

    Its log goes with it: beside another file SQLite would play it into that one.
    """
    backups.sync(new)
    aside = None
    if place.exists():
        aside = _free(place, now)
        for old in (*_beside(place)[:1], place):
            if old.exists():
                _keep(old, Path(str(aside) + str(old).removeprefix(str(place))))
        backups.sync(place.parent)
    for old in _beside(place):
        old.unlink(missing_ok=True)
    new.replace(place)
    backups.sync(place.parent)
    return aside


def _keep(old: Path, aside: Path) -> None:
    """A second name for the file; a copy where the file system knows no second names."""
    try:
        aside.hardlink_to(old)
    except OSError:
        shutil.copy2(old, aside)
        backups.sync(aside)


def _free(place: Path, now: datetime) -> Path:
    stamp, number = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"), 0
    while (aside := place.with_name(f"{place.name}.before-{stamp}{f'-{number}' if number else ''}")).exists():
        number += 1
    return aside


def _beside(place: Path) -> tuple[Path, Path]:
    """The write-ahead log and its index."""
    return Path(f"{place}-wal"), Path(f"{place}-shm")
