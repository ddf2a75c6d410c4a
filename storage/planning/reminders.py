"""The ledger of reminders: what was decided for whom, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, select, update

from storage.engine.database import Connection
from storage.engine.upserts import insert
from storage.messaging.outbox import cancel
from storage.messaging.parcels import Target
from storage.tables import outbox, reminders
from storage.words.units import NATION


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
        insert(db, reminders)
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


async def withdraw(db: Connection, campaign: str, task: str, scope: str) -> int:
    """Takes back what waits to be sent about a task (``VN``: in any scope), as if it was never decided.

    A digest goes with all of its tasks: the next tick decides about the others anew. How many parcels.
    """
    mine = [reminders.c.campaign == campaign, reminders.c.task == task]
    return await _withdraw(db, *mine, *([] if scope == NATION else [reminders.c.scope == scope]))


async def withdraw_slot(db: Connection, campaign: str, task: str, scope: str, slot: str) -> int:
    """Takes back what waits to be sent about one slot."""
    mine = (reminders.c.campaign == campaign, reminders.c.task == task, reminders.c.scope == scope)
    return await _withdraw(db, *mine, reminders.c.slot == slot)


async def expire(db: Connection, bot: str, now: datetime, spare: str) -> int:
    """Takes back what was not sent in its time, but for slots that begin with ``spare``: they stay true."""
    late = (outbox.c.bot == bot, outbox.c.not_after <= now)
    return await _withdraw(db, *late, reminders.c.slot.not_like(f"{spare}%"))


async def _withdraw(db: Connection, *where: ColumnElement[bool]) -> int:
    waiting = await db.execute(
        select(reminders.c.outbox)
        .join(outbox, outbox.c.id == reminders.c.outbox)
        .where(*where, outbox.c.state == "queued")
        .distinct()
    )
    dropped = await cancel(db, list(waiting.scalars()))
    await db.execute(delete(reminders).where(reminders.c.outbox.in_(dropped)))
    return len(dropped)


async def every(db: Connection, campaign: str, tasks: Sequence[str] = ()) -> list[Decided]:
    """The ledger of some tasks of a campaign; of all where none is named."""
    return await _load(db, campaign, *([reminders.c.task.in_(tasks)] if tasks else []))


async def of(db: Connection, campaign: str, persons: Sequence[int]) -> list[Decided]:
    """The ledger of some people, newest first."""
    found = await _load(db, campaign, reminders.c.person.in_(persons))
    return sorted(found, key=lambda item: item.decided_at, reverse=True)


async def on(db: Connection, campaign: str, task: str, due: date) -> set[int]:
    """The people for whom a task was decided for a day."""
    return {
        item.person for item in await _load(db, campaign, reminders.c.task == task, reminders.c.due == due)
    }


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that a decision became, where the channel told its id."""

    target: Target
    message_id: str


async def delivered(db: Connection, campaign: str, task: str, scope: str, slot: str) -> list[Delivered]:
    """The messages that carry a slot of a task."""
    rows = await db.execute(
        select(
            outbox.c.bot,
            outbox.c.channel,
            outbox.c.address,
            outbox.c.person,
            outbox.c.language,
            outbox.c.message_id,
        )
        .join(reminders, reminders.c.outbox == outbox.c.id)
        .where(reminders.c.campaign == campaign, reminders.c.task == task)
        .where(reminders.c.scope == scope, reminders.c.slot == slot, outbox.c.message_id.is_not(None))
        .order_by(outbox.c.id)
    )
    return [
        Delivered(
            Target(
                bot=row.bot,
                channel=row.channel,
                address=row.address,
                person=row.person,
                language=row.language,
            ),
            row.message_id,
        )
        for row in rows
    ]


async def _load(db: Connection, campaign: str, *where: ColumnElement[bool]) -> list[Decided]:
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
        .where(reminders.c.campaign == campaign, *where)
    )
    return [Decided(*row) for row in await db.execute(query)]
