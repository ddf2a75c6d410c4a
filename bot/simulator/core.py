"""Telegram in a box, without HTTP: who is there, what was said, what the bot has not fetched yet."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.simulator.bell import Bell, wait
from bot.simulator.calls import METHODS, Call
from bot.simulator.faults import Fault, FaultKind, Faults
from bot.simulator.files import Files
from bot.simulator.limits import Limits, Rates
from bot.simulator.personas import Persona, Personas
from bot.simulator.problems import Cut, Garbage, Json, Problem, bad
from bot.simulator.store import Store
from bot.simulator.updates import Updates


class SimulatedClock(Protocol):
    """The time of the simulated world."""

    def now(self) -> datetime:
        """Aware."""
        ...

    def move_to(self, moment: datetime) -> None:
        """Goes on to a later, aware moment."""
        ...


class Simulator:
    """One bot and its chats. ``state`` is a SQLite file that outlives the process, None keeps nothing.

    Message dates and expiry follow ``clock``, rates follow ``timer`` (real seconds). A kept clock goes
    on where it stood, if that is later than ``clock``.
    """

    def __init__(
        self,
        state: Path | None,
        clock: SimulatedClock,
        token: str,
        limits: Limits | None = None,
        *,
        name: str = "SIPAS",
        username: str = "sipas_bot",
        zone: ZoneInfo | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = Store(state)
        self.clock = clock
        self.token = token
        self.zone = zone or ZoneInfo("Asia/Ho_Chi_Minh")
        """Where the page tells the time."""
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.bell = Bell()
        self.rates = Rates(limits or Limits(), timer)
        self.faults = Faults()
        self.personas = Personas(self.store)
        self.files = Files(self.store)
        self.updates = Updates(self.store, self.bell, clock.now)
        self.calls: deque[Call] = deque(maxlen=1000)
        """The latest calls, for tests that look at what a bot really sent."""
        stood = self.store.setting("clock")
        if stood is not None and stood > clock.now().timestamp():
            clock.move_to(datetime.fromtimestamp(stood, UTC))

    def close(self) -> None:
        """Ends all waiting and closes the file."""
        self.bell.close()
        self.store.close()

    @property
    def seconds(self) -> int:
        """The simulated moment as Telegram writes it, in Unix seconds."""
        return int(self.clock.now().timestamp())

    @contextmanager
    def change(self) -> Iterator[None]:
        """Keeps what happens inside together with the clock, all or nothing; then wakes who waits."""
        with self.store.transaction():
            yield
            self.store.set("clock", self.clock.now().timestamp())
        self.bell.ring()

    def add_user(self, persona: Persona) -> None:
        """Adds a chat, or changes the one with its id; whether that has blocked the bot stays."""
        with self.change():
            if known := self.personas.get(persona.id):
                persona = replace(persona, access=known.access)
            self.personas.put(persona)
            self.store.add_event(persona.id, "chat", {"persona": persona.view})

    def move_clock(self, moment: datetime) -> None:
        """Goes on to a later moment. Raises Problem 400 for an earlier one."""
        if moment < self.clock.now() - timedelta(seconds=1):
            raise bad("the clock only goes forward")
        self.clock.move_to(moment)
        with self.change():
            self.store.add_event(None, "clock", {"now": self.clock.now().isoformat()})

    async def events(self, after: int, chat: int | None, seconds: float) -> list[Json]:
        """What happened after event number ``after``; waits until something does, at most so long."""
        ends = asyncio.get_running_loop().time() + seconds
        while True:
            bell = self.bell.next
            found = self.store.events(after, chat)
            left = ends - asyncio.get_running_loop().time()
            if found or left <= 0 or self.bell.closed:
                return found
            await wait(bell, left)

    def transcript(self, chat: int) -> Json:
        """A chat's messages, oldest first, the ids the bot has fetched, and the event to go on from."""
        rows = self.store.rows("SELECT id, seen FROM messages WHERE chat = ? ORDER BY id", chat)
        return {
            "messages": [self.store.message(chat, number) for number, _ in rows],
            "seen": [number for number, seen in rows if seen],
            "seq": self.store.last_event(),
        }

    async def call(self, call: Call) -> object:
        """Runs a method of the Bot API. Raises Problem, or Cut and Garbage where a fault says so."""
        function = METHODS.get(call.method.lower())
        if function is None:
            raise Problem(404, "Not Found")
        self.calls.append(call)
        fault = self.faults.take(call.method, call.text("chat_id"))
        if fault is not None:
            await _fail_before(fault)
        if inspect.iscoroutinefunction(function):
            result = await function(self, call)
        else:
            with self.change():
                result = function(self, call)
        if fault is not None and fault.kind is FaultKind.CUT_AFTER:
            raise Cut
        return result


async def _fail_before(fault: Fault) -> None:
    await asyncio.sleep(fault.seconds)
    match fault.kind:
        case FaultKind.STATUS:
            raise Problem(fault.status, fault.description, fault.retry_after, migrate_to=fault.migrate_to)
        case FaultKind.CUT_BEFORE:
            raise Cut
        case FaultKind.GARBAGE:
            raise Garbage(fault.status, fault.description)
        case FaultKind.DELAY | FaultKind.CUT_AFTER:
            pass
