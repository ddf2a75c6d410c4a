"""Re-check outcomes: one row a ballot, or one row an outcome of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.counting import units
from storage.engine.database import Connection
from storage.tables import rechecks
from storage.tables import units as units_table
from storage.words.counts import Outcome
from storage.words.forgetting import ForgetRequest
from storage.words.roles import Agency, Person
from storage.words.units import province_of


@dataclass(frozen=True, slots=True)
class Finding:
    """``count`` ballots of a unit with one outcome; ``ballot`` where it is a single, named one.

    ``question``: what a mismatch is about: ``overall``, ``q4``, or several with commas.
    """

    unit: str
    outcome: Outcome
    count: int = 1
    ballot: str | None = None
    comment: str | None = None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class BookedFinding:
    """A live row. ``before``: what its inspector had found of the same ballot until now."""

    id: int
    finding: Finding
    before: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What another inspector found of a ballot."""

    ballot: str
    agency: Agency
    outcome: Outcome


_FINDING = (
    rechecks.c.unit,
    rechecks.c.outcome,
    rechecks.c.count,
    rechecks.c.ballot,
    rechecks.c.comment,
    rechecks.c.question,
)


async def add(
    db: Connection,
    campaign: str,
    findings: Sequence[Finding],
    inspector: Person,
    *,
    message: int,
    checked_at: datetime,
    received_at: datetime,
) -> list[BookedFinding]:
    """Books findings. A ballot that this inspector checked before is checked anew: the old row is voided."""
    named = [finding.ballot for finding in findings if finding.ballot]
    before = await _void_before(db, campaign, named, inspector.id, received_at)
    values = [
        {
            "campaign": campaign,
            "province": province_of(finding.unit),
            "unit": finding.unit,
            "ballot": finding.ballot,
            "outcome": finding.outcome.value,
            "count": finding.count,
            "comment": finding.comment,
            "question": finding.question,
            "inspector": inspector.id,
            "agency": inspector.agency.value,
            "message": message,
            "checked_at": checked_at,
            "received_at": received_at,
            "supersedes": before[finding.ballot][0] if finding.ballot in before else None,
        }
        for finding in findings
    ]
    rows = await audited_writes.insert(db, Action.RECHECK_BOOK, rechecks, *values)
    return [
        BookedFinding(row.id, finding, before[finding.ballot][1] if finding.ballot in before else None)
        for row, finding in zip(rows, findings, strict=True)
    ]


async def _void_before(
    db: Connection, campaign: str, ballots: Sequence[str], inspector: int, now: datetime
) -> dict[str | None, tuple[int, Outcome]]:
    if not ballots:
        return {}
    rows = await audited_writes.change(
        db,
        Action.RECHECK_SUPERSEDE,
        rechecks,
        {"voided_at": now, "voided_by": inspector},
        rechecks.c.campaign == campaign,
        rechecks.c.inspector == inspector,
        rechecks.c.ballot.in_(ballots),
        rechecks.c.voided_at.is_(None),
    )
    return {row.ballot: (row.id, Outcome(row.outcome)) for row in rows}


async def void_of(db: Connection, messages: Sequence[int], by: int, now: datetime) -> list[Finding]:
    """Undoes what messages booked and returns it; the rows stay. What they superseded is live again."""
    rows = await audited_writes.change(
        db,
        Action.RECHECK_VOID,
        rechecks,
        {"voided_at": now, "voided_by": by},
        rechecks.c.message.in_(messages),
        rechecks.c.voided_at.is_(None),
    )
    if superseded := [row.supersedes for row in rows if row.supersedes is not None]:
        live = {"voided_at": None, "voided_by": None}
        await audited_writes.change(db, Action.RECHECK_RESTORE, rechecks, live, rechecks.c.id.in_(superseded))
    return [_finding([row._mapping[column.name] for column in _FINDING]) for row in rows]


async def of_messages(db: Connection, messages: Sequence[int]) -> list[BookedFinding]:
    """The live rows that messages booked, in the order of booking."""
    rows = await db.execute(
        select(rechecks.c.id, *_FINDING)
        .where(rechecks.c.message.in_(messages), rechecks.c.voided_at.is_(None))
        .order_by(rechecks.c.id)
    )
    return [BookedFinding(row.id, _finding(row[1:])) for row in rows]


async def find(db: Connection, campaign: str, inspector: int, recheck: int) -> BookedFinding | None:
    """A live row of this inspector; None where it is another's, or undone."""
    row = (
        await db.execute(
            select(rechecks.c.id, *_FINDING).where(
                rechecks.c.id == recheck,
                rechecks.c.campaign == campaign,
                rechecks.c.inspector == inspector,
                rechecks.c.voided_at.is_(None),
            )
        )
    ).first()
    return None if row is None else BookedFinding(row.id, _finding(row[1:]))


async def live(db: Connection, campaign: str, inspector: int, ballots: Sequence[str]) -> dict[str, Outcome]:
    """What an inspector's live rows say of ballots, by ballot."""
    rows = await db.execute(
        select(rechecks.c.ballot, rechecks.c.outcome).where(
            rechecks.c.campaign == campaign,
            rechecks.c.inspector == inspector,
            rechecks.c.ballot.in_(ballots),
            rechecks.c.voided_at.is_(None),
        )
    )
    return {row.ballot: Outcome(row.outcome) for row in rows}


async def set_question(db: Connection, recheck: int, question: str) -> None:
    """Says which question a mismatch is about."""
    said = {"question": question}
    await audited_writes.change(db, Action.RECHECK_CHANGE, rechecks, said, rechecks.c.id == recheck)


async def add_note(db: Connection, ids: Sequence[int], note: str) -> None:
    """Adds a note to rows, behind the comment that they have."""
    old = rechecks.c.comment
    noted = {"comment": case((old.is_(None), note), else_=old + f"; {note}")}
    await audited_writes.change(db, Action.RECHECK_CHANGE, rechecks, noted, rechecks.c.id.in_(ids))


async def beside(db: Connection, campaign: str, ballots: Sequence[str], inspector: int) -> list[Beside]:
    """What other inspectors found of ballots, in the order of the ballots."""
    rows = await db.execute(
        select(rechecks.c.ballot, rechecks.c.agency, rechecks.c.outcome)
        .where(
            rechecks.c.campaign == campaign,
            rechecks.c.ballot.in_(ballots),
            rechecks.c.inspector != inspector,
            rechecks.c.voided_at.is_(None),
        )
        .order_by(rechecks.c.ballot, rechecks.c.id)
    )
    return [Beside(row.ballot, Agency(row.agency), Outcome(row.outcome)) for row in rows]


def _finding(row: Sequence[Any]) -> Finding:
    unit, outcome, count, ballot, comment, question = row
    return Finding(unit, Outcome(outcome), count, ballot, comment, question)


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


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Erases an inspector's comments."""
    await db.execute(update(rechecks).where(rechecks.c.inspector == request.person).values(comment=None))
