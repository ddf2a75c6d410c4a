"""Messages that wait for one more tap: kept with the choices that were offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine import payloads
from storage.engine.database import Connection
from storage.tables import drafts, messages
from storage.words.forgetting import ForgetRequest


@dataclass(frozen=True, slots=True)
class Draft:
    """An open draft. ``payload`` is what its kind's handler put there."""

    id: int
    person: int
    message: int | None
    kind: str
    payload: Any


async def keep(
    db: Connection, campaign: str, person: int, message: int | None, kind: str, payload: object, now: datetime
) -> int:
    """Keeps a draft and returns its id."""
    row = {
        "campaign": campaign,
        "person": person,
        "message": message,
        "kind": kind,
        "payload": payloads.dump(payload),
        "created_at": now,
    }
    [kept] = await audited_writes.insert(db, Action.DRAFT_KEEP, drafts, row)
    return int(kept.id)


async def find(db: Connection, campaign: str, person: int, draft: int) -> Draft | None:
    """An open draft of this person; None where it is another's, or settled."""
    row = (
        await db.execute(
            select(drafts.c.id, drafts.c.person, drafts.c.message, drafts.c.kind, drafts.c.payload)
            .where(drafts.c.id == draft, drafts.c.person == person)
            .where(drafts.c.campaign == campaign, drafts.c.state == "open")
            .with_for_update()
        )
    ).first()
    return (
        None if row is None else Draft(row.id, row.person, row.message, row.kind, payloads.load(row.payload))
    )


async def waiting(db: Connection, campaign: str, person: int, kind: str) -> list[Draft]:
    """The open drafts of a kind that wait for this person, newest first."""
    rows = await db.execute(
        select(drafts.c.id, drafts.c.person, drafts.c.message, drafts.c.kind, drafts.c.payload)
        .where(drafts.c.campaign == campaign, drafts.c.person == person)
        .where(drafts.c.kind == kind, drafts.c.state == "open")
        .order_by(drafts.c.id.desc())
    )
    return [Draft(row.id, row.person, row.message, row.kind, payloads.load(row.payload)) for row in rows]


async def rewrite(db: Connection, draft: int, payload: object) -> None:
    """Replaces what an open draft holds."""
    await db.execute(update(drafts).where(drafts.c.id == draft).values(payload=payloads.dump(payload)))


async def close(db: Connection, draft: int, state: str, now: datetime) -> None:
    """Settles a draft: ``booked`` or ``dropped``."""
    action = Action.DRAFT_BOOK if state == "booked" else Action.DRAFT_DROP
    await audited_writes.change(db, action, drafts, {"state": state, "closed_at": now}, drafts.c.id == draft)


async def drop_of(db: Connection, messages: list[int], now: datetime) -> int:
    """Drops the open drafts of messages, when the message itself is corrected; how many there were."""
    dropped = await audited_writes.change(
        db,
        Action.DRAFT_DROP,
        drafts,
        {"state": "dropped", "closed_at": now},
        drafts.c.message.in_(messages),
        drafts.c.state == "open",
    )
    return len(dropped)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open draft of a report that nobody was reminded of. ``text`` is the message as typed."""

    draft: Draft
    created_at: datetime
    text: str | None


async def unreminded(db: Connection, campaign: str, before: datetime) -> list[Waiting]:
    """The open drafts of reports made before a moment that were not reminded of yet."""
    rows = await db.execute(
        select(
            drafts.c.id,
            drafts.c.person,
            drafts.c.message,
            drafts.c.kind,
            drafts.c.payload,
            drafts.c.created_at,
            messages.c.text,
        )
        .join(messages, messages.c.id == drafts.c.message, isouter=True)
        .where(drafts.c.campaign == campaign, drafts.c.state == "open", drafts.c.kind == "report")
        .where(drafts.c.reminded_at.is_(None), drafts.c.created_at <= before)
        .order_by(drafts.c.id)
    )
    return [
        Waiting(Draft(row[0], row[1], row[2], row[3], payloads.load(row[4])), row.created_at, row.text)
        for row in rows
    ]


async def remind(db: Connection, draft: int, now: datetime) -> bool:
    """Notes that the person is reminded now; False where that happened before, or the draft is settled."""
    rows = await db.execute(
        update(drafts)
        .where(drafts.c.id == draft, drafts.c.state == "open", drafts.c.reminded_at.is_(None))
        .values(reminded_at=now)
        .returning(drafts.c.id)
    )
    return rows.first() is not None


async def count_open(db: Connection, campaign: str, person: int) -> int:
    """How many drafts wait for this person."""
    rows = await db.execute(
        select(drafts.c.id).where(
            drafts.c.campaign == campaign, drafts.c.person == person, drafts.c.state == "open"
        )
    )
    return len(rows.all())


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Erases what a person's drafts say, and drops the open ones."""
    mine = drafts.c.person == request.person
    await db.execute(update(drafts).where(mine).values(payload="{}"))
    dropped = {"state": "dropped", "closed_at": request.now}
    await audited_writes.change(db, Action.PERSON_FORGET, drafts, dropped, mine, drafts.c.state == "open")
