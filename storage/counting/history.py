"""What was reported and what became of it: the reports of a scope with corrected and undone ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping, func, select

from storage.counting.units import covered
from storage.engine.database import Connection
from storage.tables import identities, reports, units
from storage.words.counts import Count, Mode


class State(StrEnum):
    """What became of a report."""

    LIVE = "live"
    CORRECTED = "corrected"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Past:
    """A report. ``later``: what it was corrected to, None where the unit was dropped from the message.

    ``by``: who corrected it in the worker's stead, or undid it; names are None for the forgotten.
    """

    unit: str
    sent_at: datetime
    mode: Mode
    counts: Mapping[Count, int]
    comment: str | None
    marked: bool
    worker: str | None
    state: State
    later: tuple[Mode, Mapping[Count, int]] | None
    undone_by: str | None
    booked_by: str | None
    reason: str | None


async def of(db: Connection, campaign: str, scope: Sequence[str], limit: int, skip: int) -> list[Past]:
    """The reports of a scope, newest first (by their own time)."""
    worker, undoer, booker = identities.alias(), identities.alias(), identities.alias()
    after, later = reports.alias(), reports.alias()
    # Of several entries that took its place, the first.
    heir = select(func.min(later.c.id)).where(later.c.supersedes == reports.c.id).scalar_subquery()
    rows = await db.execute(
        select(
            reports,
            worker.c.name.label("worker_name"),
            undoer.c.name.label("undone_by"),
            booker.c.name.label("booker_name"),
            after.c.mode.label("later_mode"),
            *(after.c[count.value].label(f"later_{count.value}") for count in Count),
        )
        .join(units, (units.c.campaign == reports.c.campaign) & (units.c.code == reports.c.unit))
        .join(worker, worker.c.person == reports.c.worker, isouter=True)
        .join(undoer, undoer.c.person == reports.c.voided_by, isouter=True)
        .join(booker, booker.c.person == reports.c.booked_by, isouter=True)
        .join(after, after.c.id == heir, isouter=True)
        .where(reports.c.campaign == campaign, covered(scope))
        .order_by(reports.c.sent_at.desc(), reports.c.id.desc())
        .limit(limit)
        .offset(skip)
    )
    return [_past(row._mapping) for row in rows]


def _past(row: RowMapping) -> Past:
    ended = row["voided_at"] is not None, row["superseded_at"] is not None
    return Past(
        unit=row["unit"],
        sent_at=row["sent_at"],
        mode=Mode(row["mode"]),
        counts=_said(row, ""),
        comment=row["comment"],
        marked=row["marked"] is not None,
        worker=row["worker_name"],
        state=State.UNDONE if ended[0] else State.CORRECTED if ended[1] else State.LIVE,
        later=(Mode(row["later_mode"]), _said(row, "later_")) if row["later_mode"] else None,
        undone_by=row["undone_by"],
        booked_by=row["booker_name"],
        reason=row["reason"],
    )


def _said(row: RowMapping, prefix: str) -> dict[Count, int]:
    return {count: value for count in Count if (value := row[prefix + count.value]) is not None}
