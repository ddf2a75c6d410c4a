"""Telegram's limits: how much may be sent how fast, and how long things may be."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.problems import too_many

TEXT = 4096
CAPTION = 1024
CALLBACK_DATA = 64
"""Bytes of UTF-8; the others are characters."""
TOAST = 200
PHOTO = 10 * 2**20
"""Bytes that a bot may send as a photo."""
UPLOAD = 50 * 2**20
DOWNLOAD = 20 * 2**20
TAP_SECONDS = 150
UPDATE_SECONDS = 24 * 3600
EDIT_SECONDS = 48 * 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second overall, a second in one chat (after a burst), a minute in one group.

    From "Broadcasting to users" of Telegram's bot FAQ: 30 a second, one a second in a chat ("short
    bursts that go over this limit" are let through), 20 a minute in a group.
    """

    per_second: float = 30
    chat_per_second: float = 1
    chat_burst: float = 5
    group_per_minute: float = 20

    @classmethod
    def none(cls) -> Limits:
        """For tests of other things: send as fast as you like."""
        return cls(math.inf, math.inf, math.inf, math.inf)


@dataclass(slots=True)
class _Bucket:
    """Holds up to ``size`` tokens and gains ``rate`` a second; each message takes one."""

    size: float
    rate: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until a token is there; 0 where one is."""
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return 0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


class Rates:
    """Counts what is sent against the limits, in real seconds (``timer``), not in simulated ones."""

    def __init__(self, limits: Limits, timer: Callable[[], float]) -> None:
        self._limits, self._timer = limits, timer
        self._buckets: dict[int | None, _Bucket] = {}
        self.taken = self.refused = 0
        """How many messages were let through, and how many were too fast."""

    def take(self, chat: int, *, group: bool) -> None:
        """Counts one message. Raises Problem 429 with ``retry_after``, and counts nothing then."""
        if math.isinf(self._limits.per_second):
            self.taken += 1
            return
        now = self._timer()
        buckets = [self._bucket(None, now, group=False), self._bucket(chat, now, group=group)]
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            self.refused += 1
            raise too_many(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.tokens -= 1
        self.taken += 1

    def _bucket(self, key: int | None, now: float, *, group: bool) -> _Bucket:
        if key not in self._buckets:
            limits = self._limits
            if key is None:
                size, rate = limits.per_second, limits.per_second
            elif group:
                size, rate = limits.group_per_minute, limits.group_per_minute / 60
            else:
                size, rate = limits.chat_burst, limits.chat_per_second
            self._buckets[key] = _Bucket(size, rate, size, now)
        return self._buckets[key]
