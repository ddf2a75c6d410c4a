"""Telegram's limits: what it takes in a second, and from 429s how long it wants us to wait."""

from __future__ import annotations

from dataclasses import dataclass

from telegram.error import RetryAfter

from bot.outbound.pacing import Limits

_MINUTE = 61.0
"""A little more than Telegram's, for messages that are faster on their way than those before them."""


def seconds_of(error: RetryAfter) -> float:
    """The wait of a 429 in seconds; the library tells it as a number or as a timedelta, by its settings."""
    after = error.retry_after
    return after if isinstance(after, int | float) else after.total_seconds()


@dataclass(frozen=True, slots=True)
class TelegramLimits(Limits):
    """30 messages a second overall, one a second in a private chat, 20 a minute in a group."""

    overall: float = 30.0
    between: float = 1.0
    group_per_minute: int = 20

    def window(self, address: str) -> tuple[int, float] | None:
        """Of a group, whose id is negative."""
        return (self.group_per_minute, _MINUTE) if address.startswith("-") else None
