"""The clock's one door: real time, or a clock that starts at a given moment and can be moved on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """``now()`` is aware. A clock with a ``start`` runs on from there at the pace of real time."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta(0) if start is None else start - datetime.now(UTC)
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC) + self._offset

    def move_to(self, moment: datetime) -> None:
        """Moves the clock on to an aware ``moment`` and tells the listeners. Never back: ValueError."""
        now = self.now()
        if moment < now - timedelta(seconds=1):
            raise ValueError("a clock is not moved back")
        self._offset += moment - now
        for listener in self._listeners:
            listener()

    def on_move(self, listener: Callable[[], None]) -> None:
        """Calls ``listener`` after each move."""
        self._listeners.append(listener)
