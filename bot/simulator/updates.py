"""The queue of updates: each is kept until it is confirmed, at most a day."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime

from bot.simulator.bell import Bell, wait
from bot.simulator.limits import UPDATE_SECONDS
from bot.simulator.problems import Json, conflict
from bot.simulator.store import Store

_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot gets only when it names them in ``allowed_updates``."""
LONGEST_POLL = 50
"""Seconds."""


class Updates:
    """What the bot has not confirmed yet, oldest first. Ids go on over a restart."""

    def __init__(self, store: Store, bell: Bell, now: Callable[[], datetime]) -> None:
        self._store, self._bell, self._now = store, bell, now
        self._polls = 0
        self._ended_by = ""

    @property
    def webhook(self) -> Json:
        """The arguments of ``setWebhook``, empty where none is set."""
        found: Json = self._store.setting("webhook") or {}
        return found

    def allow(self, kinds: list[str] | None) -> None:
        """Remembers ``allowed_updates``; None leaves it, an empty list is the default again."""
        if kinds is not None and kinds != self._store.setting("allowed_updates"):
            self._store.set("allowed_updates", kinds)

    def allowed(self, kind: str) -> bool:
        """Whether the bot wants updates of this kind."""
        kinds = self._store.setting("allowed_updates")
        return kind in kinds if kinds else kind not in _ON_REQUEST

    def push(self, kind: str, content: Json, chat: int | None = None, message: int | None = None) -> None:
        """Queues an update, unless the bot does not want its kind. ``message`` is ticked when confirmed."""
        if self.allowed(kind):
            self._put({"update_id": self._store.next("update"), kind: content}, chat, message)

    def inject(self, update: Json) -> int:
        """Queues whatever a test likes, well formed or not; gives it an id where it has none."""
        number = int(update.get("update_id") or self._store.next("update"))
        self._store.raise_to("update", number)
        self._put({**update, "update_id": number})
        return number

    def _put(self, update: Json, chat: int | None = None, message: int | None = None) -> None:
        self._store.run(
            "INSERT OR REPLACE INTO updates VALUES (?, ?, ?, ?, ?)",
            update["update_id"],
            int(self._now().timestamp()),
            chat,
            message,
            json.dumps(update, ensure_ascii=False),
        )

    def pending(self, offset: int = 0, limit: int = 100) -> list[Json]:
        """Unconfirmed updates from ``offset`` on, at most ``limit``."""
        rows = self._store.rows("SELECT data FROM updates WHERE id >= ? ORDER BY id LIMIT ?", offset, limit)
        return [json.loads(data) for (data,) in rows]

    def fronts(self) -> list[tuple[str, Json]]:
        """The oldest update of each queue: a webhook gets the updates of one chat one after the other."""
        rows = self._store.rows(
            "SELECT coalesce(chat, 'update ' || id) AS queue, min(id), data "
            "FROM (SELECT id, chat, data FROM updates ORDER BY id LIMIT 400) GROUP BY queue ORDER BY min(id)"
        )
        return [(str(queue), json.loads(data)) for queue, _, data in rows]

    def accept(self, number: int) -> None:
        """Forgets one update, which the bot's webhook took, and ticks its message."""
        with self._store.transaction():
            self._forget("id = ?", number)
        self._bell.ring()

    def _forget(self, where: str, value: int) -> int:
        found = f"SELECT chat, message FROM updates WHERE {where} AND message IS NOT NULL"  # noqa: S608 -- ours
        seen = self._store.rows(found, value)
        for chat, message in seen:
            self._store.run("UPDATE messages SET seen = 1 WHERE chat = ? AND id = ?", chat, message)
            self._store.add_event(chat, "seen", {"message_id": message})
        return self._store.run(f"DELETE FROM updates WHERE {where}", value)  # noqa: S608

    def count(self) -> int:
        """How many wait for confirmation."""
        row = self._store.row("SELECT count(*) FROM updates")
        return int(row[0]) if row else 0

    def confirm(self, offset: int) -> None:
        """Forgets updates below ``offset`` (negative: all but so many) and ticks their messages."""
        with self._store.transaction():
            expired = int(self._now().timestamp()) - UPDATE_SECONDS
            self._store.run("DELETE FROM updates WHERE queued_at < ?", expired)
            if offset < 0:
                row = self._store.row("SELECT id FROM updates ORDER BY id DESC LIMIT 1 OFFSET ?", -offset - 1)
                offset = int(row[0]) if row else 0
            gone = self._forget("id < ?", offset)
        if gone:
            self._bell.ring()

    def drop_all(self) -> None:
        """Forgets everything: ``drop_pending_updates``."""
        self._store.run("DELETE FROM updates")

    def end_polls(self, by: str) -> None:
        """Ends a waiting ``getUpdates`` with a 409 that names who did it."""
        self._polls += 1
        self._ended_by = by
        self._bell.ring()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """``getUpdates``: confirms below ``offset``, then waits for something new.

        Raises Problem 409 where a webhook is set, or when another call takes over.
        """
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.end_polls("other getUpdates request; make sure that only one bot instance is running")
        mine = self._polls
        self.confirm(offset)
        ends = asyncio.get_running_loop().time() + min(seconds, LONGEST_POLL)
        while True:
            bell = self._bell.next
            if mine != self._polls:
                raise conflict(f"terminated by {self._ended_by}")
            found = self.pending(max(offset, 0), limit)
            left = ends - asyncio.get_running_loop().time()
            if found or left <= 0 or self._bell.closed:
                return found
            await wait(bell, left)
