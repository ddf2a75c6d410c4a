"""Is the bot well? Its parts give signs of life, the verdict is a pure function of what was noted and now."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from bot.clock import Clock
from storage.engine.database import Database
from storage.messaging import backlog
from storage.messaging.backlog import Backlog
from storage.messaging.parcels import Priority

log = structlog.get_logger(__name__)


class Sign(StrEnum):
    """A sign of life: what it is a success in."""

    TELEGRAM = "telegram"
    """Telegram was reached at the start."""
    POLL = "poll"
    """``getUpdates`` answered, with or without updates."""
    UPDATE = "update"
    """An update arrived."""
    STORE = "store"
    """Updates were committed."""
    TICK = "tick"
    """It was decided which reminders are due."""
    SEND = "send"
    """Telegram took a message."""
    BACKUP = "backup"
    """A backup was made and proved."""


SILENCE: Mapping[Sign, float] = {Sign.TELEGRAM: 120.0, Sign.POLL: 120.0, Sign.TICK: 300.0}
"""Seconds without it after which a process that should give it fails. Nights without updates are normal."""
LATE_INBOX = 120.0
LATE_OUTBOX: Mapping[Priority, float] = {
    Priority.REPLY: 120.0,
    Priority.REMINDER: 1800.0,
    Priority.BROADCAST: 7200.0,
}
"""Seconds that the oldest may wait. At Telegram's limit 5,000 reminders take three minutes."""
_DATABASE_SECONDS = 5.0
"""A database that answers later than this does not answer."""


class Pulse:
    """When each sign of life was last given, and what failed. ``timer``: seconds that only go forward."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._since: dict[Sign, float] = {}
        self._beats: dict[Sign, float] = {}
        self._stumbling: set[Sign] = set()

    def watch(self, sign: Sign) -> None:
        """From now on this process is expected to do this; silence counts from here."""
        self._since.setdefault(sign, self._timer())

    def unwatch(self, sign: Sign) -> None:
        """Another process does it now."""
        self._since.pop(sign, None)

    def beat(self, sign: Sign) -> None:
        """It succeeded."""
        self._beats[sign] = self._timer()
        self._stumbling.discard(sign)

    def stumble(self, sign: Sign) -> None:
        """It failed; that holds until it succeeds."""
        self._stumbling.add(sign)

    def age(self, sign: Sign) -> float | None:
        """Seconds since the last success; None where there was none."""
        beat = self._beats.get(sign)
        return None if beat is None else self._timer() - beat

    def silence(self, sign: Sign) -> float | None:
        """Seconds without a success while one was expected; None where none is."""
        since = self._since.get(sign)
        return None if since is None else self._timer() - max(since, self._beats.get(sign, since))

    @property
    def stumbling(self) -> frozenset[Sign]:
        """What failed at the latest try."""
        return frozenset(self._stumbling)


@dataclass(frozen=True, slots=True)
class Queues:
    """Both queues at one moment, ages in seconds."""

    inbox: int = 0
    inbox_age: float = 0.0
    outbox: Mapping[Priority, int] = field(default_factory=dict)
    outbox_age: Mapping[Priority, float] = field(default_factory=dict)


def verdict(
    silence: Mapping[Sign, float | None], stumbling: frozenset[Sign], queues: Queues | None, bound: int
) -> list[str]:
    """The names of what fails, none where all is well. No ``queues``: the database does not answer."""
    failing = []
    if queues is None or Sign.STORE in stumbling:
        failing.append("database")
    failing += [sign.value for sign, limit in SILENCE.items() if (silence.get(sign) or 0) > limit]
    if Sign.BACKUP in stumbling:
        failing.append("backup")
    if queues is not None:
        if queues.inbox > bound or queues.inbox_age > LATE_INBOX:
            failing.append("inbox")
        if any(age > LATE_OUTBOX[priority] for priority, age in queues.outbox_age.items()):
            failing.append("outbox")
    return failing


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: the failing parts, and all figures by name. No name or text of anybody is in it."""

    failing: list[str]
    figures: Mapping[str, object]
    queues: Queues | None


class Health:
    """Looks at the database and the pulse. ``leads`` tells whether this process sends and ticks."""

    def __init__(
        self,
        bot: str,
        database: Database,
        clock: Clock,
        pulse: Pulse,
        bound: int,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._bot, self._database, self._clock = bot, database, clock
        self._pulse, self._bound, self._leads = pulse, bound, leads

    async def examine(self) -> Finding:
        """Never raises: a database that fails is a finding."""
        queues = await self._queues()
        pulse = self._pulse
        silence = {sign: pulse.silence(sign) for sign in Sign}
        failing = verdict(silence, pulse.stumbling, queues, self._bound)
        ages = {
            "last_update_age": pulse.age(Sign.UPDATE),
            "poll_age": pulse.age(Sign.POLL),
            "tick_age": pulse.age(Sign.TICK),
            "send_age": pulse.age(Sign.SEND),
            "inbox_age": queues.inbox_age if queues else None,
            "outbox_age": max(queues.outbox_age.values(), default=0.0) if queues else None,
        }
        figures = {
            "status": "failing" if failing else "ok",
            "failing": failing,
            "database": "failing" if "database" in failing else "ok",
            "leader": self._leads(),
            "inbox_waiting": queues.inbox if queues else None,
            "outbox_waiting": sum(queues.outbox.values()) if queues else None,
        } | {name: None if age is None else round(age, 1) for name, age in ages.items()}
        return Finding(failing, figures, queues)

    async def _queues(self) -> Queues | None:
        try:
            async with asyncio.timeout(_DATABASE_SECONDS), self._database.read() as db:
                now = self._clock.now()
                inbox: Backlog = await backlog.received(db, self._bot)
                outbox = await backlog.unsent(db, self._bot, now)
        except Exception as error:
            log.warning("health.no_database", error=repr(error))
            return None
        return Queues(
            inbox.waiting,
            inbox.age(now),
            {priority: found.waiting for priority, found in outbox.items()},
            {priority: found.age(now) for priority, found in outbox.items()},
        )
