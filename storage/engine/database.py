"""The database's door: transactions that write, snapshots that read, migrations at start."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.engines import Postgres, Sqlite, is_passing
from storage.engine.sqlite.connections import savepoint
from storage.engine.sqlite.group_commit import ORIGIN, Commits

__all__ = [
    "ORIGIN",
    "Connection",
    "Database",
    "DatabaseUnusable",
    "is_passing",
    "migration_config",
    "savepoint",
]

Connection = AsyncConnection
"""What queries take first. Inside ``write()`` a transaction is open; inside ``read()`` a snapshot."""

MIGRATIONS = Path(__file__).parents[1] / "migrations"


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

    def __init__(self, url: str, *, guest: bool = False) -> None:
        self.url = make_url(url)
        self.engine: Sqlite | Postgres = (
            Postgres(self.url, guest=guest)
            if self.url.get_backend_name() == "postgresql"
            else Sqlite(self.url, guest=guest)
        )
        self._commits = Commits(self.engine.writer) if isinstance(self.engine, Sqlite) else None

    @property
    def shared(self) -> bool:
        """Whether other processes may do a part of the work."""
        return self.engine.shared

    @property
    def place(self) -> str:
        """Where the data is, for people: a file, or an address without a password."""
        return self.engine.place

    async def open(self, *, create: bool = True) -> None:
        """Makes the database where ``create`` and the engine can, and migrates. Raises DatabaseUnusable.

        An empty file is as good as none. After a failure nothing is left open.
        """
        if not create and self.engine.is_missing():
            raise DatabaseUnusable("database.missing", self.place)
        try:
            self.engine.prepare()
        except OSError as error:
            raise DatabaseUnusable("database.folder", str(error)) from error
        alone = self._commits.alone() if self._commits else nullcontext()
        async with self.usable(), alone, self.engine.migrating() as db:
            await db.run_sync(_migrate)

    async def join(self) -> None:
        """Takes the database as it is, beside whoever runs on it: nothing is made or migrated.

        Raises DatabaseUnusable, also where its tables are not those of this version.
        """
        if self.engine.is_missing():
            raise DatabaseUnusable("database.missing", self.place)
        async with self.usable():
            async with self.read() as db:
                current = await db.run_sync(_revision)
            scripts = ScriptDirectory.from_config(migration_config())
            if current != scripts.get_current_head():
                if current is not None:
                    scripts.get_revision(current)
                raise DatabaseUnusable("database.older", self.place)

    @asynccontextmanager
    async def usable(self) -> AsyncIterator[None]:
        """What fails in here, on the way in, closes the database and is told as DatabaseUnusable."""
        try:
            yield
        except DatabaseUnusable:
            await self.close()
            raise
        except (DBAPIError, asyncpg.PostgresError, OSError) as error:
            await self.close()
            words = error.orig if isinstance(error, DBAPIError) else error
            raise DatabaseUnusable(self.engine.fault(error), f"{self.place}: {words}") from error
        except CommandError as error:
            await self.close()
            raise DatabaseUnusable("database.newer", f"{self.place}: {error}") from error

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """Commits at the end, rolls back on any exception; on SQLite those who wait share a commit."""
        async with self._commits.write() if self._commits else self.engine.writer.begin() as db:
            yield db

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A consistent snapshot that cannot write."""
        async with self.engine.reader.begin() as db:
            yield db

    async def close(self) -> None:
        """Readers first: on SQLite whoever closes last checkpoints, and that must be the writer."""
        async with self._commits.alone() if self._commits else nullcontext():
            await self.engine.reader.dispose()
            await self.engine.writer.dispose()
            if isinstance(self.engine, Postgres):
                await self.engine.leader.dispose()


def migration_config() -> Config:
    """Alembic's configuration for our migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _revision(connection: SyncConnection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _migrate(connection: SyncConnection) -> None:
    config = migration_config()
    current = _revision(connection)
    if current == ScriptDirectory.from_config(config).get_current_head():
        # A file that may only be read is opened without a word: this writes nothing and is refused there.
        connection.exec_driver_sql("DELETE FROM alembic_version WHERE false")
        return
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
