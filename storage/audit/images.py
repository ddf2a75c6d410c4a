"""Rows as the audit log shows them, by what their tables say of it (``storage.tables.auditing``)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Row, Select, Table, select

from storage.audit.audit_log import EVERYWHERE, chain_of
from storage.audit.chain import canonical, disguised
from storage.engine.database import Connection
from storage.tables import metadata
from storage.tables.auditing import AUDIT, ListAudit, RowAudit, WholeAudit
from storage.words.units import NATION

Image = dict[str, object]
"""A row as the log shows it: all columns that are not null, texts of people disguised."""
Place = tuple[str, str]
"""Campaign and chain."""


@dataclass(frozen=True, eq=False)
class AuditedTable:
    """A table whose rows have entries of their own."""

    table: Table
    rule: RowAudit

    def place(self, row: Mapping[str, Any]) -> Place:
        """The campaign and chain of a row."""
        campaign, chain = self.rule.place
        return (
            row[campaign] if campaign else EVERYWHERE,
            chain_of(row[chain]) if chain else NATION,
        )

    def subject(self, row: Mapping[str, Any], salts: Mapping[int, str]) -> str:
        """``table:key`` of a row."""
        key = ":".join(str(row[column.name]) for column in self.table.primary_key)
        if (owner := self.rule.person_of_key) is not None:
            key = f"{row[owner]}:{disguised(key, salts.get(row[owner], ''))}"
        return f"{self.table.name}:{key}"

    def image(self, row: Mapping[str, Any], salts: Mapping[int, str]) -> Image:
        """The row as the log shows it. A text whose author has no salt (any more) is left out."""
        shown: Image = {}
        for name in _shown(self):
            value = row[name]
            if value is not None and name in self.rule.texts:
                salt = salts.get(row[self.rule.texts[name]])
                value = None if salt is None else disguised(value, salt)
            if value is not None:
                shown[name] = value
        return shown

    def authors(self, rows: Sequence[Mapping[str, Any]]) -> set[int]:
        """Whose salts the rows need."""
        persons = {row[self.rule.person_of_key] for row in rows} if self.rule.person_of_key else set()
        for text, author in self.rule.texts.items():
            persons.update(row[author] for row in rows if row[text] is not None)
        return {person for person in persons if person is not None}

    def rows(self, campaign: str | None) -> Select[Any]:
        """All rows of a campaign (None: of all) with whatever an image needs."""
        query = select(self.table)
        if (link := _link(self)) is not None:
            query = query.add_columns(*link.columns).join(link.key.table, link.key == link.column)
        column = self.rule.place[0]
        if campaign is None or column is None:
            return query
        return query.where(query.selected_columns[column] == campaign)

    async def completed(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Rows of the table alone with whatever an image needs of others."""
        if (link := _link(self)) is None or not rows:
            return list(rows)
        keys = {row[link.column.name] for row in rows}
        linked = await db.execute(select(link.key, *link.columns).where(link.key.in_(keys)))
        beside = {row[link.key.name]: row for row in linked.mappings()}
        return [{**beside[row[link.column.name]], **row} for row in rows]


@dataclass(frozen=True, slots=True)
class _Link:
    """``column`` refers to ``key``, beside which stand ``columns``."""

    column: Column[Any]
    key: Column[Any]
    columns: tuple[Column[Any], ...]


@cache
def _link(audited: AuditedTable) -> _Link | None:
    rule, table = audited.rule, audited.table
    if rule.through is None:
        return None
    column = table.columns[rule.through]
    [reference] = column.foreign_keys
    wanted = {name for name in (*rule.place, *rule.texts.values()) if name} - set(table.columns.keys())
    return _Link(
        column, reference.column, tuple(reference.column.table.columns[name] for name in sorted(wanted))
    )


@cache
def _shown(audited: AuditedTable) -> tuple[str, ...]:
    """The columns that an image shows: not the key, nor the place, which an entry names already."""
    left_out = audited.rule.hidden | set(audited.rule.place)
    return tuple(
        column.name
        for column in audited.table.columns
        if not column.primary_key and column.name not in left_out
    )


AUDITED: Mapping[str, AuditedTable] = {
    table.name: AuditedTable(table, rule)
    for table in metadata.sorted_tables
    if isinstance(rule := table.info.get(AUDIT), RowAudit)
}
"""By the table's name."""
WHOLE: Mapping[str, tuple[Table, WholeAudit]] = {
    table.name: (table, rule)
    for table in metadata.sorted_tables
    if isinstance(rule := table.info.get(AUDIT), WholeAudit)
}
"""Tables whose rows are audited together, by name."""


async def whole(db: Connection, table: Table, *key: object) -> Image | None:
    """What the log holds of the rows of a key, of a table that is audited as a whole; None without rows."""
    _, rule = WHOLE[table.name]
    where = [table.columns[name] == value for name, value in zip(rule.by, key, strict=True)]
    return whole_image(table, rule, (await db.execute(whole_rows(table, rule).where(*where))).all())


def whole_rows(table: Table, rule: WholeAudit) -> Select[Any]:
    """All rows, those of a key one after the other."""
    order = (*rule.by, *rule.order) if isinstance(rule, ListAudit) else rule.by
    return select(table).order_by(*(table.columns[name] for name in order))


def whole_image(table: Table, rule: WholeAudit, rows: Iterable[Row[Any]]) -> Image | None:
    """What the log holds of rows with one key; None without rows."""
    if not (together := list(rows)):
        return None
    if isinstance(rule, ListAudit):
        return {rule.name: [row._mapping[rule.column] for row in together]}
    digest = hashlib.sha256(canonical(sorted(list(row) for row in together)).encode()).hexdigest()
    sums: Image = {name: sum(row._mapping[name] for row in together) for name in rule.sums}
    return {table.name: len(together), **sums, "digest": digest}
