"""Binds the declared handlers to python-telegram-bot: every update ends in the one endpoint."""

from __future__ import annotations

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

from bot.channels.telegram.updates import CHANNEL, read
from bot.clock import Clock
from bot.inbound.endpoint import Endpoint, Transaction
from bot.observing.metrics import Metrics
from handlers.registry import Registry
from storage.engine import json_codec
from storage.engine.database import Database, is_passing
from storage.messaging import inbox, lanes, outbox
from storage.messaging.inbox import ATTEMPTS, Stored
from storage.people import people

log = structlog.get_logger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]


@dataclass(slots=True)
class _Ticket:
    stored: Stored
    transaction: Transaction
    error: Exception | None = None


_ticket: ContextVar[_Ticket] = ContextVar("ticket")


Work = Callable[[Stored, Update, Transaction], Awaitable[None]]
Callback = Callable[[Update, CallbackContext[Any, Any, Any, Any]], Coroutine[Any, Any, None]]


def _ticketed(work: Work) -> Callback:
    """The library's kind of callback. An error goes to the ticket: the library would log and forget it."""

    async def call(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        ticket = _ticket.get()
        try:
            await work(ticket.stored, update, ticket.transaction)
        except Exception as error:
            ticket.error = error

    return call


class Dispatcher:
    """Dispatches stored updates through python-telegram-bot's handlers and sees each to its end."""

    def __init__(
        self,
        bot: Bot,
        endpoint: Endpoint,
        registry: Registry,
        database: Database,
        clock: Clock,
        metrics: Metrics | None = None,
    ) -> None:
        self._bot, self._endpoint, self._database, self._clock = bot, endpoint, database, clock
        self._metrics = metrics or Metrics()
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
        """Handles an update until its inbox row has an end. Raises only what may pass (a full disk)."""
        while error := await self.attempt(stored, self._database.write):
            if is_passing(error):
                raise error
            if await self.fail(stored, error):
                return

    async def attempt(self, stored: Stored, transaction: Transaction) -> Exception | None:
        """Handles an update once, in a transaction; what went wrong, and then nothing has an effect."""
        with structlog.contextvars.bound_contextvars(update=stored.update_id, campaign=None, person=None):
            try:
                update = Update.de_json(json_codec.loads(stored.payload), self._bot)
            except Exception as error:
                log.warning("update.unreadable", error=repr(error))
                await self._finish(stored, transaction, "ignored", "unreadable", repr(error))
                return None
            ticket = _Ticket(stored, transaction)
            _ticket.set(ticket)
            await self.app.process_update(update)
            if ticket.error and not is_passing(ticket.error):
                log.error("update.failed", exc_info=ticket.error)
            return ticket.error

    async def _serve(self, stored: Stored, update: Update, transaction: Transaction) -> None:
        arrival = read(update)
        if arrival is None:
            await self._finish(stored, transaction, "ignored", "other")
        else:
            await self._endpoint.serve(stored, arrival, transaction)

    async def _membership(self, stored: Stored, update: Update, transaction: Transaction) -> None:
        member = update.my_chat_member
        if member is None or member.chat.type != "private":
            await self._finish(stored, transaction, "ignored", "membership")
            return
        blocked = member.new_chat_member.status == ChatMember.BANNED
        address, now = str(member.chat.id), self._clock.now()
        async with transaction() as db:
            await people.set_reachable(db, CHANNEL, address, since=now if blocked else None)
            if blocked:
                await outbox.cancel_for(db, CHANNEL, address)
            await inbox.finish(db, stored.seq, "done", "membership", now)
        self._metrics.handled("membership", "noted")

    async def _ignore(self, stored: Stored, _update: Update, transaction: Transaction) -> None:
        await self._finish(stored, transaction, "ignored", "other")

    async def fail(self, stored: Stored, error: Exception) -> bool:
        """Counts a failure; True when the update has an end and the lane goes on."""
        async with self._database.write() as db:
            await lanes.hold(db, str(self._bot.id), stored.chat)
            if not await inbox.is_open(db, stored.seq):
                return True
            if await inbox.count_attempt(db, stored.seq, repr(error)) < ATTEMPTS:
                return False
            await self._endpoint.apologise(db, stored)
            await inbox.finish(db, stored.seq, "parked", "failed", self._clock.now(), repr(error))
        self._metrics.handled("failed", "parked")
        return True

    async def _finish(
        self, stored: Stored, transaction: Transaction, state: str, kind: str, error: str = ""
    ) -> None:
        async with transaction() as db:
            await inbox.finish(db, stored.seq, state, kind, self._clock.now(), error)
        self._metrics.handled(kind, state)
