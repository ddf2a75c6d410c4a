"""The reports of postal workers: append-only rows, and the daily sums derived from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.tables import daily, reports
from storage.words.counting_rules import Entry, Row, additions
from storage.words.counts import Count, Mode
from storage.words.forgetting import ForgetRequest
from storage.words.units import province_of

_COUNTS = tuple(Count)
_MODES = {mode.value: mode for mode in Mode}
_NOTHING = {count.value: None if count is Count.ISSUED else 0 for count in Count}
_LIVE = and_(reports.c.voided_at.is_(None), reports.c.superseded_at.is_(None))
_ROW = (
    reports.c.id,
    reports.c.worker,
    reports.c.sent_at,
    reports.c.position,
    reports.c.mode,
    *(reports.c[count.value] for count in Count),
)
_REPORTS = (
    select(
        *_ROW,
        reports.c.unit,
        reports.c.message,
        reports.c.comment,
        reports.c.marked,
        reports.c.booked_by,
    )
    .where(_LIVE)
    .order_by(reports.c.sent_at, reports.c.position, reports.c.id)
)
_LIVE_OF = select(*_ROW).where(
    _LIVE, reports.c.campaign == bindparam("campaign"), reports.c.unit == bindparam("unit")
)
"""Not in order: SQLite would read the whole campaign in order of time rather than sort the rows of a unit."""
_MINE = (
    daily.c.campaign == bindparam("of"),
    daily.c.unit == bindparam("at"),
    daily.c.worker == bindparam("who"),
)
_FORGET_DAYS = delete(daily).where(*_MINE)
_ADD_DAYS = insert(daily)


@dataclass(frozen=True, slots=True)
class Report:
    """A live report: its row in the ledger and where it belongs."""

    row: Row
    unit: str
    message: int | None
    comment: str | None
    marked: str | None
    booked_by: int | None = None

    @property
    def entry(self) -> Entry:
        """What was said."""
        return Entry(self.unit, self.row.mode, self.row.counts, self.comment)


async def live(db: Connection, campaign: str, unit: str) -> list[Row]:
    """The live rows of a unit, of all its workers, in the order of their replay."""
    rows = await db.execute(_LIVE_OF, {"campaign": campaign, "unit": unit})
    return sorted(map(_row, rows), key=attrgetter("order"))


async def of_messages(db: Connection, messages: Sequence[int]) -> list[Report]:
    """The live reports that came from messages of the log, or from messages that corrected those."""
    first = select(reports.c.id).where(reports.c.message.in_(messages))
    line = first.cte("line", recursive=True)
    line = line.union(select(reports.c.id).join(line, reports.c.supersedes == line.c.id))
    return await _load(db, reports.c.id.in_(select(line.c.id)))


async def last_message(db: Connection, campaign: str, worker: int) -> int | None:
    """The log id of a worker's last message that still has a live report."""
    log: int | None = await db.scalar(
        select(reports.c.message)
        .where(_LIVE, reports.c.campaign == campaign, reports.c.worker == worker)
        .where(reports.c.message.is_not(None))
        .order_by(reports.c.received_at.desc(), reports.c.id.desc())
        .limit(1)
    )
    return log


async def add(
    db: Connection,
    campaign: str,
    entry: Entry,
    *,
    worker: int,
    message: int | None,
    sent_at: datetime,
    received_at: datetime,
    position: int,
    marked: str | None = None,
    supersedes: int | None = None,
    booked_by: int | None = None,
    reason: str | None = None,
) -> int:
    """Books an entry and returns its id. Call ``refresh`` when a unit's entries are in.

    ``booked_by``: who corrected the figures in the worker's stead, with the ``reason``.
    """
    row = {
        "campaign": campaign,
        "province": province_of(entry.unit),
        "unit": entry.unit,
        "worker": worker,
        "message": message,
        "mode": entry.mode.value,
        "comment": entry.comment,
        "marked": marked,
        "sent_at": sent_at,
        "received_at": received_at,
        "position": position,
        "supersedes": supersedes,
        "booked_by": booked_by,
        "reason": reason,
        **{count.value: value for count, value in entry.counts.items()},
    }
    [booked] = await audited_writes.insert(db, Action.REPORT_BOOK, reports, row)
    return int(booked.id)


async def void(db: Connection, ids: Sequence[int], by: int, now: datetime) -> None:
    """Undoes reports; the rows stay."""
    ended = {"voided_at": now, "voided_by": by}
    await audited_writes.change(db, Action.REPORT_VOID, reports, ended, reports.c.id.in_(ids), _LIVE)


async def supersede(db: Connection, ids: Sequence[int], now: datetime) -> None:
    """Ends reports that a correction replaces; the rows stay."""
    if ids:
        ended = {"superseded_at": now}
        await audited_writes.change(db, Action.REPORT_SUPERSEDE, reports, ended, reports.c.id.in_(ids), _LIVE)


async def refresh(
    db: Connection,
    campaign: str,
    unit: str,
    worker: int,
    zone: tzinfo,
    rows: Sequence[Row] | None = None,
) -> None:
    """Writes the daily sums of a worker's unit anew from the live ``rows`` of the unit; None reads them."""
    await db.execute(_FORGET_DAYS, {"of": campaign, "at": unit, "who": worker})
    if rows is None:
        rows = await live(db, campaign, unit)
    if days := _days(campaign, unit, [row for row in rows if row.worker == worker], zone):
        await db.execute(_ADD_DAYS, days)


async def load(db: Connection, campaign: str, rows: Sequence[dict[str, Any]], zone: tzinfo) -> None:
    """Loads many reports at once (dicts with the table's columns) and derives the daily sums of all."""
    new = [{"campaign": campaign, **row} for row in rows]
    await audited_writes.insert(db, Action.REPORT_LOAD, reports, *new)
    await rebuild(db, campaign, zone)


async def rebuild(db: Connection, campaign: str, zone: tzinfo) -> None:
    """Derives all daily sums of a campaign from its live reports."""
    units: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for report in await _load(db, reports.c.campaign == campaign):
        units[report.unit, report.row.worker].append(report.row)
    await db.execute(delete(daily).where(daily.c.campaign == campaign))
    days = [day for (unit, _), rows in units.items() for day in _days(campaign, unit, rows, zone)]
    if days:
        await db.execute(insert(daily), days)


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Erases a worker's comments."""
    await db.execute(update(reports).where(reports.c.worker == request.person).values(comment=None))


def _days(campaign: str, unit: str, rows: Sequence[Row], zone: tzinfo) -> list[dict[str, Any]]:
    days: dict[Any, dict[str, Any]] = {}
    for row, added in additions(rows):
        day = row.sent_at.astimezone(zone).date()
        sums = days.get((row.worker, day))
        if sums is None:
            sums = days[row.worker, day] = {
                "campaign": campaign,
                "unit": unit,
                "worker": row.worker,
                "day": day,
                "province": province_of(unit),
                **_NOTHING,
            }
        for count, value in added.items():
            sums[count] = (sums[count] or 0) + value
    return list(days.values())


async def _load(db: Connection, *where: Any) -> list[Report]:
    return [_report(row) for row in await db.execute(_REPORTS.where(*where))]


def _report(row: Sequence[Any]) -> Report:
    return Report(_row(row[: len(_ROW)]), *row[len(_ROW) :])


def _row(row: Sequence[Any]) -> Row:
    numbers = zip(_COUNTS, row[5:], strict=True)
    counts = {count: value for count, value in numbers if value is not None}
    return Row(row[0], row[1], row[2], row[3], _MODES[row[4]], counts)
