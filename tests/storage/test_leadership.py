"""One leader: who has it, who waits, and how it passes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from storage import leadership, milestones
from storage.database import Database
from storage.leadership import LeadershipLost, Occupied, Term, term
from tests.field import BOT, CODE, NOW, opened


@pytest.fixture
async def doors(tmp_path: Path) -> AsyncIterator[list[Database]]:
    """The same database, as two processes open it."""
    async with opened(tmp_path / "sipas.db") as first, opened(tmp_path / "sipas.db") as second:
        yield [first, second]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leadership, "BEAT", 0.02)


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
