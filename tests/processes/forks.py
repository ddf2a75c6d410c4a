"""Bots that begin loaded: a process that has imported the program forks one for each call.

What a bot does between its start and its death is the same, but for the seconds of loading. It is a process
of its own with its own group, environment and files; ``kill -9`` leaves nothing of it.
"""

from __future__ import annotations

import asyncio
import json
import os
import selectors
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import tests.plain_sqlite  # noqa: F401 -- forks, and their workers, are on SQLite as the tests are


class Process(Protocol):
    """What is common to a fork and to a process of asyncio's."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def kill(self) -> None: ...

    async def wait(self) -> int: ...


class Fork:
    """A bot that was forked."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = asyncio.Event()

    def end(self, code: int) -> None:
        self.returncode = code
        self._ended.set()

    def kill(self) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> int:
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode


class Forks:
    """Talks with the process that forks, in lines of JSON."""

    def __init__(self, server: asyncio.subprocess.Process) -> None:
        self._server = server
        self._alive: dict[int, Fork] = {}
        self._begun: asyncio.Queue[Fork] = asyncio.Queue()
        self._turn = asyncio.Lock()

    async def start(self, words: Sequence[str], folder: Path, outside: Mapping[str, str], log: Path) -> Fork:
        """``sipas WORDS`` in ``folder``; what it says goes into ``log``."""
        assert self._server.stdin is not None
        call = {"words": [*words], "folder": str(folder), "outside": dict(outside), "log": str(log)}
        async with self._turn:
            self._server.stdin.write(json.dumps(call).encode() + b"\n")
            return await self._begun.get()

    async def listen(self) -> None:
        assert self._server.stdout is not None
        while line := await self._server.stdout.readline():
            pid, code = json.loads(line)
            if code is None:
                fork = self._alive[pid] = Fork(pid)
                self._begun.put_nowait(fork)
            else:
                self._alive.pop(pid).end(code)


@asynccontextmanager
async def forks(outside: Mapping[str, str]) -> AsyncIterator[Forks]:
    """Loads the program; whatever is alive at the end is left to whoever started it."""
    pipe = asyncio.subprocess.PIPE
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=pipe, stdout=pipe, env=dict(outside), start_new_session=True
    )
    talk = Forks(server)
    listening = asyncio.create_task(talk.listen())
    try:
        yield talk
    finally:
        server.kill()
        await server.wait()
        await listening


def main() -> None:
    """Forks for each line that comes; tells each beginning (``[pid, null]``) and end (``[pid, code]``)."""
    import bot.commands.run  # noqa: F401 -- so that no fork has to load it
    from bot.cli import main as sipas

    ears, bell = os.pipe()
    os.set_blocking(ears, False)
    os.set_blocking(bell, False)
    signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    waiting = selectors.DefaultSelector()
    waiting.register(0, selectors.EVENT_READ)
    waiting.register(ears, selectors.EVENT_READ)
    rest = b""
    while True:
        for key, _ in waiting.select():
            if key.fd == ears:
                os.read(ears, 4096)
                _reap()
                continue
            if not (heard := os.read(0, 65536)):
                return
            *calls, rest = (rest + heard).split(b"\n")
            for call in calls:
                if pid := os.fork():
                    _tell(pid, None)
                    continue
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                waiting.close()
                os.closerange(ears, bell + 1)
                _become(json.loads(call))
                sipas()
                return


def _become(call: dict[str, Any]) -> None:
    os.setsid()
    os.chdir(call["folder"])
    os.environ.clear()
    os.environ.update(call["outside"])
    sys.argv = ["sipas", *call["words"]]
    log = os.open(call["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for file, place in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(file, place)
    os.close(log)
    os.close(nothing)


def _reap() -> None:
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            _tell(pid, os.waitstatus_to_exitcode(status))


def _tell(pid: int, code: int | None) -> None:
    os.write(1, json.dumps([pid, code]).encode() + b"\n")


if __name__ == "__main__":
    main()
