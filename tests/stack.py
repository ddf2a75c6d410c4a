"""The real stack for tests: simulator over HTTP, python-telegram-bot, inbox, handlers, SQLite, outbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bot.assembly import supervisor
from bot.assembly.assembly import BotConfig, Service
from bot.channels.telegram.rate_limits import TelegramLimits
from bot.channels.telegram.updates import CHANNEL
from bot.clock import Clock
from bot.observing.health import Pulse, Sign
from bot.simulator import Limits, Persona, Phone, Simulator, create_app, serve
from storage.audit import audit_log, verify
from storage.campaign.types import Campaign
from storage.counting import units
from storage.engine.database import Database
from storage.messaging import backlog
from storage.people import consent, people
from storage.planning import milestones
from storage.words.roles import Agency, Role
from storage.words.units import NATION
from tests.field import BOT, CAMPAIGN, prepare, url_of

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime.fromisoformat("2019-08-29T08:30:00+07:00")
"""A Thursday: distribution runs, the re-check begins on Sunday."""
TOKEN = f"{BOT}:token-of-the-tests"
PATIENCE = 60.0
"""Seconds after which a bot that should have come to rest is taken for stuck."""

UNITS = (
    ("01-H03", "UBND quận Ba Đình", "H", None, 50),
    ("01-X07", "UBND phường Trúc Bạch", "X", "01-H03", 20),
    ("01-X08", "UBND phường Quán Thánh", "X", "01-H03", 20),
    ("01-S02", "Sở Giao thông vận tải", "S", None, 45),
    ("02-H01", "UBND thành phố Hà Giang", "H", None, 30),
)

CAST = {
    # chat: name, role, agency, scope
    101: ("Lan", Role.POSTAL_WORKER, Agency.BDT, ("01-H03", "01-X07", "01-X08")),
    102: ("Hùng", Role.INSPECTOR, Agency.SNV, ("01",)),
    103: ("Hà", Role.COORDINATOR, Agency.BNV, (NATION,)),
    104: ("Bảo", Role.POSTAL_SUPERVISOR, Agency.BDT, ("01",)),
    105: ("Sơn", Role.POSTAL_WORKER, Agency.BDT, ("01-S02",)),
    106: ("Mai", Role.COORDINATOR, Agency.SNV, ("01",)),
    107: ("Tư", Role.POSTAL_WORKER, Agency.BDT, ("01-S02",)),
    108: ("Dung", Role.INSPECTOR, Agency.MTTQ_TINH, ("02",)),
    110: ("Yến", Role.ADMIN, Agency.BNV, (NATION,)),
}
PERSONS = dict(zip(CAST, count(1), strict=False))
"""The ids of the cast, who are registered in this order."""
STRANGER = 109
GENEROUS = Limits.none()


async def settle(database: Database, campaign: Campaign, now: datetime = START) -> None:
    """Fills a database with ``UNITS`` and ``CAST``."""
    # Yesterday: nobody is behind or silent yet, so that no story begins with an alert.
    joined = now - timedelta(days=1)
    async with database.write() as db:
        audit_log.attribute(db, audit_log.Origin(at=joined))
        await milestones.activate(db, campaign.code, joined)
        await units.add(
            db,
            campaign.code,
            [
                {
                    "code": code,
                    "name": name,
                    "level": level,
                    "province": code[:2],
                    "district": district,
                    "quota": quota,
                }
                for code, name, level, district, quota in UNITS
            ],
        )
        for chat, (name, role, agency, scope) in CAST.items():
            person = await people.register(
                db, campaign.code, name=name, role=role, agency=agency, scope=scope, language="vi", now=joined
            )
            await people.link(db, CHANNEL, str(chat), person)
            await consent.agree(db, person, joined)


async def settled(database: Database) -> None:
    """The scene of most stories."""
    await settle(database, CAMPAIGN)


async def audited(database: Database) -> None:
    """Every row is what the log says of it: whatever writes past the log is found here."""
    async with database.read() as db:
        verdict = await verify.verify(db, None, {})
    assert verdict.faults == []


class Watched(Pulse):
    """Tells of every tick."""

    def __init__(self) -> None:
        super().__init__()
        self.ticked = asyncio.Event()

    def beat(self, sign: Sign) -> None:
        super().beat(sign)
        if sign is Sign.TICK:
            self.ticked.set()


@dataclass
class Stack:
    """A running bot and its world. ``phone(101)`` is Lan's."""

    database: Database
    campaign: Campaign
    clock: Clock
    simulator: Simulator
    client: httpx.AsyncClient
    address: str
    persons: dict[int, int]
    pulse: Pulse

    async def phone(self, chat: int, *, sender: int | None = None) -> Phone:
        """The phone of a chat."""
        return await Phone.pick_up(self.client, chat, sender=sender)

    async def rests(self) -> None:
        """Waits until the bot has done and said all that there is to do and to say at this hour.

        Of two ticks the second has begun after the call.
        """
        assert isinstance(self.pulse, Watched)
        async with asyncio.timeout(PATIENCE):
            for _ in range(2):
                self.pulse.ticked.clear()
                self.clock.move_to(self.clock.now() + timedelta(milliseconds=1))
                await self.pulse.ticked.wait()
            while await self._is_busy():  # noqa: ASYNC110 -- the last to end is a transaction of the sender
                await asyncio.sleep(0.01)

    async def _is_busy(self) -> bool:
        if self.simulator.store.row("SELECT 1 FROM updates"):
            return True
        async with self.database.read() as db:
            received = await backlog.received(db, BOT)
            return bool(received.waiting or await backlog.unsent(db, BOT, self.clock.now()))


def hand(address: str) -> httpx.AsyncClient:
    """Holds phones. Speaks plain HTTP: reading certificates takes longer than most stories."""
    return httpx.AsyncClient(base_url=address, timeout=30, verify=False)


supervisor.GRACE = 0.3
"""A picture that is being made when a test ends is of no interest."""


@asynccontextmanager
async def running(
    folder: Path, *, start: datetime = START, pace: TelegramLimits | None = None, **more: Any
) -> AsyncIterator[Stack]:
    """Starts the stack on files in ``folder``; a second start goes on where the first one stopped.

    ``more``: further fields of the bot's ``Plan``.
    """
    campaign = CAMPAIGN
    clock = Clock(start)
    prepare(folder / "sipas.db", settled)
    database = Database(url_of(folder / "sipas.db"))
    await database.open()
    simulator = Simulator(folder / "simulator.db", clock, TOKEN, GENEROUS)
    for chat, (name, role, _, _) in CAST.items():
        simulator.add_user(Persona(chat, name, role=role.value))
    simulator.add_user(Persona(STRANGER, "Khách"))
    stop, ready = asyncio.Event(), asyncio.Event()
    try:
        async with serve(create_app(simulator)) as address:
            pulse = more.setdefault("pulse", Watched())
            plan = BotConfig(
                TOKEN,
                address,
                campaign,
                clock,
                ZONE,
                pace or TelegramLimits(overall=10_000, between=0),
                **more,
            )
            service = asyncio.create_task(Service(plan, database).run(stop, lambda _name: ready.set()))
            await asyncio.wait([service, asyncio.create_task(ready.wait())], return_when="FIRST_COMPLETED")
            if service.done():
                await service
            async with hand(address) as client:
                yield Stack(database, campaign, clock, simulator, client, address, PERSONS, pulse)
            stop.set()
            await service
        await audited(database)
    finally:
        simulator.close()
        await database.close()
