"""PostgreSQL: several processes write side by side."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.engine import errors

READERS = 4
WRITERS = 8
"""Transactions that may write side by side."""
CONNECT_SECONDS = 10
POOL_SECONDS = 30
"""How long a transaction waits for a free connection."""
BOT, GUEST = "sipas", "sipas command"
"""What a session is called: whether a bot runs on a database is told by these."""
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


class Postgres:
    """Several processes write side by side; what must not interleave locks its rows."""

    shared = True

    def __init__(self, url: URL, *, guest: bool) -> None:
        self.place = url.set(username=None, password=None).render_as_string()
        name = GUEST if guest else BOT
        self.writer = _pool(url, name, WRITERS, settings=_PATIENT if guest else _PROMPT)
        self.reader = _pool(url, name, READERS, isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self.leader = _pool(url, name, 1, settings=_ALIVE)
        """The leader's own connection: it is not taken from those who work."""

    def is_missing(self) -> bool:
        """A server answers for itself."""
        return False

    def prepare(self) -> None:
        """The server's administrator makes the database."""

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction beside others."""
        return self.writer.begin()

    def alone(self) -> AbstractAsyncContextManager[None]:
        """Nobody has to be kept out: what must not interleave locks."""
        return nullcontext()

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that changes the schema; processes that start together do it one after the other."""
        async with self.writer.begin() as db:
            for name, value in _PATIENT.items():
                await db.exec_driver_sql(f"SET LOCAL {name} = {value}")
            await db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            yield db

    async def orphans(self, db: AsyncConnection) -> Sequence[object]:
        """The server lets no row lose its parent."""
        return ()

    async def close(self) -> None:
        """Closes all connections."""
        for pool in (self.reader, self.writer, self.leader):
            await pool.dispose()

    def fault(self, error: Exception) -> str:
        """The text key of what is wrong: by SQLSTATE, or, where there is no server, by the system's error."""
        state = errors.state(error)
        if state.startswith("28"):
            return "database.refused"
        if state == "3D000":
            return "database.no_such"
        if state.startswith(("08", "57")) or isinstance(error, OSError):
            return "database.unreachable"
        return "database.fault"


def _pool(
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
