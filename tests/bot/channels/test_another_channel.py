"""A second channel beside Telegram plays the stories: reports, re-checks and tasks, without a button."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.people import people
from tests.bot.channels.fake_channel import LONGEST, FakeChannel
from tests.handlers.stories import LAN, figures, rows
from tests.handlers.stories import says as says_in_telegram
from tests.stack import PERSONS, Stack, running

SON, HUNG, MAI, HA = 105, 102, 106, 103


@dataclass
class Chat:
    """Somebody's chat in the other channel. ``reads`` returns what came, ``picks`` types a number."""

    stack: Stack
    channel: FakeChannel
    address: str
    last: str = ""

    async def says(self, words: str) -> str:
        await self.channel.says(self.address, words, self.stack.clock.now())
        return await self.reads()

    async def reads(self) -> str:
        async with asyncio.timeout(20):
            self.last = await self.channel.chats[self.address].get()
        return self.last

    def number(self, label: str) -> str:
        """The number, with its mark, that stands before a label in the last message."""
        found = re.search(rf"^(#?\d+)\.? [^\n]*{re.escape(label)}", self.last, re.MULTILINE)
        assert found, self.last
        return found[1]

    async def picks(self, label: str) -> str:
        return await self.says(self.number(label))


@dataclass
class World:
    stack: Stack
    channel: FakeChannel

    def chat(self, number: int) -> Chat:
        return Chat(self.stack, self.channel, f"z-{number}")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Everybody but Lan has changed to the other channel."""
    channel = FakeChannel()
    async with running(tmp_path, others=(channel,)) as stack:
        async with stack.database.write() as db:
            for number, person in PERSONS.items():
                if number != LAN:
                    await db.execute(text("DELETE FROM contacts WHERE person = :person"), {"person": person})
                    await people.link(db, channel.name, f"z-{number}", person)
        yield World(stack, channel)


async def test_a_report_is_booked_and_taken_back(world: World) -> None:
    son = world.chat(SON)
    heard = await son.says("phát 10 thu 7")
    assert "phát +10 → 10" in heard
    assert await figures(world.stack, "01-S02") == {"distributed": 10, "collected": 7}
    await son.picks("Hủy")
    assert await figures(world.stack, "01-S02") == {}


async def test_a_report_that_does_not_add_up_waits_for_a_number(world: World) -> None:
    son = world.chat(SON)
    heard = await son.says("phát 10 thu 15")
    assert "nhiều hơn số đã phát 10" in heard
    assert "<" not in heard
    heard = await son.picks("Tôi đã phát thêm 5")
    assert "phát +15 → 15" in heard
    assert await figures(world.stack, "01-S02") == {"distributed": 15, "collected": 15}
    assert "“98”: là số gì?" in await son.says("98"), "no choice bears this number: it is a text"


async def test_numbers_run_on_so_that_none_means_two_things(world: World) -> None:
    son = world.chat(SON)
    await son.says("phát 10")
    first = son.number("Hủy")
    await son.says("phát 3")
    assert son.number("Hủy") != first
    await son.says(first)
    assert await figures(world.stack, "01-S02") == {"distributed": 3}


async def test_a_recheck_step_by_step_where_the_answer_is_a_number_too(world: World) -> None:
    hung = world.chat(HUNG)
    await hung.says("/phuctra")
    heard = await hung.picks("01-H03")
    assert "Phiếu số mấy?" in heard
    heard = await hung.says("1")
    assert "Kết quả phúc tra 01-H03-001?" in heard, "1 is the ballot, not a choice"
    assert hung.number("khớp").startswith("#")
    heard = await hung.picks("khớp")
    assert "✅ 01-H03-001: khớp" in heard
    live = "SELECT ballot, outcome FROM rechecks WHERE voided_at IS NULL"
    assert await rows(world.stack, live) == [("01-H03-001", "match")]


async def test_a_task_is_closed_by_the_number_in_its_reminder(world: World) -> None:
    mai = world.chat(MAI)
    world.stack.clock.move_to(datetime.fromisoformat("2019-09-16T08:00:00+07:00"))
    digest = await mai.reads()
    assert "đơn vị đã phúc tra 0/4" in digest
    heard = await mai.picks("Đã xong")
    assert "đã xong (Hà Nội)" in heard


async def test_long_answers_come_in_pieces_that_the_channel_takes(world: World) -> None:
    ha = world.chat(HA)
    first = await ha.says("/kehoach")
    more = [first]
    while not re.search(r"^\d+\. ", more[-1], re.MULTILINE) and len(more) < 10:
        more.append(await ha.reads())
    assert len(more) > 1
    assert max(map(len, more)) <= LONGEST


async def test_both_channels_beside_each_other(world: World) -> None:
    lan, son = await world.stack.phone(LAN), world.chat(SON)
    heard, answer = await asyncio.gather(says_in_telegram(lan, "H03 phát 30"), son.says("phát 4"))
    assert "phát +30 → 30" in heard.text
    assert "phát +4 → 4" in answer
    assert "Hủy" in " ".join(heard.labels)
    assert await rows(world.stack, "SELECT channel, count(*) FROM inbox GROUP BY channel ORDER BY 1") == [
        ("fake", 1),
        ("telegram", 1),
    ]


async def test_what_is_asked_a_day_later_can_still_be_answered(world: World) -> None:
    son = world.chat(SON)
    await son.says("phát 10 thu 15")
    first = son.number("Tôi đã phát thêm 5")
    world.stack.clock.move_to(world.stack.clock.now() + timedelta(hours=24, minutes=1))
    assert "vẫn chưa ghi" in await son.reads()
    assert son.number("Tôi đã phát thêm 5") == first, "the same choice keeps its number"
    assert "phát +15 → 15" in await son.says(first)


async def test_what_a_channel_brought_that_is_not_there_any_more_is_laid_aside(world: World) -> None:
    world.channel.name = "gone"
    await world.channel.says("z-105", "phát 10", world.stack.clock.now())
    world.channel.name = "fake"
    assert "phát +4 → 4" in await world.chat(SON).says("phát 4")
    found = await rows(world.stack, "SELECT channel, state, kind FROM inbox ORDER BY seq")
    assert found == [("gone", "ignored", "unreadable"), ("fake", "done", "text")]
