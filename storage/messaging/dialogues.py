"""What the bot waits for in a chat, kept over restarts; at most one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage.engine import payloads
from storage.engine.database import Connection
from storage.engine.upserts import insert
from storage.messaging.message import Message, Visitor
from storage.tables import dialogues

_CURRENT = select(dialogues.c.name, dialogues.c.payload).where(
    dialogues.c.channel == bindparam("channel"),
    dialogues.c.address == bindparam("address"),
    dialogues.c.campaign == bindparam("campaign"),
)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """An open question; ``name`` is that of the ``@dialogue`` handler."""

    name: str
    payload: Any


async def current(db: Connection, campaign: str, channel: str, address: str) -> Dialogue | None:
    """The open question of a chat."""
    chat = {"channel": channel, "address": address, "campaign": campaign}
    row = (await db.execute(_CURRENT, chat)).first()
    return None if row is None else Dialogue(row.name, payloads.load(row.payload))


async def waits(db: Connection, channel: str, address: str) -> bool:
    """Whether a chat has an open question, of whatever campaign."""
    here = (dialogues.c.channel == channel, dialogues.c.address == address)
    return await db.scalar(select(dialogues.c.name).where(*here)) is not None


async def ask(db: Connection, message: Message | Visitor, name: str, payload: object) -> None:
    """The next text of this chat is for the dialogue ``name``."""
    values = {
        "campaign": message.campaign.code,
        "name": name,
        "payload": payloads.dump(payload),
        "updated_at": message.now,
    }
    row = insert(db, dialogues).values(channel=message.channel, address=message.address, **values)
    await db.execute(
        row.on_conflict_do_update(index_elements=[dialogues.c.channel, dialogues.c.address], set_=values)
    )


async def end(db: Connection, channel: str, address: str) -> None:
    """Nothing is waited for any more."""
    await db.execute(delete(dialogues).where(dialogues.c.channel == channel, dialogues.c.address == address))
