"""Re-check outcomes: one row a ballot, or one row an outcome of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from storage import units
from storage.database import Connection
from storage.model import Outcome, Person, province_of
from storage.tables import rechecks
from storage.tables import units as units_table


@dataclass(frozen=True, slots=True)
class Finding:
    """``count`` ballots of a unit with one outcome; ``ballot`` where it is a single, named one."""

    unit: str
    outcome: Outcome
    count: int = 1
    ballot: str | None = None
    comment: str | None = None


async def add(
    db: Connection,
    campaign: str,
    findings: Sequence[Finding],
    inspector: Person,
    *,
    message: int,
    checked_at: datetime,
    received_at: datetime,
) -> None:
    """Books findings. A ballot that this inspector checked before is checked anew: the old row is voided."""
    again = [finding.ballot for finding in findings if finding.ballot]
    await db.execute(
        update(rechecks)
        .where(
            rechecks.c.campaign == campaign,
            rechecks.c.inspector == inspector.id,
            rechecks.c.ballot.in_(again),
            rechecks.c.voided_at.is_(None),
        )
        .values(voided_at=received_at, voided_by=inspector.id)
    )
    await db.execute(
        insert(rechecks),
        [
            {
                "campaign": campaign,
                "province": province_of(finding.unit),
                "unit": finding.unit,
                "ballot": finding.ballot,
                "outcome": finding.outcome.value,
                "count": finding.count,
                "comment": finding.comment,
                "inspector": inspector.id,
                "agency": inspector.agency.value,
                "message": message,
                "checked_at": checked_at,
                "received_at": received_at,
            }
            for finding in findings
        ],
    )


async def void_of(db: Connection, messages: Sequence[int], by: int, now: datetime) -> list[Finding]:
    """Undoes what messages booked and returns it; the rows stay."""
    rows = await db.execute(
        update(rechecks)
        .where(rechecks.c.message.in_(messages), rechecks.c.voided_at.is_(None))
        .values(voided_at=now, voided_by=by)
        .returning(
            rechecks.c.unit, rechecks.c.outcome, rechecks.c.count, rechecks.c.ballot, rechecks.c.comment
        )
    )
    return [Finding(row[0], Outcome(row[1]), row[2], row[3], row[4]) for row in rows]


async def of_inspector(db: Connection, campaign: str, inspector: int) -> dict[str, dict[Outcome, int]]:
    """What an inspector found: ballots by unit and outcome."""
    rows = await db.execute(
        select(rechecks.c.unit, rechecks.c.outcome, func.sum(rechecks.c.count))
        .where(
            rechecks.c.campaign == campaign,
            rechecks.c.inspector == inspector,
            rechecks.c.voided_at.is_(None),
        )
        .group_by(rechecks.c.unit, rechecks.c.outcome)
        .order_by(rechecks.c.unit)
    )
    found: dict[str, dict[Outcome, int]] = {}
    for unit, outcome, count in rows:
        found.setdefault(unit, {})[Outcome(outcome)] = int(count)
    return found


async def within(db: Connection, campaign: str, scope: Sequence[str]) -> list[Mapping[str, object]]:
    """The live rows of a scope: unit, province, outcome, count, probability."""
    rows = await db.execute(
        select(
            rechecks.c.unit,
            rechecks.c.province,
            rechecks.c.outcome,
            rechecks.c.count,
            rechecks.c.probability,
        )
        .join(
            units_table,
            (units_table.c.campaign == rechecks.c.campaign) & (units_table.c.code == rechecks.c.unit),
        )
        .where(
            rechecks.c.campaign == campaign,
            rechecks.c.voided_at.is_(None),
            units.covered(scope),
        )
    )
    return [dict(row._mapping) for row in rows]
