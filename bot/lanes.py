"""Lanes: the updates of one chat are handled in order, chats do not wait for each other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from storage import inbox
from storage.database import Database
from storage.inbox import Stored

log = structlog.get_logger(__name__)

PAGE = 200
LONGEST_PAUSE = 30.0
MOST_WAITING = 1_000
"""How many updates are held in memory; the rest waits in the database."""


class Lanes:
    """Takes waiting updates from the inbox and hands each to ``handle``, which must end its row."""

    def __init__(self, database: Database, bot: str, handle: Callable[[Stored], Awaitable[None]]) -> None:
        self._database, self._bot, self._handle = database, bot, handle
        self._lanes: dict[str, deque[Stored]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._arrived = asyncio.Event()
        self._room = asyncio.Event()
        self._waiting = 0
        self._last = 0

    def wake(self) -> None:
        """Tells that the inbox has something new."""
        self._arrived.set()

    async def run(self) -> None:
        """Handles what waits, then what arrives, until cancelled."""
        self._arrived.set()
        while True:
            await self._arrived.wait()
            self._arrived.clear()
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
        lane = self._lanes.get(stored.chat)
        if lane is not None:
            lane.append(stored)
            return
        self._lanes[stored.chat] = deque([stored])
        task = asyncio.create_task(self._drive(stored.chat), name=f"lane {stored.chat}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drive(self, chat: str) -> None:
        lane = self._lanes[chat]
        try:
            while lane:
                await self._handle_surely(lane.popleft())
                self._waiting -= 1
                self._room.set()
        finally:
            del self._lanes[chat]

    async def _handle_surely(self, stored: Stored) -> None:
        """A database that fails (a full disk, say) holds the lane up; it must not lose its order."""
        pause = 0.5
        while True:
            try:
                return await self._handle(stored)
            except Exception:
                log.exception("lane.held_up", update=stored.update_id, pause=pause)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
