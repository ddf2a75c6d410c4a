"""The moment at which a command is given: real time, or in a demo the time of its phones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.clock import Clock
from bot.settings import Settings

DEMO_START = datetime.fromisoformat("2019-08-29T08:30:00+07:00")


def phones_of(settings: Settings) -> Path:
    """Where the simulator keeps its state."""
    return settings.data_dir / "simulator.db"


def present(settings: Settings) -> datetime:
    """Aware. Beside a demo, whose clock was moved on, real time would be years ahead of its bot."""
    phones = phones_of(settings)
    if settings.bot_token or not phones.exists():
        return Clock(settings.start).now()
    from bot.simulator.store import kept

    stood = kept(phones, "clock")
    if stood is None:
        return Clock(settings.start).now()
    return max(Clock(settings.start or DEMO_START).now(), datetime.fromtimestamp(stood, UTC))
