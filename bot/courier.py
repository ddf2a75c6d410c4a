"""Delivers one parcel through Telegram: renders it, or has it made, and makes the call."""

from __future__ import annotations

import io

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest

from bot.rendering import Renderer
from bot.workshop import Workshop
from handlers.registry import Registry
from storage.model import Reply, Role
from storage.outbox import Parcel

MENU_LONGEST = 256
"""Telegram's limit of a command's description."""


class Courier:
    """Knows Telegram's calls, and nothing of queues or limits."""

    def __init__(self, bot: Bot, renderer: Renderer, workshop: Workshop, registry: Registry) -> None:
        self._bot, self._renderer, self._workshop, self._registry = bot, renderer, workshop, registry

    async def deliver(self, parcel: Parcel) -> str | None:
        """Sends a parcel and returns the id of the message, if it became one. Raises Telegram's errors."""
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
                return await self._send_made(parcel)
        return None

    async def _send(self, parcel: Parcel, reply: Reply) -> str:
        *first, last = self._renderer.pieces(reply, parcel.language)
        for piece in first:
            await self._bot.send_message(parcel.address, piece, parse_mode=ParseMode.HTML)
        sent = await self._bot.send_message(
            parcel.address,
            last,
            parse_mode=ParseMode.HTML,
            reply_markup=self._renderer.keyboard(reply.buttons, parcel.language),
        )
        return str(sent.message_id)

    async def _edit(self, parcel: Parcel) -> str:
        reply: Reply = parcel.payload["reply"]
        pieces = self._renderer.pieces(reply, parcel.language)
        try:
            await self._bot.edit_message_text(
                pieces[0],
                chat_id=parcel.address,
                message_id=int(parcel.payload["message_id"]),
                parse_mode=ParseMode.HTML,
                reply_markup=self._renderer.keyboard(reply.buttons, parcel.language),
            )
        except BadRequest as error:
            if "not modified" in str(error).lower():
                return str(parcel.payload["message_id"])
            # The message may be gone or too old to edit: the answer must still arrive.
            return await self._send(parcel, reply)
        return str(parcel.payload["message_id"])

    async def _toast(self, parcel: Parcel) -> None:
        text = parcel.payload["text"]
        await self._bot.answer_callback_query(
            parcel.payload["callback"],
            text=self._renderer.texts(parcel.language).render(text)[:200] if text else None,
        )

    async def _menu(self, parcel: Parcel) -> None:
        role = Role(parcel.payload["role"])
        await self._bot.set_my_commands(
            menu(self._registry, self._renderer, role, parcel.language),
            scope=BotCommandScopeChat(int(parcel.address)),
        )

    async def _send_made(self, parcel: Parcel) -> str:
        action = ChatAction.TYPING if parcel.kind == "view" else ChatAction.UPLOAD_PHOTO
        await self._bot.send_chat_action(parcel.address, action)
        texts = self._renderer.texts(parcel.language)
        made = await self._workshop.make(parcel.payload["name"], parcel.payload["query"], texts)
        if made.reply is not None:
            return await self._send(parcel, made.reply)
        data = io.BytesIO(made.data)
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
    """The commands of a role, described in a language."""
    texts = renderer.texts(language)
    return [
        BotCommand(name, texts.say(f"menu.{name}")[:MENU_LONGEST])
        for name, route in registry.commands.items()
        if role in route.roles
    ]
