"""Shared lanes: several processes handle one inbox, each chat in order, each update once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.inbound.context import Transaction
from bot.inbound.shared_lanes import SharedLanes
from storage.engine.database import Database
from storage.messaging import inbox, lanes
from storage.messaging.inbox import Raw, Stored
from storage.tables import inbox as rows
from tests.bot.post_office import at_work, until
from tests.field import BOT, CHANNEL, NOW, opened

pytestmark = pytest.mark.postgresql


@pytest.fixture
async def doors(tmp_path: Path) -> AsyncIterator[list[Database]]:
    """The same database, as two processes open it."""
    async with opened(tmp_path / "sipas.db") as first, opened(tmp_path / "sipas.db") as second:
        yield [first, second]


class Hands:
    """Handles updates in the transaction that holds the lane; stops before those that are to wait."""

    def __init__(self, *held: int) -> None:
        self.done: dict[str, list[int]] = defaultdict(list)
        self.begun: list[int] = []
        self.gates = {number: asyncio.Event() for number in held}
        self.failures: dict[int, list[Exception]] = {}
        self.counted: list[int] = []

    async def attempt(self, stored: Stored, transaction: Transaction) -> Exception | None:
        self.begun.append(int(stored.update_id))
        async with transaction() as db:
            await db.execute(update(rows).where(rows.c.seq == stored.seq).values(kind="touched"))
            if gate := self.gates.get(int(stored.update_id)):
                await gate.wait()
            if failures := self.failures.get(int(stored.update_id)):
                return failures.pop()
            await inbox.finish(db, stored.seq, "done", "text", NOW)
        self.done[stored.chat].append(int(stored.update_id))
        return None

    async def fail(self, stored: Stored, error: Exception) -> bool:
        self.counted.append(int(stored.update_id))
        return False


def lanes_of(database: Database, hands: Hands) -> SharedLanes:
    return SharedLanes(database, BOT, hands.attempt, hands.fail)


async def arrive(database: Database, updates: Sequence[tuple[int, str]]) -> None:
    async with database.write() as db:
        await inbox.add(db, BOT, [Raw(str(number), chat, "{}", CHANNEL) for number, chat in updates], NOW)


async def open_rows(database: Database) -> int:
    async with database.read() as db:
        return int(await db.scalar(select(func.count()).where(rows.c.state == "new")) or 0)


async def test_two_processes_handle_each_update_once_and_each_chat_in_order(doors: list[Database]) -> None:
    await arrive(doors[0], [(number, f"c{number % 7}") for number in range(200)])
    hands = Hands()
    async with at_work(*(lanes_of(door, hands) for door in doors)):
        await until(lambda: nothing_is_open(doors[0]))
        await arrive(doors[1], [(number, f"c{number % 7}") for number in range(200, 220)])
        await until(lambda: nothing_is_open(doors[0]))
    assert sorted(hands.begun) == list(range(220))
    assert {chat: sorted(numbers) for chat, numbers in hands.done.items()} == hands.done


async def nothing_is_open(database: Database) -> bool:
    return await open_rows(database) == 0


async def test_a_held_lane_is_left_to_its_holder(doors: list[Database]) -> None:
    await arrive(doors[0], [(1, "a"), (2, "a"), (3, "b")])
    async with doors[0].write() as db:
        first = await lanes.claim(db, BOT)
        async with doors[1].write() as other:
            second = await lanes.claim(other, BOT)
            assert await lanes.claim(other, BOT, ["b"]) is None
    assert first is not None
    assert second is not None
    assert (first.update_id, second.update_id) == ("1", "3")


async def test_behind_many_updates_of_a_held_lane_others_are_found(doors: list[Database]) -> None:
    await arrive(doors[0], [*((number, "a") for number in range(3 * lanes.NEAR)), (9_999, "b")])
    async with doors[0].write() as db, doors[1].write() as other:
        await lanes.hold(db, BOT, "a")
        found = await lanes.claim(other, BOT)
    assert found is not None
    assert found.update_id == "9999"


async def test_what_a_dead_process_held_is_handled_by_another(doors: list[Database]) -> None:
    await arrive(doors[0], [(1, "a")])
    hands = Hands(1)
    async with at_work(lanes_of(doors[0], hands)):
        await until(lambda: at(hands.begun, 1))
    # The end of the block cancelled it in the middle: its transaction has left nothing behind.
    assert await open_rows(doors[1]) == 1
    hands.gates.clear()
    async with at_work(lanes_of(doors[1], hands)):
        await until(lambda: nothing_is_open(doors[1]))
    assert hands.done == {"a": [1]}


async def at(begun: list[int], count: int) -> bool:
    return len(begun) >= count


async def test_a_failure_takes_the_transaction_back_and_is_counted(doors: list[Database]) -> None:
    await arrive(doors[0], [(1, "a"), (2, "a")])
    hands = Hands()
    hands.failures[1] = [ValueError("our fault")]
    async with at_work(lanes_of(doors[0], hands)):
        await until(lambda: nothing_is_open(doors[0]))
    assert hands.counted == [1]
    assert hands.done == {"a": [1, 2]}


async def test_what_may_pass_is_tried_again_without_being_counted(
    doors: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    await arrive(doors[0], [(1, "a")])
    hands = Hands()
    hands.failures[1] = [OSError("connection reset")]
    async with at_work(lanes_of(doors[0], hands)):
        await until(lambda: nothing_is_open(doors[0]))
    assert hands.counted == []
    assert hands.begun == [1, 1]
