"""What runs beside each other as long as the bot does, and how it ends: one after the other, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from bot.channels.errors import BadToken
from bot.observing.metrics import Metrics
from storage.engine.leader import Occupied

log = structlog.get_logger(__name__)

RESTART_SECONDS = 2.0
GRACE = 3.0
"""Seconds that the work of one part has to end."""

Work = Callable[[], Coroutine[Any, Any, object]]


async def _nothing(_seconds: float) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Part:
    """``run`` goes on until it is cancelled; then ``drain`` has so many seconds to end what is under way."""

    name: str
    run: Work
    drain: Callable[[float], Awaitable[None]] = _nothing


async def run_parts(
    parts: Sequence[Part],
    stop: asyncio.Event,
    metrics: Metrics,
    ready: Callable[[], None] = lambda: None,
    grace: Callable[[], float] = lambda: GRACE,
) -> None:
    """Runs all until ``stop`` or an BadToken, then ends them in their order: what brings work first.

    ``grace``: how many seconds each has to end, asked when it comes to that.
    """
    running = [asyncio.create_task(_kept_up(part, metrics), name=part.name) for part in parts]
    try:
        ready()
        await first_of(stop, running)
    finally:
        ended: list[BaseException | None] = []
        for part, task in zip(parts, running, strict=True):
            task.cancel()
            ended += await asyncio.gather(task, return_exceptions=True)
            ended += await asyncio.gather(part.drain(grace()), return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def _kept_up(part: Part, metrics: Metrics) -> None:
    """Runs a part again after a failure, so that a passing fault (a full disk) does not end the bot."""
    while True:
        try:
            await part.run()
            return
        except (BadToken, Occupied):
            raise
        except Exception:
            log.exception("part.failed", part=part.name, pause=RESTART_SECONDS)
            metrics.restarted(part.name)
            await asyncio.sleep(RESTART_SECONDS)


async def whenever(event: asyncio.Event, work: Work) -> None:
    """Does the work each time the event was set."""
    while True:
        await event.wait()
        event.clear()
        await work()


async def first_of(stop: asyncio.Event, running: Sequence[asyncio.Task[None]]) -> None:
    """Waits for the stop, or for a task that ended."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([stopping, *running], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
