"""SQLite without our own driver, in every run of the tests: it must work on the day when it is needed."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.engine.database import Connection, Database, DatabaseUnusable, savepoint
from storage.engine.sqlite.plain import PlainSqlite
from storage.planning import milestones
from storage.tables import campaigns
from tests.field import CODE, NOW, opened, url_of
from tests.plain_sqlite import VARIABLE

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.sqlite


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "plain", True)


async def codes(database: Database) -> list[str]:
    async with database.read() as db:
        return list(await db.scalars(select(campaigns.c.code).order_by(campaigns.c.code)))


async def test_it_makes_and_migrates_a_file(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "new" / "sipas.db"))
    assert isinstance(database.engine, PlainSqlite)
    await database.open()
    async with database.write() as db:
        await milestones.activate(db, CODE, NOW)
    assert await codes(database) == [CODE]
    await database.close()
    assert not (tmp_path / "new" / "sipas.db-wal").exists()


async def test_writers_take_turns_and_readers_cannot_write(database: Database) -> None:
    async def append() -> None:
        async with database.write() as db:
            taken = (await db.scalars(select(campaigns.c.code))).all()
            await asyncio.sleep(0)
            await milestones.activate(db, f"n{len(taken):02}", NOW)

    await asyncio.gather(*(append() for _ in range(20)))
    assert await codes(database) == [f"n{number:02}" for number in range(20)]
    async with database.read() as db:
        with pytest.raises(OperationalError, match="readonly"):
            await milestones.activate(db, CODE, NOW)


async def test_what_fails_is_undone_as_a_whole_or_as_a_part(database: Database) -> None:
    async def refused(db: Connection) -> None:
        async with savepoint(db):
            await milestones.activate(db, "undone", NOW)
            await db.execute(text("INSERT INTO scopes VALUES ('none', 999, '01', 0)"))

    async def fail(*, whole: bool) -> None:
        async with database.write() as db:
            await milestones.activate(db, "kept", NOW)
            with pytest.raises(IntegrityError):
                await refused(db)
            if whole:
                raise ValueError

    with pytest.raises(ValueError):
        await fail(whole=True)
    assert await codes(database) == []
    await fail(whole=False)
    assert await codes(database) == ["kept"]


async def test_a_transaction_is_the_writers_from_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.sqlite.file.BUSY_SECONDS", 0)
    async with opened(tmp_path / "sipas.db") as database:
        other = sqlite3.connect(database.place, isolation_level=None, timeout=0)
        async with database.write():
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnusable) as refused:
            await Database(url_of(tmp_path / "sipas.db")).open()
        assert refused.value.key == "database.locked"
        other.close()


_LOADED = """
import sys, tests.plain_sqlite
from storage.engine.database import Database
print(Database("sqlite+aiosqlite:///nowhere").engine, *sorted(sys.modules))
"""


async def test_it_loads_nothing_of_the_driver() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _LOADED,
        cwd=ROOT,
        env=os.environ | {VARIABLE: "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    loaded = out.decode().split()
    assert "PlainSqlite" in loaded[0]
    ours = {name.rpartition(".")[2] for name in loaded if name.startswith("storage.engine.sqlite.")}
    assert ours == {"file", "plain"}
