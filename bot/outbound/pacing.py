"""How long we wait: before the next message, and after a channel refused one because there were too many.

A refusal does not say whose limit it was. So the chat rests for as long as told, and everybody else
stands still but for one message: if the channel takes that, it meant the chat, if not, the whole bot.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

_SECOND = 1.0
_BURST = 0.2
"""What may be made up for after a hold-up of our own (a slow disk), as a part of a second's messages."""
_UNHEARD = 0.5
"""What may set out after the last answer, as a part of a second's messages."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A channel's limits: messages a second overall, seconds between two to one chat."""

    overall: float
    between: float

    def window(self, address: str) -> tuple[int, float] | None:
        """How many messages a chat may get in how many seconds, where that is limited besides."""
        return None


@dataclass(slots=True)
class Rests:
    """Which chats get nothing now, by address."""

    pace: Limits
    _until: dict[str, float] = field(default_factory=dict)
    _windows: dict[str, tuple[deque[float], float]] = field(default_factory=dict)

    def begin(self, address: str, now: float) -> None:
        """A message to a chat has ended: the next one has to wait."""
        until = now + self.pace.between
        if window := self.pace.window(address):
            most, seconds = window
            sent, _ = self._windows.setdefault(address, (deque(maxlen=most), seconds))
            sent.append(now)
            if len(sent) == most:
                until = max(until, sent[0] + seconds)
        self.lengthen(address, until)

    def lengthen(self, address: str, until: float) -> None:
        """A chat gets nothing before a moment."""
        self._until[address] = max(until, self._until.get(address, until))

    def of(self, now: float) -> list[str]:
        """Who rests now."""
        self._until = {address: until for address, until in self._until.items() if until > now}
        self._windows = {
            address: (sent, seconds)
            for address, (sent, seconds) in self._windows.items()
            if sent[-1] + seconds > now
        }
        return list(self._until)

    def soonest(self, now: float) -> float | None:
        """Seconds until the next rest ends; None where nobody rests."""
        return min((until - now for until in self._until.values() if until > now), default=None)


class Gate:
    """Gives turns to call a channel: a bucket of tokens, shut by a refusal meant for the whole bot.

    The bucket spreads the turns; besides, no second has more than the limit, whatever was made up for, and no
    more than half of a second's are on their way while nothing is heard: a network that stood still would
    bring the channel more than a second's at once.
    All moments are of one clock that only goes forward, in seconds.
    """

    def __init__(self, rate: float, now: float) -> None:
        self._rate, self._size = rate, max(1.0, rate * _BURST)
        self._tokens, self._at = 1.0, now
        self._most, self._taken = max(1, int(rate)), deque[float]()
        self._most_unheard, self._unheard = max(1, int(rate * _UNHEARD)), 0
        self._refused: tuple[str, float] | None = None
        self._trying = False

    def wait(self, now: float) -> float | None:
        """Seconds until there is a turn; None where that depends on what is under way."""
        if (self._refused and self._trying) or self._unheard >= self._most_unheard:
            return None
        full = self._taken[0] + _SECOND - now if self._lately(now) >= self._most else 0.0
        return max(full, max(0.0, 1 - self._fill(now)) / self._rate + max(0.0, self._at - now))

    def take(self, most: int, now: float) -> int:
        """Takes turns, as many as there are; a single one while it is open whom a refusal was meant for."""
        if most <= 0 or self.wait(now) != 0:
            return 0
        if self._refused:
            most, self._trying = min(most, 1), True
        unheard, lately = self._most_unheard - self._unheard, self._most - self._lately(now)
        taken = min(most, unheard, lately, int(self._fill(now)))
        self._tokens -= taken
        self._unheard += taken
        self._taken.extend([now] * taken)
        return taken

    def give_back(self, turns: int) -> None:
        """Turns that nobody wanted."""
        if turns:
            self._tokens = min(self._size, self._tokens + turns)
            self._unheard = max(0, self._unheard - turns)
            self._trying = False
        for _ in range(min(turns, len(self._taken))):
            self._taken.pop()

    def hear(self) -> None:
        """A call has ended, however: the network moves."""
        self._unheard = 0

    def refuse(self, address: str, seconds: float, now: float) -> bool:
        """Too many for a chat; whether it is meant for the whole bot, which then waits and begins slowly.

        It is, where another chat was refused too and nothing has gone well between the two.
        """
        whole = self._refused is not None and self._refused[0] != address
        self._refused, self._trying = (address, now), False
        if whole:
            self._at, self._tokens = max(self._at, now + seconds), 1.0
        return whole

    def end(self, began: float, *, well: bool) -> None:
        """A call ended in another way than by a refusal; ``well``: the channel took a message."""
        if self._refused is None or began < self._refused[1]:
            return
        self._trying = False
        if well:
            self._refused = None

    def _lately(self, now: float) -> int:
        while self._taken and self._taken[0] + _SECOND <= now:
            self._taken.popleft()
        return len(self._taken)

    def _fill(self, now: float) -> float:
        if now > self._at:
            self._tokens = min(self._size, self._tokens + (now - self._at) * self._rate)
            self._at = now
        return self._tokens
