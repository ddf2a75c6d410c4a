"""Minutes of inspections: drafts that grow heading by heading, and what was saved of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true, update

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.counting import drafts
from storage.engine import payloads
from storage.engine.database import Connection
from storage.tables import drafts as draft_rows
from storage.tables import identities, inspections, minutes
from storage.words.roles import Agency
from storage.words.units import NATION

HEADINGS = range(1, 7)
"""Choice and assignment of workers, distribution, collection, attitude, problems and causes, proposals."""
KIND = "minutes"
"""The kind of draft."""


@dataclass(frozen=True, slots=True)
class Section:
    """What was typed under a heading; ``message`` is the log id of the text."""

    text: str
    message: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Minutes being written.

    ``at``: the heading asked for, None when all were; ``mending``: it alone is asked again. ``unit``
    None: about the whole province. ``started`` is the time of the inspection.
    """

    province: str
    unit: str | None
    started: datetime
    at: int | None = 1
    mending: bool = False
    sections: Mapping[int, Section] = field(default_factory=dict)

    def with_section(self, heading: int, section: Section) -> Sheet:
        """The sheet with a text under a heading."""
        return replace(self, sections={**self.sections, heading: section})

    def without(self, messages: Sequence[int]) -> Sheet:
        """The sheet without the texts of messages; the first heading that lost its text is asked for."""
        lost = [number for number, section in self.sections.items() if section.message in messages]
        kept = {number: section for number, section in self.sections.items() if number not in lost}
        return replace(self, sections=kept, at=min(lost), mending=False) if lost else self

    def passed(self) -> Sheet:
        """The sheet at its next heading."""
        following = None if self.at is None or self.mending or self.at == HEADINGS[-1] else self.at + 1
        return replace(self, at=following, mending=False)


@dataclass(frozen=True, slots=True)
class MinutesDraft:
    """An open draft and its sheet."""

    id: int
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Record:
    """Saved minutes. ``inspector`` is a name, None where the person was forgotten."""

    id: int
    province: str
    unit: str | None
    agency: Agency
    inspector: str | None
    inspected_at: datetime


async def start(db: Connection, campaign: str, person: int, sheet: Sheet, now: datetime) -> MinutesDraft:
    """Keeps a new draft."""
    return MinutesDraft(await drafts.keep(db, campaign, person, None, KIND, _packed(sheet), now), sheet)


async def open_draft(db: Connection, campaign: str, person: int) -> MinutesDraft | None:
    """The newest open draft of a person."""
    found = await drafts.waiting(db, campaign, person, KIND)
    return MinutesDraft(found[0].id, _unpacked(found[0].payload)) if found else None


async def find_draft(db: Connection, campaign: str, person: int, draft: int) -> MinutesDraft | None:
    """An open draft of this person; None where it is another's, or settled."""
    found = await drafts.find(db, campaign, person, draft)
    return MinutesDraft(found.id, _unpacked(found.payload)) if found and found.kind == KIND else None


async def rewrite(db: Connection, draft: int, sheet: Sheet) -> None:
    """Puts a sheet in the place of a draft's."""
    await db.execute(
        update(draft_rows).where(draft_rows.c.id == draft).values(payload=payloads.dump(_packed(sheet)))
    )


async def add(db: Connection, inspection: int, sections: Mapping[int, Section]) -> None:
    """Books the sections of an inspection's minutes."""
    rows = [
        {"inspection": inspection, "heading": heading, "text": section.text, "message": section.message}
        for heading, section in sorted(sections.items())
    ]
    await audited_writes.insert(db, Action.MINUTES_BOOK, minutes, *rows)


async def settle(db: Connection, draft: int, message: int, now: datetime) -> None:
    """The draft is saved; ``message`` is the log id that its inspection has, by which it is undone."""
    saved = {"state": "booked", "closed_at": now, "message": message}
    await audited_writes.change(db, Action.DRAFT_BOOK, draft_rows, saved, draft_rows.c.id == draft)


async def reopen(db: Connection, person: int, messages: Sequence[int]) -> bool:
    """Saved minutes are undone: their draft is open again. Whether there was one."""
    rows = await audited_writes.change(
        db,
        Action.DRAFT_REOPEN,
        draft_rows,
        {"state": "open", "closed_at": None, "message": None},
        draft_rows.c.kind == KIND,
        draft_rows.c.person == person,
        draft_rows.c.state == "booked",
        draft_rows.c.message.in_(messages),
    )
    return bool(rows)


async def recent(
    db: Connection, campaign: str, scope: Sequence[str], agency: Agency | None, limit: int
) -> list[Record]:
    """The last saved minutes of a scope, newest first; of one agency where it is given."""
    rows = await db.execute(
        _records(campaign, scope, agency)
        .order_by(inspections.c.inspected_at.desc(), inspections.c.id.desc())
        .limit(limit)
    )
    return [_record(row) for row in rows]


async def find(
    db: Connection, campaign: str, scope: Sequence[str], agency: Agency | None, inspection: int
) -> tuple[Record, dict[int, str]] | None:
    """Saved minutes and their texts by heading; None where the scope or agency does not have them."""
    row = (await db.execute(_records(campaign, scope, agency).where(inspections.c.id == inspection))).first()
    if row is None:
        return None
    rows = await db.execute(
        select(minutes.c.heading, minutes.c.text)
        .where(minutes.c.inspection == inspection)
        .order_by(minutes.c.heading)
    )
    return _record(row), {row.heading: row.text for row in rows}


async def typed_in(db: Connection, inspector: int, messages: Sequence[int]) -> tuple[int, int] | None:
    """The inspection and heading of live saved minutes that one of these messages is the text of."""
    row = (
        await db.execute(
            select(minutes.c.inspection, minutes.c.heading)
            .join(inspections, inspections.c.id == minutes.c.inspection)
            .where(
                minutes.c.message.in_(messages),
                inspections.c.inspector == inspector,
                inspections.c.voided_at.is_(None),
            )
        )
    ).first()
    return None if row is None else (row.inspection, row.heading)


async def correct(db: Connection, inspection: int, heading: int, section: Section) -> None:
    """Changes a saved text; its older versions stay in the message log."""
    await audited_writes.change(
        db,
        Action.MINUTES_CORRECT,
        minutes,
        {"text": section.text, "message": section.message},
        minutes.c.inspection == inspection,
        minutes.c.heading == heading,
    )


async def count_of(db: Connection, campaign: str, inspector: int) -> int:
    """How many live minutes an inspector wrote."""
    rows = await db.execute(
        select(minutes.c.inspection)
        .join(inspections, inspections.c.id == minutes.c.inspection)
        .where(
            inspections.c.campaign == campaign,
            inspections.c.inspector == inspector,
            inspections.c.voided_at.is_(None),
        )
        .distinct()
    )
    return len(rows.all())


async def belonging_to(
    db: Connection, person: int, own: Sequence[tuple[str, str]]
) -> tuple[str, list[dict[str, Any]]]:
    """The minutes that a person wrote."""
    written = select(inspections.c.id).where(inspections.c.inspector == person)
    rows = await db.execute(select(minutes).where(minutes.c.inspection.in_(written)))
    return minutes.name, [dict(row._mapping) for row in rows]


def _records(campaign: str, scope: Sequence[str], agency: Agency | None) -> Any:
    covered: ColumnElement[bool] = (
        true() if NATION in scope else or_(inspections.c.province.in_(scope), inspections.c.unit.in_(scope))
    )
    written = select(minutes.c.inspection)
    query = (
        select(
            inspections.c.id,
            inspections.c.province,
            inspections.c.unit,
            inspections.c.agency,
            identities.c.name,
            inspections.c.inspected_at,
        )
        .join(identities, identities.c.person == inspections.c.inspector, isouter=True)
        .where(
            inspections.c.campaign == campaign,
            inspections.c.voided_at.is_(None),
            inspections.c.id.in_(written),
            covered,
        )
    )
    return query.where(inspections.c.agency == agency.value) if agency else query


def _record(row: Any) -> Record:
    return Record(row.id, row.province, row.unit, Agency(row.agency), row.name, row.inspected_at)


def _packed(sheet: Sheet) -> dict[str, object]:
    return {
        "province": sheet.province,
        "unit": sheet.unit,
        "started": sheet.started,
        "at": sheet.at,
        "mending": sheet.mending,
        "sections": {str(number): [item.text, item.message] for number, item in sheet.sections.items()},
    }


def _unpacked(payload: Mapping[str, Any]) -> Sheet:
    sections = {int(number): Section(*item) for number, item in payload["sections"].items()}
    kept = {name: payload[name] for name in ("province", "unit", "started", "at", "mending")}
    return Sheet(sections=sections, **kept)
