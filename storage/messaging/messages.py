"""The log of what people typed; reports, re-checks and inspections point into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.tables import inbox, messages
from storage.words.forgetting import ForgetRequest

_LOG = insert(messages).returning(messages.c.id)


async def log(db: Connection, message: Message) -> int:
    """Keeps the message as typed and returns its id in the log (``Message.log``)."""
    row = {
        "campaign": message.campaign.code,
        "person": message.person.id,
        "channel": message.channel,
        "address": message.address,
        "message_id": message.message_id,
        "update_id": message.update_id,
        "text": message.text,
        "sent_at": message.sent_at,
        "received_at": message.now,
    }
    return int((await db.execute(_LOG, row)).scalar_one())


async def versions(db: Connection, message: Message) -> list[int]:
    """The log ids of a message and its earlier versions by the same person, oldest first."""
    rows = await db.execute(
        select(messages.c.id)
        .where(
            messages.c.channel == message.channel,
            messages.c.address == message.address,
            messages.c.message_id == message.message_id,
            messages.c.person == message.person.id,
        )
        .order_by(messages.c.id)
    )
    return list(rows.scalars())


async def of_another(db: Connection, channel: str, address: str, message_id: str, person: int) -> bool:
    """Whether somebody else wrote a message of this chat: phones are shared."""
    found = await db.scalar(
        select(messages.c.id)
        .where(
            messages.c.channel == channel,
            messages.c.address == address,
            messages.c.message_id == message_id,
            messages.c.person != person,
        )
        .limit(1)
    )
    return found is not None


async def blank(db: Connection, message: Message) -> None:
    """Forgets what a message said, in the log and in the raw update: it was a secret."""
    await db.execute(update(messages).where(messages.c.id == message.log).values(text=None))
    await db.execute(update(inbox).where(inbox.c.seq == message.seq).values(payload=None))


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, and when; ``text`` is None where it was forgotten."""

    text: str | None
    sent_at: datetime


async def typed(db: Connection, log_id: int) -> Typed | None:
    """A row of the log."""
    row = (
        await db.execute(select(messages.c.text, messages.c.sent_at).where(messages.c.id == log_id))
    ).first()
    return None if row is None else Typed(row.text, row.sent_at)


async def recent(db: Connection, campaign: str, person: int, limit: int) -> list[int]:
    """The log ids of a person's last messages, newest first."""
    rows = await db.execute(
        select(messages.c.id)
        .where(messages.c.campaign == campaign, messages.c.person == person)
        .order_by(messages.c.id.desc())
        .limit(limit)
    )
    return list(rows.scalars())


async def siblings(db: Connection, log_id: int, person: int) -> list[int]:
    """All versions of the message that a log row belongs to, if this person wrote it; else nothing."""
    own = messages.alias()
    rows = await db.execute(
        select(messages.c.id)
        .join(
            own,
            (own.c.channel == messages.c.channel)
            & (own.c.address == messages.c.address)
            & (own.c.message_id == messages.c.message_id)
            & (own.c.person == messages.c.person),
        )
        .where(own.c.id == log_id, own.c.person == person)
        .order_by(messages.c.id)
    )
    return list(rows.scalars())


async def forget(db: Connection, request: ForgetRequest) -> None:
    """Erases what a person typed, and where."""
    mine = messages.c.person == request.person
    await db.execute(update(messages).where(mine).values(text=None, address=""))
