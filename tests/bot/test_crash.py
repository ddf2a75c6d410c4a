"""``kill -9`` at any moment loses nothing, books nothing twice, and leaves nobody without an answer."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import cycle, islice, product
from pathlib import Path
from random import Random

from bot.arrivals import CHANNEL
from bot.clock import Clock
from bot.simulator import Limits, Persona, Simulator, create_app, serve
from bot.simulator import people as phones
from bot.simulator.calls import Call
from bot.simulator.problems import Cut
from storage import campaign as campaigns
from storage import milestones, people, units
from storage.database import Database
from storage.model import Agency, Role
from tests.bot.processes import EVENING, PATIENCE, Running, started

TOKEN = "8019:token-of-the-crash-test"
CHATS = range(501, 521)
EACH = 15
KILLS = 12
SEED = 3595
WORD = "phát 1"
_NEW_TOTAL = re.compile(r"phát \+1 → (\d+)")


class When(StrEnum):
    """Which side of a call the bot does not live to see."""

    UNHEARD = "unheard"
    """Telegram never gets the call."""
    UNANSWERED = "unanswered"
    """Telegram does what it is asked; the bot never knows."""
    SOON = "soon"
    """A moment after the answer: while it handles, books or stores what came of a sending."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: at the ``count``-th call of ``method`` in a life; ``delay`` in seconds if ``SOON``."""

    method: str
    count: int
    when: When
    delay: float


def moments(random: Random) -> list[Moment]:
    """A seeded variety: every kind of call, every side of it."""
    kinds = list(product(("getUpdates", "sendMessage"), When))
    made = [
        Moment(method, random.randint(1, 4 if method == "getUpdates" else 18), when, random.uniform(0, 0.3))
        for method, when in islice(cycle(kinds), KILLS)
    ]
    random.shuffle(made)
    return made


class DeadlyTelegram(Simulator):
    """People write while the bot works, and the bot is killed at a given moment of that."""

    victim: Running
    moment: Moment | None = None
    calls_left = 0
    unsaid: list[int]
    """The chats of the messages that are to be written while the bot works."""

    def aim(self, victim: Running, moment: Moment, unsaid: list[int]) -> None:
        """Orders the next kill."""
        self.victim, self.moment, self.calls_left, self.unsaid = victim, moment, moment.count, unsaid

    async def call(self, call: Call) -> object:
        """Does what it is asked, lets somebody write, kills if it is time."""
        moment = self._due(call.method)
        if moment is not None and moment.when is When.UNHEARD:
            self._kill()
            raise Cut
        result = await super().call(call)
        if self.unsaid and call.method in ("getUpdates", "sendMessage"):
            phones.say(self, self.unsaid.pop(), WORD)
        if moment is not None and result:
            if moment.when is When.SOON:
                asyncio.get_running_loop().call_later(moment.delay, self.victim.kill)
                self.moment = None
            else:
                self._kill()
        return result

    def _due(self, method: str) -> Moment | None:
        if self.moment is None or method != self.moment.method:
            return None
        self.calls_left -= 1
        return self.moment if self.calls_left <= 0 else None

    def _kill(self) -> None:
        self.moment = None
        self.victim.kill()


async def test_a_bot_killed_at_random_moments_books_each_message_once_and_answers_it(tmp_path: Path) -> None:
    random = Random(SEED)
    file = tmp_path / "data" / "sipas.db"
    await prepare(file)
    telegram = DeadlyTelegram(tmp_path / "telegram.db", Clock(EVENING), TOKEN, Limits())
    for chat in CHATS:
        telegram.add_user(Persona(chat, f"Bưu tá {chat}"))
    unsaid = [chat for _ in range(EACH) for chat in random.sample(CHATS, len(CHATS))]
    share = len(unsaid) // KILLS
    unhandled = in_doubt = 0

    async with AsyncExitStack() as stack:
        stack.callback(telegram.close)
        address = await stack.enter_async_context(serve(create_app(telegram)))
        settings = {"bot_token": TOKEN, "telegram_api_url": address}
        for moment in moments(random):
            for _ in range(share // 2):
                phones.say(telegram, unsaid.pop(), WORD)
            meanwhile = [unsaid.pop() for _ in range(share - share // 2)]
            async with started(tmp_path, "run", **settings) as bot:
                telegram.aim(bot, moment, meanwhile)
                assert (await bot.ends()).code == -9
            unsaid += meanwhile
            unhandled += figure(file, "SELECT count(*) FROM inbox WHERE state = 'new'")
            in_doubt += figure(file, "SELECT count(*) FROM outbox WHERE state = 'sending'")
        telegram.unsaid = unsaid
        async with started(tmp_path, "run", **settings) as bot:
            await everything_is_said(file, telegram)
            bot.kill()
        answers = {chat: totals_told(telegram, chat) for chat in CHATS}

    sent = len(CHATS) * EACH
    duplicates = sum(len(told) for told in answers.values()) - sent
    print(f"{KILLS} kills, {sent} messages, {unhandled} interrupted, {in_doubt} in doubt, {duplicates} twice")  # noqa: T201 -- the figures
    assert unhandled > 0, "no kill came while messages were in flight: the test proves nothing"
    assert in_doubt > 0, "no kill came while answers were in flight: the test proves nothing"
    assert duplicates <= in_doubt
    for told in answers.values():
        assert list(dict.fromkeys(told)) == list(range(1, EACH + 1)), "answered, and in order"
    with opened(file) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT state, count(*) FROM inbox GROUP BY state").fetchall() == [("done", sent)]
        booked = db.execute(
            "SELECT m.id, count(r.id), sum(r.distributed) FROM messages m LEFT JOIN reports r"
            " ON r.message = m.id AND r.voided_at IS NULL AND r.superseded_at IS NULL GROUP BY m.id"
        ).fetchall()
        assert [tuple(row[1:]) for row in booked] == [(1, 1)] * sent
        each = db.execute("SELECT sum(distributed) FROM daily GROUP BY unit, worker").fetchall()
        assert each == [(EACH,)] * len(CHATS)
        unanswered = (
            "SELECT count(*) FROM inbox i WHERE NOT EXISTS"
            " (SELECT 1 FROM outbox o WHERE o.cause = i.seq AND o.kind = 'text' AND o.state = 'sent')"
        )
        assert db.execute(unanswered).fetchone() == (0,)


async def prepare(file: Path) -> None:
    """Twenty workers, each with one unit and more ballots than the story needs."""
    database, campaign = Database(f"sqlite+aiosqlite:///{file}"), campaigns.load("2019")
    joined = EVENING - timedelta(days=14)
    await database.open()
    async with database.write() as db:
        await milestones.activate(db, campaign.code, joined)
        for number, chat in enumerate(CHATS, start=1):
            code = f"01-X{number:02d}"
            unit = {"code": code, "name": f"UBND phường {number}", "level": "X", "province": "01"}
            await units.add(db, campaign.code, [unit | {"district": None, "quota": 100}])
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
    await database.close()


async def everything_is_said(file: Path, telegram: DeadlyTelegram) -> None:
    """Waits until people have written all that they will, and the bot owes nobody an answer."""
    seen = telegram.store.last_event()
    owed = (
        "SELECT (SELECT count(*) FROM inbox WHERE state = 'new')"
        " + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending'))"
    )
    async with asyncio.timeout(PATIENCE):
        while telegram.unsaid or telegram.updates.count() or figure(file, owed):
            events = await telegram.events(seen, None, 0.5)
            seen = events[-1]["seq"] if events else seen


def totals_told(telegram: Simulator, chat: int) -> list[int]:
    """The new totals that the bot told in a chat, in the order of its messages."""
    messages = telegram.transcript(chat)["messages"]
    said = [message["text"] for message in messages if message["from"]["is_bot"]]
    return [int(found[1]) for text in said if (found := _NEW_TOTAL.search(text))]


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """The database as it lies on the disk, for looking only."""
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        yield db
    finally:
        db.close()


def figure(file: Path, query: str) -> int:
    """One number out of the database."""
    with opened(file) as db:
        return int(db.execute(query).fetchone()[0])
