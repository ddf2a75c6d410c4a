"""Wakes all who wait for something new."""

from __future__ import annotations

import asyncio


class Bell:
    """Take ``next`` before looking for what is new, then ``wait`` on it: no ring is missed between."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.closed = False

    @property
    def next(self) -> asyncio.Event:
        """What the next ring sets."""
        return self._event

    def ring(self) -> None:
        """Wakes everyone who waits."""
        self._event.set()
        if not self.closed:
            self._event = asyncio.Event()

    def close(self) -> None:
        """From now on nobody waits: the server stops."""
        self.closed = True
        self.ring()

    def open(self) -> None:
        """Waiting is possible again: the server starts."""
        self.closed = False
        self._event = asyncio.Event()


async def wait(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event came within the time."""
    if seconds <= 0:
        return event.is_set()
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
