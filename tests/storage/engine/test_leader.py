"""One leader: who has it, who waits, and how it passes on."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from storage.engine.database import Database, is_passing
from storage.engine.leader import LeadershipLost, Occupied, Term, term
from storage.engine.postgres import engine, leader
from storage.planning import milestones
from storage.tables import lanes
from tests.field import BOT, CODE, NOW, opened


@pytest.fixture
async def doors(tmp_path: Path) -> AsyncIterator[list[Database]]:
    """The same database, as two processes open it."""
    async with opened(tmp_path / "sipas.db") as first, opened(tmp_path / "sipas.db") as second:
        yield [first, second]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leader, "BEAT", 0.02)


async def test_the_leader_writes(doors: list[Database]) -> None:
    async with term(doors[0], BOT) as led, led.write() as db:
        await milestones.activate(db, CODE, NOW)
    async with doors[1].read() as db:
        assert await milestones.activated(db, CODE) == NOW


@pytest.mark.sqlite
async def test_a_file_serves_one_process(doors: list[Database]) -> None:
    async with term(doors[0], BOT):
        with pytest.raises(Occupied):
            async with term(doors[1], BOT):
                pass
    async with term(doors[1], BOT) as led:
        assert not led.lost.is_set()


@pytest.mark.postgresql
async def test_the_next_one_waits_and_takes_over(doors: list[Database]) -> None:
    taken: asyncio.Queue[Term] = asyncio.Queue()

    async def wait() -> None:
        async with term(doors[1], BOT) as led:
            taken.put_nowait(led)

    async with term(doors[0], BOT):
        waiting = asyncio.create_task(wait())
        async with term(doors[1], "another-bot"):
            assert taken.empty()
    await taken.get()
    await waiting


@pytest.mark.postgresql
async def test_who_loses_the_connection_has_lost_the_lead(doors: list[Database]) -> None:
    async with term(doors[0], BOT) as led:
        async with led.write() as db:
            backend = await db.scalar(text("SELECT pg_backend_pid()"))
        async with doors[1].write() as db:
            await db.execute(select(text(f"pg_terminate_backend({backend})")))
        await led.lost.wait()
        with pytest.raises(LeadershipLost):
            async with led.write():
                pass
        async with term(doors[1], BOT) as heir:
            assert not heir.lost.is_set()


@pytest.mark.postgresql
async def test_a_broken_statement_is_no_lost_lead(doors: list[Database]) -> None:
    async def stumble(led: Term) -> None:
        async with led.write() as db:
            await db.execute(text("SELECT * FROM nowhere"))

    async with term(doors[0], BOT) as led:
        with pytest.raises(Exception, match="nowhere"):
            await stumble(led)
        async with led.write() as db:
            assert await db.scalar(text("SELECT 1")) == 1


FROZEN = """
import asyncio, os, signal, sys
from sqlalchemy import text
from storage.engine.database import Database
from storage.engine.leader import term
from storage.engine.postgres import engine

engine._PROMPT = {"idle_in_transaction_session_timeout": "1000"}
engine._ALIVE = {"idle_session_timeout": "1000", "idle_in_transaction_session_timeout": "500"}

async def main():
    database = Database(sys.argv[1])
    async with term(database, sys.argv[2]) as led, database.write() as work:
        await work.execute(text("SELECT chat FROM lanes FOR UPDATE"))
        async with led.write() as lead:
            waits = asyncio.create_task(lead.execute(text("SELECT chat FROM lanes FOR UPDATE")))
            await asyncio.sleep(0.5)
            assert not waits.done()
            os.kill(os.getpid(), signal.SIGSTOP)

asyncio.run(main())
"""
"""A leader whose session waits for a row of its own transaction, when it stops without dying."""


@pytest.mark.postgresql
async def test_who_hangs_in_the_middle_of_its_work_holds_nobody_up(doors: list[Database]) -> None:
    async with doors[0].write() as db:
        await db.execute(insert(lanes), {"bot": BOT, "chat": "101"})
    url = doors[0].url.render_as_string(hide_password=False)
    frozen = await asyncio.create_subprocess_exec(sys.executable, "-c", FROZEN, url, BOT)
    try:
        await until_stopped(frozen.pid)
        async with asyncio.timeout(20), term(doors[1], BOT) as heir, heir.write() as db:
            await db.execute(text("SELECT chat FROM lanes FOR UPDATE"))
    finally:
        frozen.kill()
        await frozen.wait()


async def until_stopped(pid: int) -> None:
    while (await asyncio.to_thread(os.waitid, os.P_PID, pid, os.WSTOPPED)) is None:
        pass


@pytest.mark.postgresql
async def test_whose_transaction_was_ended_may_do_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engine._PROMPT, "idle_in_transaction_session_timeout", "200")
    async with opened(tmp_path / "sipas.db") as database:
        with pytest.raises(DBAPIError) as caught:
            await dawdle(database)
        assert is_passing(caught.value)
        async with database.write() as db:
            assert await milestones.activated(db, CODE) is None


async def dawdle(database: Database) -> None:
    async with database.write() as db:
        await milestones.activate(db, CODE, NOW)
        await asyncio.sleep(0.5)
        await milestones.activate(db, CODE, NOW)
