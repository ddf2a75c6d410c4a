"""What is stored about a person: agreed to, shown, and forgotten without touching a figure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, delete, or_, select, update

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.messaging import dialogues
from storage.messaging.message import Message
from storage.people import people as persons
from storage.people import phone_holders
from storage.tables import (
    absences,
    broadcasts,
    contacts,
    drafts,
    identities,
    inbox,
    inspections,
    invites,
    messages,
    metadata,
    minutes,
    outbox,
    people,
    rechecks,
    reports,
    scopes,
)
from storage.tables import holders as holders_table

_ABOUT = {invites.name: (invites.c.person, invites.c.used_by)}
"""Whose row it is, where that is not the first column that names a person."""
_SECRET = {identities.c.pin, identities.c.salt, invites.c.digest}
_SETTLED = ("sent", "failed", "unknown", "cancelled")


async def consent(db: Connection, person: int, now: datetime) -> None:
    """Records that a person agreed, once."""
    agreed = {"consented_at": now}
    mine = people.c.id == person
    await audited_writes.change(
        db, Action.PERSON_CONSENT, people, agreed, mine, people.c.consented_at.is_(None)
    )


async def consented_at(db: Connection, person: int) -> datetime | None:
    """When a person agreed; None where not yet."""
    agreed: datetime | None = await db.scalar(select(people.c.consented_at).where(people.c.id == person))
    return agreed


async def ask_consent(db: Connection, person: int, now: datetime, *, since: datetime) -> bool:
    """Whether to ask for it now: not yet given, not asked ``since`` a moment. Asking is noted."""
    row = (
        await db.execute(
            select(people.c.consented_at, people.c.consent_asked_at).where(people.c.id == person)
        )
    ).one()
    asked = row.consent_asked_at
    if row.consented_at is not None or (asked is not None and asked >= since):
        return False
    await db.execute(update(people).where(people.c.id == person).values(consent_asked_at=now))
    return True


async def everything(db: Connection, person: int) -> dict[str, list[dict[str, Any]]]:
    """All rows that belong to a person, by table; JSON-safe but for moments and days.

    Any table that refers to people is covered, so a new one cannot be forgotten here. Of rows that
    belong to somebody else and only name the person (who voided, who invited) the keys and times stand.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        if naming := _naming(table):
            rows = await db.execute(select(table).where(or_(*(column == person for column in naming))))
            found[table.name] = [_shown(table, naming, dict(row._mapping), person) for row in rows]
    mine = select(inspections.c.id).where(inspections.c.inspector == person)
    rows = await db.execute(select(minutes).where(minutes.c.inspection.in_(mine)))
    found[minutes.name] = [dict(row._mapping) for row in rows]
    rows = await db.execute(
        select(inbox.c.bot, inbox.c.update_id, inbox.c.received_at, inbox.c.payload).where(
            await _updates(db, person), inbox.c.payload.is_not(None)
        )
    )
    found[inbox.name] = [{**row._mapping, "payload": json.loads(row.payload)} for row in rows]
    return found


async def forget(db: Connection, message: Message) -> None:
    """Erases what identifies the sender of a message, who is a stranger afterwards; figures stay.

    What goes and what stays is in ``docs/decisions`` (what forgetting erases).
    """
    person, name, now = message.person.id, message.person.name, message.now
    phone = await phone_holders.phone_of(db, person)
    await db.execute(
        update(inbox)
        .where(
            or_(
                and_(await _updates(db, person), inbox.c.state != "new"),
                and_(inbox.c.bot == message.bot, inbox.c.update_id == message.update_id),
            )
        )
        .values(payload=None, chat="")
    )
    await db.execute(
        update(outbox).where(outbox.c.person == person, outbox.c.state == "queued").values(state="cancelled")
    )
    settled = outbox.c.state.in_(_SETTLED)
    await db.execute(
        update(outbox).where(settled, outbox.c.person == person).values(payload="null", address="")
    )
    if name:
        told = outbox.c.payload.contains(name, autoescape=True)
        await db.execute(update(outbox).where(settled, told).values(payload="null"))
    await _leave_chats(db, person)
    meant = or_(invites.c.person == person, invites.c.used_by == person, invites.c.phone == (phone or "-"))
    for statement in (
        update(messages).where(messages.c.person == person).values(text=None, address=""),
        update(reports).where(reports.c.worker == person).values(comment=None),
        update(rechecks).where(rechecks.c.inspector == person).values(comment=None),
        update(absences).where(absences.c.person == person).values(reason=None),
        update(drafts).where(drafts.c.person == person).values(payload="{}"),
        update(broadcasts).where(broadcasts.c.sender == person).values(text=None),
    ):
        await db.execute(statement)
    open_draft = (drafts.c.person == person, drafts.c.state == "open")
    for table, values, where in (
        (absences, {"ended_at": now}, (absences.c.person == person, absences.c.ended_at.is_(None))),
        (drafts, {"state": "dropped", "closed_at": now}, open_draft),
        (invites, {"used_at": now}, (meant, invites.c.used_at.is_(None))),
        (people, {"forgotten_at": now}, (people.c.id == person,)),
    ):
        await audited_writes.change(db, Action.PERSON_FORGET, table, values, *where)
    await db.execute(update(invites).where(meant).values(name="", phone=None))
    covered = select(scopes.c.campaign).where(scopes.c.person == person).distinct()
    for campaign in (await db.execute(covered)).scalars().all():
        await persons.set_scope(db, campaign, person, ())
    await audited_writes.remove(db, Action.PERSON_FORGET, identities, identities.c.person == person)


async def _leave_chats(db: Connection, person: int) -> None:
    """Shared phones go to somebody who set no PIN, else to nobody until an invite says who."""
    chats = await _chats(db, person)
    await audited_writes.remove(db, Action.PERSON_FORGET, holders_table, holders_table.c.person == person)
    for channel, address in chats:
        here = and_(contacts.c.channel == channel, contacts.c.address == address)
        others = [item for item in await phone_holders.of_chat(db, channel, address) if item.person != person]
        if not others:
            await dialogues.end(db, channel, address)
            nobodys = or_(contacts.c.person == person, contacts.c.person.is_(None))
            await db.execute(delete(contacts).where(here, nobodys))
        elif await db.scalar(select(contacts.c.person).where(here)) == person:
            await dialogues.end(db, channel, address)
            heir = next((item.person for item in others if not item.guarded), None)
            still = contacts.c.person == person  # unless somebody took the phone a moment ago
            await db.execute(update(contacts).where(here, still).values(person=heir, commands=None))


async def _chats(db: Connection, person: int) -> Sequence[tuple[str, str]]:
    rows = await db.execute(
        select(contacts.c.channel, contacts.c.address)
        .where(contacts.c.person == person)
        .union(
            select(holders_table.c.channel, holders_table.c.address).where(holders_table.c.person == person)
        )
    )
    return [(row.channel, row.address) for row in rows]


async def _updates(db: Connection, person: int) -> ColumnElement[bool]:
    """The raw updates of a person: all of a phone of one's own, what can be told apart on a shared one."""
    alone = [
        address
        for channel, address in await _chats(db, person)
        if len(await phone_holders.of_chat(db, channel, address)) == 1
    ]
    answered = select(outbox.c.cause).where(outbox.c.person == person, outbox.c.address == inbox.c.chat)
    typed = select(messages.c.update_id).where(
        messages.c.person == person, messages.c.address == inbox.c.chat
    )
    return or_(
        inbox.c.chat.in_(alone),
        inbox.c.seq.in_(answered.correlate(inbox)),
        inbox.c.update_id.in_(typed.correlate(inbox)),
    )


def _naming(table: Table) -> list[Column[Any]]:
    """The columns that name a person."""
    if table is people:
        return [people.c.id]
    return [
        column for column in table.columns if any(key.column is people.c.id for key in column.foreign_keys)
    ]


def _shown(
    table: Table, naming: Sequence[Column[Any]], row: Mapping[str, Any], person: int
) -> dict[str, Any]:
    """A row as its person may see it; other people's figures and words are not this person's data."""
    owners = _ABOUT.get(table.name) or naming[:1]
    mine = any(row[column.name] == person for column in owners)
    return {
        column.name: _plain(column, row[column.name])
        for column in table.columns
        if column not in _SECRET
        and (
            mine
            or column.primary_key
            or isinstance(row[column.name], datetime)
            or (column in naming and row[column.name] == person)
        )
    } | ({"pin": row["pin"] is not None} if table is identities else {})


def _plain(column: Column[Any], value: Any) -> Any:
    """Payloads are JSON already."""
    return json.loads(value) if column.name == "payload" and isinstance(value, str) else value
