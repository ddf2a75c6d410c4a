"""The ledger of reminders: what was decided for whom, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from storage.database import Connection
from storage.tables import outbox, reminders


@dataclass(frozen=True, slots=True)
class Decided:
    """One line of the ledger. ``state`` is the outbox's word on it, None where it was skipped."""

    task: str
    scope: str
    slot: str
    due: date
    person: int
    verdict: str
    decided_at: datetime
    state: str | None = None


async def decide(db: Connection, campaign: str, decided: Decided) -> bool:
    """Writes a decision; False where it was written before (by another process, or before a restart)."""
    rows = await db.execute(
        insert(reminders)
        .values(
            campaign=campaign,
            task=decided.task,
            scope=decided.scope,
            slot=decided.slot,
            due=decided.due,
            person=decided.person,
            verdict=decided.verdict,
            decided_at=decided.decided_at,
        )
        .on_conflict_do_nothing()
        .returning(reminders.c.task)
    )
    return rows.first() is not None


async def attach(db: Connection, campaign: str, decided: Decided, parcel: int) -> None:
    """Notes which parcel of the outbox carries a decided reminder."""
    await db.execute(
        update(reminders)
        .where(
            reminders.c.campaign == campaign,
            reminders.c.task == decided.task,
            reminders.c.scope == decided.scope,
            reminders.c.slot == decided.slot,
            reminders.c.due == decided.due,
            reminders.c.person == decided.person,
        )
        .values(outbox=parcel)
    )


async def every(db: Connection, campaign: str) -> list[Decided]:
    """The whole ledger of a campaign."""
    return await _load(db, campaign, ())


async def of(db: Connection, campaign: str, persons: Sequence[int]) -> list[Decided]:
    """The ledger of some people, newest first."""
    found = await _load(db, campaign, persons)
    return sorted(found, key=lambda item: item.decided_at, reverse=True)


async def _load(db: Connection, campaign: str, persons: Sequence[int]) -> list[Decided]:
    query = (
        select(
            reminders.c.task,
            reminders.c.scope,
            reminders.c.slot,
            reminders.c.due,
            reminders.c.person,
            reminders.c.verdict,
            reminders.c.decided_at,
            outbox.c.state,
        )
        .join(outbox, outbox.c.id == reminders.c.outbox, isouter=True)
        .where(reminders.c.campaign == campaign)
    )
    if persons:
        query = query.where(reminders.c.person.in_(persons))
    return [Decided(*row) for row in await db.execute(query)]
