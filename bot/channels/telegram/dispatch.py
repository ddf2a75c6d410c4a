"""Stored updates through python-telegram-bot's handlers: which of them are for us, and as what."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Update
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.channels.channel import Unreadable
from bot.channels.telegram.updates import CHANNEL, blocking, read
from bot.inbound.arrival import Arrival, Blocking
from handlers.registry import Registry
from storage.engine import json_codec
from storage.messaging.inbox import Stored

App = Application[Any, Any, Any, Any, Any, Any]
Reading = Callable[[Update], Arrival | Blocking | None]
Callback = Callable[[Update, CallbackContext[Any, Any, Any, Any]], Coroutine[Any, Any, None]]


@dataclass(slots=True)
class _Ticket:
    arrival: Arrival | Blocking | None = None
    error: Exception | None = None


_ticket: ContextVar[_Ticket] = ContextVar("ticket")


def _ticketed(reading: Reading) -> Callback:
    """The library's kind of callback. An error goes to the ticket: the library would log and forget it."""

    async def call(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        ticket = _ticket.get()
        try:
            ticket.arrival = reading(update)
        except Exception as error:
            ticket.error = error

    return call


class Dispatcher:
    """Has stored updates dispatched by python-telegram-bot, and hands on what they are."""

    name = CHANNEL

    def __init__(self, bot: Bot, registry: Registry) -> None:
        self._bot = bot
        self.app: App = Application.builder().bot(bot).updater(None).job_queue(None).build()
        private, take = filters.ChatType.PRIVATE, _ticketed(read)
        self.app.add_handlers(
            [
                CommandHandler(list(registry.commands), take, filters.UpdateType.MESSAGE & private),
                MessageHandler(private & filters.UpdateType.MESSAGES, take),
                CallbackQueryHandler(take),
                ChatMemberHandler(_ticketed(blocking), ChatMemberHandler.MY_CHAT_MEMBER),
                TypeHandler(Update, _ticketed(lambda _update: None)),
            ]
        )

    async def read(self, stored: Stored) -> Arrival | Blocking | None:
        """What an update is to us; None where it is nothing. Raises Unreadable."""
        try:
            update = Update.de_json(json_codec.loads(stored.payload), self._bot)
        except Exception as error:
            raise Unreadable(repr(error)) from error
        ticket = _Ticket()
        _ticket.set(ticket)
        await self.app.process_update(update)
        if ticket.error is not None:
            raise ticket.error
        return ticket.arrival
