"""What a database keeps its word on, whichever engine it is."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from storage.engine.database import Connection, Database
from storage.planning import milestones
from storage.tables import campaigns, scopes
from storage.tables import milestones as milestone_rows
from tests.field import CODE, NOW, opened, url_of

ROOT = Path(__file__).parents[3]


async def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as db:
            await db.execute(insert(scopes).values(campaign=CODE, person=99, code="01", position=0))


async def test_an_error_takes_all_back(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as db:
            await milestones.activate(db, CODE, NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.read() as db:
        assert await milestones.activated(db, CODE) is None


async def test_a_savepoint_takes_back_only_its_own(database: Database) -> None:
    async def fail(db: Connection) -> None:
        async with db.begin_nested():
            await milestones.activate(db, "2018", NOW)
            raise RuntimeError

    async with database.write() as db:
        await milestones.activate(db, CODE, NOW)
        with pytest.raises(RuntimeError):
            await fail(db)
    async with database.read() as db:
        assert await milestones.activated(db, CODE) == NOW
        assert await milestones.activated(db, "2018") is None


async def test_a_reader_sees_one_moment(database: Database) -> None:
    async with database.read() as db:
        assert await milestones.activated(db, CODE) is None
        async with database.write() as writer:
            await milestones.activate(writer, CODE, NOW)
        assert await milestones.activated(db, CODE) is None
    async with database.read() as db:
        assert await milestones.activated(db, CODE) == NOW


async def test_a_cancelled_writer_leaves_the_lock_and_the_file_free(database: Database) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with database.write() as db:
            await milestones.activate(db, CODE, NOW)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as db:
        assert await milestones.activated(db, CODE) is None


_GUEST = """
import asyncio, sys
from datetime import datetime
from storage.planning import milestones
from storage.engine.database import Database
import tests.plain_sqlite

async def main():
    database = Database(sys.argv[1], guest=True)
    await database.open(create=False)
    for number in range(40):
        async with database.write() as db:
            await milestones.activate(db, f"guest{number}", datetime.fromisoformat(sys.argv[2]))
    await database.close()

asyncio.run(main())
"""


async def test_a_command_line_writer_beside_the_running_bot(database: Database) -> None:
    guest = await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "error",
        "-c",
        _GUEST,
        database.url.render_as_string(False),
        NOW.isoformat(),
        cwd=ROOT,
    )
    written = 0
    while guest.returncode is None:
        async with database.write() as db:
            await milestones.activate(db, f"host{written}", NOW)
        written += 1
        try:
            async with asyncio.timeout(0.005):
                await guest.wait()
        except TimeoutError:
            pass
    assert guest.returncode == 0
    async with database.read() as db:
        codes = set((await db.execute(select(campaigns.c.code))).scalars())
    assert codes == {f"guest{number}" for number in range(40)} | {
        f"host{number}" for number in range(written)
    }


async def test_a_killed_writer_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db"):
        pass
    script = _GUEST.replace("    await database.close()", "    import os; os._exit(9)")
    guest = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, url_of(tmp_path / "sipas.db"), NOW.isoformat(), cwd=ROOT
    )
    assert await guest.wait() == 9
    async with opened(tmp_path / "sipas.db") as database, database.read() as db:
        assert await milestones.activated(db, "guest39") == NOW


async def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        async with database.write() as db:
            await milestones.activate(db, CODE, datetime(2019, 8, 29, 8, 30))  # noqa: DTZ001


async def test_moments_come_back_aware_and_sort_over_zones(database: Database) -> None:
    early, late = NOW, (NOW + timedelta(minutes=1)).astimezone(UTC)
    async with database.write() as db:
        await milestones.activate(db, "late", late)
        await milestones.activate(db, "early", early)
        await milestones.finish(db, "early", "2019-4.5", "01", None, NOW)
    async with database.read() as db:
        found = (await db.execute(select(campaigns.c.code).order_by(campaigns.c.activated_at))).scalars()
        assert list(found) == ["early", "late"]
        activated = await milestones.activated(db, "early")
        assert activated is not None
        assert activated == NOW
        assert activated.utcoffset() == timedelta(0)
        assert await db.scalar(select(milestone_rows.c.done_at)) == NOW
        assert await db.scalar(select(milestone_rows.c.changed_at)) is None
