"""What happens to the bot: who is killed when, and what else befalls the machine and the database."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.clock import Clock
from tests.torture.checker import HALF_OPEN
from tests.torture.fleet import Fleet
from tests.torture.server import Server
from tests.torture.telegram import SENDING, BadWeather

_MOMENTS = (timedelta(hours=8, seconds=2), timedelta(hours=16, minutes=30, seconds=2))
"""When reminders and nudges fall due."""
_DECIDED = "reminders.decided"
_PATIENCE = 30.0


@dataclass(slots=True)
class Disasters:
    """Lets ``wanted`` kills and some other blows fall, spread over what the crowd does."""

    telegram: BadWeather
    fleet: Fleet
    clock: Clock
    random: Random
    server: Server | None
    file: Path | None
    befell: Counter[str] = field(default_factory=Counter)
    days: set[object] = field(default_factory=set)

    async def befall(self, kind: str) -> None:
        """One disaster by name."""
        self.befell[kind] += 1
        await getattr(self, f"_{kind}")()

    # --- kills

    async def _one(self) -> None:
        alive = [member for member in self.fleet.members if member.alive]
        if alive:
            self.fleet.kill(self.random.choice(alive))

    async def _leader(self) -> None:
        if leader := self.fleet.leader():
            self.fleet.kill(leader)

    async def _all(self) -> None:
        await self.fleet.fell_all()

    async def _sniped(self) -> None:
        """At a call: before Telegram hears it, or before the bot hears Telegram's answer."""
        method = self.random.choice(("getUpdates", "sendMessage", "sendMessage"))
        done = self.random.random() < 0.6
        fired = asyncio.Event()

        def snipe(called: str, after: bool) -> None:
            leader = self.fleet.leader()
            if called == method and after is done and leader is not None and not fired.is_set():
                fired.set()
                self.fleet.kill(leader)

        self.telegram.snipe = snipe
        try:
            async with asyncio.timeout(5):
                await fired.wait()
        except TimeoutError:
            await self._one()
        finally:
            self.telegram.snipe = lambda _method, _done: None

    async def _night(self) -> None:
        """All are killed, and the clock goes on to the next moment at which reminders fall due.

        Only when Telegram has delivered everything: it forgets updates after a day.
        """
        await _until(lambda: self.telegram.updates.count() == 0)
        if self.telegram.updates.count():
            await self._all()
            return
        await self.fleet.fell_all(between=0.0)
        self.telegram.move_clock(self._next())
        self.days.add(self.clock.now().astimezone(self.telegram.zone).date())

    async def last_morning(self) -> None:
        """A working day begins on which nothing more goes wrong: what was put off to it is sent."""
        self.telegram.move_clock(self._next(lambda moment: moment.weekday() < 5, _MOMENTS[:1]))
        decided = self.fleet.events[_DECIDED]
        await self.fleet.fell_all()
        await _until(lambda: self.fleet.events[_DECIDED] > decided)

    def _next(
        self, fits: Callable[[datetime], bool] = lambda _: True, moments: Sequence[timedelta] = _MOMENTS
    ) -> datetime:
        now = self.clock.now().astimezone(self.telegram.zone)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        options = [midnight + timedelta(days=days) + moment for days in range(8) for moment in moments]
        return next(moment for moment in options if moment > now and fits(moment))

    # --- the machine

    async def _disk_full(self) -> None:
        """Files of the bot cannot grow: the system refuses each write beyond their present length."""
        leader = self.fleet.leader()
        if leader is None or not leader.alive or self.file is None:
            return
        wal = self.file.with_name(self.file.name + "-wal")
        limit = wal.stat().st_size if wal.exists() else 0
        with suppress(ProcessLookupError):
            resource.prlimit(leader.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            await asyncio.sleep(self.random.uniform(1, 3))
            resource.prlimit(
                leader.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            )

    async def _read_only(self) -> None:
        """The file may not be written: under a running bot (where the system lets us), then at a start."""
        if self.file is None:
            return
        files = [path for path in self.file.parent.iterdir() if path.name.startswith(self.file.name)]
        shut = _shut(files)
        try:
            await asyncio.sleep(self.random.uniform(0.5, 1.5))
            await self._all()
            ends = self.fleet.exits.total()
            await _until(lambda: not shut or self.fleet.exits.total() > ends)
        finally:
            _open(files, shut)

    # --- the database server

    async def _restart_fast(self) -> None:
        await self._restart("fast")

    async def _restart_immediate(self) -> None:
        await self._restart("immediate")

    async def _restart(self, how: str) -> None:
        assert self.server is not None
        self.fleet.vacate()
        await self.server.stop(how)
        await asyncio.sleep(self.random.uniform(0, 1.5))
        await self.server.start()

    async def _terminated(self) -> None:
        """The leader's connection is ended by the server."""
        assert self.server is not None
        self.fleet.vacate()
        await self.server.terminate_leader()

    async def _half_open(self) -> None:
        """The leader stands still without dying, and wakes when another leads."""
        leader = self.fleet.leader()
        if leader is None or not leader.alive:
            return
        self.fleet.vacate()
        leader.leading = False
        with suppress(ProcessLookupError):
            os.kill(leader.pid, signal.SIGSTOP)
            await asyncio.sleep(HALF_OPEN)
            os.kill(leader.pid, signal.SIGCONT)


async def _until(holds: Callable[[], bool]) -> None:
    """Waits for it, but not for ever."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while not holds():  # noqa: ASYNC110 -- there is no event to wait for
                await asyncio.sleep(0.05)


def _shut(files: list[Path]) -> str:
    """Root is not stopped by modes: for it files are made immutable, where the file system can."""
    if os.geteuid() == 0:
        made = subprocess.run(["chattr", "+i", *map(str, files)], check=False, capture_output=True)
        return "chattr" if made.returncode == 0 else ""
    for file in files:
        file.chmod(0o444)
    return "chmod"


def _open(files: list[Path], shut: str) -> None:
    if shut == "chattr":
        subprocess.run(["chattr", "-i", *map(str, files)], check=False, capture_output=True)
    elif shut == "chmod":
        for file in files:
            file.chmod(0o644)


def sending_rate(telegram: BadWeather) -> tuple[int, int]:
    """The most messages that Telegram took in any second, of all chats and of one."""
    times: list[tuple[float, int]] = [
        (sent.at, sent.chat) for sent in telegram.sent if sent.method in SENDING
    ]
    whole = _most([at for at, _ in times])
    chats: dict[int, list[float]] = {}
    for at, chat in times:
        chats.setdefault(chat, []).append(at)
    return whole, max((_most(moments) for moments in chats.values()), default=0)


def _most(moments: list[float]) -> int:
    most = first = 0
    for place, at in enumerate(moments):
        while moments[first] <= at - 1:
            first += 1
        most = max(most, place - first + 1)
    return most
