"""A bot with a file of its own, and postal workers with a unit each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from bench.parts.telegram import DAWN, TOKEN
from bot.assembly.assembly import BotConfig, Service
from bot.channels.telegram.updates import CHANNEL
from bot.clock import Clock
from storage.campaign import load as campaigns
from storage.counting import units
from storage.engine.database import Database
from storage.people import consent, people
from storage.planning import milestones
from storage.words.roles import Agency, Role

CAMPAIGN = campaigns.load("2019")
BOT = TOKEN.partition(":")[0]
QUOTA = 100_000


@asynccontextmanager
async def surveyed(chats: Sequence[int]) -> AsyncIterator[Database]:
    """A database with one worker a chat; it has consented and knows the bot."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'sipas.db'}")
        await database.open()
        joined = DAWN - timedelta(days=14)
        async with database.write() as db:
            await milestones.activate(db, CAMPAIGN.code, joined)
            for number, chat in enumerate(chats):
                code = f"{1 + number % 60:02d}-X{1 + number // 60:02d}"
                unit = {"code": code, "name": f"UBND {code}", "level": "X", "province": code[:2]}
                await units.add(db, CAMPAIGN.code, [unit | {"district": None, "quota": QUOTA}])
                person = await people.register(
                    db,
                    CAMPAIGN.code,
                    name=f"Bưu tá {chat}",
                    role=Role.POSTAL_WORKER,
                    agency=Agency.BDT,
                    scope=[code],
                    language="vi",
                    now=joined,
                )
                await people.link(db, CHANNEL, str(chat), person)
                await consent.agree(db, person, joined)
        try:
            yield database
        finally:
            await database.close()


@asynccontextmanager
async def at_work(database: Database, address: str, **options: Any) -> AsyncIterator[None]:
    """The whole bot, at Telegram's pace unless the plan's ``options`` are others, while the block runs."""
    stop, ready = asyncio.Event(), asyncio.Event()
    plan = BotConfig(TOKEN, address, CAMPAIGN, Clock(DAWN), ZoneInfo("Asia/Ho_Chi_Minh"), **options)
    service = asyncio.create_task(Service(plan, database).run(stop, lambda _name: ready.set()))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait([service, waiting], return_when=asyncio.FIRST_COMPLETED)
    try:
        if not service.done():
            yield
    finally:
        waiting.cancel()
        stop.set()
        await service
