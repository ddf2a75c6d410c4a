"""Announcements to many: what was sent to whom by whom, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy import func as sql

from storage.audit import audited_writes
from storage.audit.audit_log import Action
from storage.engine import payloads
from storage.engine.database import Connection
from storage.messaging.parcels import Priority, Target, TextPayload
from storage.people import people
from storage.tables import broadcast_parcels as parcels
from storage.tables import broadcasts as rows
from storage.tables import contacts, outbox
from storage.words.forgetting import ForgetRequest
from storage.words.replies import Reply
from storage.words.roles import Person, Role
from storage.words.units import NATION, province_of

_AT_ONCE = 500
_OPEN = ("queued", "sending")


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody of some roles with something to do in a scope."""

    roles: tuple[Role, ...]
    scope: tuple[str, ...]

    def includes(self, person: Person) -> bool:
        """National people belong to no single province."""
        if person.role not in self.roles:
            return False
        if NATION in self.scope:
            return True
        return any(code in self.scope or province_of(code) in self.scope for code in person.scope)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who gets an announcement, and how many of the audience cannot be reached now."""

    reached: Sequence[tuple[Person, people.Address]]
    unreached: int


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is to be sent: ``text`` as typed, ``reply`` as everybody gets it."""

    campaign: str
    bot: str
    sender: int
    audience: Audience
    text: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Broadcast:
    """An announcement; ``cancelled_at`` where somebody stopped it."""

    id: int
    campaign: str
    sender: int
    roles: tuple[Role, ...]
    scope: tuple[str, ...]
    recipients: int
    unreached: int
    sent_at: datetime
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of it, in people. ``unknown``: nobody can tell whether it arrived."""

    waiting: int = 0
    sent: int = 0
    unreachable: int = 0
    failed: int = 0
    unknown: int = 0
    cancelled: int = 0


async def crowd(db: Connection, campaign: str, audience: Audience, sender: int) -> Crowd:
    """Everybody of an audience but the sender, each at one address."""
    everyone = [
        person
        for person in await people.everyone(db, campaign, *audience.roles)
        if audience.includes(person) and person.id != sender
    ]
    addresses: dict[int, people.Address] = {}
    for address in await people.addresses(db, [person.id for person in everyone]):
        addresses.setdefault(address.person, address)
    reached = [(person, addresses[person.id]) for person in everyone if person.id in addresses]
    return Crowd(reached, len(everyone) - len(reached))


async def send(
    db: Connection, what: Announcement, crowd: Crowd, now: datetime, hours: tuple[datetime, datetime]
) -> int:
    """Queues a message for a crowd, to be sent within two moments; its id."""
    [row] = await audited_writes.insert(
        db,
        Action.BROADCAST_SEND,
        rows,
        {
            "campaign": what.campaign,
            "sender": what.sender,
            "text": what.text,
            "roles": ",".join(what.audience.roles),
            "scope": ",".join(what.audience.scope),
            "recipients": len(crowd.reached),
            "unreached": crowd.unreached,
            "sent_at": now,
        },
    )
    payload = payloads.dump(TextPayload(reply=what.reply).content())
    for start in range(0, len(crowd.reached), _AT_ONCE):
        targets = [
            Target(
                bot=what.bot,
                channel=address.channel,
                address=address.address,
                person=person.id,
                language=person.language,
            )
            for person, address in crowd.reached[start : start + _AT_ONCE]
        ]
        await _queue(db, row.id, targets, payload, now, hours)
    return int(row.id)


async def _queue(
    db: Connection,
    number: int,
    targets: Sequence[Target],
    payload: str,
    now: datetime,
    hours: tuple[datetime, datetime],
) -> None:
    opens, closes = hours
    queued = await db.execute(
        insert(outbox).returning(outbox.c.id),
        [
            {
                "bot": target.bot,
                "channel": target.channel,
                "address": target.address,
                "person": target.person,
                "language": target.language,
                "priority": int(Priority.BROADCAST),
                "kind": "text",
                "payload": payload,
                "created_at": now,
                "not_before": opens,
                "not_after": closes,
            }
            for target in targets
        ],
    )
    links = [{"broadcast": number, "outbox": parcel} for parcel in queued.scalars()]
    await db.execute(insert(parcels), links)


async def get(db: Connection, campaign: str, number: int) -> Broadcast | None:
    """The announcement of an id."""
    found = await _load(db, rows.c.campaign == campaign, rows.c.id == number)
    return found[0] if found else None


async def running(db: Connection, campaign: str, sender: int) -> list[Broadcast]:
    """What a person has sent and has not got the report of, newest first."""
    found = await _load(
        db, rows.c.campaign == campaign, rows.c.sender == sender, rows.c.reported_at.is_(None)
    )
    return found[::-1]


async def unreported(db: Connection, campaign: str) -> list[Broadcast]:
    """Announcements that have ended, whose senders do not know yet."""
    still_open = (
        select(parcels.c.outbox)
        .join(outbox, outbox.c.id == parcels.c.outbox)
        .where(parcels.c.broadcast == rows.c.id, outbox.c.state.in_(_OPEN))
        .exists()
    )
    return await _load(db, rows.c.campaign == campaign, rows.c.reported_at.is_(None), ~still_open)


async def report(db: Connection, number: int, now: datetime) -> bool:
    """Notes that the sender is told of the end; False where somebody else noted it."""
    marked = await db.execute(
        update(rows)
        .where(rows.c.id == number, rows.c.reported_at.is_(None))
        .values(reported_at=now)
        .returning(rows.c.id)
    )
    return marked.first() is not None


async def cancel(db: Connection, number: int, by: int, now: datetime) -> int | None:
    """Drops what still waits and tells how many; None where it was stopped before."""
    values = {"cancelled_by": by, "cancelled_at": now}
    still = (rows.c.id == number, rows.c.cancelled_at.is_(None))
    if not await audited_writes.change(db, Action.BROADCAST_CANCEL, rows, values, *still):
        return None
    mine = select(parcels.c.outbox).where(parcels.c.broadcast == number)
    dropped = await db.execute(
        update(outbox)
        .where(outbox.c.id.in_(mine), outbox.c.state == "queued")
        .values(state="cancelled")
        .returning(outbox.c.id)
    )
    return len(dropped.all())


async def delivery(db: Connection, number: int) -> Delivery:
    """How far it has come. Whoever blocked us is unreachable, whatever else became of the message."""
    gone = contacts.c.unreachable_since.is_not(None)
    here = and_(contacts.c.channel == outbox.c.channel, contacts.c.address == outbox.c.address)
    states = await db.execute(
        select(outbox.c.state, gone, sql.count())
        .select_from(parcels.join(outbox, outbox.c.id == parcels.c.outbox).join(contacts, here, isouter=True))
        .where(parcels.c.broadcast == number)
        .group_by(outbox.c.state, gone)
    )
    counts: dict[str, int] = {}
    for state, unreachable, count in states:
        lost = unreachable and state in ("failed", "cancelled")
        name = "unreachable" if lost else "waiting" if state in _OPEN else state
        counts[name] = counts.get(name, 0) + int(count)
    return Delivery(**counts)


async def _load(db: Connection, *where: ColumnElement[bool]) -> list[Broadcast]:
    columns = (
        rows.c.id,
        rows.c.campaign,
        rows.c.sender,
        rows.c.roles,
        rows.c.scope,
        rows.c.recipients,
        rows.c.unreached,
        rows.c.sent_at,
        rows.c.cancelled_at,
    )
    records = await db.execute(select(*columns).where(*where).order_by(rows.c.id))
    return [
        Broadcast(
            row.id,
            row.campaign,
            row.sender,
            tuple(Role(role) for role in row.roles.split(",")),
            tuple(row.scope.split(",")),
            row.recipients,
            row.unreached,
            row.sent_at,
            row.cancelled_at,
        )
        for row in records
    ]


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Erases what a person announced."""
    await db.execute(update(rows).where(rows.c.sender == request.person).values(text=None))
