"""Raw updates: stored before the channel is told that we have them, handled in order of arrival."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, literal_column, or_, select, tuple_, update

from storage.engine.database import Connection
from storage.engine.upserts import insert_if_new
from storage.tables import inbox, lanes, messages, outbox
from storage.words.forgetting import ForgetRequest

NEW = inbox.c.state == literal_column("'new'")
"""The engines use the index of unhandled rows only where its condition stands in the query word for word."""
ATTEMPTS = 3
"""How often an update is tried before it is parked."""


_WAITING = (
    select(inbox.c.update_id, inbox.c.chat, inbox.c.payload, inbox.c.seq, inbox.c.channel)
    .where(inbox.c.bot == bindparam("for"), NEW, inbox.c.seq > bindparam("after"))
    .order_by(inbox.c.seq)
    .limit(bindparam("most"))
)
_STATE = select(inbox.c.state).where(inbox.c.seq == bindparam("update"))
_FINISH = (
    update(inbox)
    .where(inbox.c.seq == bindparam("update"))
    .values(
        state=bindparam("came_to"), kind=bindparam("sort"), done_at=bindparam("at"), error=bindparam("fault")
    )
    .returning(inbox.c.received_at)
)


class Raw(NamedTuple):
    """One update as it came: ``chat`` is its lane, ``payload`` the channel's JSON."""

    update_id: str
    chat: str
    payload: str
    channel: str


class Stored(NamedTuple):
    """A stored update; ``seq`` is the order of arrival."""

    update_id: str
    chat: str
    payload: str
    seq: int
    channel: str


async def add(db: Connection, bot: str, updates: Sequence[Raw], now: datetime) -> None:
    """Stores updates; those that we have already are left as they are.

    Where processes share the lanes, chats without one get theirs: in one order, so that two who do so at
    once do not block each other.
    """
    if updates:
        await db.execute(
            insert_if_new(db.dialect.name, inbox),
            [
                {
                    "bot": bot,
                    "channel": item.channel,
                    "update_id": item.update_id,
                    "chat": item.chat,
                    "payload": item.payload,
                    "received_at": now,
                }
                for item in updates
            ],
        )
    if updates and db.dialect.name == "postgresql":
        chats = [{"bot": bot, "chat": chat} for chat in sorted({item.chat for item in updates})]
        await db.execute(insert_if_new(db.dialect.name, lanes), chats)


async def waiting(db: Connection, bot: str, after: int, limit: int) -> list[Stored]:
    """The oldest unhandled updates behind a ``seq``."""
    rows = await db.execute(_WAITING, {"for": bot, "after": after, "most": limit})
    return [Stored(*row) for row in rows]


async def is_over(db: Connection, bot: str, bound: int) -> bool:
    """Whether more than ``bound`` updates wait. Costs ``bound`` entries of the index, not the whole queue."""
    beyond = select(inbox.c.seq).where(NEW, inbox.c.bot == bot)
    return await db.scalar(beyond.order_by(inbox.c.seq).offset(bound).limit(1)) is not None


async def finish(db: Connection, seq: int, state: str, kind: str, now: datetime, error: str = "") -> datetime:
    """Ends an update (``done``, ``ignored`` or ``parked``) and returns when it was received."""
    end = {"update": seq, "came_to": state, "sort": kind, "at": now, "fault": error or None}
    received_at: datetime = (await db.execute(_FINISH, end)).scalar_one()
    return received_at


async def count_attempt(db: Connection, seq: int, error: str) -> int:
    """Notes a failed try and returns how many there were."""
    rows = await db.execute(
        update(inbox)
        .where(inbox.c.seq == seq)
        .values(attempts=inbox.c.attempts + 1, error=error)
        .returning(inbox.c.attempts)
    )
    return int(rows.scalar_one())


async def is_open(db: Connection, seq: int) -> bool:
    """Whether an update still waits to be handled."""
    return await db.scalar(_STATE, {"update": seq}) == "new"


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """An update as an operator sees it; ``payload`` is None when it was pruned."""

    seq: int
    bot: str
    update_id: str
    chat: str
    state: str
    kind: str | None
    attempts: int
    error: str | None
    received_at: datetime
    payload: str | None


async def listed(db: Connection, state: str, limit: int) -> list[InboxEntry]:
    """The newest updates in a state, the oldest of them first."""
    columns = [inbox.c[name] for name in InboxEntry.__dataclass_fields__]
    rows = await db.execute(
        select(*columns).where(inbox.c.state == state).order_by(inbox.c.seq.desc()).limit(limit)
    )
    return [InboxEntry(*row) for row in reversed(rows.all())]


async def put_back(db: Connection, update_ids: Sequence[str] | None = None) -> list[str]:
    """Has parked or ignored updates handled again; None: all that are parked. Returns which.

    They keep their place: each comes before whatever of its chat still waits. A pruned one cannot return.
    """
    wanted = (
        inbox.c.state == "parked"
        if update_ids is None
        else inbox.c.state.in_(("parked", "ignored")) & inbox.c.update_id.in_(update_ids)
    )
    rows = await db.execute(
        update(inbox)
        .where(wanted, inbox.c.payload.is_not(None))
        .values(state="new", attempts=0, error=None, done_at=None)
        .returning(inbox.c.update_id)
    )
    return sorted(rows.scalars())


async def prune(db: Connection, before: datetime, most: int = 1000) -> int:
    """Clears the payloads of at most ``most`` handled updates that came earlier; how many it were."""
    old = (
        select(inbox.c.seq)
        .where(inbox.c.state != "new", inbox.c.received_at < before, inbox.c.payload.is_not(None))
        .limit(most)
    )
    # Asked again of the row itself: an operator may put it back at this moment.
    ended = inbox.c.state != "new"
    rows = await db.execute(update(inbox).where(inbox.c.seq.in_(old), ended).values(payload=None))
    return rows.rowcount


async def belonging_to(
    db: Connection, person: int, own: Sequence[tuple[str, str]]
) -> tuple[str, list[dict[str, Any]]]:
    """The raw updates of a person that are still there."""
    rows = await db.execute(
        select(inbox.c.bot, inbox.c.update_id, inbox.c.received_at, inbox.c.payload).where(
            _from(person, own), inbox.c.payload.is_not(None)
        )
    )
    return inbox.name, [{**row._mapping, "payload": json.loads(row.payload)} for row in rows]


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Erases raw updates, and the one by which it was asked; what waits is still handled."""
    await db.execute(
        update(inbox)
        .where(
            or_(
                and_(_from(request.person, request.own), inbox.c.state != "new"),
                inbox.c.seq == request.seq,
            )
        )
        .values(payload=None, chat="")
    )


def _from(person: int, own: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    """The updates of a person: all of a phone of one's own, what can be told apart on a shared one."""
    answered = select(outbox.c.cause).where(outbox.c.person == person, outbox.c.address == inbox.c.chat)
    typed = select(messages.c.update_id).where(
        messages.c.person == person,
        messages.c.channel == inbox.c.channel,
        messages.c.address == inbox.c.chat,
    )
    return or_(
        tuple_(inbox.c.channel, inbox.c.chat).in_(own),
        inbox.c.seq.in_(answered.correlate(inbox)),
        inbox.c.update_id.in_(typed.correlate(inbox)),
    )
