"""SQLite by our own driver: quick connections, statements made ready, commits in company."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.sqlite import connections
from storage.engine.sqlite.file import READERS, SqliteFile, pool
from storage.engine.sqlite.group_commit import Commits


class Sqlite(SqliteFile):
    """Who waits to write shares a transaction and its commit."""

    def __init__(self, url: URL, *, guest: bool) -> None:
        writer = _quick(url, readers=0, guest=guest)
        super().__init__(url, writer, _quick(url, readers=READERS, guest=guest))
        self._commits = Commits(writer)

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A part of a transaction, in a savepoint of its own."""
        return self._commits.write()

    def alone(self) -> AbstractAsyncContextManager[None]:
        """What was begun is committed before."""
        return self._commits.alone()


def _quick(url: URL, *, readers: int, guest: bool) -> connections.QuickEngine:
    engine = pool(url, readers=readers, guest=guest)

    @event.listens_for(engine.sync_engine, "do_connect")
    def _connect(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        return connections.connect(dialect, arguments, options, writing=not readers)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.begin(connection.dialect)

    return connections.QuickEngine(engine.sync_engine)
