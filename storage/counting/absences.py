"""Days on which people are off work or without a signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, select, update

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.tables import absences
from storage.words.forgetting import ForgetRequest


@dataclass(frozen=True, slots=True)
class Absence:
    """From ``first_day`` through ``last_day``."""

    first_day: date
    last_day: date


async def begin(
    db: Connection, campaign: str, person: int, absence: Absence, reason: str | None, now: datetime
) -> None:
    """Notes an absence; it takes the place of what was said before about the same days and later ones."""
    await end(db, campaign, person, absence.first_day, now)
    row = {
        "campaign": campaign,
        "person": person,
        "first_day": absence.first_day,
        "last_day": absence.last_day,
        "reason": reason,
        "created_at": now,
    }
    await audited_writes.insert(db, Action.ABSENCE_BEGIN, absences, row)


async def end(db: Connection, campaign: str, person: int, day: date, now: datetime) -> bool:
    """The person is there from ``day`` on; days before stay noted. False where no absence reached it."""
    open_ = and_(
        absences.c.campaign == campaign,
        absences.c.person == person,
        absences.c.last_day >= day,
        absences.c.ended_at.is_(None),
    )
    whole, cut = {"ended_at": now}, {"last_day": day - timedelta(days=1)}
    found = [
        await audited_writes.change(db, Action.ABSENCE_END, absences, values, open_, where)
        for values, where in ((whole, absences.c.first_day >= day), (cut, absences.c.first_day < day))
    ]
    return any(found)


async def of(db: Connection, campaign: str, person: int, day: date) -> Absence | None:
    """The absence of a person that covers a day."""
    row = (
        await db.execute(
            select(absences.c.first_day, absences.c.last_day)
            .where(absences.c.campaign == campaign, absences.c.person == person)
            .where(absences.c.first_day <= day, absences.c.last_day >= day, absences.c.ended_at.is_(None))
        )
    ).first()
    return None if row is None else Absence(row.first_day, row.last_day)


async def absent_on(db: Connection, campaign: str, day: date) -> set[int]:
    """Who is absent on a day."""
    rows = await db.execute(
        select(absences.c.person)
        .where(absences.c.campaign == campaign, absences.c.ended_at.is_(None))
        .where(absences.c.first_day <= day, absences.c.last_day >= day)
    )
    return set(rows.scalars())


async def last_days(db: Connection, campaign: str, before: date) -> dict[int, date]:
    """The last day of each person's latest absence that ended before a day."""
    rows = await db.execute(
        select(absences.c.person, func.max(absences.c.last_day))
        .where(absences.c.campaign == campaign, absences.c.ended_at.is_(None), absences.c.last_day < before)
        .group_by(absences.c.person)
    )
    return {row[0]: row[1] for row in rows}


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Erases a person's reasons, and ends what is not over."""
    mine = absences.c.person == request.person
    await db.execute(update(absences).where(mine).values(reason=None))
    ended = {"ended_at": request.now}
    await audited_writes.change(
        db, Action.PERSON_FORGET, absences, ended, mine, absences.c.ended_at.is_(None)
    )
