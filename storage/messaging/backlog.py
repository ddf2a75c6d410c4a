"""How long the two queues are and how old what waits in them is: for health and metrics, never for work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select, text

from storage.engine.database import Connection
from storage.messaging.inbox import NEW
from storage.messaging.parcels import Priority
from storage.tables import inbox, outbox

_OPEN = text("outbox.state IN ('queued', 'sending')")
"""SQLite uses a partial index only where its condition stands in the query word for word."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: how many, and since when the oldest does."""

    waiting: int = 0
    oldest: datetime | None = None

    def age(self, now: datetime) -> float:
        """Seconds that the oldest has waited; 0 where nothing waits, or the clock was put back."""
        return 0.0 if self.oldest is None else max(0.0, (now - self.oldest).total_seconds())


async def received(db: Connection, bot: str) -> Backlog:
    """Updates that are not handled yet."""
    row = (
        await db.execute(
            select(func.count(inbox.c.seq), func.min(inbox.c.received_at)).where(NEW, inbox.c.bot == bot)
        )
    ).one()
    return Backlog(row[0], row[1])


async def unsent(db: Connection, bot: str, now: datetime) -> dict[Priority, Backlog]:
    """Parcels that should be on their way; what is to be sent later does not wait.

    What was tried before waits since it was put, however late its next try is.
    """
    since = case(
        (outbox.c.attempts > 0, outbox.c.created_at),
        else_=func.coalesce(outbox.c.not_before, outbox.c.created_at),
    )
    due = or_(outbox.c.attempts > 0, outbox.c.not_before.is_(None), outbox.c.not_before <= now)
    in_time = or_(outbox.c.not_after.is_(None), outbox.c.not_after > now)
    rows = await db.execute(
        select(outbox.c.priority, func.count(), func.min(since))
        .where(_OPEN, outbox.c.bot == bot, due, in_time)
        .group_by(outbox.c.priority)
    )
    return {Priority(priority): Backlog(count, oldest) for priority, count, oldest in rows}
