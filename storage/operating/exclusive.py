"""Whether a bot runs on a database, and keeping one out while all of it is copied or replaced."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from filelock import FileLock, Timeout
from sqlalchemy import column, func, select, table

from storage.engine.database import Connection, Database
from storage.engine.engines import BOT, Sqlite
from storage.engine.leader import SPACE, Occupied
from storage.tables import inbox, outbox

SESSIONS = table("pg_stat_activity", column("datname"), column("application_name"))
_LOCKS = table(
    "pg_locks",
    column("locktype"),
    column("classid"),
    column("objsubid"),
    column("granted"),
    column("database"),
)
_DATABASES = table("pg_database", column("oid"), column("datname"))


@asynccontextmanager
async def still(database: Database) -> AsyncIterator[None]:
    """Nobody leads a bot on this database for so long. Raises Occupied where a bot runs already.

    On PostgreSQL that is any process of a bot, whatever its role; one that starts later waits for the
    leader's place.
    """
    if isinstance(database.engine, Sqlite):
        database.engine.prepare()
        lock = FileLock(f"{database.engine.file}.lock", blocking=False)
        try:
            lock.acquire()
        except Timeout:
            raise Occupied(database.place) from None
        try:
            yield
        finally:
            lock.release()
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
    if await sessions(db):
        raise Occupied(place)
    for bot in await _bots(db):
        lock = func.pg_try_advisory_lock(SPACE, zlib.crc32(bot.encode()) - 2**31)
        if not await db.scalar(select(lock)):
            raise Occupied(place)


async def is_led(database: Database) -> bool:
    """Whether a process leads a bot on this database now."""
    if isinstance(database.engine, Sqlite):
        lock = FileLock(f"{database.engine.file}.lock", blocking=False)
        try:
            with lock:
                return False
        except Timeout:
            return True
    async with database.read() as db:
        here = (
            select(_DATABASES.c.oid).where(_DATABASES.c.datname == func.current_database()).scalar_subquery()
        )
        held = select(func.count()).where(
            _LOCKS.c.locktype == "advisory",
            _LOCKS.c.classid == SPACE,
            _LOCKS.c.objsubid == 2,
            _LOCKS.c.granted,
            _LOCKS.c.database == here,
        )
        return bool(await db.scalar(held.select_from(_LOCKS)))


async def sessions(db: Connection) -> int:
    """Connections of running bots to this PostgreSQL database; commands call themselves otherwise."""
    ours = select(func.count()).select_from(SESSIONS)
    found = await db.scalar(
        ours.where(SESSIONS.c.datname == func.current_database(), SESSIONS.c.application_name == BOT)
    )
    return int(found or 0)


async def _bots(db: Connection) -> list[str]:
    if await db.scalar(select(func.to_regclass(inbox.name).is_(None))):
        return []  # nothing is there yet
    known = select(inbox.c.bot).union(select(outbox.c.bot))
    return sorted((await db.execute(known)).scalars())
