"""Lanes: in a chat one after the other, between chats side by side; a failure holds up its own lane only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.inbound import lanes as module
from bot.inbound.lanes import Lanes
from storage.engine.database import Database
from storage.messaging import inbox
from storage.messaging.inbox import Raw, Stored
from tests.bot.post_office import at_work, until
from tests.field import BOT, CHANNEL, NOW, opened


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(tmp_path / "sipas.db") as database:
        yield database


class Hands:
    """Handles updates: notes them, ends their rows, and stops before those that are to wait."""

    def __init__(self, database: Database, *held: int) -> None:
        self.database = database
        self.done: list[int] = []
        self.begun: list[int] = []
        self.gates = {number: asyncio.Event() for number in held}
        self.failures: dict[int, int] = {}

    async def handle(self, stored: Stored) -> None:
        self.begun.append(int(stored.update_id))
        if gate := self.gates.get(int(stored.update_id)):
            await gate.wait()
        if self.failures.get(int(stored.update_id), 0) > 0:
            self.failures[int(stored.update_id)] -= 1
            raise OSError("disk full")
        async with self.database.write() as db:
            await inbox.finish(db, stored.seq, "done", "text", NOW)
        self.done.append(int(stored.update_id))

    async def finish(self, count: int) -> list[int]:
        async def enough() -> bool:
            return len(self.done) >= count

        await until(enough)
        return self.done


async def arrive(database: Database, updates: Sequence[tuple[int, str]]) -> None:
    async with database.write() as db:
        await inbox.add(db, BOT, [Raw(str(number), chat, "{}", CHANNEL) for number, chat in updates], NOW)


async def test_what_waited_over_the_restart_and_what_comes_then(database: Database) -> None:
    await arrive(database, [(1, "a"), (2, "a")])
    hands = Hands(database)
    lanes = Lanes(database, BOT, hands.handle)
    async with at_work(lanes):
        assert await hands.finish(2) == [1, 2]
        await arrive(database, [(3, "a")])
        lanes.wake()
        assert await hands.finish(3) == [1, 2, 3]


async def test_a_chat_waits_for_itself_not_for_others(database: Database) -> None:
    await arrive(database, [(1, "a"), (2, "a"), (3, "b"), (4, "b")])
    hands = Hands(database, 1)
    async with at_work(Lanes(database, BOT, hands.handle)):
        assert await hands.finish(2) == [3, 4]
        assert 2 not in hands.begun
        hands.gates[1].set()
        assert await hands.finish(4) == [3, 4, 1, 2]


async def test_a_failing_database_holds_a_lane_up_and_keeps_its_order(database: Database) -> None:
    await arrive(database, [(1, "a"), (2, "a"), (3, "b")])
    hands = Hands(database)
    hands.failures[1] = 1
    async with at_work(Lanes(database, BOT, hands.handle)):
        done = await hands.finish(3)
    assert [number for number in done if number != 3] == [1, 2]
    assert hands.begun.count(1) == 2


async def test_a_flood_is_handled_to_its_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than is held in memory, over several pages."""
    monkeypatch.setattr(module, "PAGE", 7)
    monkeypatch.setattr(module, "MOST_WAITING", 10)
    await arrive(database, [(number, str(number % 3)) for number in range(1, 61)])
    hands = Hands(database)
    async with at_work(Lanes(database, BOT, hands.handle)):
        done = await hands.finish(60)
    assert sorted(done) == list(range(1, 61))
    for chat in range(3):
        mine = [number for number in done if number % 3 == chat]
        assert mine == sorted(mine)


async def test_no_more_than_so_many_wait_in_memory(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 5)
    monkeypatch.setattr(module, "MOST_WAITING", 5)
    await arrive(database, [(number, "a") for number in range(1, 21)] + [(21, "b")])
    hands = Hands(database, 1)
    lanes = Lanes(database, BOT, hands.handle)
    async with at_work(lanes):

        async def begun() -> bool:
            return bool(hands.begun)

        await until(begun)
        assert lanes._waiting <= 10
        hands.gates[1].set()
        await hands.finish(21)


async def test_at_the_end_what_is_under_way_ends_and_the_rest_waits(database: Database) -> None:
    await arrive(database, [(1, "a"), (2, "a")])
    hands = Hands(database, 1)
    lanes = Lanes(database, BOT, hands.handle)
    running = asyncio.create_task(lanes.run())

    async def begun() -> bool:
        return bool(hands.begun)

    await until(begun)
    running.cancel()
    hands.gates[1].set()
    await lanes.drain(5)
    await asyncio.gather(running, return_exceptions=True)
    assert hands.done == [1]
    async with database.read() as db:
        assert [int(item.update_id) for item in await inbox.waiting(db, BOT, 0, 10)] == [2]


async def test_what_does_not_end_in_time_is_cut_off_and_handled_after_the_restart(
    database: Database,
) -> None:
    await arrive(database, [(1, "a")])
    hands = Hands(database, 1)
    async with at_work(Lanes(database, BOT, hands.handle)) as (running,):

        async def begun() -> bool:
            return bool(hands.begun)

        await until(begun)
        running.cancel()
    hands.gates[1].set()
    async with at_work(Lanes(database, BOT, hands.handle)):
        assert await hands.finish(1) == [1]
