"""The bot's own parts between a real database file and the simulator over HTTP, without its handlers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select
from telegram import Bot

from bot import settings  # noqa: F401 -- sets how the library tells waits
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.http import Request
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.rate_limits import TelegramLimits
from bot.clock import Clock
from bot.inbound.intake import Intake
from bot.outbound.sender import Observer, Sender
from bot.outbound.worker_process import Maker, WorkerProcess
from bot.simulator import Limits, Persona, Phone, Simulator, create_app, serve
from handlers.registry import Registry
from storage.engine.database import Database
from storage.messaging import outbox
from storage.messaging.parcels import Priority, Target
from storage.tables import contacts
from storage.tables import inbox as inbox_rows
from storage.tables import outbox as outbox_rows
from storage.words.replies import Reply, Text
from tests.field import BOT, CAMPAIGN, CHANNEL, NOW, ZONE, cast, opened

TOKEN = f"{BOT}:token-of-the-tests"
CHATS = (101, 102, 103, 104)
FAST = TelegramLimits(overall=10_000, between=0)
IMPATIENT = 0.02
"""Seconds after which a sender looks into the outbox unasked: a try again waits for our clock only."""


@dataclass
class Office:
    """``put`` queues a text as a handler's reply or a tick's reminder would be."""

    database: Database
    simulator: Simulator
    clock: Clock
    bot: Bot
    client: httpx.AsyncClient
    pace: TelegramLimits = FAST
    makers: dict[str, Maker] = field(default_factory=dict)

    def sender(
        self, observe: Observer = lambda _parcel, _outcome: None, *, idle: float = IMPATIENT
    ) -> Sender:
        workshop = WorkerProcess(self.database, CAMPAIGN, self.clock, ZONE, self.makers)
        channel = TelegramChannel(self.bot, Registry(), ZONE, self.pace)
        channel.furnish(workshop, "sipas_bot")
        return Sender(channel, self.database.write, self.database.read, BOT, self.clock, observe, idle)

    def poller(
        self, arrived: Callable[[], None] = lambda: None, *, token: str = TOKEN, **options: Any
    ) -> Poller:
        url = self.bot.base_url.replace(TOKEN, token)
        return Poller(Request, url, self.intake(arrived), **options)

    def intake(self, arrived: Callable[[], None] = lambda: None, **options: Any) -> Intake:
        return Intake(BOT, self.database, self.clock, arrived, **options)

    async def put(self, text: str, chat: int = 101, priority: Priority = Priority.REPLY) -> int:
        async with self.database.write() as db:
            return await outbox.put_text(
                db, target(chat), Text("lines", {"lines": [text]}), NOW, priority=priority
            )

    async def states(self, *columns: str) -> list[Any]:
        """What became of each parcel, in the order in which they were put."""
        wanted = [outbox_rows.c[column] for column in columns or ("state",)]
        async with self.database.read() as db:
            found = (await db.execute(select(*wanted).order_by(outbox_rows.c.id))).all()
        return [row[0] for row in found] if len(wanted) == 1 else [tuple(row) for row in found]

    async def settled(self) -> list[Any]:
        """Waits until nothing is queued or on its way."""

        async def done() -> bool:
            return not {"queued", "sending"} & set(await self.states())

        await until(done)
        return await self.states()

    async def received(self, count: int) -> list[int]:
        """Waits for so many updates in the inbox; their numbers in order of arrival."""

        async def all_there() -> bool:
            return len(await self.arrived()) >= count

        await until(all_there)
        return await self.arrived()

    async def arrived(self) -> list[int]:
        async with self.database.read() as db:
            found = await db.scalars(select(inbox_rows.c.update_id).order_by(inbox_rows.c.seq))
            return [int(number) for number in found]

    async def unreachable(self, chat: int = 101) -> bool:
        async with self.database.read() as db:
            since = select(contacts.c.unreachable_since).where(contacts.c.address == str(chat))
            return await db.scalar(since) is not None

    def said(self, chat: int = 101) -> list[str]:
        """What stands in a chat from the bot, oldest first."""
        messages = self.simulator.transcript(chat)["messages"]
        return [one["text"] for one in messages if one["from"]["is_bot"]]

    def calls(self, method: str) -> int:
        return sum(call.method == method for call in self.simulator.calls)

    async def phone(self, chat: int = 101) -> Phone:
        return await Phone.pick_up(self.client, chat)


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    """Waits for something that shows in the database or in a chat."""
    async with asyncio.timeout(20):
        while not await holds():  # noqa: ASYNC110 -- another task, or another process, makes it true
            await asyncio.sleep(0.01)


def request(connections: int = 2) -> Request:
    return Request(connections)


def target(chat: int) -> Target:
    return Target(bot=BOT, channel=CHANNEL, address=str(chat), person=None, language="vi")


def reply(text: str) -> Reply:
    return Reply("lines", {"lines": [text]})


@asynccontextmanager
async def post_office(
    folder: Path, *, limits: Limits | None = None, pace: TelegramLimits = FAST
) -> AsyncIterator[Office]:
    clock = Clock(NOW)
    simulator = Simulator(None, clock, TOKEN, limits or Limits.none())
    for chat in CHATS:
        simulator.add_user(Persona(chat, f"Chat {chat}"))
    try:
        async with opened(folder / "sipas.db", cast) as database, serve(create_app(simulator)) as address:
            calls = Request(16)
            bot = Bot(TOKEN, base_url=f"{address}/bot", request=calls, get_updates_request=calls)
            async with bot, httpx.AsyncClient(base_url=address, verify=False, trust_env=False) as client:
                yield Office(database, simulator, clock, bot, client, pace)
    finally:
        simulator.close()


@asynccontextmanager
async def at_work(*parts: Any) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Runs parts with a ``run()`` in the background; an error that ends one fails the test."""
    tasks = [asyncio.create_task(part.run()) for part in parts]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        for part in parts:
            if hasattr(part, "drain"):
                await part.drain(1)
    for error in ended:
        if isinstance(error, Exception):
            raise error
