"""Delivers one parcel through Telegram: renders it, or has it made, and makes the call."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, cast

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, NetworkError

from bot.channels.telegram.http import plain
from bot.channels.telegram.keyboards import Renderer
from bot.outbound.made import Made
from bot.outbound.worker_process import WorkerProcess
from handlers.registry import Registry
from storage.messaging.outbox import Parcel
from storage.words.replies import Reply
from storage.words.roles import Role

Turn = Callable[[], Awaitable[None]]

MENU_LONGEST = 256
"""Telegram's limit of a command's description."""
MAKING_SECONDS = 120
"""A chart or file that takes longer is given up: everything behind it in the chat waits for it."""
MADE = frozenset({"chart", "file", "view"})
"""Kinds that are made first and need their turn only then."""
_ACTIONS = {
    "view": ChatAction.TYPING,
    "chart": ChatAction.UPLOAD_PHOTO,
    "file": ChatAction.UPLOAD_DOCUMENT,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was delivered. Of a long text only the next piece was: ``pieces`` have arrived, more follow.

    ``reply`` is then what a computed text has become, for the rest of its pieces.
    """

    message_id: str | None = None
    pieces: int = 0
    reply: Reply | None = None


class Unmade(Exception):
    """A chart, file or computed text could not be made: nothing was sent."""


class Delivery:
    """Knows Telegram's calls, and nothing of queues or limits."""

    def __init__(self, bot: Bot, renderer: Renderer, workshop: WorkerProcess, registry: Registry) -> None:
        self._bot, self._renderer, self._workshop, self._registry = bot, renderer, workshop, registry

    async def deliver(self, parcel: Parcel, turn: Turn) -> Receipt:
        """Makes one call that counts against Telegram's limits. Raises Telegram's errors, and Unmade.

        ``turn`` is awaited before it where something is made first (``MADE``), which takes a while.
        """
        match parcel.kind:
            case "text":
                return await self._send(parcel, parcel.payload["reply"])
            case "edit":
                return await self._edit(parcel)
            case "toast":
                await self._toast(parcel)
            case "menu":
                await self._menu(parcel)
            case _:
                return await self._send_made(parcel, turn)
        return Receipt()

    async def _send(self, parcel: Parcel, reply: Reply) -> Receipt:
        """The next piece; the buttons stand under the last one."""
        pieces = self._renderer.pieces(reply, parcel.language)
        number = min(parcel.pieces, len(pieces) - 1)
        last = number == len(pieces) - 1
        markup = self._renderer.markup(reply, parcel.language) if last else None
        sent = await self._write("sendMessage", parcel, pieces[number], markup)
        return Receipt(str(sent["message_id"])) if last else Receipt(pieces=number + 1)

    async def _write(
        self, method: str, parcel: Parcel, text: str, markup: str | None, **fields: str
    ) -> dict[str, Any]:
        """Of what Telegram answers we need one number: the library would make a dozen objects of it."""
        fields |= {"chat_id": parcel.address, "text": text, "parse_mode": ParseMode.HTML.value}
        if markup is not None:
            fields["reply_markup"] = markup
        sent = await self._bot.request.post(f"{self._bot.base_url}/{method}", plain(**fields))
        return cast(dict[str, Any], sent)

    async def _edit(self, parcel: Parcel) -> Receipt:
        reply: Reply | None = parcel.payload["reply"]
        if reply is None:
            await self._unsay(parcel)
            return Receipt()
        number = int(parcel.payload["message_id"])
        if not reply.key:
            with suppress(BadRequest):
                await self._bot.edit_message_reply_markup(chat_id=parcel.address, message_id=number)
            return Receipt(str(number))
        text, *more = self._renderer.pieces(reply, parcel.language)
        if more:
            return await self._send(parcel, reply)
        try:
            markup = self._renderer.keyboard(reply.buttons, parcel.language)
            await self._write("editMessageText", parcel, text, markup, message_id=str(number))
        except BadRequest as error:
            if "not modified" in str(error).lower():
                return Receipt(str(number))
            # The message may be gone or too old to edit: the answer must still arrive.
            return await self._send(parcel, reply)
        return Receipt(str(number))

    async def _unsay(self, parcel: Parcel) -> None:
        """Takes a message out of the chat; one that is gone or too old has no need or no hope."""
        with suppress(BadRequest):
            await self._bot.delete_message(parcel.address, int(parcel.payload["message_id"]))

    async def _toast(self, parcel: Parcel) -> None:
        text = parcel.payload["text"]
        await self._bot.answer_callback_query(
            parcel.payload["callback"],
            text=self._renderer.texts(parcel.language).render(text)[:200] if text else None,
        )

    async def _menu(self, parcel: Parcel) -> None:
        if parcel.payload["role"] is None:
            await self._bot.delete_my_commands(scope=BotCommandScopeChat(int(parcel.address)))
            return
        role = Role(parcel.payload["role"])
        await self._bot.set_my_commands(
            menu(self._registry, self._renderer, role, parcel.language),
            scope=BotCommandScopeChat(int(parcel.address)),
        )

    async def _send_made(self, parcel: Parcel, turn: Turn) -> Receipt:
        with suppress(NetworkError):
            await self._bot.send_chat_action(parcel.address, _ACTIONS[parcel.kind])
        made = await self._make(parcel)
        await turn()
        if made.reply is not None:
            receipt = await self._send(parcel, made.reply)
            return replace(receipt, reply=made.reply) if receipt.pieces else receipt
        data = made.file_id or io.BytesIO(made.data)
        send = self._bot.send_photo if parcel.kind == "chart" else self._bot.send_document
        sent = await send(
            parcel.address, data, caption=made.caption, parse_mode=ParseMode.HTML, filename=made.filename
        )
        return Receipt(str(sent.message_id))

    async def _make(self, parcel: Parcel) -> Made:
        texts = self._renderer.texts(parcel.language)
        try:
            async with asyncio.timeout(MAKING_SECONDS):
                return await self._workshop.make(parcel.payload["name"], parcel.payload["query"], texts)
        except Exception as error:
            raise Unmade(repr(error)) from error


def menu(registry: Registry, renderer: Renderer, role: Role, language: str) -> list[BotCommand]:
    """The commands of a role, described in a language; those of the survey before the personal ones."""
    texts = renderer.texts(language)
    return [BotCommand(name, texts.say(f"menu.{name}")[:MENU_LONGEST]) for name in registry.menu(role)]
