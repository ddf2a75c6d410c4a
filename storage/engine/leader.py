"""One leader a bot, across processes: who leads sends, ticks and polls.

On PostgreSQL the leader holds an advisory lock and writes on the connection that holds it: who loses the
connection has lost both, and the server frees the lock. On SQLite a lock beside the file does it, which
the system frees when the process ends, however it ends.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import func, select

from storage.engine.database import Connection, Database
from storage.engine.engines import Sqlite

log = structlog.get_logger(__name__)

BEAT = 1.0
"""Seconds between two looks whether the lock is still held, or free at last."""
ANSWER = 4.0
"""Seconds after which a server that does not answer has lost its leader."""
SPACE = 8_019
"""The first half of our advisory locks' keys."""


class LeadershipLost(Exception):
    """The connection that held the lock is gone; somebody else may lead by now."""


class Occupied(Exception):
    """Another process runs on this SQLite file, which serves one."""


@dataclass(frozen=True, slots=True)
class Term:
    """The time of leading: ``write`` opens the leader's transactions, ``lost`` is set when it is over."""

    write: Callable[[], AbstractAsyncContextManager[Connection]]
    lost: asyncio.Event


@asynccontextmanager
async def term(database: Database, bot: str) -> AsyncIterator[Term]:
    """Waits until this process leads ``bot``, and leads it until the end of the context.

    Raises Occupied on SQLite; LeadershipLost and what the engine raises on PostgreSQL.
    """
    if isinstance(database.engine, Sqlite):
        lock = FileLock(f"{database.engine.file}.lock", blocking=False)
        try:
            lock.acquire()
        except Timeout:
            raise Occupied(database.place) from None
        try:
            yield Term(database.write, asyncio.Event())
        finally:
            lock.release()
        return
    async with database.engine.leader.connect() as db:
        key = func.pg_try_advisory_lock(SPACE, zlib.crc32(bot.encode()) - 2**31)
        while not await _asked(db, key):  # noqa: ASYNC110 -- whoever frees it is another process
            await asyncio.sleep(BEAT)
        seat = _Seat(db)
        watch = asyncio.create_task(seat.watch(), name="leadership")
        log.info("leadership.taken", bot=bot)
        try:
            yield Term(seat.write, seat.lost)
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            log.info("leadership.left", bot=bot)
            await _leave(db)


async def _asked(db: Connection, lock: object) -> bool:
    async with db.begin():
        return bool(await db.scalar(select(lock)))  # type: ignore[call-overload]


async def _leave(db: Connection) -> None:
    """Closes the connection for good, and with it the lock: it must not live on in a pool."""
    with suppress(Exception):
        async with asyncio.timeout(ANSWER):
            await db.invalidate()


class _Seat:
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
