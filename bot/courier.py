"""Delivers one parcel through Telegram: renders it, or has it made, and makes the call."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from contextlib import suppress

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest

from bot.rendering import Renderer
from bot.workshop import Workshop
from handlers.registry import Registry
from storage.model import Reply, Role
from storage.outbox import Parcel

Breathe = Callable[[], Awaitable[None]]

MENU_LONGEST = 256
"""Telegram's limit of a command's description."""
_ACTIONS = {
    "view": ChatAction.TYPING,
    "chart": ChatAction.UPLOAD_PHOTO,
    "file": ChatAction.UPLOAD_DOCUMENT,
}


class Courier:
    """Knows Telegram's calls, and nothing of queues or limits."""

    def __init__(self, bot: Bot, renderer: Renderer, workshop: Workshop, registry: Registry) -> None:
        self._bot, self._renderer, self._workshop, self._registry = bot, renderer, workshop, registry

    async def deliver(self, parcel: Parcel, breathe: Breathe) -> str | None:
        """Sends a parcel and returns the id of the message, if it became one. Raises Telegram's errors.

        ``breathe`` waits as long as Telegram wants between two messages to one chat.
        """
        match parcel.kind:
            case "text":
                return await self._send(parcel, parcel.payload["reply"], breathe)
            case "edit":
                return await self._edit(parcel, breathe)
            case "toast":
                await self._toast(parcel)
            case "menu":
                await self._menu(parcel)
            case _:
                return await self._send_made(parcel, breathe)
        return None

    async def _send(self, parcel: Parcel, reply: Reply, breathe: Breathe) -> str:
        *first, last = self._renderer.pieces(reply, parcel.language)
        for piece in first:
            await self._bot.send_message(parcel.address, piece, parse_mode=ParseMode.HTML)
            await breathe()
        sent = await self._bot.send_message(
            parcel.address,
            last,
            parse_mode=ParseMode.HTML,
            reply_markup=self._renderer.markup(reply, parcel.language),
        )
        return str(sent.message_id)

    async def _edit(self, parcel: Parcel, breathe: Breathe) -> str | None:
        reply: Reply | None = parcel.payload["reply"]
        if reply is None:
            await self._unsay(parcel)
            return None
        number = int(parcel.payload["message_id"])
        if not reply.key:
            with suppress(BadRequest):
                await self._bot.edit_message_reply_markup(chat_id=parcel.address, message_id=number)
            return str(number)
        text, *more = self._renderer.pieces(reply, parcel.language)
        if more:
            return await self._send(parcel, reply, breathe)
        try:
            await self._bot.edit_message_text(
                text,
                chat_id=parcel.address,
                message_id=number,
                parse_mode=ParseMode.HTML,
                reply_markup=self._renderer.keyboard(reply.buttons, parcel.language),
            )
        except BadRequest as error:
            if "not modified" in str(error).lower():
                return str(number)
            # The message may be gone or too old to edit: the answer must still arrive.
            return await self._send(parcel, reply, breathe)
        return str(number)

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

    async def _send_made(self, parcel: Parcel, breathe: Breathe) -> str:
        await self._bot.send_chat_action(parcel.address, _ACTIONS[parcel.kind])
        texts = self._renderer.texts(parcel.language)
        made = await self._workshop.make(parcel.payload["name"], parcel.payload["query"], texts)
        if made.reply is not None:
            return await self._send(parcel, made.reply, breathe)
        data = made.file_id or io.BytesIO(made.data)
        if parcel.kind == "chart":
            sent = await self._bot.send_photo(
                parcel.address, data, caption=made.caption, parse_mode=ParseMode.HTML, filename=made.filename
            )
        else:
            sent = await self._bot.send_document(
                parcel.address, data, caption=made.caption, parse_mode=ParseMode.HTML, filename=made.filename
            )
        return str(sent.message_id)


def menu(registry: Registry, renderer: Renderer, role: Role, language: str) -> list[BotCommand]:
    """The commands of a role, described in a language; those of the survey before the personal ones."""
    texts = renderer.texts(language)
    return [BotCommand(name, texts.say(f"menu.{name}")[:MENU_LONGEST]) for name in registry.menu(role)]
