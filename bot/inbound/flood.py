"""Flood control: who sends faster than anybody types is asked to slow down, and costs no work meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

BURST = 60
"""Messages at once: a long list sent line by line, or taps of somebody who hurries."""
PER_SECOND = 1.0
NOTICE_PAUSE = timedelta(minutes=1)
MOST_CHATS = 10_000
"""Chats that are remembered; beyond that the quiet ones are forgotten, which is as good as full buckets."""


class Flow(Enum):
    """What to do with a message."""

    PASS = auto()
    NOTICE = auto()
    """Leave it aside, and say so."""
    DROP = auto()
    """Leave it aside: it was said a moment ago."""


@dataclass(slots=True)
class _Bucket:
    level: float
    at: datetime
    noticed_at: datetime | None = None


class Flood:
    """A bucket of ``burst`` messages a chat that fills at ``rate`` a second, by the messages' own times.

    So what was typed over a day and arrives at once after an outage is no flood.
    """

    def __init__(self, burst: int = BURST, rate: float = PER_SECOND) -> None:
        self._burst, self._rate = burst, rate
        self._buckets: dict[str, _Bucket] = {}

    def judge(self, address: str, sent_at: datetime) -> Flow:
        """Takes one message out of the bucket of its chat."""
        bucket = self._buckets.get(address)
        if bucket is None:
            self._make_room(sent_at)
            bucket = self._buckets[address] = _Bucket(self._burst, sent_at)
        passed = max(0.0, (sent_at - bucket.at).total_seconds())
        bucket.level = min(self._burst, bucket.level + passed * self._rate)
        bucket.at = max(bucket.at, sent_at)
        if bucket.level >= 1:
            bucket.level -= 1
            return Flow.PASS
        if bucket.noticed_at is not None and bucket.at - bucket.noticed_at < NOTICE_PAUSE:
            return Flow.DROP
        bucket.noticed_at = bucket.at
        return Flow.NOTICE

    def _make_room(self, now: datetime) -> None:
        if len(self._buckets) < MOST_CHATS:
            return
        full = timedelta(seconds=self._burst / self._rate)
        self._buckets = {address: item for address, item in self._buckets.items() if now - item.at < full}
