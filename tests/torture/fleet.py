"""The bot's processes, as a service manager keeps them: whoever dies is started again, at the town's time."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock
from tests.plain_sqlite import COMMAND
from tests.processes.forks import Process
from tests.processes.processes import environment, free_port

_RESTART = 0.2
"""Seconds that a service manager waits."""
_TAKEN, _LEFT = "leadership.taken", ("leadership.lost", "leadership.left")
EXPECTED = frozenset(
    {
        # what bad weather and killed neighbours make a healthy bot say
        "send.failed",
        "send.too_many",
        "poll.failed",
        "telegram.unreachable",
        "menu.failed",
        "leadership.taken",
        "leadership.left",
        "leadership.lost",
        "leadership.over",
        "lane.held_up",
        "part.failed",
        "part.restarted",
        "reminders.decided",
        "workers.nudged",
        "drafts.reminded",
        "webhook.not_stored",
        "update.handled",
        "tick.failed",
    }
)


@dataclass(slots=True)
class Member:
    """One place in the fleet, and the process that fills it now."""

    role: str
    settings: dict[str, object]
    folder: Path
    process: Process | None = None
    log: Path | None = None
    lives: int = 0
    felled: bool = False
    read: int = 0
    leading: bool = False
    ready: bool = False
    """It has said that it runs."""

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid


Begin = Callable[[Sequence[str], Path, Mapping[str, str], Path], Awaitable[Process]]
"""Starts ``sipas`` with words, a folder, an environment and a file for what it says."""


async def begin(words: Sequence[str], folder: Path, outside: Mapping[str, str], log: Path) -> Process:
    """As an operator starts it."""
    with log.open("wb") as said:
        return await asyncio.create_subprocess_exec(
            *COMMAND,
            *words,
            cwd=folder,
            env=outside,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )


class Fleet:
    """Keeps ``roles`` running on one database. Times are of the machine's steady clock."""

    def __init__(
        self, folder: Path, clock: Clock, settings: Mapping[str, object], begin: Begin = begin
    ) -> None:
        self._folder, self._clock, self._settings = folder, clock, dict(settings)
        self._begin = begin
        self.members: list[Member] = []
        self._keepers: list[asyncio.Task[None]] = []
        self._gate = asyncio.Event()
        self._gate.set()
        self.kills = self.restarts = 0
        self.killed_at: list[float] = []
        self.takeovers: list[float] = []
        self.lost_at: list[float] = []
        """When leaders lost the lead and lived: what they had sent and not noted is sent again."""
        self._throne_empty_since: float | None = None
        self.events: Counter[str] = Counter()
        self.oddities: dict[str, str] = {}
        self.exits: Counter[str] = Counter()
        """How lives ended that we did not end: exit code and last words."""

    def staff(self, roles: list[str], *, webhook: bool) -> None:
        """Starts these roles; whoever was there before must be dismissed."""
        settings = dict(self._settings)
        if webhook:
            port = free_port()
            settings |= {
                "webhook_url": f"http://127.0.0.1:{port}/hook",
                "webhook_secret": "torture-hook",
            }
        for number, role in enumerate(roles):
            own = dict(settings)
            if webhook and role in ("alone", "all", "web"):
                own["web_port"] = port
            member = Member(role, own, self._folder / f"{'hook' if webhook else 'poll'}-{role}-{number}")
            member.folder.mkdir()
            self.members.append(member)
            self._keepers.append(asyncio.create_task(self._keep(member)))
        self._keepers.append(asyncio.create_task(self._watch()))

    async def dismiss(self) -> None:
        """Kills all for good."""
        self._gate.clear()
        for task in self._keepers:
            task.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for member in self.members:
            if member.alive:
                self.kill(member)
            if member.process:
                await member.process.wait()
                with suppress(ProcessLookupError):
                    os.killpg(member.pid, signal.SIGKILL)
            self._read(member)
        self.members, self._keepers = [], []
        self._gate.set()

    async def _keep(self, member: Member) -> None:
        while True:
            await self._gate.wait()
            await self._start(member)
            assert member.process is not None
            code = await member.process.wait()
            self._read(member)
            member.leading = False
            if not member.felled:
                assert member.log is not None
                last = member.log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
                self.exits[f"{code}: {last[:300]}"] += 1
            await asyncio.sleep(_RESTART)

    async def _start(self, member: Member) -> None:
        member.felled, member.read, member.ready = False, 0, False
        member.log = member.folder / f"{member.lives}.log"
        roles = () if member.role == "alone" else ("--role", member.role)
        own = environment(self._folder, clock=self._clock.now().isoformat(), **member.settings)
        member.process = await self._begin(("run", *roles), member.folder, own, member.log)
        self.restarts += member.lives > 0
        member.lives += 1

    def kill(self, member: Member) -> None:
        """``kill -9``."""
        if member.alive and member.process is not None:
            member.felled = True
            if member.leading:
                member.leading = False
                self._vacate()
            member.process.kill()
            self.kills += 1
            self.killed_at.append(time.monotonic())
            if not self._heirs():
                self._throne_empty_since = None

    async def fell_all(self, between: float = 0.0) -> None:
        """Kills everybody at once; they start again after ``between`` seconds."""
        self._gate.clear()
        for member in self.members:
            self.kill(member)
        for member in self.members:
            if member.process:
                await member.process.wait()
        await asyncio.sleep(between)
        self._gate.set()

    def leader(self) -> Member | None:
        """Who leads, by its own word; the one process where there is only one."""
        if len(self.members) == 1:
            return self.members[0]
        return next((member for member in self.members if member.alive and member.leading), None)

    def vacate(self) -> None:
        """The leader loses the lead now, and lives."""
        self.lost_at.append(time.monotonic())
        self._vacate()

    def _vacate(self) -> None:
        """Measured is only where somebody could take over."""
        self._throne_empty_since = time.monotonic() if self._heirs() else None

    def _heirs(self) -> list[Member]:
        return [
            member
            for member in self.members
            if member.alive
            and member.ready
            and not (member.leading or member.felled)
            and member.role in ("all", "sender")
        ]

    async def _watch(self) -> None:
        while True:
            for member in self.members:
                self._read(member)
            await asyncio.sleep(0.05)

    def _read(self, member: Member) -> None:
        if member.log is None or not member.log.exists():
            return
        with member.log.open("rb") as log:
            log.seek(member.read)
            found = log.read()
        whole, _, _ = found.rpartition(b"\n")
        if not whole:
            return
        member.read += len(whole) + 1
        for raw in whole.decode("utf-8", "replace").splitlines():
            self._note(member, raw)

    def _note(self, member: Member, raw: str) -> None:
        try:
            line = json.loads(raw)
        except ValueError:
            member.ready = member.ready or raw.startswith("@")
            if "telegram.request.BaseRequest" in raw:
                return  # the library on garbage; we judge it ourselves
            if "Traceback" in raw or raw.startswith(("WARNING", "ERROR", "CRITICAL")):
                self.events[raw[:80]] += 1
                self.oddities.setdefault(raw[:80], f"{member.log}: {raw}")
            return
        if not isinstance(line, dict):
            return
        event = str(line.get("event", ""))
        self.events[event] += 1
        if event == _TAKEN:
            member.leading = True
            if self._throne_empty_since is not None:
                self.takeovers.append(time.monotonic() - self._throne_empty_since)
                self._throne_empty_since = None
        elif event in _LEFT:
            was_leading, member.leading = member.leading, False
            self.lost_at.append(time.monotonic())
            if was_leading and self._throne_empty_since is None:
                self._vacate()
        if event not in EXPECTED:
            self.oddities.setdefault(event, f"{member.log}: {raw[:3000]}")
