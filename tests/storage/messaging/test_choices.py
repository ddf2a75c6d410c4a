"""Numbers that stand for buttons: each means one thing as long as it can be typed."""

from __future__ import annotations

from storage.engine.database import Database
from storage.messaging import choices
from storage.messaging.choices import LAST, REMEMBERED
from tests.field import CHANNEL


async def test_numbers_run_on_and_mean_what_was_read(database: Database) -> None:
    async with database.write() as db:
        assert await choices.give(db, CHANNEL, "101", ["undo:1", "fix:1"]) == 1
        assert await choices.give(db, CHANNEL, "101", ["undo:2"]) == 3
        assert await choices.give(db, CHANNEL, "102", ["undo:9"]) == 1
        meant = [await choices.meant(db, CHANNEL, "101", number) for number in range(5)]
        assert meant == [None, "undo:1", "fix:1", "undo:2", None]


async def test_what_is_sent_again_keeps_its_numbers(database: Database) -> None:
    """A call that failed is made again; the numbers of the first may have arrived."""
    async with database.write() as db:
        await choices.give(db, CHANNEL, "101", ["undo:1"])
        assert await choices.give(db, CHANNEL, "101", ["undo:2", "fix:2"]) == 2
        assert await choices.give(db, CHANNEL, "101", ["undo:2", "fix:2"]) == 2


async def test_numbers_stay_short_and_the_oldest_are_forgotten(database: Database) -> None:
    async with database.write() as db:
        firsts = [await choices.give(db, CHANNEL, "101", [f"a:{place}", f"b:{place}"]) for place in range(60)]
        assert max(firsts) < LAST
        assert firsts[49:51] == [1, 3], "98 and 99 do not hold two, of 100 there are none"
        meant = [await choices.meant(db, CHANNEL, "101", number) for number in range(1, LAST + 1)]
        kept = [tap for tap in meant if tap is not None]
        assert len(kept) == len(set(kept)) == REMEMBERED
        assert {f"a:{place}" for place in range(40, 60)} < set(kept)


async def test_all_choices_of_one_message_can_be_typed(database: Database) -> None:
    many = [f"unit:{place}" for place in range(REMEMBERED + 10)]
    async with database.write() as db:
        await choices.give(db, CHANNEL, "101", ["undo:1"])
        first = await choices.give(db, CHANNEL, "101", many)
        assert [await choices.meant(db, CHANNEL, "101", first + place) for place in range(len(many))] == many
