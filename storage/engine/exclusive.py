"""Whether a bot runs on a database, and keeping one out while all of it is copied or replaced."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select

from storage.engine.connection import Connection
from storage.engine.database import Database
from storage.engine.leader import Occupied
from storage.engine.postgres import leader
from storage.engine.sqlite.file import SqliteFile
from storage.engine.sqlite.lock_file import locked
from storage.tables import inbox, outbox


@asynccontextmanager
async def still(database: Database) -> AsyncIterator[None]:
    """Nobody leads a bot on this database for so long. Raises Occupied where a bot runs already.

    On PostgreSQL that is any process of a bot, whatever its role; one that starts later waits for the
    leader's place.
    """
    if isinstance(database.engine, SqliteFile):
        database.engine.prepare()
        with locked(database.engine.file) as free:
            if not free:
                raise Occupied(database.place)
            yield
        return
    async with database.usable():
        db = await database.engine.leader.connect()
    try:
        async with database.usable(), db.begin():
            await _take(db, database.place)
        yield
    finally:
        await db.invalidate()


async def _take(db: Connection, place: str) -> None:
    """Takes the leader's place of every bot that this database knows. Raises Occupied."""
    if await leader.sessions(db):
        raise Occupied(place)
    for bot in await _bots(db):
        if not await leader.take(db, bot):
            raise Occupied(place)


async def is_led(database: Database) -> bool:
    """Whether a process leads a bot on this database now."""
    if isinstance(database.engine, SqliteFile):
        with locked(database.engine.file) as free:
            return not free
    async with database.read() as db:
        return await leader.is_taken(db)


async def connections(db: Connection) -> int:
    """How many there are to this PostgreSQL database, whoever holds them."""
    return await leader.sessions(db, name=None)


async def _bots(db: Connection) -> list[str]:
    if await db.scalar(select(func.to_regclass(inbox.name).is_(None))):
        return []  # nothing is there yet
    known = select(inbox.c.bot).union(select(outbox.c.bot))
    return sorted((await db.execute(known)).scalars())
