"""Writing what is audited: inserts, updates and deletes of rows, each with its entry in the audit log.

An entry holds the row before and after, as ``storage.audit.images`` shows it. So the log can be compared
with the rows (``storage.audit.verify``), and a new column is in it by itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Insert, Row, Table, and_, delete, select, update
from sqlalchemy import insert as sql_insert

from storage.audit import audit_log
from storage.audit.audit_log import Action
from storage.audit.images import AUDITED
from storage.engine import upserts
from storage.engine.database import Connection
from storage.tables import identities


async def insert(db: Connection, action: Action, table: Table, *rows: Mapping[str, object]) -> list[Row[Any]]:
    """Inserts rows and returns them whole, in their order."""
    if not rows:
        return []
    values = [dict(row) for row in rows]
    inserted = (await db.execute(_inserting(table), values if values[1:] else values[0])).all()
    await _record(db, action, table, [(None, row) for row in inserted])
    return list(inserted)


@cache
def _inserting(table: Table) -> Insert:
    return sql_insert(table).returning(*table.columns, sort_by_parameter_order=True)


async def insert_new(
    db: Connection, action: Action, table: Table, row: Mapping[str, object]
) -> Row[Any] | None:
    """Inserts a row where the database has none like it, and returns it; else None."""
    statement = upserts.insert(db, table).values(row).on_conflict_do_nothing().returning(*table.columns)
    inserted = (await db.execute(statement)).first()
    if inserted is not None:
        await _record(db, action, table, [(None, inserted)])
    return inserted


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
    await _record(db, action, table, pairs)
    return [new for _, new in pairs]


async def remove(db: Connection, action: Action, table: Table, *where: ColumnElement[bool]) -> None:
    """Deletes rows."""
    gone = (await db.execute(select(*table.columns).where(*where).with_for_update(key_share=True))).all()
    await _record(db, action, table, [(row, None) for row in gone])
    for row in gone:
        await db.execute(delete(table).where(_same(list(table.primary_key), row)))


async def salts_of(db: Connection, persons: set[int]) -> dict[int, str]:
    """The salts of people, made where they are missing; whoever was forgotten has none."""
    if not persons:
        return {}
    query = select(identities.c.person, identities.c.salt).where(identities.c.person.in_(persons))
    salts: dict[int, str | None] = {row.person: row.salt for row in await db.execute(query)}
    for person in [person for person, salt in salts.items() if salt is None]:
        await db.execute(
            update(identities)
            .where(identities.c.person == person, identities.c.salt.is_(None))
            .values(salt=new_salt())
        )
        salts[person] = await db.scalar(select(identities.c.salt).where(identities.c.person == person))
    return {person: salt for person, salt in salts.items() if salt is not None}


def new_salt() -> str:
    """A salt for the texts of one person."""
    return secrets.token_hex(16)


def _same(keys: Sequence[Column[Any]], row: Row[Any]) -> ColumnElement[bool]:
    return and_(*(key == row._mapping[key.name] for key in keys))


async def _record(
    db: Connection, action: Action, table: Table, pairs: Sequence[tuple[Row[Any] | None, Row[Any] | None]]
) -> None:
    """One entry a changed row; a row whose key changed is one that went and one that came."""
    audited = AUDITED[table.name]
    rows = [row._mapping for pair in pairs for row in pair if row is not None]
    completed = iter(await audited.completed(db, cast("list[Mapping[str, Any]]", rows)))
    full = [tuple(None if row is None else next(completed) for row in pair) for pair in pairs]
    salts = await salts_of(db, audited.authors([row for pair in full for row in pair if row is not None]))
    for old, new in full:
        before = None if old is None else audited.image(old, salts)
        after = None if new is None else audited.image(new, salts)
        row = cast("Mapping[str, Any]", new or old)
        subject = audited.subject(row, salts)
        if old and (former := audited.subject(old, salts)) != subject:
            audit_log.record(db, *audited.place(old), action, former, before, None)
            before = None
        if before != after:
            audit_log.record(db, *audited.place(row), action, subject, before, after)
