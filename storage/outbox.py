"""What is to be sent: written with the effects that it tells of, drained by one sender per bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnExpressionArgument, func, insert, or_, select, text, update

from storage import wire
from storage.database import Connection
from storage.model import Attachment, Reply, Text
from storage.tables import outbox

PER_CLAIM = 30
_OPEN = text("outbox.state IN ('queued', 'sending')")
"""SQLite uses the index of open rows only where its condition stands in the query word for word."""
_PARCEL = (
    outbox.c.id,
    outbox.c.channel,
    outbox.c.address,
    outbox.c.person,
    outbox.c.priority,
    outbox.c.kind,
    outbox.c.language,
    outbox.c.payload,
    outbox.c.attempts,
)


class Priority(IntEnum):
    """What goes first when Telegram's limits make us wait."""

    REPLY = 0
    REMINDER = 1
    BROADCAST = 2


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes, and in which language."""

    bot: str
    channel: str
    address: str
    person: int | None
    language: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A row to send. ``kind``: text, edit, toast, chart, file or view; ``payload`` as it was put."""

    id: int
    channel: str
    address: str
    person: int | None
    priority: Priority
    kind: str
    language: str
    payload: Any
    attempts: int


async def put(
    db: Connection,
    target: Target,
    kind: str,
    payload: object,
    now: datetime,
    *,
    priority: Priority = Priority.REPLY,
    cause: int | None = None,
) -> int:
    """Queues one parcel and returns its id."""
    rows = await db.execute(
        insert(outbox)
        .values(
            bot=target.bot,
            channel=target.channel,
            address=target.address,
            person=target.person,
            language=target.language,
            cause=cause,
            priority=int(priority),
            kind=kind,
            payload=wire.dump(payload),
            created_at=now,
        )
        .returning(outbox.c.id)
    )
    return int(rows.scalar_one())


async def put_reply(
    db: Connection,
    target: Target,
    reply: Reply,
    now: datetime,
    *,
    cause: int,
    tapped: tuple[str, str] | None,
    typed: str | None = None,
) -> None:
    """Queues a handler's answer. ``tapped``: the callback's id and the message that carried the button.

    ``typed`` is the id of the message that is answered; the edit into nothing (None) takes it away.
    An edit without a text (an empty key) only takes the buttons away.
    """
    if reply.unsay and typed:
        await put(db, target, "edit", {"message_id": typed, "reply": None}, now, cause=cause)
    if tapped:
        await put(db, target, "toast", {"callback": tapped[0], "text": reply.toast}, now, cause=cause)
    if reply.edit and tapped:
        await put(db, target, "edit", {"message_id": tapped[1], "reply": reply}, now, cause=cause)
    elif reply.key:
        if reply.spent and tapped:
            await put(db, target, "edit", {"message_id": tapped[1], "reply": Reply("")}, now, cause=cause)
        await put(db, target, "text", {"reply": reply}, now, cause=cause)
    for attachment in reply.attachments:
        await put(db, target, attachment.kind, attachment_payload(attachment), now, cause=cause)
    if reply.follow is not None:
        await put(db, target, "text", {"reply": reply.follow}, now, cause=cause)


def attachment_payload(attachment: Attachment) -> dict[str, object]:
    """The payload of a chart, file or view row."""
    return {"name": attachment.name, "query": attachment.query}


async def put_text(db: Connection, target: Target, text: Text, now: datetime, **options: Any) -> int:
    """Queues a text without buttons; options as for ``put``."""
    return await put(db, target, "text", {"reply": Reply(text.key, text.values)}, now, **options)


async def any_waiting(db: Connection, bot: str, skip: Sequence[str], now: datetime) -> bool:
    """Whether there is something to claim for an address that is not in ``skip``."""
    found = await db.scalar(
        select(outbox.c.id)
        .where(*_queued(bot, skip))
        .where(or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now))
        .limit(1)
    )
    return found is not None


async def claim(db: Connection, bot: str, now: datetime, skip: Sequence[str] = ()) -> list[Parcel]:
    """Takes the next parcels, marked ``sending``: the first of each address that is not in ``skip``.

    While an address's first parcel must wait, it gets nothing newer: the order in a chat is kept.
    """
    turn = func.row_number().over(
        partition_by=[outbox.c.channel, outbox.c.address], order_by=[outbox.c.priority, outbox.c.id]
    )
    queue = select(outbox.c.id, turn.label("turn")).where(*_queued(bot, skip)).subquery()
    rows = await db.execute(
        select(*_PARCEL)
        .join(queue, queue.c.id == outbox.c.id)
        .where(queue.c.turn == 1)
        .where(or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now))
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(PER_CLAIM)
    )
    taken = [
        Parcel(
            row.id,
            row.channel,
            row.address,
            row.person,
            Priority(row.priority),
            row.kind,
            row.language,
            wire.load(row.payload),
            row.attempts,
        )
        for row in rows
    ]
    if taken:
        await db.execute(
            update(outbox)
            .where(outbox.c.id.in_([parcel.id for parcel in taken]))
            .values(state="sending", attempts=outbox.c.attempts + 1)
        )
    return taken


def _queued(bot: str, skip: Sequence[str]) -> list[ColumnExpressionArgument[bool]]:
    return [
        outbox.c.state == "queued",
        _OPEN,
        outbox.c.bot == bot,
        outbox.c.address.not_in(skip),
    ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one parcel. ``state``: sent, failed, unknown, or queued again (``not_before``)."""

    id: int
    state: str
    message_id: str | None = None
    error: str | None = None
    not_before: datetime | None = None


async def settle(db: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Stores what came of claimed parcels."""
    for outcome in outcomes:
        await db.execute(
            update(outbox)
            .where(outbox.c.id == outcome.id, outbox.c.state == "sending")
            .values(
                state=outcome.state,
                message_id=outcome.message_id,
                error=outcome.error,
                not_before=outcome.not_before,
                sent_at=now if outcome.state == "sent" else None,
            )
        )


async def recover(db: Connection, bot: str) -> None:
    """After a crash: what was on its way is sent again if it is a reply, else its fate is unknown."""
    stuck = (outbox.c.bot == bot, _OPEN, outbox.c.state == "sending")
    await db.execute(update(outbox).where(*stuck, outbox.c.priority == 0).values(state="queued"))
    await db.execute(update(outbox).where(*stuck).values(state="unknown"))


async def cancel_for(db: Connection, channel: str, address: str) -> None:
    """Drops what waits for an address that blocked us."""
    await db.execute(
        update(outbox)
        .where(
            _OPEN,
            outbox.c.channel == channel,
            outbox.c.address == address,
            outbox.c.state == "queued",
        )
        .values(state="cancelled")
    )
