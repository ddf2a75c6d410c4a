"""What a SQLite file needs, by whichever driver it is read and written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.engine import errors

READERS = 4
POOL_SECONDS = 30
"""How long a transaction waits for a free connection."""
BUSY_SECONDS = 30
"""How long a transaction waits to be the one that writes."""


class SqliteFile(ABC):
    """One writing connection that alone checkpoints, and readers that cannot write."""

    shared = False

    def __init__(self, url: URL, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self.file = Path((url.database or "").removeprefix("file:"))
        self.writer, self.reader = writer, reader

    @property
    def place(self) -> str:
        """Where it is, for people: the file."""
        return str(self.file)

    def is_missing(self) -> bool:
        """An empty file is as good as none."""
        return not (self.file.exists() and self.file.stat().st_size)

    def prepare(self) -> None:
        """Makes the folder."""
        self.file.parent.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction, or a part of one, that only its caller writes in. It is committed at the end."""

    @abstractmethod
    def alone(self) -> AbstractAsyncContextManager[None]:
        """Nobody begins to write meanwhile, and the writing connection is free."""

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that changes the schema.

        SQLite alters a table by making it anew; that must not look like deleting all of its rows.
        """
        async with self.writer.connect() as db:
            driver: Any = (await db.get_raw_connection()).driver_connection
            await driver.execute("PRAGMA foreign_keys = OFF")
            try:
                async with db.begin():
                    yield db
            finally:
                await driver.execute("PRAGMA foreign_keys = ON")

    async def orphans(self, db: AsyncConnection) -> Sequence[object]:
        """Rows without their parents: a migration may leave some while foreign keys are off."""
        return (await db.exec_driver_sql("PRAGMA foreign_key_check")).all()

    async def close(self) -> None:
        """Readers first: whoever closes last checkpoints, and that must be the writer."""
        await self.reader.dispose()
        await self.writer.dispose()

    def fault(self, error: Exception) -> str:
        """The text key of what is wrong; SQLite tells it in words."""
        words = errors.words(error)
        if "malformed" in words or "not a database" in words:
            return "database.corrupt"
        if "readonly" in words or "unable to open" in words:
            return "database.unwritable"
        if "locked" in words:
            return "database.locked"
        return "database.fault"


def pool(url: URL, *, readers: int, guest: bool) -> AsyncEngine:
    """Connections that read, or with no ``readers`` the one that writes. Who listens begins transactions."""
    engine = create_async_engine(
        url,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
        hide_parameters=True,  # an error is logged; what people wrote is not
        pool_size=readers or 1,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
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

    return engine
