"""Lanes between processes: a row a chat, held by whoever handles that chat's next update.

Only an engine that several processes share needs them: on SQLite one process holds its lanes in memory.
The lock ends with the transaction that handles the update, also where that process dies.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from storage.database import Connection
from storage.inbox import NEW, Stored
from storage.tables import inbox, lanes

NEAR = 100
"""The oldest waiting updates among which a free lane is looked for first."""
_STORED = (inbox.c.update_id, inbox.c.chat, inbox.c.payload, inbox.c.seq)


async def claim(db: Connection, bot: str, skip: Sequence[str] = ()) -> Stored | None:
    """The oldest update of a lane that nobody holds; the transaction then holds the lane.

    A chat's updates are handled in the order of their arrival. ``skip``: chats to leave alone for now.
    """
    for near in (NEAR, None):
        while chat := await _free(db, bot, skip, near):
            # Who held the lane a moment ago may have ended what was seen waiting there: look again.
            oldest = await db.execute(
                select(*_STORED)
                .where(inbox.c.bot == bot, inbox.c.chat == chat, NEW)
                .order_by(inbox.c.seq)
                .limit(1)
            )
            if row := oldest.first():
                return Stored(*row)
            skip = [*skip, chat]
    return None


async def hold(db: Connection, bot: str, chat: str) -> None:
    """Waits for a lane and holds it until the transaction ends."""
    await db.execute(select(lanes.c.chat).where(lanes.c.bot == bot, lanes.c.chat == chat).with_for_update())


async def _free(db: Connection, bot: str, skip: Sequence[str], near: int | None) -> str | None:
    waiting = (
        select(inbox.c.chat, inbox.c.seq)
        .where(inbox.c.bot == bot, NEW, inbox.c.chat.not_in(skip))
        .order_by(inbox.c.seq)
        .limit(near)
        .subquery()
    )
    first = select(waiting.c.chat, func.min(waiting.c.seq).label("seq")).group_by(waiting.c.chat).subquery()
    found: str | None = await db.scalar(
        select(lanes.c.chat)
        .join(first, first.c.chat == lanes.c.chat)
        .where(lanes.c.bot == bot)
        .order_by(first.c.seq)
        .limit(1)
        .with_for_update(of=lanes, skip_locked=True)
    )
    return found
