"""Backups: SQLite files of one snapshot, whatever the engine, proved before they get their name.

A backup is copied row by row: what was erased is not in its free pages, and it goes back into either engine.
"""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy.exc import DBAPIError

from storage.audit import verify
from storage.engine import migrations
from storage.engine.database import Database, DatabaseUnusable
from storage.operating import transfer
from storage.operating.transfer import Interrupted, NotEqual, NotTaken, Progress

APPLICATION = 0x53495041
"""In the header of each of our backups ("SIPA"): by this we know what we may delete."""
_NAME = re.compile(r"sipas-(\d{8}T\d{6}Z)\.db")
_PART = re.compile(r"\.sipas-\d{8}T\d{6}Z\.db\.part(-wal|-shm|-journal)?")
_STAMP = "%Y%m%dT%H%M%SZ"
_LOCK = ".sipas-backup.lock"
_ROOM = re.compile("disk is full|no space left", re.IGNORECASE)


class BackupFailed(Exception):
    """No backup was made, the older ones are kept. ``full``: there is no room."""

    def __init__(self, detail: str, *, full: bool = False) -> None:
        super().__init__(detail)
        self.full = full


class BackupUnderWay(Exception):
    """Another process makes a backup in this folder."""


class BadBackup(Exception):
    """The file is no whole backup that this version can read; the engine's words say why."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a whole backup holds: its schema's revision, and rows by table."""

    revision: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made. ``faults``: breaks of the audit log; the database has them too."""

    path: Path
    size: int
    rows: int
    faults: int
    removed: int


async def make(
    source: Database, folder: Path, keep: int, now: datetime, progress: Progress = lambda _t, _n: None
) -> Backup:
    """Makes a backup beside whoever works, then deletes all but the newest ``keep``.

    Raises BackupFailed and BackupUnderWay.
    """
    with _folder(folder):
        path = _free(folder, now)
        part = folder / f".{path.name}.part"
        try:
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            rows, faults = await _fill(source, part, progress)
            await asyncio.to_thread(_seal, part, rows)
            size = part.stat().st_size
            part.rename(path)
            sync(folder)
        except NotEqual as error:
            raise BackupFailed(str(error)) from error
        except (
            DatabaseUnusable,
            Interrupted,
            NotTaken,
            DBAPIError,
            sqlite3.Error,
            OSError,
            BadBackup,
        ) as error:
            words = str(error.orig if isinstance(error, DBAPIError) else error)
            raise BackupFailed(words, full=bool(_ROOM.search(words))) from error
        finally:
            _sweep(folder)
        return Backup(path, size, sum(rows.values()), faults, _prune(folder, keep, path))


def listed(folder: Path) -> list[Path]:
    """Our backups in a folder, the newest first. None where it cannot be read."""
    try:
        found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name) and _is_ours(path)]
    except OSError:
        return []
    return sorted(found, key=lambda path: path.name, reverse=True)


def made_at(path: Path) -> datetime:
    """The moment in a backup's name."""
    return datetime.strptime(path.name, f"sipas-{_STAMP}.db").replace(tzinfo=UTC)


def check(file: Path) -> Checked:
    """Reads a backup from end to end; it is not changed, nor is anything made beside it. Raises BadBackup."""
    wal = Path(f"{file}-wal")
    if not file.is_file():
        raise BadBackup("no such file")
    if wal.exists() and wal.stat().st_size:
        raise BadBackup(f"{wal.name} belongs to it: this is a database in use, no backup")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            faults = [row[0] for row in db.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
            faults += [
                f"{row[0]}: row {row[1]} without its parent" for row in db.execute("PRAGMA foreign_key_check")
            ]
            if faults:
                raise BadBackup("; ".join(faults[:3]))
            there = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            revision = db.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            rows = {
                table.name: db.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]  # noqa: S608 -- ours
                for table in transfer.TABLES
                if table.name in there
            }
        migrations.checked(str(revision))
    except (sqlite3.Error, OSError, TypeError, migrations.UnknownRevision) as error:
        raise BadBackup(str(error)) from error
    return Checked(revision, rows)


async def _fill(source: Database, part: Path, progress: Progress) -> tuple[dict[str, int], int]:
    """Copies a snapshot into the file; rows by table, and how many breaks its audit log has."""
    target = Database(f"sqlite+aiosqlite:///{part}")
    await target.open()
    try:
        copied = await transfer.transfer(source, target, progress=progress)
        async with target.read() as db:
            verdict = await verify.verify(db, None, {})
    finally:
        await target.close()
    return {one.table: one.target.rows for one in copied}, verdict.count


def _seal(part: Path, rows: Mapping[str, int]) -> None:
    """Makes it one file that can be read anywhere, marks it as ours, and reads it from end to end."""
    with closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute(f"PRAGMA application_id = {APPLICATION}")
    found = check(part)
    if found.rows != rows:
        raise BadBackup(f"rows are missing: {found.rows}, not {rows}")
    sync(part)


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """The folder for one backup at a time; what a crash left in it is gone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK, blocking=False, mode=0o600)
        lock.acquire()
    except Timeout:
        raise BackupUnderWay(str(folder)) from None
    except OSError as error:
        raise BackupFailed(str(error), full=bool(_ROOM.search(str(error)))) from error
    try:
        _sweep(folder)
        yield
    finally:
        lock.release()


def _free(folder: Path, now: datetime) -> Path:
    """A name by the UTC moment that no file has yet."""
    stamp = now.astimezone(UTC)
    while (path := folder / f"sipas-{stamp.strftime(_STAMP)}.db").exists():
        stamp += timedelta(seconds=1)
    return path


def _sweep(folder: Path) -> None:
    for path in folder.iterdir():
        if _PART.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _prune(folder: Path, keep: int, newest: Path) -> int:
    """Deletes our oldest; never the one just made, whatever its clock said."""
    others = [path for path in listed(folder) if path != newest]
    spare = others[max(0, keep - 1) :]
    for path in spare:
        with suppress(OSError):
            path.unlink()
    return len(spare)


def _is_ours(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            header = file.read(72)
    except OSError:
        return False
    return header.startswith(b"SQLite format 3\0") and int.from_bytes(header[68:72]) == APPLICATION


def sync(path: Path) -> None:
    """A file's bytes, or a folder's names, survive a power cut from now on."""
    if path.is_dir() and os.name != "posix":
        return
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)
