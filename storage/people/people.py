"""People, where they are reached, and what they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, delete, func, insert, or_, select, update

from storage.audit import audit_log, audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.engine.snapshot_cache import remembered
from storage.engine.upserts import insert as upsert
from storage.tables import contacts, identities, people, scopes
from storage.words.forgetting import ForgetRequest
from storage.words.roles import Agency, Person, Role
from storage.words.units import NATION

_own = contacts.alias("own")
_CONTACT = (
    select(
        contacts.c.person,
        contacts.c.unreachable_since,
        contacts.c.greeted_at,
        contacts.c.commands,
        contacts.c.channel,
        contacts.c.address,
    )
    .where(
        or_(
            and_(contacts.c.channel == bindparam("channel"), contacts.c.address == bindparam("address")),
            contacts.c.person
            == select(_own.c.person)
            .where(_own.c.channel == bindparam("channel"), _own.c.address == bindparam("address"))
            .scalar_subquery(),
        )
    )
    .order_by(contacts.c.channel, contacts.c.address)
    .with_for_update()
)
_PERSONS = (
    select(people.c.id, identities.c.name, people.c.role, people.c.agency, people.c.language, scopes.c.code)
    .join(identities, identities.c.person == people.c.id, isouter=True)
    .join(
        scopes,
        (scopes.c.person == people.c.id) & (scopes.c.campaign == bindparam("campaign")),
        isouter=True,
    )
    .order_by(people.c.id, scopes.c.position, scopes.c.code)
)
_AT = _PERSONS.join(contacts, contacts.c.person == people.c.id).where(
    contacts.c.channel == bindparam("channel"), contacts.c.address == bindparam("address")
)
_INTO_SCOPE = insert(scopes)
_WORKERS = (
    select(func.count())
    .select_from(scopes.join(people, people.c.id == scopes.c.person))
    .where(
        scopes.c.campaign == bindparam("campaign"),
        scopes.c.code == bindparam("unit"),
        people.c.role == Role.POSTAL_WORKER.value,
    )
)


@dataclass(frozen=True, slots=True)
class Contact:
    """An address; ``person`` is None for a stranger, ``greeted_at`` when a stranger was answered."""

    person: int | None
    unreachable: bool
    greeted_at: datetime | None
    commands: str | None


async def contact(db: Connection, channel: str, address: str) -> Contact | None:
    """What we know of an address; None where nobody ever wrote from it.

    Locks all chats that its person holds: what one does on two phones at once is done one after the other.
    """
    rows = await db.execute(_CONTACT, {"channel": channel, "address": address})
    row = next((row for row in rows if (row.channel, row.address) == (channel, address)), None)
    return None if row is None else Contact(row[0], row[1] is not None, row[2], row[3])


async def find(db: Connection, campaign: str, channel: str, address: str) -> Person | None:
    """The person behind an address, with the scope in this campaign (empty where there is none)."""
    found = await _load(db, _AT, {"campaign": campaign, "channel": channel, "address": address})
    return found[0] if found else None


async def get(db: Connection, campaign: str, person: int) -> Person | None:
    """The person with an id."""
    found = await _load(db, _PERSONS.where(people.c.id == person), {"campaign": campaign})
    return found[0] if found else None


@remembered
async def everyone(db: Connection, campaign: str, *roles: Role) -> list[Person]:
    """All people with a scope in the campaign, of the given roles where any are given."""
    query = _PERSONS
    if roles:
        query = query.where(people.c.role.in_([role.value for role in roles]))
    return [person for person in await _load(db, query, {"campaign": campaign}) if person.scope]


async def workers_of(db: Connection, campaign: str, unit: str) -> int:
    """How many postal workers share a unit."""
    return int(await db.scalar(_WORKERS, {"campaign": campaign, "unit": unit}) or 0)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be registered; ``scope`` has each code once."""

    name: str
    role: Role
    agency: Agency
    scope: tuple[str, ...]
    language: str


async def register(
    db: Connection,
    campaign: str,
    *,
    name: str,
    role: Role,
    agency: Agency,
    scope: Sequence[str],
    language: str,
    now: datetime,
) -> int:
    """Adds a person and returns the id."""
    newcomer = Newcomer(name, role, agency, tuple(dict.fromkeys(scope)), language)
    [person] = await register_all(db, campaign, [newcomer], now)
    return person


async def register_all(
    db: Connection, campaign: str, newcomers: Sequence[Newcomer], now: datetime
) -> list[int]:
    """Adds people and returns their ids, in their order."""
    rows = [
        {
            "role": item.role.value,
            "agency": item.agency.value,
            "language": item.language,
            "registered_at": now,
        }
        for item in newcomers
    ]
    registered = await audited_writes.insert(db, Action.PERSON_REGISTER, people, *rows)
    persons = [int(row.id) for row in registered]
    names = [
        {"person": person, "name": item.name, "salt": audited_writes.new_salt()}
        for person, item in zip(persons, newcomers, strict=True)
    ]
    await audited_writes.insert(db, Action.PERSON_REGISTER, identities, *names)
    for person, item in zip(persons, newcomers, strict=True):
        if item.scope:
            await _enter_scope(db, campaign, person, [], item.scope)
    return persons


async def extend_scope(db: Connection, campaign: str, person: int, scope: Sequence[str]) -> None:
    """Adds codes at the end of what a person covers; codes covered already stay where they are."""
    covered = await _locked_scope(db, campaign, person)
    await _set_scope(db, campaign, person, covered, [*dict.fromkeys([*covered, *scope])])


async def set_scope(db: Connection, campaign: str, person: int, scope: Sequence[str]) -> None:
    """What a person covers from now on, whatever it was."""
    covered = await _locked_scope(db, campaign, person)
    await _set_scope(db, campaign, person, covered, [*dict.fromkeys(scope)])


async def _locked_scope(db: Connection, campaign: str, person: int) -> list[str]:
    """The codes that a person covers; nobody else changes them until the transaction ends."""
    await db.execute(select(people.c.id).where(people.c.id == person).with_for_update(key_share=True))
    rows = await db.execute(
        select(scopes.c.code)
        .where(scopes.c.campaign == campaign, scopes.c.person == person)
        .order_by(scopes.c.position, scopes.c.code)
    )
    return list(rows.scalars())


async def _set_scope(
    db: Connection, campaign: str, person: int, covered: Sequence[str], scope: Sequence[str]
) -> None:
    if covered == scope:
        return
    await db.execute(delete(scopes).where(scopes.c.campaign == campaign, scopes.c.person == person))
    await _enter_scope(db, campaign, person, covered, scope)


async def _enter_scope(
    db: Connection, campaign: str, person: int, covered: Sequence[str], scope: Sequence[str]
) -> None:
    if scope:
        rows = [
            {"campaign": campaign, "person": person, "code": code, "position": position}
            for position, code in enumerate(scope)
        ]
        await db.execute(_INTO_SCOPE, rows)
    before, after = ({"codes": codes} if codes else None for codes in (covered, scope))
    audit_log.record(db, campaign, NATION, Action.SCOPE_CHANGE, f"scopes:{campaign}:{person}", before, after)


async def link(db: Connection, channel: str, address: str, person: int) -> None:
    """A person is reached at this address from now on."""
    row = upsert(db, contacts).values(channel=channel, address=address, person=person)
    await db.execute(
        row.on_conflict_do_update(
            index_elements=[contacts.c.channel, contacts.c.address],
            set_={"person": person, "unreachable_since": None, "commands": None},
        )
    )


async def greet(db: Connection, channel: str, address: str, now: datetime) -> None:
    """Notes that a stranger got an answer."""
    row = upsert(db, contacts).values(channel=channel, address=address, greeted_at=now)
    await db.execute(
        row.on_conflict_do_update(
            index_elements=[contacts.c.channel, contacts.c.address], set_={"greeted_at": now}
        )
    )


async def set_language(db: Connection, person: int, language: str) -> None:
    """The language of everything that a person reads."""
    await audited_writes.change(
        db, Action.PERSON_UPDATE, people, {"language": language}, people.c.id == person
    )


async def set_commands(db: Connection, channel: str, address: str, commands: str) -> None:
    """Notes which command menu a chat shows."""
    await db.execute(
        update(contacts)
        .where(contacts.c.channel == channel, contacts.c.address == address)
        .values(commands=commands)
    )


async def set_reachable(db: Connection, channel: str, address: str, *, since: datetime | None) -> None:
    """Marks an address unreachable ``since`` a moment, or reachable again (None)."""
    await db.execute(
        update(contacts)
        .where(contacts.c.channel == channel, contacts.c.address == address)
        .values(unreachable_since=since)
    )


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be reached now."""

    person: int
    channel: str
    address: str


@remembered
async def addresses(db: Connection, persons: Sequence[int]) -> list[Address]:
    """The reachable addresses of people."""
    rows = await db.execute(
        select(contacts.c.person, contacts.c.channel, contacts.c.address).where(
            contacts.c.person.in_(persons), contacts.c.unreachable_since.is_(None)
        )
    )
    return [Address(*row) for row in rows]


@remembered
async def registered(db: Connection) -> dict[int, datetime]:
    """When each person was registered."""
    rows = await db.execute(select(people.c.id, people.c.registered_at))
    return {row.id: row.registered_at for row in rows}


async def names(db: Connection, persons: Sequence[int]) -> dict[int, str]:
    """The names of people; whoever was forgotten is missing."""
    rows = await db.execute(
        select(identities.c.person, identities.c.name).where(identities.c.person.in_(persons))
    )
    return {row.person: row.name for row in rows}


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Erases name, number and PIN, and what a person covers."""
    person, gone = request.person, {"forgotten_at": request.now}
    await audited_writes.change(db, Action.PERSON_FORGET, people, gone, people.c.id == person)
    covered = select(scopes.c.campaign).where(scopes.c.person == person).distinct()
    for campaign in (await db.execute(covered)).scalars().all():
        await set_scope(db, campaign, person, ())
    await audited_writes.remove(db, Action.PERSON_FORGET, identities, identities.c.person == person)


async def _load(db: Connection, query: Select[Any], values: dict[str, object]) -> list[Person]:
    rows: dict[int, list[Row[Any]]] = {}
    for row in await db.execute(query, values):
        rows.setdefault(row.id, []).append(row)
    return [
        Person(
            id=first.id,
            name=first.name or "",
            role=Role(first.role),
            agency=Agency(first.agency),
            scope=tuple(row.code for row in group if row.code is not None),
            language=first.language,
        )
        for group in rows.values()
        for first in group[:1]
    ]
