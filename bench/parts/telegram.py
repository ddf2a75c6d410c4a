"""A Telegram in a process of its own, with its real limits, and people who type by a timetable."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from bot.clock import Clock
from bot.simulator import Limits, Persona, Simulator, create_app, serve
from bot.simulator.calls import Call
from bot.simulator.people import say

TOKEN = "8019:token-of-the-bench"
DAWN = datetime.fromisoformat("2019-08-29T05:00:00+07:00")
"""Nobody is reminded or nudged: whoever hears something was written to by the bench or answered."""
_PATIENCE = 30.0
_WRITES = frozenset({"sendMessage", "editMessageText", "sendPhoto", "sendDocument"})


@dataclass(frozen=True, slots=True)
class Line:
    """At a second of the timetable somebody types something."""

    second: float
    chat: int
    text: str


@dataclass(slots=True)
class Record:
    """What was typed and what the bot wrote, as (second, chat), in Telegram's own time; and 429s."""

    typed: list[tuple[float, int]] = field(default_factory=list)
    written: list[tuple[float, int]] = field(default_factory=list)
    refused: int = 0

    def waits(self) -> list[float]:
        """Seconds from each typed message to its answer, which is the next one in its chat in order."""
        answers: dict[int, Iterator[float]] = {}
        chats = {chat for _, chat in self.typed}
        for chat in chats:
            answers[chat] = iter([moment for moment, to in self.written if to == chat])
        return sorted(next(answers[chat]) - moment for moment, chat in self.typed)

    def busiest_second(self) -> int:
        """The most messages that the bot wrote within any second."""
        moments = sorted(moment for moment, _ in self.written)
        most = first = 0
        for last, moment in enumerate(moments):
            while moments[first] <= moment - 1:
                first += 1
            most = max(most, last - first + 1)
        return most


class Telegram:
    """The other end of the pipe. ``begin`` starts the timetable, ``end`` waits for the last answer."""

    def __init__(self, address: str, pipe: Connection) -> None:
        self.address, self._pipe = address, pipe

    def begin(self) -> None:
        """Now is second 0."""
        self._pipe.send("begin")

    async def end(self) -> Record:
        """The record, when everybody was answered. Raises RuntimeError where somebody was not."""
        found = await asyncio.to_thread(self._pipe.recv)
        if isinstance(found, str):
            raise RuntimeError(found)
        return found


@contextmanager
def telegram(
    chats: Sequence[int], lines: Sequence[Line], broadcast: int = 0, limits: Limits | None = None
) -> Iterator[Telegram]:
    """Starts it with these chats; ``broadcast`` messages are expected beside the answers to ``lines``."""
    ours, theirs = multiprocessing.Pipe()
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(
        target=_run, args=(theirs, list(chats), list(lines), broadcast, limits), daemon=True
    )
    process.start()
    try:
        yield Telegram(ours.recv(), ours)
    finally:
        process.kill()
        process.join()


def _run(
    pipe: Connection, chats: list[int], lines: list[Line], broadcast: int, limits: Limits | None
) -> None:
    asyncio.run(_serve(pipe, chats, lines, broadcast, limits))


async def _serve(
    pipe: Connection, chats: list[int], lines: list[Line], broadcast: int, limits: Limits | None
) -> None:
    simulator = Simulator(None, Clock(DAWN), TOKEN, limits)
    with simulator.change():
        for chat in chats:
            simulator.personas.put(Persona(chat, f"Chat {chat}"))
    record, wanted = Record(), len(lines) + broadcast
    real, loop = simulator.call, asyncio.get_running_loop()

    async def call(asked: Call) -> Any:
        result = await real(asked)
        if asked.method in _WRITES:
            record.written.append((loop.time(), int(asked.text("chat_id"))))
        return result

    simulator.call = call  # type: ignore[method-assign]
    async with serve(create_app(simulator)) as address:
        pipe.send(address)
        await asyncio.to_thread(pipe.recv)
        began = loop.time()
        for line in lines:
            await asyncio.sleep(max(0.0, began + line.second - loop.time()))
            record.typed.append((loop.time(), line.chat))
            say(simulator, line.chat, line.text)
        seen, silent = -1, loop.time()
        while len(record.written) < wanted and loop.time() - silent < _PATIENCE:
            if len(record.written) > seen:
                seen, silent = len(record.written), loop.time()
            await asyncio.sleep(0.05)
        record.refused = simulator.rates.refused
        short = f"{len(record.written)} of {wanted} messages came"
        pipe.send(record if len(record.written) >= wanted else short)
        await asyncio.to_thread(pipe.recv)
