"""Postal workers by their work: who shares a unit, when they last reported, what each still has out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from storage.counting.units import covered
from storage.engine.database import Connection
from storage.engine.snapshot_cache import remembered
from storage.people import people
from storage.tables import daily, reports, units
from storage.words.roles import Person, Role


async def of_unit(db: Connection, campaign: str, unit: str) -> list[Person]:
    """The workers who share a unit."""
    everyone = await people.everyone(db, campaign, Role.POSTAL_WORKER)
    return [person for person in everyone if unit in person.scope]


@remembered
async def last_reports(db: Connection, campaign: str) -> dict[int, datetime]:
    """When each worker last reported, by the reports' own time; corrected and undone ones count too."""
    rows = await db.execute(
        select(reports.c.worker, func.max(reports.c.sent_at))
        .where(reports.c.campaign == campaign, reports.c.booked_by.is_(None))
        .group_by(reports.c.worker)
    )
    return {row[0]: row[1] for row in rows}


async def outstanding(db: Connection, campaign: str, scope: Sequence[str]) -> dict[tuple[int, str], int]:
    """By worker and unit of the scope: ballots that the worker handed out and nobody has back, at least 0."""
    left = daily.c.distributed - daily.c.collected - daily.c.blank - daily.c.lost
    rows = await db.execute(
        select(daily.c.worker, daily.c.unit, func.sum(left))
        .join(units, (units.c.campaign == daily.c.campaign) & (units.c.code == daily.c.unit))
        .where(daily.c.campaign == campaign, covered(scope))
        .group_by(daily.c.worker, daily.c.unit)
    )
    return {(row[0], row[1]): max(0, int(row[2])) for row in rows}
