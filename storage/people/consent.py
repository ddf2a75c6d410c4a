"""Whether people agreed that data about them is stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.tables import people


async def agree(db: Connection, person: int, now: datetime) -> None:
    """Records that a person agreed, once."""
    agreed = {"consented_at": now}
    mine = people.c.id == person
    await audited_writes.change(
        db, Action.PERSON_CONSENT, people, agreed, mine, people.c.consented_at.is_(None)
    )


async def agreed_at(db: Connection, person: int) -> datetime | None:
    """When a person agreed; None where not yet."""
    agreed: datetime | None = await db.scalar(select(people.c.consented_at).where(people.c.id == person))
    return agreed


async def ask(db: Connection, person: int, now: datetime, *, since: datetime) -> bool:
    """Whether to ask for it now: not agreed yet, not asked ``since`` a moment. Asking is noted."""
    row = (
        await db.execute(
            select(people.c.consented_at, people.c.consent_asked_at).where(people.c.id == person)
        )
    ).one()
    asked = row.consent_asked_at
    if row.consented_at is not None or (asked is not None and asked >= since):
        return False
    await db.execute(update(people).where(people.c.id == person).values(consent_asked_at=now))
    return True
