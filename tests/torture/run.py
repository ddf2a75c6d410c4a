"""One run: a town, a Telegram in bad weather, a fleet of bots that die, and in the end the checker."""

from __future__ import annotations

import asyncio
import pickle
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from sqlalchemy import bindparam, text

from bot.clock import Clock
from bot.simulator import Persona, create_app, serve
from storage.audit import verify
from storage.engine.database import Database
from storage.tables import Moment
from tests.processes.forks import forks
from tests.processes.processes import environment
from tests.torture import archive, checker, town
from tests.torture.checker import Contradiction, Evidence, Verdict
from tests.torture.crowd import Crowd
from tests.torture.fleet import Fleet, begin
from tests.torture.orders import Disasters, sending_rate
from tests.torture.server import Server
from tests.torture.telegram import BadWeather

START = datetime.fromisoformat("2019-08-29T08:20:00+07:00")
TOKEN = "8019:token-of-the-torture"
RATE = 26.0
"""What people do a second, a little less than Telegram lets a bot answer."""
_AHEAD = 60
"""Deeds that people do beyond a disaster before the next one is over: it falls while there is work."""
_SETTLING = 90.0
"""Seconds in which a bot that is left in peace answers at least one more, as long as something waits.

How long all of it takes depends on the fullest chat: Telegram lets us write there once a second.
"""

EVIDENCE = "evidence.pickle"
"""In the folder of a run: an hour of torture is not lost for a mistake of the checker."""
TOO_FAST = "429 that nobody injected"

POLLING = {"sqlite": ["alone"], "postgresql": ["all", "all", "all"]}
HOOKED = {"sqlite": ["alone"], "postgresql": ["web", "worker", "worker", "sender", "sender"]}
KILLS = {
    "sqlite": {"one": 4, "sniped": 8, "night": 3},
    "postgresql": {"one": 6, "leader": 4, "sniped": 5, "all": 1, "night": 3},
}
BLOWS = {
    "sqlite": ("disk_full", "read_only"),
    "postgresql": ("terminated", "restart_immediate", "restart_fast", "half_open"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done. ``kills`` are occasions; at some of them several processes die at once.

    ``blows``: how often each of the engine's other disasters falls, by name.
    """

    engine: str
    messages: int
    kills: int
    seed: int
    chats: int
    blows: dict[str, int]


@dataclass(slots=True)
class Figures:
    """What came of it."""

    order: Order
    verdict: Verdict
    lines: dict[str, object] = field(default_factory=dict)
    oddities: dict[str, str] = field(default_factory=dict)


async def run(order: Order, folder: Path | None = None, *, forked: bool = False) -> Figures:
    """Raises Contradiction. ``forked``: bots begin loaded, which spares most of the time of a short run."""
    folder = folder or Path(mkdtemp(prefix="torture-"))
    random = Random(order.seed)
    people, clock = town.found(order.chats, random), Clock(START)
    async with AsyncExitStack() as stack:
        url, server, file = await _place(order, folder, stack)
        async with _opened(url) as database:
            await town.move_in(database, people, clock.now())
        telegram = BadWeather(None, clock, TOKEN, Random(random.random()))
        stack.callback(telegram.close)
        for one in people.citizens:
            telegram.add_user(Persona(one.chat, one.name, role=one.role.value))
        address = await stack.enter_async_context(serve(create_app(telegram)))
        settings = {
            "bot_token": TOKEN,
            "telegram_api_url": address,
            "database_url": url,
            "data_dir": folder / "data",
        }
        start = (await stack.enter_async_context(forks(environment(folder)))).start if forked else begin
        fleet = Fleet(folder, clock, settings, start)
        stack.push_async_callback(fleet.dismiss)
        crowd = Crowd(telegram, people, Random(random.random()), order.messages, RATE)
        disasters = Disasters(telegram, fleet, clock, Random(random.random()), server, file)
        began = time.monotonic()
        await _live(order, crowd, disasters, url)
        lasted = time.monotonic() - began
        await fleet.dismiss()
        async with _opened(url, guest=True) as database:
            kept = await archive.read(database)
            await _sound(database)
        evidence = Evidence(people, crowd.deeds, telegram.sent, kept, fleet.killed_at, fleet.lost_at)
        figures = Figures(order, Verdict())
        _tell(figures, telegram, fleet, disasters, crowd, lasted)
        figures.oddities = fleet.oddities
    (folder / EVIDENCE).write_bytes(pickle.dumps((evidence, figures)))
    return judge(evidence, figures)


def judge_again(file: Path) -> Figures:
    """Checks what an earlier run has kept. Raises Contradiction."""
    return judge(*pickle.loads(file.read_bytes()))


def judge(evidence: Evidence, figures: Figures) -> Figures:
    """The figures with what was proved. Raises Contradiction."""
    figures.verdict = checker.check(evidence)
    if too_fast := figures.lines[TOO_FAST]:
        raise Contradiction(f"{too_fast} messages were sent faster than Telegram's limits")
    return figures


async def _place(order: Order, folder: Path, stack: AsyncExitStack) -> tuple[str, Server | None, Path | None]:
    (folder / "data").mkdir(parents=True)
    if order.engine == "sqlite":
        file = folder / "data" / "sipas.db"
        return f"sqlite+aiosqlite:///{file}", None, file
    server = Server(Path(mkdtemp(prefix="sipas-pg-")))  # its user may not look into every folder
    await server.make()
    stack.push_async_callback(server.end)
    return server.url, server, None


@asynccontextmanager
async def _opened(url: str, *, guest: bool = False) -> AsyncIterator[Database]:
    database = Database(url, guest=guest)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def _live(order: Order, crowd: Crowd, disasters: Disasters, url: str) -> None:
    """First half by polls, second by webhook; then a calm end, until nobody waits for anything."""
    fleet, telegram, random = disasters.fleet, disasters.telegram, disasters.random
    fleet.staff(POLLING[order.engine], webhook=False)
    living = asyncio.create_task(crowd.live())
    turns = [(at, kind) for kind, times in order.blows.items() for at in _spread(random, order, times)]
    kinds = KILLS[order.engine]
    chosen = random.choices(list(kinds), list(kinds.values()), k=order.kills)
    turns += zip(_spread(random, order, order.kills), chosen, strict=True)
    hooked = False
    for at, kind in sorted(turns):
        crowd.horizon = at + _AHEAD
        while len(crowd.deeds) < at:
            await asyncio.sleep(0.02)
            if living.done():
                await living
        if at > order.messages / 2 and not hooked:
            hooked = True
            await fleet.dismiss()
            fleet.staff(HOOKED[order.engine], webhook=True)
        await disasters.befall(kind)
        await _some_life(telegram, random)
    crowd.horizon = order.messages
    await living
    telegram.calm = True
    async with _opened(url, guest=True) as database:
        await _settled(database, telegram)
        await disasters.last_morning()
        await _settled(database, telegram)


def _spread(random: Random, order: Order, times: int) -> list[int]:
    return sorted(random.randrange(order.messages // 20, order.messages) for _ in range(times))


async def _some_life(telegram: BadWeather, random: Random) -> None:
    """Often the bot answers some before it dies again; now and then it dies while it starts."""
    if random.random() < 0.15:
        await asyncio.sleep(random.uniform(0, 2))
        return
    wanted = len(telegram.sent) + random.randint(1, 30)
    for _ in range(1200):
        if len(telegram.sent) >= wanted:
            return
        await asyncio.sleep(0.05)


_OWED = (
    "WHERE state = 'sending' OR (state = 'queued' AND (not_after IS NULL OR not_after > :now) "
    "AND (priority = 0 OR not_before IS NULL OR not_before <= :now))"
)
"""What should be on its way: not what was put off to another day, nor what has missed its own."""
_NOW = bindparam("now", type_=Moment)
_MOST_SHOWN = 40


async def _settled(database: Database, telegram: BadWeather) -> None:
    owed = text(
        f"SELECT (SELECT count(*) FROM inbox WHERE state = 'new') + (SELECT count(*) FROM outbox {_OWED})"
    ).bindparams(_NOW)
    least, patience = sys.maxsize, time.monotonic()
    while True:
        async with database.read() as db:
            rows = await db.execute(owed, {"now": telegram.clock.now()})
            left = telegram.updates.count() + int(rows.scalar_one())
        if not left:
            return
        if left < least:
            least, patience = left, time.monotonic() + _SETTLING
        if time.monotonic() > patience:
            raise Contradiction(
                f"{left} updates and rows wait, as many as {_SETTLING} calm seconds before, "
                f"{telegram.updates.count()} of them at Telegram:\n{await _waiting(database, telegram)}"
            )
        await asyncio.sleep(0.5)


async def _waiting(database: Database, telegram: BadWeather) -> str:
    """What waits, the oldest first."""
    updates = text("SELECT seq, chat, update_id, attempts, error FROM inbox WHERE state = 'new' ORDER BY seq")
    parcels = text(
        "SELECT id, state, kind, priority, address, attempts, pieces, not_before, not_after, error "
        f"FROM outbox {_OWED} ORDER BY id"
    ).bindparams(_NOW)
    async with database.read() as db:
        found = [*await db.execute(updates), *await db.execute(parcels, {"now": telegram.clock.now()})]
    return "\n".join(str(dict(row._mapping)) for row in found[:_MOST_SHOWN])


async def _sound(database: Database) -> None:
    """The database's own tests, and the audit log's."""
    async with database.read() as db:
        if not database.shared:
            if (found := (await db.exec_driver_sql("PRAGMA integrity_check")).all()) != [("ok",)]:
                raise Contradiction(f"integrity_check: {found}")
            if found := (await db.exec_driver_sql("PRAGMA foreign_key_check")).all():
                raise Contradiction(f"foreign_key_check: {found}")
        verdict = await verify.verify(db, None, {})
    if verdict.faults:
        raise Contradiction(f"audit log: {verdict.faults[:3]}")


def _tell(
    figures: Figures, telegram: BadWeather, fleet: Fleet, disasters: Disasters, crowd: Crowd, lasted: float
) -> None:
    most, most_of_chat = sending_rate(telegram)
    takeovers = sorted(fleet.takeovers)
    figures.lines = {
        "deeds": dict(Counter(deed.kind for deed in crowd.deeds)),
        "seconds": round(lasted),
        "deeds a second": round(len(crowd.deeds) / lasted, 1),
        "messages and edits taken": len(telegram.sent),
        "most in a second (all, one chat)": (most, most_of_chat),
        TOO_FAST: telegram.rates.refused,
        "processes killed": fleet.kills,
        "restarts": fleet.restarts,
        "disasters": dict(disasters.befell),
        "simulated days": len(disasters.days),
        "updates delivered again": telegram.redelivered + telegram.forgetful.again,
        "batches out of order": telegram.shuffled,
        "weather": {str(kind): times for kind, times in telegram.happened.items()},
        "takeovers": len(takeovers),
        "takeover seconds p50, max": (
            (round(takeovers[len(takeovers) // 2], 1), round(takeovers[-1], 1)) if takeovers else None
        ),
        "ends of their own": dict(fleet.exits),
        "log events": dict(fleet.events.most_common(12)),
    }
