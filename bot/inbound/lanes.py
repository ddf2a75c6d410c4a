"""Lanes: the updates of one chat are handled in order, chats do not wait for each other.

One process holds them in memory; several share them in the database (``shared_lanes``).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from storage.engine.database import Database
from storage.messaging import inbox
from storage.messaging.inbox import Stored

log = structlog.get_logger(__name__)

PAGE = 200
LONGEST_PAUSE = 30.0
TOGETHER = 32
"""Updates that are handled at once in lanes of one process: those whose turn comes share a commit."""
LOOK_AGAIN = 5.0
"""Seconds after which an idle bot looks for updates that an operator has put back."""
MOST_WAITING = 1_000
"""How many updates are held in memory; the rest waits in the database."""


class Lanes:
    """Takes waiting updates from the inbox and hands each to ``handle``, which must end its row."""

    def __init__(self, database: Database, bot: str, handle: Callable[[Stored], Awaitable[None]]) -> None:
        self._database, self._bot, self._handle = database, bot, handle
        self._lanes: dict[tuple[str, str], deque[Stored]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._arrived = asyncio.Event()
        self._room = asyncio.Event()
        self._places = asyncio.Semaphore(TOGETHER)
        self._waiting = 0
        self._last = 0

    def wake(self) -> None:
        """Tells that the inbox has something new."""
        self._arrived.set()

    async def run(self) -> None:
        """Handles what waits, then what arrives, until cancelled."""
        self._arrived.set()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._arrived.wait()
            self._arrived.clear()
            if not self._waiting:
                self._last = 0  # what was put back is older than what came last
            while page := await self._next_page():
                for stored in page:
                    self._admit(stored)
                while self._waiting >= MOST_WAITING:
                    self._room.clear()
                    await self._room.wait()

    async def drain(self, seconds: float) -> None:
        """Lets what is being handled end, for so long; what is cut off is handled after the next start."""
        for lane in self._lanes.values():
            lane.clear()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _next_page(self) -> list[Stored]:
        async with self._database.read() as db:
            page = await inbox.waiting(db, self._bot, self._last, PAGE)
        if page:
            self._last = page[-1].seq
        return page

    def _admit(self, stored: Stored) -> None:
        self._waiting += 1
        where = stored.channel, stored.chat
        lane = self._lanes.get(where)
        if lane is not None:
            lane.append(stored)
            return
        self._lanes[where] = deque([stored])
        task = asyncio.create_task(self._drive(where), name=f"lane {stored.chat}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drive(self, where: tuple[str, str]) -> None:
        lane = self._lanes[where]
        try:
            while lane:
                await self._handle_surely(lane.popleft())
                self._waiting -= 1
                self._room.set()
        finally:
            del self._lanes[where]

    async def _handle_surely(self, stored: Stored) -> None:
        """A database that fails (a full disk, say) holds the lane up; it must not lose its order."""
        pause = 0.5
        while True:
            try:
                async with self._places:
                    return await self._handle(stored)
            except Exception:
                log.exception("lane.held_up", update=stored.update_id, pause=pause)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
