"""The log of what people typed; reports, re-checks and inspections point into it."""

from __future__ import annotations

from sqlalchemy import insert, select

from storage.database import Connection
from storage.model import Message
from storage.tables import messages


async def log(db: Connection, message: Message) -> int:
    """Keeps the message as typed and returns its id in the log (``Message.log``)."""
    rows = await db.execute(
        insert(messages)
        .values(
            campaign=message.campaign.code,
            person=message.person.id,
            channel=message.channel,
            address=message.address,
            message_id=message.message_id,
            update_id=message.update_id,
            text=message.text,
            sent_at=message.sent_at,
            received_at=message.now,
        )
        .returning(messages.c.id)
    )
    return int(rows.scalar_one())


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
