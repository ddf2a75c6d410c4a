"""SQLite by SQLAlchemy and aiosqlite as they come: what our own driver must be equal to.

With this the tests ask, after an upgrade, who is at fault (docs/decisions/0023-a-plain-driver.md).
It imports nothing of the driver, which may not even load any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.engine.sqlite.file import READERS, SqliteFile, pool


class PlainSqlite(SqliteFile):
    """Who waits to write has a transaction and a commit of its own."""

    def __init__(self, url: URL, *, guest: bool) -> None:
        super().__init__(
            url,
            _plain(url, readers=0, guest=guest, begin="BEGIN IMMEDIATE"),
            _plain(url, readers=READERS, guest=guest, begin="BEGIN"),
        )
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction; one after the other, in the order of the calls."""
        async with self._turn, self.writer.begin() as db:
            yield db

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """One turn of all."""
        async with self._turn:
            yield


def _plain(url: URL, *, readers: int, guest: bool, begin: str) -> AsyncEngine:
    engine = pool(url, readers=readers, guest=guest)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
