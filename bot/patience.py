"""How long Telegram wants us to wait."""

from __future__ import annotations

from telegram.error import RetryAfter


def seconds_of(error: RetryAfter) -> float:
    """The wait of a 429 in seconds; the library tells it as a number or as a timedelta, by its settings."""
    after = error.retry_after
    return after if isinstance(after, int | float) else after.total_seconds()
