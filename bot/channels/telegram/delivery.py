"""Delivers one parcel through Telegram: renders it, or has it made, and makes the call."""

from __future__ import annotations

import asyncio
import io
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from telegram import Bot
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, NetworkError

from bot.channels.channel import Receipt, Turn
from bot.channels.telegram.http import plain
from bot.channels.telegram.keyboards import Renderer
from bot.channels.telegram.menu import Menu
from bot.channels.telegram.reply_parcels import EditPayload, MenuPayload, ToastPayload
from bot.outbound.made import Made, Unmade
from bot.outbound.worker_process import WorkerProcess
from storage.messaging.parcels import ChartPayload, FilePayload, MadePayload, Parcel, TextPayload, ViewPayload
from storage.words.replies import Reply

TOAST_LONGEST = 200
"""Telegram's limit of the answer to a tap."""
MAKING_SECONDS = 120
"""A chart or file that takes longer is given up: everything behind it in the chat waits for it."""
_ACTIONS: dict[type[MadePayload], ChatAction] = {
    ViewPayload: ChatAction.TYPING,
    ChartPayload: ChatAction.UPLOAD_PHOTO,
    FilePayload: ChatAction.UPLOAD_DOCUMENT,
}


class Delivery:
    """Knows Telegram's calls, and nothing of queues or limits."""

    def __init__(self, bot: Bot, renderer: Renderer, workshop: WorkerProcess, menu: Menu) -> None:
        self._bot, self._renderer, self._workshop, self._menu = bot, renderer, workshop, menu

    async def deliver(self, parcel: Parcel, turn: Turn) -> Receipt:
        """Makes one call that counts against Telegram's limits. Raises Telegram's errors, and Unmade.

        ``turn`` is awaited before it where something is made first, which takes a while.
        """
        match parcel.payload:
            case TextPayload(reply=reply):
                return await self._send(parcel, reply)
            case EditPayload() as edit:
                return await self._edit(parcel, edit)
            case ToastPayload() as toast:
                await self._toast(parcel, toast)
            case MenuPayload(role=role):
                await self._menu.show(self._bot, parcel.address, role, parcel.language)
            case MadePayload() as promised:
                return await self._send_made(parcel, promised, turn)
            case unknown:
                raise TypeError(f"Telegram sends no {type(unknown).__name__}")
        return Receipt()

    async def _send(self, parcel: Parcel, reply: Reply) -> Receipt:
        """The next piece; the buttons stand under the last one."""
        pieces = self._renderer.pieces(reply, parcel.language)
        number = min(parcel.pieces, len(pieces) - 1)
        last = number == len(pieces) - 1
        markup = self._renderer.markup(reply, parcel.language) if last else None
        sent = await self._write("sendMessage", parcel, pieces[number], markup)
        return Receipt(message_id=str(sent["message_id"])) if last else Receipt(pieces=number + 1)

    async def _write(
        self, method: str, parcel: Parcel, text: str, markup: str | None, **fields: str
    ) -> dict[str, Any]:
        """Of what Telegram answers we need one number: the library would make a dozen objects of it."""
        fields |= {"chat_id": parcel.address, "text": text, "parse_mode": ParseMode.HTML.value}
        if markup is not None:
            fields["reply_markup"] = markup
        sent = await self._bot.request.post(f"{self._bot.base_url}/{method}", plain(**fields))
        return cast(dict[str, Any], sent)

    async def _edit(self, parcel: Parcel, edit: EditPayload) -> Receipt:
        reply, number = edit.reply, int(edit.message_id)
        if reply is None:
            await self._unsay(parcel.address, number)
            return Receipt()
        if not reply.key:
            with suppress(BadRequest):
                await self._bot.edit_message_reply_markup(chat_id=parcel.address, message_id=number)
            return Receipt(message_id=str(number))
        text, *more = self._renderer.pieces(reply, parcel.language)
        if more:
            return await self._send(parcel, reply)
        try:
            markup = self._renderer.keyboard(reply.buttons, parcel.language)
            await self._write("editMessageText", parcel, text, markup, message_id=str(number))
        except BadRequest as error:
            if "not modified" in str(error).lower():
                return Receipt(message_id=str(number))
            # The message may be gone or too old to edit: the answer must still arrive.
            return await self._send(parcel, reply)
        return Receipt(message_id=str(number))

    async def _unsay(self, address: str, number: int) -> None:
        """Takes a message out of the chat; one that is gone or too old has no need or no hope."""
        with suppress(BadRequest):
            await self._bot.delete_message(address, number)

    async def _toast(self, parcel: Parcel, toast: ToastPayload) -> None:
        texts = self._renderer.texts(parcel.language)
        await self._bot.answer_callback_query(
            toast.callback, text=texts.render(toast.text)[:TOAST_LONGEST] if toast.text else None
        )

    async def _send_made(self, parcel: Parcel, promised: MadePayload, turn: Turn) -> Receipt:
        with suppress(NetworkError):
            await self._bot.send_chat_action(parcel.address, _ACTIONS[type(promised)])
        made = await self._make(parcel, promised)
        await turn()
        if made.reply is not None:
            receipt = await self._send(parcel, made.reply)
            return replace(receipt, reply=made.reply) if receipt.pieces else receipt
        data = made.file_id or io.BytesIO(made.data)
        send = self._bot.send_photo if isinstance(promised, ChartPayload) else self._bot.send_document
        sent = await send(
            parcel.address, data, caption=made.caption, parse_mode=ParseMode.HTML, filename=made.filename
        )
        return Receipt(message_id=str(sent.message_id))

    async def _make(self, parcel: Parcel, promised: MadePayload) -> Made:
        texts = self._renderer.texts(parcel.language)
        try:
            async with asyncio.timeout(MAKING_SECONDS):
                return await self._workshop.make(promised.name, promised.query, texts)
        except Exception as error:
            raise Unmade(repr(error)) from error
