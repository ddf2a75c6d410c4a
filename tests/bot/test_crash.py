"""``kill -9`` at any moment loses nothing, books nothing twice, and leaves nobody without an answer."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.arrivals import CHANNEL
from bot.clock import Clock
from bot.simulator import Limits, Persona, Simulator, create_app, serve
from bot.simulator import people as phones
from bot.simulator.calls import Call
from storage import campaign as campaigns
from storage import milestones, people, units
from storage.database import Database
from storage.model import Agency, Role
from tests.bot.processes import CLOCK, PATIENCE, Running, started

TOKEN = "8019:token-of-the-crash-test"
START = datetime.fromisoformat(CLOCK)
CHATS = range(501, 521)
EACH = 15
LIVES = 16
"""How often the bot is killed while the messages arrive."""
WORD = "phát 1"
_TOTAL = re.compile(r"→\s*<?b?>?(\d+)")


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: at the ``count``-th call of ``method`` in a life, so many seconds after.

    ``lost``: before the call is even looked at; otherwise it was done, and with a ``delay`` of 0
    the bot never gets to know.
    """

    method: str
    count: int
    lost: bool
    delay: float


class Watched(Simulator):
    """A Telegram in which people write while the bot works, and that kills it at a given moment."""

    victim: Running | None = None
    moment: Moment | None = None
    left = 0
    cut_off: Counter[str]
    """Kills in the middle of a call, by its method."""
    unsaid: list[int]
    """The chats of the messages that are still to be written in this life."""

    async def call(self, call: Call) -> object:
        due = self._is_due(call.method)
        if due and self.moment is not None and self.moment.lost:
            self._strike(call.method)
        result = await super().call(call)
        if self.unsaid and call.method in ("getUpdates", "sendMessage"):
            phones.say(self, self.unsaid.pop(), WORD)
        if due and (call.method != "getUpdates" or result):
            self._strike(call.method)
        return result

    def aim(self, victim: Running, moment: Moment) -> None:
        """Orders the next kill."""
        self.victim, self.moment, self.left = victim, moment, moment.count

    def _is_due(self, method: str) -> bool:
        if self.moment is None or method != self.moment.method:
            return False
        self.left -= 1
        return self.left <= 0

    def _strike(self, method: str) -> None:
        if self.moment is None or self.victim is None:
            return
        moment, self.moment = self.moment, None
        if moment.delay:
            asyncio.get_running_loop().call_later(moment.delay, self.victim.kill)
        else:
            self.cut_off[method] += 1
            self.victim.kill()


def moments(random: Random) -> list[Moment]:
    """A seeded variety, both kinds of calls and both sides of each in it."""
    made = []
    for number in range(LIVES):
        method = ("sendMessage", "sendMessage", "getUpdates")[number % 3]
        count = random.randint(1, 12) if method == "sendMessage" else random.randint(2, 5)
        delay = random.choice((0.0, 0.0, random.uniform(0.001, 0.3)))
        made.append(Moment(method, count, lost=random.random() < 0.3, delay=delay))
    random.shuffle(made)
    return made


async def prepare(database: Database) -> None:
    """Twenty workers, each with one unit and more than enough ballots."""
    campaign = campaigns.load("2019")
    joined = START - timedelta(days=14)
    async with database.write() as db:
        await milestones.activate(db, campaign.code, joined)
        for number, chat in enumerate(CHATS, start=1):
            code = f"01-X{number:02d}"
            row = {"code": code, "name": f"UBND phường {number}", "level": "X", "province": "01"}
            await units.add(db, campaign.code, [row | {"district": None, "quota": 100}])
            person = await people.register(
                db,
                campaign.code,
                name=f"Bưu tá {number}",
                role=Role.POSTAL_WORKER,
                agency=Agency.BDT,
                scope=(code,),
                language="vi",
                now=joined,
            )
            await people.link(db, CHANNEL, str(chat), person)


async def answered(file: Path, simulator: Simulator) -> None:
    """Waits until the bot has booked everything and sent every answer that it owes."""
    seen = simulator.store.last_event()
    async with asyncio.timeout(PATIENCE):
        while True:
            with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
                (new,) = db.execute("SELECT count(*) FROM inbox WHERE state = 'new'").fetchone()
                (owed,) = db.execute(
                    "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')"
                ).fetchone()
            db.close()
            if not new and not owed and not simulator.updates.count():
                return
            events = await simulator.events(seen, None, 1)
            seen = events[-1]["seq"] if events else seen


@pytest.mark.parametrize("seed", [2019])
async def test_a_bot_killed_at_random_moments_books_each_message_once_and_answers_it(
    tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    random = Random(seed)
    file = tmp_path / "data" / "sipas.db"
    database = Database(f"sqlite+aiosqlite:///{file}")
    await database.open()
    await prepare(database)
    await database.close()
    simulator = Watched(tmp_path / "telegram.db", Clock(START), TOKEN, Limits())
    simulator.cut_off = Counter()
    for chat in CHATS:
        simulator.add_user(Persona(chat, f"Bưu tá {chat}"))
    written = [chat for chat in CHATS for _ in range(EACH)]
    random.shuffle(written)
    share = len(written) // LIVES
    kills = 0

    async with AsyncExitStack() as stack:
        stack.callback(simulator.close)
        address = await stack.enter_async_context(serve(create_app(simulator)))
        settings = {"bot_token": TOKEN, "telegram_api_url": address}
        for moment in moments(random):
            for _ in range(share // 2):  # while nobody is there to hear it
                phones.say(simulator, written.pop(), WORD)
            simulator.unsaid = [written.pop() for _ in range(share - share // 2)]
            async with started(tmp_path, "run", **settings) as bot:
                simulator.aim(bot, moment)
                t = time.time()
                ended = await bot.ends()
                with capsys.disabled(): print(moment, time.time()-t)
                assert ended.code == -9
                kills += 1
            written += simulator.unsaid
        simulator.unsaid = written
        async with started(tmp_path, "run", **settings) as bot:
            await answered(file, simulator)
            bot.kill()
        answers = {chat: replies(simulator, chat) for chat in CHATS}

    ...
    with capsys.disabled():
        print(kills, simulator.cut_off, {c: len(a) for c, a in answers.items()})
        print(answers[501])


def replies(simulator: Simulator, chat: int) -> list[str]:
    """What the bot said in a chat, in order."""
    messages = simulator.transcript(chat)["messages"]
    return [message["text"] for message in messages if message["from"]["is_bot"]]
