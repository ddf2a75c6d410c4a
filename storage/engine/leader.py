"""One leader a bot, across processes: who leads sends, ticks and polls.

On PostgreSQL the leader holds an advisory lock and writes on the connection that holds it: who loses the
connection has lost both, and the server frees the lock. On SQLite a lock beside the file does it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from storage.engine.connection import Connection
from storage.engine.database import Database
from storage.engine.postgres.leader import LeadershipLost, lead
from storage.engine.sqlite.file import SqliteFile
from storage.engine.sqlite.lock_file import locked

__all__ = ["LeadershipLost", "Occupied", "Term", "term"]


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
    if isinstance(database.engine, SqliteFile):
        with locked(database.engine.file) as free:
            if not free:
                raise Occupied(database.place)
            yield Term(database.write, asyncio.Event())
        return
    async with lead(database.engine.leader, bot) as seat:
        yield Term(seat.write, seat.lost)
