"""Starts a part anew that does not succeed any more, also when it hangs without an error."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.observing.health import SILENCE, Pulse, Sign
from bot.observing.metrics import Metrics

log = structlog.get_logger(__name__)

LOOK_SECONDS = 5.0
_CANCEL_SECONDS = 5.0
"""What hangs may hang in its clean-up too."""


class Watchdog:
    """Runs ``work`` and cancels and starts it again after each ``SILENCE`` without its sign.

    ``look``: seconds between two looks at the pulse, whose own timer tells how long it was silent.
    """

    def __init__(
        self,
        sign: Sign,
        work: Callable[[], Coroutine[Any, Any, None]],
        pulse: Pulse,
        metrics: Metrics,
        look: float = LOOK_SECONDS,
    ) -> None:
        self._sign, self._work = sign, work
        self._pulse, self._metrics, self._look = pulse, metrics, look

    async def run(self) -> None:
        """Runs until cancelled, or until the work ends. Raises what the work raises."""
        self._pulse.watch(self._sign)
        patience = (self._pulse.silence(self._sign) or 0.0) + SILENCE[self._sign]
        while True:
            task = asyncio.create_task(self._work(), name=self._sign.value)
            try:
                borne = await self._hear(task, patience)
            finally:
                await _end(task)
            if borne is None:
                return task.result()
            log.warning("part.silent", part=self._sign.value, seconds=round(borne))
            self._metrics.restarted(self._sign.value)
            patience = borne + SILENCE[self._sign]

    async def _hear(self, task: asyncio.Task[None], patience: float) -> float | None:
        """The silence that was too long for ``patience``; None where the work ended by itself."""
        while True:
            await asyncio.wait([task], timeout=self._look)
            if task.done():
                return None
            silence = self._pulse.silence(self._sign) or 0.0
            if silence < SILENCE[self._sign]:
                patience = SILENCE[self._sign]
            elif silence > patience:
                return silence


async def _end(task: asyncio.Task[None]) -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_CANCEL_SECONDS)
