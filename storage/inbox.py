"""Raw updates: stored before Telegram is told that we have them, handled in order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from storage.database import Connection
from storage.tables import inbox

ATTEMPTS = 3
"""How often an update is tried before it is parked."""


@dataclass(frozen=True, slots=True)
class Raw:
    """One update as it came: ``chat`` is its lane, ``payload`` Telegram's JSON."""

    update_id: int
    chat: str
    payload: str


@dataclass(frozen=True, slots=True)
class Stored(Raw):
    """A stored update; ``seq`` is the order of arrival."""

    seq: int


async def add(db: Connection, bot: str, updates: Sequence[Raw], now: datetime) -> None:
    """Stores updates; those that we have already are left as they are."""
    if updates:
        await db.execute(
            insert(inbox).on_conflict_do_nothing(),
            [
                {
                    "bot": bot,
                    "update_id": item.update_id,
                    "chat": item.chat,
                    "payload": item.payload,
                    "received_at": now,
                }
                for item in updates
            ],
        )


async def waiting(db: Connection, bot: str, after: int, limit: int) -> list[Stored]:
    """The oldest unhandled updates behind a ``seq``."""
    rows = await db.execute(
        select(inbox.c.update_id, inbox.c.chat, inbox.c.payload, inbox.c.seq)
        .where(inbox.c.bot == bot, inbox.c.state == "new", inbox.c.seq > after)
        .order_by(inbox.c.seq)
        .limit(limit)
    )
    return [Stored(*row) for row in rows]


async def finish(db: Connection, seq: int, state: str, kind: str, now: datetime, error: str = "") -> None:
    """Ends an update: ``done``, ``ignored`` or ``parked``."""
    await db.execute(
        update(inbox)
        .where(inbox.c.seq == seq)
        .values(state=state, kind=kind, done_at=now, error=error or None)
    )


async def count_attempt(db: Connection, seq: int, error: str) -> int:
    """Notes a failed try and returns how many there were."""
    rows = await db.execute(
        update(inbox)
        .where(inbox.c.seq == seq)
        .values(attempts=inbox.c.attempts + 1, error=error)
        .returning(inbox.c.attempts)
    )
    return int(rows.scalar_one())


async def is_open(db: Connection, seq: int) -> bool:
    """Whether an update still waits to be handled."""
    return await db.scalar(select(inbox.c.state).where(inbox.c.seq == seq)) == "new"
