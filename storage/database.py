"""The database's door: one writing connection, several reading ones, migrations at start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

Connection = AsyncConnection
"""What queries take first. Inside ``write()`` a transaction is open; inside ``read()`` a snapshot."""

MIGRATIONS = Path(__file__).parent / "migrations"
READERS = 4
BUSY_SECONDS = 30


class DatabaseUnusable(Exception):
    """The file is corrupt, missing or cannot be written: a text key and the engine's own words."""

    def __init__(self, key: str, detail: str) -> None:
        super().__init__(detail)
        self.key, self.detail = key, detail


class Database:
    """Writes are serialised on one connection, which alone checkpoints; readers cannot write.

    ``guest`` is a command-line writer beside a running bot: it never checkpoints.
    """

    def __init__(self, url: str, *, guest: bool = False) -> None:
        self.url = make_url(url)
        self._lock = asyncio.Lock()
        self._writer = _engine(self.url.render_as_string(False), readers=0, guest=guest)
        self._reader = _engine(self.url.render_as_string(False), readers=READERS, guest=guest)

    @property
    def file(self) -> Path:
        """The SQLite file, also where the address gives it as a URI (``file:…?mode=ro``)."""
        return Path((self.url.database or "").removeprefix("file:"))

    async def open(self, *, create: bool = True) -> None:
        """Creates the file and its folder where ``create``, and migrates. Raises DatabaseUnusable.

        An empty file is as good as none. After a failure nothing is left open.
        """
        if not create and not (self.file.exists() and self.file.stat().st_size):
            raise DatabaseUnusable("database.missing", str(self.file))
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            async with self._lock, self._writer.connect() as db, _without_foreign_keys(db), db.begin():
                await db.run_sync(_migrate)
        except OSError as error:
            raise DatabaseUnusable("database.folder", str(error)) from error
        except DatabaseError as error:
            await self.close()
            raise DatabaseUnusable(_fault(error), f"{self.file}: {error.orig}") from error
        except CommandError as error:
            await self.close()
            raise DatabaseUnusable("database.newer", f"{self.file}: {error}") from error

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """One transaction on the writer; commits at the end, rolls back on any exception."""
        async with self._lock, self._writer.begin() as db:
            yield db

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A consistent snapshot that cannot write."""
        async with self._reader.begin() as db:
            yield db

    async def close(self) -> None:
        """Readers first: whoever closes last checkpoints, and that must be the writer."""
        await self._reader.dispose()
        await self._writer.dispose()


def _engine(url: str, *, readers: int, guest: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
        pool_size=readers or 1,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        if guest or readers:
            cursor.execute("PRAGMA wal_autocheckpoint = 0")
        if readers:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: SyncConnection) -> None:
        connection.exec_driver_sql("BEGIN" if readers else "BEGIN IMMEDIATE")

    return engine


@asynccontextmanager
async def _without_foreign_keys(db: Connection) -> AsyncIterator[None]:
    """SQLite alters a table by making it anew; that must not look like deleting all of its rows."""
    driver = (await db.get_raw_connection()).driver_connection
    await driver.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
    try:
        yield
    finally:
        await driver.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]


def _fault(error: DBAPIError) -> str:
    words = str(error.orig).lower()
    if "malformed" in words or "not a database" in words:
        return "database.corrupt"
    if "readonly" in words or "unable to open" in words:
        return "database.unwritable"
    if "locked" in words:
        return "database.locked"
    return "database.fault"


def migration_config() -> Config:
    """Alembic's configuration for our migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _migrate(connection: SyncConnection) -> None:
    config = migration_config()
    current = MigrationContext.configure(connection).get_current_revision()
    if current == ScriptDirectory.from_config(config).get_current_head():
        # A file that may only be read is opened without a word: this writes nothing and is refused there.
        connection.exec_driver_sql("DELETE FROM alembic_version WHERE false")
        return
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError(f"rows without their parents after the migration: {orphans[:3]}")
