"""What is stored about a person: shown, and forgotten without touching a figure. Each noun knows its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Column, Table, or_, select

from storage.announcing import broadcasts
from storage.counting import absences, drafts, reports
from storage.engine.database import Connection
from storage.inspecting import minutes, rechecks
from storage.messaging import inbox, messages, outbox
from storage.messaging.message import Message
from storage.people import invites, people, phone_holders
from storage.tables import metadata
from storage.tables import people as people_table
from storage.tables.personal import OWNERS, SHOWN, Shown
from storage.words.forgetting import ForgetRequest


class Forgetting(Protocol):
    """A module that has something of people."""

    async def forget(self, db: Connection, request: ForgetRequest) -> None:
        """Erases what identifies the person or was written by the person; figures stay."""
        ...


class Showing(Protocol):
    """A module with rows that belong to people and do not name them."""

    async def belonging_to(
        self, db: Connection, person: int, own: Sequence[tuple[str, str]]
    ) -> tuple[str, list[dict[str, Any]]]:
        """The table's name and a person's rows; ``own``: channels and addresses that nobody else uses."""
        ...


FORGETTING: tuple[Forgetting, ...] = (
    *(inbox, outbox, phone_holders, messages, reports, rechecks, absences, drafts, broadcasts, invites),
    people,
)
"""All of them: raw updates first, which are told apart by what others still know; the name last."""
SHOWING: tuple[Showing, ...] = (minutes, inbox)


async def everything(db: Connection, person: int) -> dict[str, list[dict[str, Any]]]:
    """All rows that belong to a person, by table; JSON-safe but for moments and days.

    Any table that refers to people is covered, so a new one cannot be forgotten here. Of rows that
    belong to somebody else and only name the person (who voided, who invited) the keys and times stand.
    """
    tables: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        if naming := _naming(table):
            rows = await db.execute(select(table).where(or_(*(column == person for column in naming))))
            tables[table.name] = [_shown(table, naming, dict(row._mapping), person) for row in rows]
    own = await phone_holders.own_addresses(db, person)
    return tables | dict([await noun.belonging_to(db, person, own) for noun in SHOWING])


async def forget(db: Connection, message: Message) -> None:
    """Erases what identifies the sender of a message, who is a stranger afterwards; figures stay.

    What goes and what stays is in ``docs/decisions`` (what forgetting erases).
    """
    person = message.person
    request = ForgetRequest(
        person=person.id,
        name=person.name,
        own=tuple(await phone_holders.own_addresses(db, person.id)),
        seq=message.seq,
        now=message.now,
    )
    for noun in FORGETTING:
        await noun.forget(db, request)


def _naming(table: Table) -> list[Column[Any]]:
    """The columns that name a person."""
    key = people_table.c.id
    if table is people_table:
        return [key]
    return [column for column in table.columns if any(ref.column is key for ref in column.foreign_keys)]


def _shown(
    table: Table, naming: Sequence[Column[Any]], row: Mapping[str, Any], person: int
) -> dict[str, Any]:
    """A row as its person may see it; other people's figures and words are not this person's data."""
    owners = table.info.get(OWNERS, [naming[0].name])
    mine = any(row[name] == person for name in owners)
    return {
        column.name: _plain(column, row[column.name])
        for column in table.columns
        if column.info.get(SHOWN) is not Shown.NEVER
        and (
            mine
            or column.primary_key
            or isinstance(row[column.name], datetime)
            or (column in naming and row[column.name] == person)
        )
    }


def _plain(column: Column[Any], value: Any) -> Any:
    """Payloads are JSON already."""
    if column.info.get(SHOWN) is Shown.WHETHER:
        return value is not None
    return json.loads(value) if column.name == "payload" and isinstance(value, str) else value
