"""A channel like the next one: plain text, no buttons, no edits, 2,000 characters a message, ids of text."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from datetime import datetime
from itertools import count

from bot.channels import plain
from bot.channels.channel import MenuChange, Receipt, Turn
from bot.inbound.arrival import Arrival
from bot.inbound.envelope import Envelope
from bot.inbound.intake import Intake
from bot.outbound.pacing import Limits
from bot.outbound.worker_process import WorkerProcess
from bot.texts.texts import texts
from storage.messaging.inbox import Raw, Stored
from storage.messaging.message import ArrivalKind
from storage.messaging.parcels import PAYLOADS, MadePayload, Parcel, Payload, TextPayload
from storage.words.replies import Reply
from storage.words.roles import Role

LONGEST = 2000


class FakeChannel:
    name, shows_buttons, limits, payloads = "fake", False, Limits(overall=10_000, between=0), PAYLOADS

    def __init__(self) -> None:
        self.chats: dict[str, asyncio.Queue[str]] = defaultdict(asyncio.Queue)
        self._numbers = count(1)

    async def open(self, workshop: WorkerProcess, intake: Intake) -> None:
        self._workshop, self._intake = workshop, intake

    async def says(self, address: str, text: str, at: datetime) -> None:
        update = {"id": f"u-{next(self._numbers):x}", "chat": address, "text": text, "at": at.isoformat()}
        await self._intake.store([self.envelope(json.dumps(update).encode())])

    def envelope(self, update: bytes) -> Envelope:
        found = json.loads(update)
        return Envelope("message", None, Raw(found["id"], found["chat"], update.decode(), self.name))

    async def read(self, stored: Stored) -> Arrival:
        update = json.loads(stored.payload)
        text, command = update["text"], update["text"].startswith("/")
        head, *args = text.split() if command else [""]
        return Arrival(
            kind=ArrivalKind.COMMAND if command else ArrivalKind.TEXT,
            channel=self.name,
            update_id=update["id"],
            address=update["chat"],
            message_id=update["id"],
            name=head[1:],
            args=tuple(args),
            text=text,
            sent_at=datetime.fromisoformat(update["at"]),
        )

    def expand(self, reply: Reply, arrival: Arrival) -> list[Payload]:
        return plain.expand(reply, arrival)

    def replacement(self, message_id: str, reply: Reply) -> Payload | None:
        return None

    def menu(self, role: Role | None, language: str) -> MenuChange | None:
        return None

    async def deliver(self, parcel: Parcel, turn: Turn) -> Receipt:
        say, payload = texts(parcel.language), parcel.payload
        if isinstance(payload, MadePayload):
            made = await self._workshop.make(payload.name, payload.query, say)
            payload = TextPayload(reply=made.reply or Reply("lines", {"lines": [made.filename]}))
            await turn()
        assert isinstance(payload, TextPayload)
        async with self._workshop.database.write() as db:
            pieces = await plain.pieces(db, parcel, payload.reply, say, LONGEST)
        for piece in pieces:
            self.chats[parcel.address].put_nowait(piece)
        return Receipt(message_id=f"m-{parcel.id:x}")
