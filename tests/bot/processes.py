"""Real processes for tests: ``sipas`` as an operator starts it, with nothing of the outside's settings."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "bot")
CLOCK = "2019-08-29T08:30:00+07:00"
PATIENCE = 60.0
"""Seconds after which a process that should have ended or spoken is taken for stuck."""
PROMISE = 2.0
"""Seconds in which a stopped bot is gone."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a process ended."""

    code: int
    out: str
    err: str

    def failed_clearly(self, code: int = 1) -> str:
        """The one line on stderr of a process that ended with ``code``."""
        assert self.code == code, self
        assert "Traceback" not in self.err
        assert len(self.err.strip().splitlines()) == 1, self.err
        return self.err.strip()


def environment(folder: Path, **settings: object) -> dict[str, str]:
    """What a process gets: settings by their names without the prefix; ``None`` leaves one out."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("SIPAS_")}
    given = {"data_dir": folder / "data", "clock": CLOCK, "campaign": "2019", "port": 0} | settings
    ours = {f"SIPAS_{key.upper()}": str(value) for key, value in given.items() if value is not None}
    return outside | ours | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "200"}


async def sipas(folder: Path, *words: str, **settings: object) -> Finished:
    """Runs a command to its end."""
    async with started(folder, *words, **settings) as process:
        return await process.ends()


class Running:
    """A process under way; a group of its own, as under a terminal."""

    def __init__(self, process: asyncio.subprocess.Process, errors: Path) -> None:
        self._process, self._errors = process, errors
        self._lines: list[str] = []

    @property
    def pid(self) -> int:
        """The process's id, which is its group's too."""
        return self._process.pid

    @property
    def err(self) -> str:
        """What it wrote to stderr so far."""
        return self._errors.read_text(encoding="utf-8")

    async def says(self, part: str) -> str:
        """Waits for a line on stdout that has ``part``."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := (await self._process.stdout.readline()).decode():
                self._lines.append(line)
                if part in line:
                    return line.strip()
        raise AssertionError(f"ended without saying {part!r}: {self._lines} {self.err}")

    def kill(self) -> None:
        """``kill -9``: nothing of the process's own runs any more. Its children are left alone."""
        if self._process.returncode is None:
            self._process.kill()

    async def stops(self, number: signal.Signals, *, group: bool = False) -> Finished:
        """Signals it (``group``: and its children, as Ctrl-C does) and waits for as long as is promised."""
        (os.killpg if group else os.kill)(self.pid, number)
        return await self.ends(within=PROMISE)

    async def ends(self, within: float = PATIENCE) -> Finished:
        """Waits until it has ended. Raises TimeoutError."""
        assert self._process.stdout is not None
        async with asyncio.timeout(within):
            rest = await self._process.stdout.read()
            code = await self._process.wait()
        return Finished(code, "".join(self._lines) + rest.decode(), self.err)


@asynccontextmanager
async def started(folder: Path, *words: str, **settings: object) -> AsyncIterator[Running]:
    """Starts ``sipas WORDS`` in ``folder``; kills it at the end if it still runs."""
    errors = folder / "stderr.txt"
    with errors.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            *words,
            cwd=folder,
            env=environment(folder, **settings),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
        )
    running = Running(process, errors)
    try:
        yield running
    finally:
        running.kill()
        await process.wait()


def children(pid: int) -> list[int]:
    """The processes whose parent is ``pid``."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text()
        except OSError:  # it ended while we looked
            continue
        if int(stat.rpartition(")")[2].split()[1]) == pid:
            found.append(int(folder.name))
    return sorted(found)


async def gone(pid: int, within: float = PROMISE) -> None:
    """Waits until a process that need not be our child has ended. Raises TimeoutError."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, ended.set)
    try:
        async with asyncio.timeout(within):
            await ended.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
