"""The database's door: transactions that write, snapshots that read, migrations at start."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import ClassVar

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from storage.engine import errors, migrations
from storage.engine.connection import ORIGIN, Connection, savepoint
from storage.engine.errors import is_passing
from storage.engine.postgres.engine import Postgres
from storage.engine.sqlite.file import SqliteFile
from storage.engine.sqlite.plain import PlainSqlite

__all__ = [
    "ORIGIN",
    "Connection",
    "Database",
    "DatabaseUnusable",
    "is_passing",
    "savepoint",
]


class DatabaseUnusable(Exception):
    """The database is corrupt, missing, out of reach or cannot be written: a text key, the engine's words."""

    def __init__(self, key: str, detail: str) -> None:
        super().__init__(detail)
        self.key, self.detail = key, detail


class Database:
    """SQLite: writes are serialised on one connection, which alone checkpoints; readers cannot write.

    PostgreSQL (``shared``): several processes write side by side at READ COMMITTED, so whoever checks
    before writing locks first. ``guest`` is a command beside a running bot: on SQLite it never
    checkpoints, on PostgreSQL it is not taken for a bot.
    """

    plain: ClassVar[bool] = False
    """For tests: whether SQLite is served without our own driver (``storage.engine.sqlite.plain``)."""

    def __init__(self, url: str, *, guest: bool = False) -> None:
        self.url = make_url(url)
        self.engine: SqliteFile | Postgres = (
            Postgres(self.url, guest=guest)
            if self.url.get_backend_name() == "postgresql"
            else _sqlite(self.url, guest=guest, plain=self.plain)
        )

    @property
    def shared(self) -> bool:
        """Whether other processes may do a part of the work."""
        return self.engine.shared

    @property
    def place(self) -> str:
        """Where the data is, for people: a file, or an address without a password."""
        return self.engine.place

    @property
    def file(self) -> Path | None:
        """The file that holds all of it; None on a server."""
        return self.engine.file if isinstance(self.engine, SqliteFile) else None

    def is_missing(self) -> bool:
        """Whether there is no file, or an empty one. A server answers for itself."""
        return self.engine.is_missing()

    async def open(self, *, create: bool = True) -> None:
        """Makes the database where ``create`` and the engine can, and migrates. Raises DatabaseUnusable.

        An empty file is as good as none. After a failure nothing is left open.
        """
        if not create and self.is_missing():
            raise DatabaseUnusable("database.missing", self.place)
        try:
            self.engine.prepare()
        except OSError as error:
            raise DatabaseUnusable("database.folder", str(error)) from error
        async with self.usable(), self.engine.alone(), self.engine.migrating() as db:
            if await db.run_sync(migrations.migrate) and (orphans := await self.engine.orphans(db)):
                words = f"{self.place}: rows without their parents after the migration: {orphans[:3]}"
                raise DatabaseUnusable("database.fault", words)

    async def join(self) -> None:
        """Takes the database as it is, beside whoever runs on it: nothing is made or migrated.

        Raises DatabaseUnusable, also where its tables are not those of this version.
        """
        if self.is_missing():
            raise DatabaseUnusable("database.missing", self.place)
        async with self.usable():
            async with self.read() as db:
                current = await db.run_sync(migrations.current)
            if current != migrations.revisions()[-1]:
                raise DatabaseUnusable("database.older", self.place)

    @asynccontextmanager
    async def usable(self) -> AsyncIterator[None]:
        """What fails in here, on the way in, closes the database and is told as DatabaseUnusable."""
        try:
            yield
        except DatabaseUnusable:
            await self.close()
            raise
        except migrations.UnknownRevision as error:
            await self.close()
            raise DatabaseUnusable("database.newer", f"{self.place}: {error}") from error
        except Exception as error:
            if not errors.is_of_database(error):
                raise
            await self.close()
            words = error.orig if isinstance(error, DBAPIError) else error
            raise DatabaseUnusable(self.engine.fault(error), f"{self.place}: {words}") from error

    def write(self) -> AbstractAsyncContextManager[Connection]:
        """Commits at the end, rolls back on any exception; on SQLite those who wait share a commit."""
        return self.engine.write()

    def read(self) -> AbstractAsyncContextManager[Connection]:
        """A consistent snapshot that cannot write."""
        return self.engine.reader.begin()

    async def close(self) -> None:
        """Closes all connections, after what was begun is committed."""
        async with self.engine.alone():
            await self.engine.close()


def _sqlite(url: URL, *, guest: bool, plain: bool) -> SqliteFile:
    if plain:
        return PlainSqlite(url, guest=guest)
    from storage.engine.sqlite.engine import Sqlite  # the plain one works also where this one does not load

    return Sqlite(url, guest=guest)
