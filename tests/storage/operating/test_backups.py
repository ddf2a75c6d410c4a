"""Backups: proved, kept in number, and brought back without losing what was there."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import select

from storage.engine.database import Database, DatabaseUnusable
from storage.engine.leader import Occupied, term
from storage.operating import backups, transfer
from storage.operating.backups import BackupFailed, BackupUnderWay, BadBackup
from storage.operating.restore import restore
from storage.operating.transfer import NotEmpty
from storage.tables import inbox as inbox_rows
from storage.tables import units
from tests.field import BOT, NOW, Engine, furnish, opened, prepare, url_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "backups"
    place.mkdir()
    return place


def inside(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def names(database: Database) -> set[str]:
    async with database.read() as db:
        return set((await db.execute(select(units.c.name))).scalars())


async def rename(database: Database, name: str) -> None:
    async with database.write() as db:
        await db.execute(units.update().where(units.c.code == "01-H03").values(name=name))


async def test_a_backup_is_one_private_file_that_is_whole(field: Database, folder: Path) -> None:
    made = await backups.make(field, folder, 14, NOW)
    assert made.path.name == "sipas-20190829T013000Z.db"
    assert backups.made_at(made.path) == NOW
    assert (made.faults, made.removed) == (0, 0)
    checked = backups.check(made.path)
    assert (checked.rows["units"], checked.rows["people"]) == (3, 4)
    assert sum(checked.rows.values()) == made.rows
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert inside(folder) == {made.path.name, ".sipas-backup.lock"}


async def test_each_backup_has_its_own_name_and_moment(field: Database, folder: Path) -> None:
    made = await backups.make(field, folder, 14, NOW)
    await rename(field, "mới")
    again = await backups.make(field, folder, 14, NOW)
    assert again.path.name == "sipas-20190829T013001Z.db", "no backup is written over"
    with closing(sqlite3.connect(made.path)) as one, closing(sqlite3.connect(again.path)) as two:
        seen = [db.execute("SELECT name FROM units WHERE code = '01-H03'").fetchone()[0] for db in (one, two)]
    assert seen == ["UBND quận Ba Đình", "mới"]


async def test_only_our_oldest_are_deleted(field: Database, folder: Path, tmp_path: Path) -> None:
    notes, link = folder / "sipas-20180101T000000Z.db", folder / "sipas-20180101T000001Z.db"
    notes.write_text("somebody's own file with such a name")
    elsewhere = (await backups.make(field, tmp_path / "elsewhere", 1, NOW)).path
    link.symlink_to(elsewhere)
    for day in range(5):
        await backups.make(field, folder, 3, NOW + timedelta(days=day))
    assert [path.name[6:14] for path in backups.listed(folder)] == ["20190902", "20190901", "20190831"]
    assert notes.exists()
    assert link.exists()
    early = await backups.make(field, folder, 3, NOW - timedelta(days=900))
    assert early.path in backups.listed(folder), "a clock that went back does not cost the newest"


async def test_what_a_crash_left_is_cleared_away(field: Database, folder: Path) -> None:
    for end in ("", "-wal", "-journal"):
        (folder / f".sipas-20190101T000000Z.db.part{end}").write_text("half")
    (folder / "notes.part").write_text("not ours")
    made = await backups.make(field, folder, 3, NOW)
    assert inside(folder) == {made.path.name, ".sipas-backup.lock", "notes.part"}


async def test_two_at_once(field: Database, folder: Path) -> None:
    with FileLock(folder / ".sipas-backup.lock"), pytest.raises(BackupUnderWay):
        await backups.make(field, folder, 3, NOW)


def no_room(*_anything: object) -> None:
    raise OSError(28, os.strerror(28))


@pytest.mark.parametrize("where", ["sync", "_seal"])
async def test_a_full_disk_leaves_no_half_and_keeps_the_older_ones(
    field: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    kept = (await backups.make(field, folder, 1, NOW)).path
    monkeypatch.setattr(backups, where, no_room)
    with pytest.raises(BackupFailed) as failed:
        await backups.make(field, folder, 1, NOW + timedelta(days=1))
    assert failed.value.full
    assert inside(folder) == {kept.name, ".sipas-backup.lock"}


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-8192])


def scribble(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = b"\xff" * 4096
    file.write_bytes(bytes(content))


def orphan(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("DELETE FROM people WHERE id = 1")
        db.commit()


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()


def other(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE notes (text)")


def in_use(file: Path) -> None:
    Path(f"{file}-wal").write_text("a log")


@pytest.mark.parametrize("spoil", [cut, scribble, orphan, newer, other, in_use, Path.unlink])
async def test_a_backup_that_is_not_whole_changes_nothing(
    field: Database, folder: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    made = await backups.make(field, folder, 3, NOW)
    spoil(made.path)
    prepare(tmp_path / "target.db")
    target = Database(url_of(tmp_path / "target.db"), guest=True)
    with pytest.raises(BadBackup):
        await restore(made.path, target, NOW, force=True)
    async with opened(tmp_path / "target.db") as left, left.read() as db:
        assert await transfer.first_filled(db) is None


async def test_a_backup_comes_back_on_either_engine(field: Database, folder: Path, tmp_path: Path) -> None:
    await rename(field, "UBND quận Ba Đình mới")
    made = await backups.make(field, folder, 3, NOW)
    before = made.path.read_bytes()
    for name in ("sqlite", "postgresql"):
        Engine.name = name
        prepare(tmp_path / f"{name}.db")
        target = Database(url_of(tmp_path / f"{name}.db"), guest=True)
        await restore(made.path, target, NOW, force=False)
        async with opened(tmp_path / f"{name}.db", guest=True) as back:
            assert await names(back) == await names(field)
        with pytest.raises(NotEmpty):
            await restore(made.path, target, NOW, force=False)
    assert made.path.read_bytes() == before
    assert not Path(f"{made.path}-wal").exists()  # noqa: ASYNC240 -- a test may block


async def test_force_replaces_what_came_after_the_backup(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "sipas.db"
    async with opened(file, guest=True) as database:
        async with database.write() as db:
            await furnish(db)
        made = await backups.make(database, folder, 3, NOW)
        await rename(database, "sau")
    target = Database(url_of(file), guest=True)
    with pytest.raises(NotEmpty):
        await restore(made.path, target, NOW, force=False)
    _, aside = await restore(made.path, target, NOW, force=True)
    async with opened(file) as back:
        assert "UBND quận Ba Đình" in await names(back)
    if aside is not None:
        async with opened(aside) as old:
            assert "sau" in await names(old)
    assert (aside is not None) == (Engine.name == "sqlite")


async def test_no_force_helps_while_a_bot_runs(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "sipas.db"
    async with opened(file) as running:
        async with running.write() as db:
            await furnish(db)
        made = await backups.make(running, folder, 3, NOW)
        async with term(running, BOT):
            with pytest.raises(Occupied):
                await restore(made.path, Database(url_of(file), guest=True), NOW, force=True)
        assert len(await names(running)) == 3


@pytest.mark.sqlite
async def test_a_corrupt_database_is_kept_aside_with_its_log(folder: Path, tmp_path: Path) -> None:
    """The log of the old file must not be played into the new one."""
    file = tmp_path / "sipas.db"
    async with opened(file) as database:
        async with database.write() as db:
            await furnish(db)
        made = await backups.make(database, folder, 3, NOW)
    file.write_bytes(b"no database" * 999)
    log = tmp_path / "sipas.db-wal"
    log.write_bytes(b"a log")
    _, aside = await restore(made.path, Database(url_of(file), guest=True), NOW, force=True)
    assert aside is not None
    assert aside.read_bytes() == b"no database" * 999
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"a log"
    async with opened(file) as back:
        assert len(await names(back)) == 3


@pytest.mark.sqlite
async def test_a_crash_before_the_last_step_leaves_the_old_database(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sipas.db"
    async with opened(file) as database:
        async with database.write() as db:
            await furnish(db)
        made = await backups.make(database, folder, 3, NOW)
        await rename(database, "sau")

    def fail(*_paths: Path) -> Path:
        raise OSError("cut")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="cut"):
        await restore(made.path, Database(url_of(file), guest=True), NOW, force=True)
    async with opened(file) as still_there:
        assert "sau" in await names(still_there)


async def test_tables_of_another_version_are_not_touched(field: Database, tmp_path: Path) -> None:
    async with field.write() as db:
        await db.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    with pytest.raises(DatabaseUnusable) as refused:
        await Database(url_of(tmp_path / "sipas.db"), guest=True).join()
    assert refused.value.key == "database.older"
    async with field.read() as db:
        assert await db.scalar(select(inbox_rows.c.seq).limit(1)) is None
        assert (await db.exec_driver_sql("SELECT version_num FROM alembic_version")).scalar() == "0002"
