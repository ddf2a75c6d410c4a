"""Binds the declared handlers to python-telegram-bot: every update ends in the one endpoint."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog
from telegram import Bot, ChatMember, Update
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

from bot.arrivals import CHANNEL, read
from bot.clock import Clock
from bot.endpoint import Endpoint
from handlers.registry import Registry
from storage import inbox, outbox, people
from storage.database import Database
from storage.inbox import ATTEMPTS, Stored

log = structlog.get_logger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]


@dataclass(slots=True)
class _Ticket:
    stored: Stored
    error: Exception | None = None


_ticket: ContextVar[_Ticket] = ContextVar("ticket")


Work = Callable[[Stored, Update], Awaitable[None]]
Callback = Callable[[Update, CallbackContext[Any, Any, Any, Any]], Coroutine[Any, Any, None]]


def _ticketed(work: Work) -> Callback:
    """The library's kind of callback. An error goes to the ticket: the library would log and forget it."""

    async def call(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        ticket = _ticket.get()
        try:
            await work(ticket.stored, update)
        except Exception as error:
            ticket.error = error

    return call


class Binding:
    """Dispatches stored updates through python-telegram-bot's handlers and sees each to its end."""

    def __init__(
        self, bot: Bot, endpoint: Endpoint, registry: Registry, database: Database, clock: Clock
    ) -> None:
        self._bot, self._endpoint, self._database, self._clock = bot, endpoint, database, clock
        self.app: App = Application.builder().bot(bot).updater(None).job_queue(None).build()
        private, serve = filters.ChatType.PRIVATE, _ticketed(self._serve)
        self.app.add_handlers(
            [
                CommandHandler(list(registry.commands), serve, filters.UpdateType.MESSAGE & private),
                MessageHandler(private & filters.UpdateType.MESSAGES, serve),
                CallbackQueryHandler(serve),
                ChatMemberHandler(_ticketed(self._membership), ChatMemberHandler.MY_CHAT_MEMBER),
                TypeHandler(Update, _ticketed(self._ignore)),
            ]
        )

    async def handle(self, stored: Stored) -> None:
        """Handles an update until its inbox row has an end; never raises but on cancellation."""
        update = await self._parse(stored)
        if update is None:
            return
        while True:
            ticket = _Ticket(stored)
            _ticket.set(ticket)
            await self.app.process_update(update)
            if ticket.error is None or await self._failed(ticket, update):
                return

    async def _parse(self, stored: Stored) -> Update | None:
        try:
            update = Update.de_json(json.loads(stored.payload), self._bot)
        except Exception as error:
            log.warning("update.unreadable", update=stored.update_id, error=repr(error))
            await self._finish(stored, "ignored", "unreadable", repr(error))
            return None
        return update

    async def _serve(self, stored: Stored, update: Update) -> None:
        arrival = read(update)
        if arrival is None:
            await self._finish(stored, "ignored", "other")
        else:
            await self._endpoint.serve(stored, arrival)

    async def _membership(self, stored: Stored, update: Update) -> None:
        member = update.my_chat_member
        if member is None or member.chat.type != "private":
            await self._finish(stored, "ignored", "membership")
            return
        blocked = member.new_chat_member.status == ChatMember.BANNED
        address, now = str(member.chat.id), self._clock.now()
        async with self._database.write() as db:
            await people.set_reachable(db, CHANNEL, address, since=now if blocked else None)
            if blocked:
                await outbox.cancel_for(db, CHANNEL, address)
            await inbox.finish(db, stored.seq, "done", "membership", now)

    async def _ignore(self, stored: Stored, _update: Update) -> None:
        await self._finish(stored, "ignored", "other")

    async def _failed(self, ticket: _Ticket, update: Update) -> bool:
        """Counts a failure; True when the update is parked and the lane goes on."""
        stored, error = ticket.stored, ticket.error
        log.error("update.failed", update=stored.update_id, exc_info=error)
        async with self._database.write() as db:
            if await inbox.count_attempt(db, stored.seq, repr(error)) < ATTEMPTS:
                return False
            if update.effective_chat is not None:
                await self._endpoint.apologise(db, stored, str(update.effective_chat.id))
            await inbox.finish(db, stored.seq, "parked", "failed", self._clock.now(), repr(error))
        return True

    async def _finish(self, stored: Stored, state: str, kind: str, error: str = "") -> None:
        async with self._database.write() as db:
            await inbox.finish(db, stored.seq, state, kind, self._clock.now(), error)
