"""Telegram as a channel: everything that knows it, put together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import tzinfo
from typing import Any

import structlog
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.channels.channel import MenuChange, Receipt, Turn
from bot.channels.errors import Refused
from bot.channels.telegram import envelopes, reply_parcels
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.delivery_errors import translate
from bot.channels.telegram.dispatch import Dispatcher
from bot.channels.telegram.http import Request
from bot.channels.telegram.keyboards import Renderer
from bot.channels.telegram.menu import Menu
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.rate_limits import TelegramLimits
from bot.channels.telegram.reply_parcels import TELEGRAM_PAYLOADS, EditPayload, MenuPayload
from bot.channels.telegram.updates import CHANNEL
from bot.inbound.arrival import Arrival, Blocking
from bot.inbound.envelope import Envelope
from bot.inbound.intake import Intake
from bot.observing.health import Pulse
from bot.observing.metrics import Metrics
from bot.outbound.worker_process import WorkerProcess
from bot.web.address import Webhook
from handlers.registry import Registry
from storage.messaging.inbox import Stored
from storage.messaging.parcels import Parcel, Payload
from storage.words.replies import Reply
from storage.words.roles import Role

Work = Callable[[], Coroutine[Any, Any, None]]

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the header's name
_HOOK_CONNECTIONS = 40
"""Updates that Telegram may bring at once, never two of one chat."""


class TelegramChannel:
    """A bot of the Bot API. ``connect`` learns its username, ``open`` gets it ready."""

    name = CHANNEL
    shows_buttons = True
    payloads = TELEGRAM_PAYLOADS

    def __init__(self, bot: Bot, registry: Registry, zone: tzinfo, limits: TelegramLimits) -> None:
        self._bot, self._registry, self._zone, self.limits = bot, registry, zone, limits
        self._dispatcher = Dispatcher(bot, registry)
        self._menu: Menu | None = None
        self._delivery: Delivery | None = None

    @property
    def username(self) -> str:
        """The bot's, once connected."""
        return self._bot.username

    async def connect(self) -> None:
        """Learns who we are there. Raises ChannelError."""
        await translated(self._bot.initialize)

    def webhook(self, path: str, secret: str) -> Webhook:
        """How Telegram brings updates to us."""
        return Webhook(path=path, header=SECRET_HEADER, secret=secret, read=self.envelope)

    async def bring(self, url: str, secret: str) -> None:
        """Has updates brought to a webhook. Raises ChannelError: Refused names a bad address."""
        try:
            await self._bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=envelopes.ALLOWED,
                max_connections=_HOOK_CONNECTIONS,
            )
        except BadRequest as error:
            raise Refused(str(error)) from None
        except TelegramError as error:
            raise translate(error) from error

    async def open(self, workshop: WorkerProcess, intake: Intake) -> None:
        """As ``Channel.open``; shows the menu."""
        self.furnish(workshop, self.username)
        await self._dispatcher.app.initialize()
        assert self._menu is not None  # noqa: S101 -- furnished a moment ago
        try:
            await self._menu.show_everybody(self._bot)
        except TelegramError as error:
            log.warning("menu.failed", error=str(error))

    def furnish(self, workshop: WorkerProcess, username: str) -> None:
        """Gets ready to send. ``username`` stands in deep links."""
        renderer = Renderer(username, self._zone)
        self._menu = Menu(self._registry, renderer)
        self._delivery = Delivery(self._bot, renderer, workshop, self._menu)

    async def close(self) -> None:
        """Closes all connections."""
        await self._bot.shutdown()

    def polling(self, intake: Intake, pulse: Pulse, metrics: Metrics) -> Work:
        """What fetches updates until cancelled, where no webhook brings them; it raises BadToken."""
        poller = Poller(Request, self._bot.base_url, intake, pulse=pulse, metrics=metrics)

        async def poll() -> None:
            await translated(self._bot.delete_webhook)  # Telegram refuses to be polled beside one
            await poller.run()

        return poll

    def envelope(self, update: bytes) -> Envelope:
        """As ``Channel.envelope``."""
        return envelopes.read(update)

    async def read(self, stored: Stored) -> Arrival | Blocking | None:
        """As ``Channel.read``."""
        return await self._dispatcher.read(stored)

    def expand(self, reply: Reply, arrival: Arrival) -> Sequence[Payload]:
        """As ``Channel.expand``."""
        return reply_parcels.expand(reply, arrival)

    def replacement(self, message_id: str, reply: Reply) -> Payload | None:
        """As ``Channel.replacement``."""
        return EditPayload(message_id=message_id, reply=reply)

    def menu(self, role: Role | None, language: str) -> MenuChange | None:
        """As ``Channel.menu``."""
        if self._menu is None:
            return None
        digest = "" if role is None else self._menu.digest(role, language)
        return MenuChange(digest=digest, payload=MenuPayload(role=role))

    async def deliver(self, parcel: Parcel, turn: Turn) -> Receipt:
        """As ``Outlet.deliver``."""
        if self._delivery is None:
            raise RuntimeError("the channel is not open")
        try:
            return await self._delivery.deliver(parcel, turn)
        except TelegramError as error:
            raise translate(error) from error


async def translated(call: Callable[[], Awaitable[object]]) -> None:
    """A call whose errors are in our own words. Raises ChannelError."""
    try:
        await call()
    except TelegramError as error:
        raise translate(error) from error
