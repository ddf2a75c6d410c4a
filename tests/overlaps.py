"""Overlapping transactions, as on PostgreSQL: the second begins while the first is open, and ends last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text

from storage.audit import verify
from storage.engine.database import Connection, Database
from tests.field import cast, opened

First = TypeVar("First")
Second = TypeVar("Second")
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@asynccontextmanager
async def two_processes(folder: Path) -> AsyncIterator[list[Database]]:
    """The same field, as two processes open it; at the end its log must tell the truth of every row."""
    async with opened(folder / "sipas.db", cast) as one, opened(folder / "sipas.db") as other:
        yield [one, other]
        async with one.read() as db:
            assert (await verify.verify(db, None, {})).faults == []


async def overlap(
    doors: list[Database],
    first: Callable[[Connection], Awaitable[First]],
    second: Callable[[Connection], Awaitable[Second]],
) -> tuple[First, Second]:
    """What both returned. ``first`` commits when ``second`` waits for it, or has ended without waiting."""

    async def alone() -> Second:
        async with doors[1].write() as db:
            return await second(db)

    async with doors[0].write() as db:
        done = await first(db)
        later = asyncio.create_task(alone())
        await meanwhile(doors[0], later)
    return done, await later


async def meanwhile(door: Database, later: asyncio.Task[Second]) -> None:
    """Waits until a task has ended, or waits for a row that somebody has locked."""
    async with asyncio.timeout(20):
        while not later.done() and not await is_waiting(door):  # noqa: ASYNC110 -- the server knows
            await asyncio.sleep(0.01)


async def is_waiting(door: Database) -> bool:
    """Whether somebody waits for a row that somebody else has locked."""
    async with door.read() as db:
        return bool(await db.scalar(_WAITING))
