"""Who may use which chat: shared phones, second phones, and the PIN that guards a name on a shared one.

``contacts.person`` is who holds the phone now, ``holders`` everybody who may.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine.database import Connection
from storage.messaging import dialogues
from storage.people import people
from storage.tables import contacts, holders, identities
from storage.tables import people as people_table
from storage.words.forgetting import ForgetRequest
from storage.words.roles import Agency, Role

TRIES = 3
LOCKED = timedelta(minutes=15)
"""How long a name stays shut after ``TRIES`` wrong PINs in a row."""

_COST = {"n": 2**14, "r": 8, "p": 1}
"""scrypt's parameters for interactive logins (RFC 7914, section 2): 16 MiB, some 50 ms."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may use a chat."""

    person: int
    name: str
    role: Role
    agency: Agency
    guarded: bool
    """Whether a PIN is set."""


class Try(Enum):
    """What came of a typed PIN."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


async def take(db: Connection, channel: str, address: str, person: int, now: datetime) -> None:
    """The person holds this chat from now on; whoever held it before may still come back."""
    held = await people.contact(db, channel, address)
    for one in {held.person if held else None, person} - {None}:
        row = {"channel": channel, "address": address, "person": one, "since": now}
        await audited_writes.insert_new(db, Action.CHAT_TAKE, holders, row)
    await people.link(db, channel, address, person)


async def of_chat(db: Connection, channel: str, address: str) -> list[Holder]:
    """Everybody who may use a chat, in the order of their ids; a registration of old counts too."""
    held = (
        select(holders.c.person)
        .where(holders.c.channel == channel, holders.c.address == address)
        .union(
            select(contacts.c.person).where(
                contacts.c.channel == channel,
                contacts.c.address == address,
                contacts.c.person.is_not(None),
            )
        )
        .subquery()
    )
    rows = await db.execute(
        select(
            held.c.person,
            identities.c.name,
            people_table.c.role,
            people_table.c.agency,
            identities.c.pin.is_not(None),
        )
        .join(people_table, people_table.c.id == held.c.person)
        .join(identities, identities.c.person == held.c.person)
        .order_by(held.c.person)
    )
    return [Holder(row[0], row[1], Role(row[2]), Agency(row[3]), bool(row[4])) for row in rows]


async def set_pin(db: Connection, person: int, pin: str) -> None:
    """Guards a name on shared phones; a new PIN opens what was locked."""
    salt = secrets.token_bytes(16)
    stored = f"{salt.hex()}${_scrypt(pin, salt).hex()}"
    await audited_writes.change(
        db, Action.PIN_SET, identities, {"pin": stored}, identities.c.person == person
    )
    await db.execute(update(holders).where(holders.c.person == person).values(misses=0, locked_until=None))


async def has_pin(db: Connection, person: int) -> bool:
    """Whether the name is guarded."""
    return await db.scalar(select(identities.c.pin).where(identities.c.person == person)) is not None


async def locked_until(
    db: Connection, channel: str, address: str, person: int, now: datetime
) -> datetime | None:
    """Until when no PIN is taken for a name on this chat; None where one is."""
    mine = _at(channel, address, person)
    until: datetime | None = await db.scalar(select(holders.c.locked_until).where(*mine))
    return until if until is not None and until > now else None


async def try_pin(db: Connection, channel: str, address: str, person: int, pin: str, now: datetime) -> Try:
    """Compares a PIN; wrong ones are counted, and lock the name on this chat for a while."""
    if await locked_until(db, channel, address, person, now):
        return Try.LOCKED
    stored: str | None = await db.scalar(select(identities.c.pin).where(identities.c.person == person))
    salt, _, wanted = (stored or "").partition("$")
    mine = update(holders).where(*_at(channel, address, person))
    if hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)).hex(), wanted):
        await db.execute(mine.values(misses=0, locked_until=None))
        return Try.RIGHT
    rows = await db.execute(mine.values(misses=holders.c.misses + 1).returning(holders.c.misses))
    if int(rows.scalar_one()) < TRIES:
        return Try.WRONG
    await db.execute(mine.values(misses=0, locked_until=now + LOCKED))
    return Try.LOCKED


async def phone_of(db: Connection, person: int) -> str | None:
    """The number on file, in E.164."""
    number: str | None = await db.scalar(select(identities.c.phone).where(identities.c.person == person))
    return number


async def set_phone(db: Connection, person: int, phone: str) -> None:
    """Puts a number (E.164) on file."""
    await audited_writes.change(
        db, Action.PHONE_SET, identities, {"phone": phone}, identities.c.person == person
    )


async def check_phone(db: Connection, channel: str, address: str, person: int, now: datetime) -> None:
    """Notes that this chat belongs to the number on file."""
    row = {"channel": channel, "address": address, "person": person, "since": now, "phone_checked_at": now}
    if await audited_writes.insert_new(db, Action.CHAT_CHECK, holders, row) is None:
        checked = {"phone_checked_at": now}
        await audited_writes.change(db, Action.CHAT_CHECK, holders, checked, *_at(channel, address, person))


async def chats_of(db: Connection, person: int) -> list[tuple[str, str]]:
    """The chats that a person may use, by channel and address."""
    rows = await db.execute(
        select(contacts.c.channel, contacts.c.address)
        .where(contacts.c.person == person)
        .union(select(holders.c.channel, holders.c.address).where(holders.c.person == person))
    )
    return [(row.channel, row.address) for row in rows]


async def own_addresses(db: Connection, person: int) -> list[tuple[str, str]]:
    """Channels and addresses of the chats that nobody else may use."""
    return [
        (channel, address)
        for channel, address in await chats_of(db, person)
        if len(await of_chat(db, channel, address)) == 1
    ]


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Shared phones go to somebody who set no PIN, else to nobody until an invite says who."""
    person = request.person
    chats = await chats_of(db, person)
    await audited_writes.remove(db, Action.PERSON_FORGET, holders, holders.c.person == person)
    for channel, address in chats:
        here = and_(contacts.c.channel == channel, contacts.c.address == address)
        others = [holder for holder in await of_chat(db, channel, address) if holder.person != person]
        if not others:
            await dialogues.end(db, channel, address)
            nobodys = or_(contacts.c.person == person, contacts.c.person.is_(None))
            await db.execute(delete(contacts).where(here, nobodys))
        elif await db.scalar(select(contacts.c.person).where(here)) == person:
            await dialogues.end(db, channel, address)
            heir = next((holder.person for holder in others if not holder.guarded), None)
            still = contacts.c.person == person  # unless somebody took the phone a moment ago
            await db.execute(
                update(contacts).where(here, still).values(person=heir, commands=None, choices=None)
            )


def _at(channel: str, address: str, person: int) -> tuple[ColumnElement[bool], ...]:
    return (holders.c.channel == channel, holders.c.address == address, holders.c.person == person)


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, **_COST, dklen=32)
