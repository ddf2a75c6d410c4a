"""The leader's advisory lock: it is held by a connection, and lost with it."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from sqlalchemy import column, func, select, table
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.functions import Function

from storage.engine.connection import Connection
from storage.engine.postgres.engine import BOT

log = structlog.get_logger(__name__)

BEAT = 1.0
"""Seconds between two looks whether the lock is still held, or free at last."""
ANSWER = 4.0
"""Seconds after which a server that does not answer has lost its leader."""
_SPACE = 8_019
"""The first half of our advisory locks' keys."""
_SESSIONS = table("pg_stat_activity", column("datname"), column("application_name"))
_LOCKS = table(
    "pg_locks",
    column("locktype"),
    column("classid"),
    column("objsubid"),
    column("granted"),
    column("database"),
)
_DATABASES = table("pg_database", column("oid"), column("datname"))


class LeadershipLost(Exception):
    """The connection that held the lock is gone; somebody else may lead by now."""


class Seat:
    """The leader's connection. Whatever fails on it ends the term: it would be made anew without the lock."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._turn = asyncio.Lock()
        self.lost = asyncio.Event()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """One transaction on the connection that holds the lock. Raises LeadershipLost."""
        async with self._turn:
            if self.lost.is_set():
                raise LeadershipLost
            try:
                async with self._db.begin():
                    yield self._db
            except BaseException:
                self._look()
                raise

    async def watch(self) -> None:
        """Looks now and then whether the server still answers."""
        while not self.lost.is_set():
            await asyncio.sleep(BEAT)
            try:
                async with asyncio.timeout(ANSWER), self.write() as db:
                    await db.scalar(select(1))
            except Exception as error:
                log.warning("leadership.lost", error=repr(error))
                self.lost.set()

    def _look(self) -> None:
        if self._db.invalidated or self._db.closed:
            self.lost.set()


@asynccontextmanager
async def lead(engine: AsyncEngine, bot: str) -> AsyncIterator[Seat]:
    """Waits until nobody else leads ``bot``, and holds its lock until the end of the context."""
    async with engine.connect() as db:
        while not await _asked(db, bot):  # noqa: ASYNC110 -- whoever frees it is another process
            await asyncio.sleep(BEAT)
        seat = Seat(db)
        watch = asyncio.create_task(seat.watch(), name="leadership")
        log.info("leadership.taken", bot=bot)
        try:
            yield seat
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            log.info("leadership.left", bot=bot)
            await _leave(db)


async def _asked(db: Connection, bot: str) -> bool:
    async with db.begin():
        return await take(db, bot)


async def _leave(db: Connection) -> None:
    """Closes the connection for good, and with it the lock: it must not live on in a pool."""
    with suppress(Exception):
        async with asyncio.timeout(ANSWER):
            await db.invalidate()


async def take(db: Connection, bot: str) -> bool:
    """Takes the leader's place for as long as the connection lives, if it is free."""
    lock: Function[bool] = func.pg_try_advisory_lock(_SPACE, zlib.crc32(bot.encode()) - 2**31)
    return bool(await db.scalar(select(lock)))


async def is_taken(db: Connection) -> bool:
    """Whether anybody leads a bot on this database."""
    here = select(_DATABASES.c.oid).where(_DATABASES.c.datname == func.current_database()).scalar_subquery()
    held = select(func.count()).where(
        _LOCKS.c.locktype == "advisory",
        _LOCKS.c.classid == _SPACE,
        _LOCKS.c.objsubid == 2,
        _LOCKS.c.granted,
        _LOCKS.c.database == here,
    )
    return bool(await db.scalar(held.select_from(_LOCKS)))


async def sessions(db: Connection, name: str | None = BOT) -> int:
    """How many connections there are to this database: of running bots, or with no ``name`` of anybody."""
    here = select(func.count()).select_from(_SESSIONS).where(_SESSIONS.c.datname == func.current_database())
    query = here if name is None else here.where(_SESSIONS.c.application_name == name)
    return int(await db.scalar(query) or 0)
