"""The assembly: settings in, a running bot out. Everything that lives as long as the process is made here."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from telegram import Bot, BotCommandScopeDefault
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.binding import Binding
from bot.clock import Clock
from bot.courier import Courier, menu
from bot.endpoint import Endpoint, Frame
from bot.lanes import Lanes
from bot.makers import MAKERS
from bot.patience import seconds_of
from bot.poller import Poller
from bot.reminding import remind
from bot.rendering import Renderer
from bot.sender import Pace, Sender
from bot.workshop import Workshop
from handlers.registry import registry
from scheduler.ticks import Ticks
from storage import milestones
from storage.campaign import Campaign
from storage.database import Database
from storage.inbox import Stored
from storage.model import Role

log = structlog.get_logger(__name__)

TICK_SECONDS = 60.0
RESTART_SECONDS = 2.0
GRACE = 0.5
"""Seconds that work under way has at the end."""
_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """What a bot is made of. ``api`` is a Bot API server's root."""

    token: str
    api: str
    campaign: Campaign
    clock: Clock
    zone: ZoneInfo
    pace: Pace = field(default_factory=Pace)


class Service:
    """One bot: polls, handles, sends and reminds until it is told to stop."""

    def __init__(self, plan: Plan, database: Database) -> None:
        self._plan, self._database = plan, database
        api = plan.api.rstrip("/")
        self._polling = HTTPXRequest(connection_pool_size=2, http_version="1.1")
        self._bot = Bot(
            plan.token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=HTTPXRequest(connection_pool_size=_CONNECTIONS, pool_timeout=30),
            get_updates_request=self._polling,
        )

    async def run(self, stop: asyncio.Event, ready: Callable[[str], None] = lambda _name: None) -> None:
        """Runs until ``stop``; ``ready`` gets the bot's username. Raises InvalidToken."""
        reaching = asyncio.create_task(self._reach_telegram())
        try:
            await _first_of(stop, [reaching])
            if reaching.done():
                await reaching
                await self._live(stop, ready)
        finally:
            reaching.cancel()
            await asyncio.gather(reaching, return_exceptions=True)
            await self._polling.shutdown()
            await self._bot.shutdown()

    async def _reach_telegram(self) -> None:
        pause = 1.0
        while True:
            try:
                await self._bot.initialize()
                await self._bot.delete_webhook()
                await self._polling.initialize()
                return
            except InvalidToken:
                raise
            except TelegramError as error:
                seconds = seconds_of(error) if isinstance(error, RetryAfter) else pause
                log.warning("telegram.unreachable", error=str(error), pause=seconds)
                await asyncio.sleep(seconds)
                pause = min(30.0, pause * 2)

    async def _live(self, stop: asyncio.Event, ready: Callable[[str], None]) -> None:
        plan, database, name = self._plan, self._database, str(self._bot.id)
        renderer = Renderer(self._bot.username, plan.zone)
        workshop = Workshop(database, plan.campaign, plan.clock, plan.zone, MAKERS)
        frame = Frame(
            name, database, plan.campaign, plan.clock, plan.zone, registry, partial(menu_digest, renderer)
        )
        sender = Sender(
            Courier(self._bot, renderer, workshop, registry), database, name, plan.clock, plan.pace
        )
        binding = Binding(self._bot, Endpoint(frame), registry, database, plan.clock)

        async def handle(stored: Stored) -> None:
            await binding.handle(stored)
            sender.wake()

        lanes = Lanes(database, name, handle)
        poller = Poller(self._polling, self._bot.base_url, name, database, plan.clock, lanes.wake)
        ticks = Ticks(plan.zone, lambda error: log.error("tick.failed", exc_info=error))

        async def tick() -> None:
            await remind(frame)
            sender.wake()

        async with database.write() as db:
            await milestones.activate(db, plan.campaign.code, plan.clock.now())
        await self._show_menu(renderer)
        await binding.app.initialize()
        moved = asyncio.Event()
        plan.clock.on_move(moved.set)
        parts: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "poller": poller.run,
            "lanes": lanes.run,
            "sender": sender.run,
            "clock": partial(_whenever, moved, tick),
        }
        running = [asyncio.create_task(_kept_up(label, part), name=label) for label, part in parts.items()]
        ticks.every(TICK_SECONDS, tick)
        ticks.start()
        moved.set()
        ready(self._bot.username)
        try:
            await _first_of(stop, running)
        finally:
            await ticks.stop()
            for task in running:
                task.cancel()
            ended = await asyncio.gather(*running, return_exceptions=True)
            await lanes.drain(GRACE)
            await sender.drain(GRACE)
            workshop.close()
        for error in ended:
            if isinstance(error, Exception):
                raise error

    async def _show_menu(self, renderer: Renderer) -> None:
        """What strangers see; whoever is registered gets the menu of the role with the next answer."""
        everybody = [
            item for item in menu(registry, renderer, Role.ADMIN, "vi") if item.command in ("start", "help")
        ]
        try:
            await self._bot.set_my_commands(everybody, scope=BotCommandScopeDefault())
        except TelegramError as error:
            log.warning("menu.failed", error=str(error))


@cache
def menu_digest(renderer: Renderer, role: Role, language: str) -> str:
    """Tells whether a chat shows today's menu."""
    commands = [command.to_dict() for command in menu(registry, renderer, role, language)]
    return hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()[:16]


async def _kept_up(label: str, part: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs a part again after a failure, so that a passing fault (a full disk) does not end the bot."""
    while True:
        try:
            return await part()
        except InvalidToken:
            raise
        except Exception:
            log.exception("part.failed", part=label, pause=RESTART_SECONDS)
            await asyncio.sleep(RESTART_SECONDS)


async def _whenever(event: asyncio.Event, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    while True:
        await event.wait()
        event.clear()
        await work()


async def _first_of(stop: asyncio.Event, running: list[asyncio.Task[None]]) -> None:
    """Waits for the stop, or for a part that ended by an error."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([stopping, *running], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
