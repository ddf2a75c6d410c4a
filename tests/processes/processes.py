"""Real processes for tests: ``sipas`` as an operator starts it, with nothing of the outside's settings."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import (
    AsyncExitStack,
    asynccontextmanager,
    chdir,
    contextmanager,
    redirect_stderr,
    redirect_stdout,
    suppress,
)
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from itertools import count
from pathlib import Path
from unittest.mock import patch

import httpx
import structlog

from bot.cli import main
from bot.clock import Clock
from bot.simulator import Limits, Persona, Phone, Simulator, create_app, serve
from storage.engine.database import Database
from tests.field import CAMPAIGN, Engine, prepare, url_of
from tests.plain_sqlite import COMMAND
from tests.stack import CAST, STRANGER, TOKEN, hand, settle

ROOT = Path(__file__).parents[2]
EVENING = datetime.fromisoformat("2019-08-29T21:30:00+07:00")
"""Late: people are left in peace, whoever answers was asked."""
PATIENCE = 60.0
"""Seconds after which a process that should have ended or spoken is taken for stuck."""
PROMISE = 10.0
"""Seconds in which a stopped bot is gone."""


_numbers = count()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Finished:
    """How a process ended."""

    code: int
    out: str
    err: str

    def well(self) -> None:
        """Asserts an ordinary end: code 0, and no error told or logged."""
        assert self.code == 0, self
        assert "Traceback" not in self.err, self.err
        assert '"level": "error"' not in self.err

    def failed_clearly(self, code: int = 1) -> str:
        """The one line on stderr of a process that ended with ``code``."""
        assert self.code == code, self
        assert "Traceback" not in self.err, self.err
        assert len(self.err.strip().splitlines()) == 1, self.err
        return self.err.strip()


def environment(folder: Path, **settings: object) -> dict[str, str]:
    """What a process gets: settings by their names without the prefix; ``None`` leaves one out."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("SIPAS_")}
    given = {
        "data_dir": folder / "data",
        "clock": EVENING.isoformat(),
        "campaign": "2019",
        "port": 0,
    } | settings
    ours = {f"SIPAS_{key.upper()}": str(value) for key, value in given.items() if value is not None}
    return outside | ours | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "200"}


async def sipas(folder: Path, *words: str, **settings: object) -> Finished:
    """Runs a command to its end."""
    async with started(folder, *words, **settings) as process:
        return await process.ends()


async def typed(folder: Path, *words: str, **settings: object) -> Finished:
    """As ``sipas``, within this process: quicker, for commands that neither serve nor wait."""
    assert words[0] != "run", "a bot is a process of its own"
    return await asyncio.to_thread(_typed, folder, words, environment(folder, **settings))


async def unable(folder: Path, *words: str, **settings: object) -> Finished:
    """As ``typed``, for a bot that ends before it serves. One that serves after all ends well."""

    def before_long(stop: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(PATIENCE, stop)

    # A signal reaches the main thread of a process only.
    with patch("bot.commands.run._on_signals", before_long), logs_restored():
        return await asyncio.to_thread(_typed, folder, words, environment(folder, **settings))


@contextmanager
def logs_restored() -> Iterator[None]:
    """Logging belongs to the process: what ``sipas run`` changes is put back."""
    root, ours = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    root.handlers.clear()
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.configure(**ours)


def _typed(folder: Path, words: Sequence[str], outside: Mapping[str, str]) -> Finished:
    out, err, code = StringIO(), StringIO(), 0
    with (
        patch.dict(os.environ, outside, clear=True),
        patch.object(sys, "argv", ["sipas", *words]),
        chdir(folder),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
    return Finished(code, out.getvalue(), err.getvalue())


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

    async def warns(self, part: str) -> None:
        """Waits until ``part`` is on stderr."""
        await _until(lambda: part in self.err)

    async def loads(self, library: str) -> None:
        """Waits until a library is being loaded."""
        maps = Path(f"/proc/{self.pid}/maps")
        await _until(lambda: f"/{library}/" in maps.read_text())

    def kill(self) -> None:
        """``kill -9``: nothing of the process's own runs any more. Its children are left alone."""
        if self._process.returncode is None:
            self._process.kill()

    async def stops(self, number: signal.Signals, *, group: bool = False) -> Finished:
        """Signals it (``group``: and its children, as Ctrl-C does) and waits for as long as is promised."""
        (os.killpg if group else os.kill)(self.pid, number)
        return await self.ends(within=PROMISE)

    async def stops_well(self) -> None:
        """Stops it as a service manager does."""
        (await self.stops(signal.SIGTERM)).well()

    async def ends(self, within: float = PATIENCE) -> Finished:
        """Waits until it has ended. Raises TimeoutError."""
        assert self._process.stdout is not None
        async with asyncio.timeout(within):
            rest = await self._process.stdout.read()
            code = await self._process.wait()
        return Finished(code, "".join(self._lines) + rest.decode(), self.err)


@asynccontextmanager
async def started(folder: Path, *words: str, **settings: object) -> AsyncIterator[Running]:
    """Starts ``sipas WORDS`` in ``folder``; at the end kills what is left of it and its children."""
    errors = folder / f"stderr-{next(_numbers)}.txt"
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
    try:
        yield Running(process, errors)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _until(holds: Callable[[], bool]) -> None:
    """Waits for what nobody can tell us of: another process's files and children."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 -- there is no event to wait for
            await asyncio.sleep(0.01)


async def child(pid: int) -> int:
    """Waits until a process has a child that works for it, and returns the child's id."""
    await _until(lambda: _workers(pid) != [])
    return _workers(pid)[0]


def _workers(pid: int) -> list[int]:
    return [one for one in children(pid) if "spawn_main" in _command(one)]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


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


@dataclass(frozen=True, slots=True)
class World:
    """A Telegram that outlives the bot, and a database with the people of ``tests.stack`` in it."""

    folder: Path
    simulator: Simulator
    address: str
    client: httpx.AsyncClient

    @property
    def settings(self) -> dict[str, object]:
        """What a bot of this world needs to know."""
        told: dict[str, object] = {"bot_token": TOKEN, "telegram_api_url": self.address}
        return told if Engine.name == "sqlite" else told | {"database_url": url_of(self.file)}

    @property
    def file(self) -> Path:
        """The database."""
        return self.folder / "data" / "sipas.db"

    async def phone(self, chat: int) -> Phone:
        """The phone of a chat."""
        return await Phone.pick_up(self.client, chat)

    async def calls(self, method: str, times: int = 1) -> None:
        """Waits until the bot has called a method of Telegram's."""
        await _until(lambda: [call.method for call in self.simulator.calls].count(method) >= times)


async def _evening(database: Database) -> None:
    await settle(database, CAMPAIGN, EVENING)


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """Makes the world in ``folder``."""
    (folder / "data").mkdir(exist_ok=True)
    file = folder / "data" / "sipas.db"
    prepare(file, _evening)
    simulator = Simulator(folder / "telegram.db", Clock(EVENING), TOKEN, Limits.none())
    async with AsyncExitStack() as stack:
        stack.callback(simulator.close)
        for chat, (name, role, _, _) in CAST.items():
            simulator.add_user(Persona(chat, name, role=role.value))
        simulator.add_user(Persona(STRANGER, "Khách"))
        address = await stack.enter_async_context(serve(create_app(simulator)))
        client = await stack.enter_async_context(hand(address))
        yield World(folder, simulator, address, client)
