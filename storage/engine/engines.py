"""What the two engines do differently: how connections are prepared, who may write, which fault is which."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import URL, event
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.engine.sqlite import connections

READERS = 4
WRITERS = 8
"""Transactions that may write side by side, where the engine lets them."""
CONNECT_SECONDS = 10
POOL_SECONDS = 30
"""How long a transaction waits for a free connection."""
BOT, GUEST = "sipas", "sipas command"
"""What a session on PostgreSQL is called: whether a bot runs on a database is told by these."""
_KEEPALIVE = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "2",
    "tcp_user_timeout": "9000",
}
"""A dead peer is noticed within ten seconds: the server then frees its locks, also the leader's."""
_ALIVE = {"idle_session_timeout": "6000", "idle_in_transaction_session_timeout": "3000"}
"""The leader gives a sign of life every second; one that hangs without dying loses its session."""
_PROMPT = {"idle_in_transaction_session_timeout": "5000"}
"""A bot that hangs in a transaction loses it: its rows would hold up everybody, also the heir."""
_PATIENT = {"idle_in_transaction_session_timeout": "60000"}
"""A command may think for longer, but not for ever (it may have been stopped by Ctrl-Z)."""
_MIGRATION_LOCK = 8_019_001
_PASSING_STATES = ("08", "25P03", "40", "53", "55P03", "57")
"""SQLSTATEs that a later try may not meet: connection, hung, rollback, resources, locked, operator."""
_PASSING_WORDS = (
    "locked",
    "disk is full",
    "disk i/o",
    "readonly",
    "unable to open",
    "connection is closed",
    "the database system is",
)


class Sqlite:
    """One writing connection that alone checkpoints, and readers that cannot write."""

    shared = False

    def __init__(self, url: URL, *, guest: bool) -> None:
        self.file = Path((url.database or "").removeprefix("file:"))
        self.writer = connections.quick(_sqlite(url, readers=0, guest=guest))
        self.reader = connections.quick(_sqlite(url, readers=READERS, guest=guest))

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
                    if orphans := (await db.exec_driver_sql("PRAGMA foreign_key_check")).all():
                        raise RuntimeError(f"rows without their parents after the migration: {orphans[:3]}")
            finally:
                await driver.execute("PRAGMA foreign_keys = ON")

    def fault(self, error: Exception) -> str:
        """The text key of what is wrong; SQLite tells it in words."""
        words = _words(error)
        if "malformed" in words or "not a database" in words:
            return "database.corrupt"
        if "readonly" in words or "unable to open" in words:
            return "database.unwritable"
        if "locked" in words:
            return "database.locked"
        return "database.fault"


def _sqlite(url: URL, *, readers: int, guest: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        connect_args={"isolation_level": None, "timeout": connections.BUSY_SECONDS},
        hide_parameters=True,  # an error is logged; what people wrote is not
        pool_size=readers or 1,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
    )

    @event.listens_for(engine.sync_engine, "do_connect")
    def _connect(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        return connections.connect(dialect, arguments, options, writing=not readers)

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
        driver: Any = connection.connection.dbapi_connection
        driver.begin(connection.dialect)

    return engine


class Postgres:
    """Several processes write side by side; what must not interleave locks its rows."""

    shared = True

    def __init__(self, url: URL, *, guest: bool) -> None:
        self.place = url.set(username=None, password=None).render_as_string()
        name = GUEST if guest else BOT
        self.writer = _postgres(url, name, WRITERS, settings=_PATIENT if guest else _PROMPT)
        self.reader = _postgres(
            url, name, READERS, isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self.leader = _postgres(url, name, 1, settings=_ALIVE)
        """The leader's own connection: it is not taken from those who work."""

    def is_missing(self) -> bool:
        """A server answers for itself."""
        return False

    def prepare(self) -> None:
        """The server's administrator makes the database."""

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[AsyncConnection]:
        """Processes that start together migrate one after the other."""
        async with self.writer.begin() as db:
            for name, value in _PATIENT.items():
                await db.exec_driver_sql(f"SET LOCAL {name} = {value}")
            await db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            yield db

    def fault(self, error: Exception) -> str:
        """The text key of what is wrong: by SQLSTATE, or, where there is no server, by the system's error."""
        state = _state(error)
        if state.startswith("28"):
            return "database.refused"
        if state == "3D000":
            return "database.no_such"
        if state.startswith(("08", "57")) or isinstance(error, OSError):
            return "database.unreachable"
        return "database.fault"


def _postgres(
    url: URL, name: str, size: int, settings: Mapping[str, str] | None = None, **options: Any
) -> AsyncEngine:
    engine = create_async_engine(
        url,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "server_settings": {"application_name": name, **_KEEPALIVE, **(settings or {})},
        },
        hide_parameters=True,  # an error is logged; what people wrote is not
        pool_size=size,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
        pool_pre_ping=True,
    )
    return engine.execution_options(**options) if options else engine


def is_passing(error: BaseException) -> bool:
    """Whether the database failed in a way that a later try may not meet: the statement was not at fault."""
    if isinstance(error, PendingRollbackError):  # the connection was lost inside a savepoint
        return True
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        return _state(error).startswith(_PASSING_STATES) or any(
            word in _words(error) for word in _PASSING_WORDS
        )
    if isinstance(error, asyncpg.PostgresError):
        return _state(error).startswith(_PASSING_STATES)
    return isinstance(error, OSError | TimeoutError | asyncpg.InterfaceError)


def _state(error: BaseException) -> str:
    origin = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(origin, "sqlstate", None) or "")


def _words(error: BaseException) -> str:
    return str(error.orig if isinstance(error, DBAPIError) else error).lower()
