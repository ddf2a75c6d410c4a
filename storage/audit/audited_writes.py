"""Writing with a trace: inserts, updates and deletes of audited rows, each with its entry in the audit log.

An entry holds the row before and after: all columns that are not null, texts of people disguised. So the
log can be compared with the rows (``storage.audit.verify``), and a new column is in it by itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Insert, Row, Table, and_, delete, select, update
from sqlalchemy import insert as sql_insert

from storage.audit import audit_log
from storage.audit.audit_log import EVERYWHERE, Action, chain_of
from storage.audit.chain import disguised
from storage.engine import upserts
from storage.engine.database import Connection
from storage.tables import (
    absences,
    broadcasts,
    bulletin_wishes,
    campaign_files,
    campaigns,
    closings,
    drafts,
    evidence,
    holders,
    identities,
    inspections,
    invites,
    milestone_changes,
    milestones,
    minutes,
    people,
    rechecks,
    reports,
)
from storage.words.units import NATION

Image = dict[str, object]
"""A row as the log shows it."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How a table is audited.

    ``texts``: columns that hold what a person wrote or is called, with the column that says who.
    ``hidden``: columns that the log has nothing of. ``place``: the columns of campaign and chain, where
    the row has them. ``person_of_key``: the key holds an address of this person, and is disguised, too.
    """

    table: Table
    texts: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    place: tuple[str | None, str | None] = ("campaign", None)
    person_of_key: str | None = None

    def place_of(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """The campaign and chain of a row."""
        campaign, chain = self.place
        return (
            row[campaign] if campaign else EVERYWHERE,
            chain_of(row[chain]) if chain else NATION,
        )

    def subject(self, row: Mapping[str, Any], salts: Mapping[int, str]) -> str:
        """``table:key`` of a row."""
        key = ":".join(str(row[column.name]) for column in self.table.primary_key)
        if self.person_of_key is not None:
            key = f"{row[self.person_of_key]}:{disguised(key, salts.get(row[self.person_of_key], ''))}"
        return f"{self.table.name}:{key}"

    def image(self, row: Mapping[str, Any], salts: Mapping[int, str]) -> Image:
        """The row as the log shows it. A text whose author has no salt (any more) is left out."""
        shown: Image = {}
        for name in _shown(self.table):
            value = row[name]
            if value is not None and name in self.texts:
                salt = salts.get(row[self.texts[name]])
                value = None if salt is None else disguised(value, salt)
            if value is not None:
                shown[name] = value
        return shown

    def authors(self, rows: Sequence[Mapping[str, Any]]) -> set[int]:
        """Whose salts the rows need."""
        found = {row[self.person_of_key] for row in rows} if self.person_of_key else set()
        for text, author in self.texts.items():
            found.update(row[author] for row in rows if row[text] is not None)
        return {person for person in found if person is not None}


_PROVINCIAL = ("campaign", "province")
TRACES: Mapping[str, Trace] = {
    trace.table.name: trace
    for trace in (
        Trace(campaigns, place=("code", None)),
        Trace(campaign_files, hidden=frozenset({"content"})),
        Trace(people, hidden=frozenset({"consent_asked_at"}), place=(None, None)),
        Trace(
            identities,
            texts={"name": "person", "phone": "person", "pin": "person"},
            hidden=frozenset({"salt"}),
            place=(None, None),
        ),
        Trace(
            holders,
            hidden=frozenset({"misses", "locked_until"}),
            place=(None, None),
            person_of_key="person",
        ),
        Trace(invites, hidden=frozenset({"name", "phone"})),
        Trace(reports, texts={"comment": "worker", "reason": "booked_by"}, place=_PROVINCIAL),
        Trace(drafts, hidden=frozenset({"payload", "reminded_at"})),
        Trace(rechecks, texts={"comment": "inspector"}, place=_PROVINCIAL),
        Trace(inspections, texts={"note": "inspector"}, place=_PROVINCIAL),
        Trace(minutes, texts={"text": "inspector"}, place=_PROVINCIAL),
        Trace(evidence, place=_PROVINCIAL),
        Trace(closings, texts={"reason": "reopened_by"}, place=_PROVINCIAL),
        Trace(absences, texts={"reason": "person"}),
        Trace(milestones, place=("campaign", "scope")),
        Trace(milestone_changes, texts={"reason": "person"}, place=("campaign", "scope")),
        Trace(bulletin_wishes, place=(None, None)),
        Trace(broadcasts, texts={"text": "sender"}, hidden=frozenset({"reported_at"})),
    )
}
"""By table. ``scopes`` and ``units`` are audited as a whole: a person's codes, a campaign's list."""


@cache
def _shown(table: Table) -> tuple[str, ...]:
    """The columns that an image shows: not the key, nor the place, which an entry names already."""
    trace = TRACES[table.name]
    left_out = trace.hidden | set(trace.place)
    return tuple(
        column.name for column in table.columns if not column.primary_key and column.name not in left_out
    )


async def insert(
    db: Connection,
    action: Action,
    table: Table,
    *rows: Mapping[str, object],
    beside: Mapping[str, object] | None = None,
) -> list[Row[Any]]:
    """Inserts rows and returns them whole, in their order.

    ``beside``: what an image needs and stands in another table (the campaign of an inspection's minutes).
    """
    if not rows:
        return []
    values = [dict(row) for row in rows]
    found = (await db.execute(_inserting(table), values if values[1:] else values[0])).all()
    await _record(db, action, TRACES[table.name], [(None, row) for row in found], beside)
    return list(found)


@cache
def _inserting(table: Table) -> Insert:
    return sql_insert(table).returning(*table.columns, sort_by_parameter_order=True)


async def insert_new(
    db: Connection, action: Action, table: Table, row: Mapping[str, object]
) -> Row[Any] | None:
    """Inserts a row where the database has none like it, and returns it; else None."""
    statement = upserts.insert(db, table).values(row).on_conflict_do_nothing().returning(*table.columns)
    found = (await db.execute(statement)).first()
    if found is not None:
        await _record(db, action, TRACES[table.name], [(None, found)])
    return found


async def put(
    db: Connection, action: Action, table: Table, key: Mapping[str, object], values: Mapping[str, object]
) -> None:
    """Inserts the row of a key, or gives the one that is there new values."""
    if await insert_new(db, action, table, {**key, **values}) is None:
        await change(db, action, table, values, *(table.c[name] == value for name, value in key.items()))


async def change(
    db: Connection,
    action: Action,
    table: Table,
    values: Mapping[str, object],
    *where: ColumnElement[bool],
    beside: Mapping[str, object] | None = None,
) -> list[Row[Any]]:
    """Updates rows and returns them whole, in the order of their keys. The rows are locked first."""
    keys = list(table.primary_key)
    before = (
        await db.execute(select(*table.columns).where(*where).order_by(*keys).with_for_update(key_share=True))
    ).all()
    pairs = []
    for old in before:
        statement = update(table).where(_same(keys, old)).values(dict(values)).returning(*table.columns)
        pairs.append((old, (await db.execute(statement)).one()))
    await _record(db, action, TRACES[table.name], pairs, beside)
    return [new for _, new in pairs]


async def remove(db: Connection, action: Action, table: Table, *where: ColumnElement[bool]) -> None:
    """Deletes rows."""
    gone = (await db.execute(select(*table.columns).where(*where).with_for_update(key_share=True))).all()
    await _record(db, action, TRACES[table.name], [(row, None) for row in gone])
    for row in gone:
        await db.execute(delete(table).where(_same(list(table.primary_key), row)))


async def salts_of(db: Connection, persons: set[int]) -> dict[int, str]:
    """The salts of people, made where they are missing; whoever was forgotten has none."""
    if not persons:
        return {}
    query = select(identities.c.person, identities.c.salt).where(identities.c.person.in_(persons))
    found: dict[int, str | None] = {row.person: row.salt for row in await db.execute(query)}
    for person in [person for person, salt in found.items() if salt is None]:
        await db.execute(
            update(identities)
            .where(identities.c.person == person, identities.c.salt.is_(None))
            .values(salt=new_salt())
        )
        found[person] = await db.scalar(select(identities.c.salt).where(identities.c.person == person))
    return {person: salt for person, salt in found.items() if salt is not None}


def new_salt() -> str:
    """A salt for the texts of one person."""
    return secrets.token_hex(16)


def _same(keys: Sequence[Column[Any]], row: Row[Any]) -> ColumnElement[bool]:
    return and_(*(key == row._mapping[key.name] for key in keys))


async def _record(
    db: Connection,
    action: Action,
    trace: Trace,
    pairs: Sequence[tuple[Row[Any] | None, Row[Any] | None]],
    beside: Mapping[str, object] | None = None,
) -> None:
    """One entry a changed row; a row whose key changed is one that went and one that came."""
    full = [
        tuple(None if row is None else {**row._mapping, **(beside or {})} for row in pair) for pair in pairs
    ]
    salts = await salts_of(db, trace.authors([row for pair in full for row in pair if row is not None]))
    for old, new in full:
        before = None if old is None else trace.image(old, salts)
        after = None if new is None else trace.image(new, salts)
        row = cast("dict[str, Any]", new or old)
        subject = trace.subject(row, salts)
        if old and (former := trace.subject(old, salts)) != subject:
            audit_log.record(db, *trace.place_of(old), action, former, before, None)
            before = None
        if before != after:
            audit_log.record(db, *trace.place_of(row), action, subject, before, after)
