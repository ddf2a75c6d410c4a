"""When somebody is reminded of a message that still waits for a tap. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from scheduler.hours import is_awake

PATIENCE = timedelta(hours=24)
"""How old a draft is when its sender is reminded, once."""


def is_due(created_at: datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether to remind now; a draft that comes of age at night waits for the morning."""
    return now - created_at >= PATIENCE and is_awake(now, zone)
