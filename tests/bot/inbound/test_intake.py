"""What poller and webhook share: updates are on the disk when ``store`` returns, and nothing stops it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.channels.telegram.envelopes import kind_of, read
from bot.clock import Clock
from bot.inbound.envelope import Envelope
from bot.inbound.intake import Intake
from bot.observing.health import Pulse, Sign
from storage.engine.database import Connection, Database
from storage.messaging import inbox
from storage.tables import inbox as rows
from tests.field import BOT, NOW, opened


def message(number: int, text: str = "h3 phát 30", chat: object = 101) -> Envelope:
    return envelope({"update_id": number, "message": {"chat": {"id": chat}, "text": text}})


def envelope(update: object) -> Envelope:
    return read(json.dumps(update).encode())


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(tmp_path / "sipas.db") as database:
        yield database


async def stored(database: Database) -> list[tuple[int, str, str]]:
    """Number, lane and payload in order of arrival."""
    async with database.read() as db:
        found = await db.execute(select(rows.c.update_id, rows.c.chat, rows.c.payload).order_by(rows.c.seq))
        return [(int(row[0]), row[1], row[2]) for row in found]


async def test_it_is_on_the_disk_when_store_returns(database: Database) -> None:
    told: list[bool] = []
    intake = Intake(BOT, database, Clock(NOW), lambda: told.append(True))
    await intake.store([message(7), message(8, "thu 5")])
    assert [(number, lane) for number, lane, _ in await stored(database)] == [(7, "101"), (8, "101")]
    assert told == [True]


async def test_a_second_delivery_changes_nothing(database: Database) -> None:
    intake = Intake(BOT, database, Clock(NOW), lambda: None)
    await intake.store([message(7)])
    await intake.store([message(7, "something else"), message(8)])
    found = await stored(database)
    assert [number for number, _, _ in found] == [7, 8]
    assert "phát 30" in json.loads(found[0][2])["message"]["text"]


UNUSABLE: list[object] = [
    None,
    "text",
    5,
    [],
    {},
    {"update_id": None},
    {"update_id": "7"},
    {"update_id": True},
    {"update_id": 7.5},
    {"update_id": -1},
    {"update_id": 2**63},
]


@pytest.mark.parametrize("update", UNUSABLE, ids=str)
async def test_what_has_no_usable_number_is_left_out(database: Database, update: object) -> None:
    intake = Intake(BOT, database, Clock(NOW), lambda: None)
    await intake.store([envelope(update)])
    await intake.store([envelope(update), message(8)])
    assert [number for number, _, _ in await stored(database)] == [8]


@pytest.mark.parametrize("chat", ["a\0b", "\ud83d", "x" * 10_000, {"of": "tomorrow"}, 10**30, None], ids=repr)
async def test_a_chat_that_no_database_takes_has_no_lane_of_its_own(database: Database, chat: object) -> None:
    await Intake(BOT, database, Clock(NOW), lambda: None).store([message(7, chat=chat)])
    assert [(number, lane) for number, lane, _ in await stored(database)] == [(7, "-")]


@settings(max_examples=30)
@given(text=st.text(st.characters(codec=None), max_size=30))
def test_every_text_comes_back_as_it_was(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    async def there_and_back(folder: Path) -> str:
        async with opened(folder / "sipas.db") as database:
            await Intake(BOT, database, Clock(NOW), lambda: None).store([message(7, text)])
            return str(json.loads((await stored(database))[0][2])["message"]["text"])

    assert asyncio.run(there_and_back(tmp_path_factory.mktemp("text"))) == text


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> Commits:
    commits = Commits()
    monkeypatch.setattr(inbox, "add", commits.add)
    return commits


class Commits:
    """Stands before the table: counts, holds up and refuses, as a disk does."""

    def __init__(self) -> None:
        self._real = inbox.add
        self.numbers: list[list[int]] = []
        self.begun = asyncio.Event()
        self.refusals = 0
        self.open = asyncio.Event()
        self.open.set()

    async def add(self, db: Connection, bot: str, updates: Any, now: Any) -> None:
        self.numbers.append([int(item.update_id) for item in updates])
        self.begun.set()
        await self.open.wait()
        if self.refusals:
            self.refusals -= 1
            raise OSError("disk full")
        await self._real(db, bot, updates, now)


@asynccontextmanager
async def at_once(intake: Intake, numbers: list[int]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """As many requests under way; the first one's commit has begun."""
    tasks = [asyncio.create_task(intake.store([message(number)])) for number in numbers]
    yield tasks
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_requests_that_wait_share_the_next_commit(database: Database, commits: Commits) -> None:
    intake = Intake(BOT, database, Clock(NOW), lambda: None)
    commits.open.clear()
    first = asyncio.create_task(intake.store([message(1)]))
    await commits.begun.wait()
    async with at_once(intake, [5, 3, 4, 2]) as tasks:
        await asyncio.sleep(0)
        commits.open.set()
    await first
    assert all(task.exception() is None for task in tasks)
    assert commits.numbers == [[1], [2, 3, 4, 5]], "in Telegram's order, whichever request was faster"
    assert [number for number, _, _ in await stored(database)] == [1, 2, 3, 4, 5]


async def test_a_commit_that_failed_is_told_to_all_who_share_it(database: Database, commits: Commits) -> None:
    """Nobody who is told that it went well has lost anything, and nobody waits for the others' tries."""
    pulse, told = Pulse(), list[bool]()
    intake = Intake(BOT, database, Clock(NOW), lambda: told.append(True), pulse=pulse)
    commits.refusals = 2
    async with at_once(intake, [1, 2, 3]) as tasks:
        pass
    assert [type(task.exception()) for task in tasks] == [OSError] * 3
    assert commits.numbers == [[1], [2, 3]]
    assert await stored(database) == []
    assert told == []
    async with at_once(intake, [1, 2, 3]) as tasks:
        pass
    assert [number for number, _, _ in await stored(database)] == [1, 2, 3]


async def test_a_request_that_is_given_up_does_not_take_others_along(
    database: Database, commits: Commits
) -> None:
    intake = Intake(BOT, database, Clock(NOW), lambda: None)
    commits.open.clear()
    async with at_once(intake, [1, 2, 3]) as tasks:
        await commits.begun.wait()
        tasks[0].cancel()
        await asyncio.sleep(0)
        tasks[1].cancel()
        commits.open.set()
    assert [task.cancelled() for task in tasks] == [True, True, False]
    assert 3 in [number for number, _, _ in await stored(database)]


async def test_a_disk_that_stays_full_is_told_to_health(database: Database, commits: Commits) -> None:
    pulse = Pulse()
    intake = Intake(BOT, database, Clock(NOW), lambda: None, pulse=pulse)
    commits.refusals = 9
    async with at_once(intake, [1, 2, 3]) as tasks:
        pass
    assert [type(task.exception()) for task in tasks] == [OSError] * 3
    assert pulse.stumbling == {Sign.STORE}
    commits.refusals = 0
    await intake.store([message(1)])
    assert pulse.stumbling == frozenset()
    assert [number for number, _, _ in await stored(database)] == [1]


async def test_over_the_bound_it_is_full_until_somebody_has_worked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbound.intake._LOOK_SECONDS", 0.0)
    intake = Intake(BOT, database, Clock(NOW), lambda: None, 2)
    await intake.store([message(1), message(2)])
    assert not await intake.is_full()
    await intake.store([message(3)])
    assert await intake.is_full()
    async with database.write() as db:
        (oldest,) = await inbox.waiting(db, BOT, 0, 1)
        await inbox.finish(db, oldest.seq, "done", "text", NOW)
    assert not await intake.is_full()


async def test_the_length_is_not_asked_for_each_update(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    async def is_over(_db: Connection, _bot: str, bound: int) -> bool:
        asked.append(bound)
        return False

    monkeypatch.setattr(inbox, "is_over", is_over)
    monkeypatch.setattr("bot.inbound.intake._LOOK_SECONDS", 3600.0)
    intake = Intake(BOT, database, Clock(NOW), lambda: None, 2)
    for _ in range(5):
        assert not await intake.is_full()
    assert asked == [2]


def test_kinds_are_a_closed_list() -> None:
    assert kind_of({"update_id": 1, "message": {}}) == "message"
    assert kind_of({"update_id": 1, "callback_query": {}}) == "callback_query"
    assert kind_of({"update_id": 1, "of_tomorrow": {}}) == "other"
