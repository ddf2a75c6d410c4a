"""The SQLite file: what opens, what is refused and how, who writes, who checkpoints."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from bot.texts.texts import LANGUAGES, Texts
from storage.engine.database import Database, DatabaseUnusable
from storage.planning import milestones
from storage.tables import campaigns
from tests.field import CODE, NOW, opened, url_of

pytestmark = pytest.mark.sqlite


async def pragma(database: Database, name: str, *, writer: bool) -> object:
    async with database.write() if writer else database.read() as db:
        return await db.scalar(text(f"PRAGMA {name}"))


async def refusal(file: Path, *, create: bool = True) -> DatabaseUnusable:
    """Why a file cannot be opened. The connections are closed without the caller's doing."""
    with pytest.raises(DatabaseUnusable) as refused:
        await Database(url_of(file)).open(create=create)
    for language in LANGUAGES:
        assert Texts(language, escape=False).say(refused.value.key, detail=refused.value.detail)
    return refused.value


async def test_the_folder_and_the_file_are_made(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "new" / "folder" / "sipas.db"))
    await database.open()
    await database.close()
    assert (tmp_path / "new" / "folder" / "sipas.db").exists()


async def test_a_missing_file_is_not_made_where_it_should_exist(tmp_path: Path) -> None:
    file = tmp_path / "sipas.db"
    assert (await refusal(file, create=False)).key == "database.missing"
    assert not file.exists()


async def test_an_empty_file_is_a_lost_database_where_it_should_exist(tmp_path: Path) -> None:
    file = tmp_path / "sipas.db"
    file.touch()
    assert (await refusal(file, create=False)).key == "database.missing"
    async with opened(file) as database, database.read() as db:
        assert await milestones.activated(db, CODE) is None


@pytest.mark.parametrize("content", [b"Xin ch\xc3\xa0o " * 500, b"SQLite format 3\0" + b"\xff" * 8176])
async def test_a_corrupt_file_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "sipas.db"
    file.write_bytes(content)
    refused = await refusal(file)
    assert refused.key == "database.corrupt"
    assert "sipas.db" in refused.detail
    assert file.read_bytes() == content


async def test_a_file_stands_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    assert (await refusal(tmp_path / "data" / "sipas.db")).key == "database.folder"


async def test_a_folder_stands_where_the_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "sipas.db").mkdir()
    assert (await refusal(tmp_path / "sipas.db")).key == "database.unwritable"


async def test_a_database_that_may_only_be_read(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db"):
        pass
    readonly = Database(f"sqlite+aiosqlite:///file:{tmp_path / 'sipas.db'}?mode=ro&uri=true")
    with pytest.raises(DatabaseUnusable) as refused:
        await readonly.open()
    assert refused.value.key == "database.unwritable"


async def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database, database.write() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert (await refusal(tmp_path / "sipas.db")).key == "database.newer"


async def test_somebody_holds_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.sqlite.file.BUSY_SECONDS", 0)
    async with opened(tmp_path / "sipas.db"):
        pass
    holder = sqlite3.connect(tmp_path / "sipas.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert (await refusal(tmp_path / "sipas.db")).key == "database.locked"
    holder.close()


@pytest.mark.parametrize("writer", [True, False])
async def test_every_connection_is_set_up(database: Database, writer: bool) -> None:
    assert await pragma(database, "journal_mode", writer=writer) == "wal"
    assert await pragma(database, "synchronous", writer=writer) == 2  # FULL
    assert await pragma(database, "foreign_keys", writer=writer) == 1
    assert await pragma(database, "busy_timeout", writer=writer) == 30_000


async def test_readers_cannot_write(database: Database) -> None:
    async with database.read() as db:
        with pytest.raises(OperationalError, match="readonly"):
            await milestones.activate(db, CODE, NOW)


async def test_only_the_writer_checkpoints(database: Database, tmp_path: Path) -> None:
    assert await pragma(database, "wal_autocheckpoint", writer=True) != 0
    assert await pragma(database, "wal_autocheckpoint", writer=False) == 0
    async with opened(tmp_path / "sipas.db", guest=True) as guest:
        assert await pragma(guest, "wal_autocheckpoint", writer=True) == 0
        assert await pragma(guest, "wal_autocheckpoint", writer=False) == 0


async def test_after_the_end_the_file_is_whole_without_its_log(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database, database.write() as db:
        await milestones.activate(db, CODE, NOW)
    assert not Path(f"{tmp_path / 'sipas.db'}-wal").exists()  # noqa: ASYNC240 -- a test may block


async def test_writers_take_turns(database: Database) -> None:
    """Each reads the highest number and writes the next one: two at once would write the same."""

    async def append() -> None:
        async with database.write() as db:
            taken = (await db.execute(select(campaigns.c.code))).scalars().all()
            await asyncio.sleep(0)
            await milestones.activate(db, f"n{len(taken)}", NOW)

    await asyncio.gather(*(append() for _ in range(20)))
    async with database.read() as db:
        assert len((await db.execute(select(campaigns.c.code))).all()) == 20
