"""Lanes between processes: a row a chat, held by whoever handles that chat's next update.

Only an engine that several processes share needs them: on SQLite one process holds its lanes in memory.
The lock ends with the transaction that handles the update, also where that process dies.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Integer, bindparam, func, select

from storage.engine.database import Connection
from storage.messaging.inbox import NEW, Stored
from storage.tables import inbox, lanes

NEAR = 100
"""The oldest waiting updates among which a free lane is looked for first."""
_BOT, _CHAT = bindparam("for", type_=lanes.c.bot.type), bindparam("of", type_=lanes.c.chat.type)
_waiting = (
    select(inbox.c.chat, inbox.c.seq)
    .where(inbox.c.bot == _BOT, NEW, inbox.c.chat.not_in(bindparam("skip", expanding=True)))
    .order_by(inbox.c.seq)
    .limit(bindparam("near", type_=Integer))
    .subquery()
)
_first = select(_waiting.c.chat, func.min(_waiting.c.seq).label("seq")).group_by(_waiting.c.chat).subquery()
_FREE = (
    select(lanes.c.chat)
    .join(_first, _first.c.chat == lanes.c.chat)
    .where(lanes.c.bot == _BOT)
    .order_by(_first.c.seq)
    .limit(1)
    .with_for_update(of=lanes, skip_locked=True)
)
_OLDEST = (
    select(inbox.c.update_id, inbox.c.chat, inbox.c.payload, inbox.c.seq, inbox.c.channel)
    .where(inbox.c.bot == _BOT, inbox.c.chat == _CHAT, NEW)
    .order_by(inbox.c.seq)
    .limit(1)
)
_LANE = select(lanes.c.chat).where(lanes.c.bot == _BOT, lanes.c.chat == _CHAT).with_for_update()


async def claim(db: Connection, bot: str, skip: Sequence[str] = ()) -> Stored | None:
    """The oldest update of a lane that nobody holds; the transaction then holds the lane.

    A chat's updates are handled in the order of their arrival. ``skip``: chats to leave alone for now.
    """
    for near in (NEAR, None):
        while chat := await db.scalar(_FREE, {"for": bot, "skip": list(skip), "near": near}):
            # Who held the lane a moment ago may have ended what was seen waiting there: look again.
            if row := (await db.execute(_OLDEST, {"for": bot, "of": chat})).first():
                return Stored(*row)
            skip = [*skip, chat]
    return None


async def hold(db: Connection, bot: str, chat: str) -> None:
    """Waits for a lane and holds it until the transaction ends."""
    await db.execute(_LANE, {"for": bot, "of": chat})
