"""A phone in the hand of a test: says, taps, edits and hears, over the control API."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import httpx

from bot.simulator.problems import Json

_POLL = 10.0
"""Seconds of one long poll, shorter than the client's patience."""


class NothingHeard(AssertionError):
    """The bot did not say enough in time."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the bot, or the new state of one (``edited``). ``text`` is a caption with pictures.

    ``buttons``: label and callback data (or address), row by row.
    """

    id: int
    text: str
    buttons: tuple[tuple[tuple[str, str], ...], ...] = ()
    edited: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons, in reading order."""
        return [label for row in self.buttons for label, _ in row]

    @property
    def photo(self) -> str | None:
        """The id of the picture's file."""
        return self.raw["photo"][-1]["file_id"] if "photo" in self.raw else None

    @property
    def document(self) -> str | None:
        """The name of the file."""
        return self.raw["document"]["file_name"] if "document" in self.raw else None


def _heard(message: Json, *, edited: bool) -> Heard:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = tuple(
        tuple((one["text"], str(one.get("callback_data") or one.get("url", ""))) for one in row)
        for row in rows
    )
    text = str(message.get("text", message.get("caption", "")))
    return Heard(message["message_id"], text, buttons, edited, message)


class Phone:
    """One chat, seen from its person. Everything before the phone was made counts as heard."""

    def __init__(self, client: httpx.AsyncClient, chat: int, after: int, sender: int | None = None) -> None:
        self._client, self.chat, self._after, self._sender = client, chat, after, sender
        self._path = f"/sim/chats/{chat}"
        self.messages: list[Heard] = []
        """All that was heard, in order."""
        self.toasts: list[str] = []
        """The texts of the answers to taps, in order; an answer without text is empty."""
        self._unread = 0
        self._unfelt = 0

    @classmethod
    async def pick_up(cls, client: httpx.AsyncClient, chat: int, *, sender: int | None = None) -> Self:
        """The phone of a chat that exists. ``client`` has the simulator's address as ``base_url``."""
        state = await _asked(client.get("/sim"))
        return cls(client, chat, state["seq"], sender)

    @classmethod
    async def register(cls, client: httpx.AsyncClient, chat: int, **persona: object) -> Self:
        """The phone of a new chat; ``persona`` are fields of ``Persona``."""
        await _asked(client.post("/sim/users", json={"id": chat, **persona}))
        return await cls.pick_up(client, chat)

    @property
    def last(self) -> Heard:
        """The newest message heard."""
        if not self.messages:
            raise NothingHeard("nothing heard yet")
        return self.messages[-1]

    async def says(
        self,
        text: str,
        *,
        reply_to: int | None = None,
        forward_from: str = "",
        date: datetime | None = None,
    ) -> int:
        """Sends a text; its message id. ``date``: when the phone wrote it, if it was offline."""
        body = {
            "text": text,
            "sender": self._sender,
            "reply_to": reply_to,
            "forward_from": forward_from,
            "date": date.isoformat() if date else None,
        }
        return int((await self._post("/says", body))["message_id"])

    async def edits(self, message: int, text: str) -> None:
        """Changes a sent message."""
        await self._post(f"/messages/{message}/edit", {"text": text})

    async def sends(self, **content: object) -> int:
        """``sticker="👍"``, ``contact="0912…"`` or ``content={fields of a Message}``; the message id."""
        return int((await self._post("/sends", {"sender": self._sender, **content}))["message_id"])

    async def uploads(self, kind: str, name: str, content: bytes, caption: str = "") -> int:
        """Sends a ``photo`` or ``document``; its message id."""
        request = self._client.post(
            self._path + "/uploads", files={kind: (name, content)}, data={"caption": caption}
        )
        return int((await _asked(request))["message_id"])

    async def taps(self, button: str, message: int | None = None) -> str:
        """Taps a button by its data, label or a part of that, on the newest message that has it.

        With ``message`` any data can be sent, as a forger would. Returns the callback query's id.
        Raises LookupError where no message has it.
        """
        if message is not None:
            shown = [one for one in self.messages if one.id == message]
            data = _data(shown[-1], button) if shown else None
            return await self._tap(message, data or button)
        newest = {one.id: one for one in self.messages}
        for one in sorted(newest.values(), key=lambda heard: -heard.id):
            if data := _data(one, button):
                return await self._tap(one.id, data)
        raise LookupError(f"no button {button!r} among {[one.labels for one in self.messages]}")

    async def _tap(self, message: int, data: str) -> str:
        body = {"data": data, "sender": self._sender}
        return str((await self._post(f"/messages/{message}/tap", body))["callback_query_id"])

    async def blocks(self) -> None:
        """Blocks the bot."""
        await self._post("/block", {})

    async def unblocks(self) -> None:
        """Lets the bot in again."""
        await self._post("/unblock", {})

    async def hears(self, count: int = 1, timeout: float = 30.0) -> list[Heard]:  # noqa: ASYNC109 -- a phrase
        """Waits until the bot said or edited ``count`` messages since the last time; all new ones.

        Raises NothingHeard after ``timeout`` real seconds; what came meanwhile is still to be heard.
        """
        try:
            async with asyncio.timeout(timeout):
                while len(self.messages) < self._unread + count:
                    await self._listen()
        except TimeoutError:
            came = [one.text for one in self.messages[self._unread :]]
            raise NothingHeard(f"{len(came)} of {count} messages: {came}") from None
        return self._read()

    async def overhears(self) -> list[Heard]:
        """All new messages that are there, perhaps none: for whoever knows that no more is coming."""
        await self._listen(0)
        return self._read()

    def _read(self) -> list[Heard]:
        new = self.messages[self._unread :]
        self._unread = len(self.messages)
        return new

    async def feels(self, timeout: float = 30.0) -> str:  # noqa: ASYNC109 -- a phrase
        """Waits for the next answer to a tap; its text. Raises NothingHeard after ``timeout`` seconds."""
        try:
            async with asyncio.timeout(timeout):
                while len(self.toasts) <= self._unfelt:
                    await self._listen()
        except TimeoutError:
            raise NothingHeard("no answer to the tap") from None
        self._unfelt += 1
        return self.toasts[self._unfelt - 1]

    async def _listen(self, seconds: float = _POLL) -> None:
        query = {"after": self._after, "chat": self.chat, "timeout": seconds}
        answer = await _asked(self._client.get("/sim/events", params=query, timeout=seconds + 5))
        self._after = answer["seq"]
        for event in answer["events"]:
            match event:
                case {"kind": "message" | "edit" as kind, "message": message} if _of_bot(message):
                    self.messages.append(_heard(message, edited=kind == "edit"))
                case {"kind": "answer", "text": text}:
                    self.toasts.append(text)

    async def _post(self, path: str, body: Json) -> Json:
        return await _asked(self._client.post(self._path + path, json=body))


def _of_bot(message: Json) -> bool:
    return bool(message.get("from", {}).get("is_bot"))


def _data(heard: Heard, button: str) -> str | None:
    pairs = [pair for row in heard.buttons for pair in row]
    for fits in (
        lambda label, data: data == button,
        lambda label, data: label == button,
        lambda label, data: button in label,
    ):
        for label, data in pairs:
            if fits(label, data):
                return data
    return None


async def _asked(request: Any) -> Json:
    answer = await request
    body: Json = answer.json()
    if answer.is_error:
        raise AssertionError(f"{answer.status_code} {body.get('description')}")
    return body
