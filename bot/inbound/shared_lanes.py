"""Lanes that several processes share: each claims the oldest update of a lane that nobody holds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext, suppress

import structlog

from bot.inbound.context import Transaction
from bot.inbound.lanes import LONGEST_PAUSE
from storage.engine.database import Database, is_passing
from storage.messaging import lanes
from storage.messaging.inbox import Stored

log = structlog.get_logger(__name__)

ABREAST = 6
"""Updates that one process handles at once."""
LOOKOUT = 0.1
"""Seconds after which the lanes are looked at again: another process may have taken something in."""


class _Undone(Exception):
    """An update failed: its transaction must not commit."""

    def __init__(self, stored: Stored, error: Exception) -> None:
        super().__init__(stored.update_id)
        self.stored, self.error = stored, error


class SharedLanes:
    """Claims the oldest update of a free lane, handles it, commits: several processes side by side.

    ``attempt`` handles an update in the transaction that holds its lane and tells what went wrong;
    ``fail`` counts that. ``handled`` is called after each commit.
    """

    def __init__(
        self,
        database: Database,
        bot: str,
        attempt: Callable[[Stored, Transaction], Awaitable[Exception | None]],
        fail: Callable[[Stored, Exception], Awaitable[bool]],
        handled: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._bot = database, bot
        self._attempt, self._fail, self._handled = attempt, fail, handled
        self._calls = asyncio.Semaphore(0)
        self._ended = False
        self._workers: list[asyncio.Task[None]] = []

    def wake(self) -> None:
        """Tells that the inbox has something new: one looks, and calls the next where it finds something."""
        if self._calls.locked():
            self._calls.release()

    async def run(self) -> None:
        """Handles what waits, then what arrives, until cancelled; ``drain`` ends the work under way."""
        self._workers = [
            asyncio.create_task(self._work(lookout=number == 0), name="lane") for number in range(ABREAST)
        ]
        await asyncio.wait(self._workers)

    async def drain(self, seconds: float) -> None:
        """Lets what is being handled end, for so long; what is cut off is handled by whoever comes next."""
        self._ended = True
        for _ in self._workers:
            self._calls.release()
        if self._workers:
            await asyncio.wait(self._workers, timeout=seconds)
        for task in self._workers:
            task.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self, *, lookout: bool) -> None:
        pause = 0.5
        while not self._ended:
            try:
                worked = await self._turn()
            except Exception:
                log.exception("lane.held_up", pause=pause)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
                continue
            pause = 0.5
            if worked:
                self._handled()
            else:
                await self._rest(LOOKOUT if lookout else None)

    async def _rest(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._calls.acquire()

    async def _turn(self) -> bool:
        """Handles one update; False where none waits in a free lane. Raises what may pass."""
        try:
            async with self._database.write() as db:
                stored = await lanes.claim(db, self._bot)
                if stored is None:
                    return False
                self.wake()
                if error := await self._attempt(stored, lambda: nullcontext(db)):
                    raise _Undone(stored, error)
        except _Undone as undone:
            if is_passing(undone.error):
                raise undone.error from None
            await self._fail(undone.stored, undone.error)
        return True
