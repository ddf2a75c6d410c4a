"""Raw updates: stored once, handed out in order of arrival, ended once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.engine.database import Database
from storage.messaging import inbox
from storage.messaging.inbox import ATTEMPTS, Raw
from storage.tables import inbox as rows
from tests.field import BOT, CHANNEL, NOW


def raw(number: int, chat: str = "101") -> Raw:
    return Raw(str(number), chat, f'{{"update_id": {number}}}', CHANNEL)


async def test_updates_wait_in_order_of_arrival(database: Database) -> None:
    """Telegram's numbers may start anew after a quiet week: it is the arrival that counts."""
    async with database.write() as db:
        await inbox.add(db, BOT, [raw(900), raw(901, "102")], NOW)
        await inbox.add(db, BOT, [raw(5)], NOW)
        assert [int(item.update_id) for item in await inbox.waiting(db, BOT, 0, 10)] == [900, 901, 5]


async def test_what_came_before_is_left_as_it_is(database: Database) -> None:
    async with database.write() as db:
        await inbox.add(db, BOT, [raw(1)], NOW)
        (first,) = await inbox.waiting(db, BOT, 0, 10)
        await inbox.finish(db, first.seq, "done", "text", NOW)
        await inbox.add(db, BOT, [Raw("1", "666", "forged", CHANNEL), raw(2)], NOW)
        assert [int(item.update_id) for item in await inbox.waiting(db, BOT, 0, 10)] == [2]
        stored = (await db.execute(select(rows.c.chat, rows.c.payload, rows.c.state))).first()
        assert stored == ("101", '{"update_id": 1}', "done")


async def test_twins_in_one_batch_are_one(database: Database) -> None:
    async with database.write() as db:
        await inbox.add(db, BOT, [raw(1), raw(1), raw(2)], NOW)
        await inbox.add(db, BOT, [], NOW)
        assert [int(item.update_id) for item in await inbox.waiting(db, BOT, 0, 10)] == [1, 2]


async def test_bots_do_not_share(database: Database) -> None:
    async with database.write() as db:
        await inbox.add(db, BOT, [raw(1)], NOW)
        await inbox.add(db, "4242", [raw(1)], NOW)
        assert len(await inbox.waiting(db, BOT, 0, 10)) == 1
        assert len(await inbox.waiting(db, "4242", 0, 10)) == 1


async def test_pages(database: Database) -> None:
    async with database.write() as db:
        await inbox.add(db, BOT, [raw(number) for number in range(1, 6)], NOW)
        page = await inbox.waiting(db, BOT, 0, 2)
        rest = await inbox.waiting(db, BOT, page[-1].seq, 10)
        assert [int(item.update_id) for item in [*page, *rest]] == [1, 2, 3, 4, 5]


async def test_an_end_is_an_end(database: Database) -> None:
    async with database.write() as db:
        await inbox.add(db, BOT, [raw(1), raw(2)], NOW)
        first, second = await inbox.waiting(db, BOT, 0, 10)
        assert await inbox.is_open(db, first.seq)
        await inbox.finish(db, first.seq, "ignored", "other", NOW)
        assert not await inbox.is_open(db, first.seq)
        assert await inbox.is_open(db, second.seq)
        assert not await inbox.is_open(db, 99)


async def test_attempts_are_counted_over_restarts(database: Database) -> None:
    async with database.write() as db:
        await inbox.add(db, BOT, [raw(1)], NOW)
        (stored,) = await inbox.waiting(db, BOT, 0, 10)
    counted = []
    for _ in range(ATTEMPTS):
        async with database.write() as db:
            counted.append(await inbox.count_attempt(db, stored.seq, "KeyError('x')"))
    assert counted == [1, 2, 3]
    async with database.read() as db:
        assert await db.scalar(select(rows.c.error)) == "KeyError('x')"
        assert await inbox.waiting(db, BOT, 0, 10) == [stored]


async def test_old_payloads_go_but_not_those_that_wait(database: Database) -> None:
    async with database.write() as db:
        await inbox.add(db, BOT, [raw(1), raw(2)], NOW - timedelta(days=90))
        await inbox.add(db, BOT, [raw(3)], NOW)
        first, _, third = await inbox.waiting(db, BOT, 0, 10)
        for stored in (first, third):
            await inbox.finish(db, stored.seq, "done", "text", NOW)
        assert await inbox.prune(db, NOW - timedelta(days=30)) == 1
        assert await inbox.prune(db, NOW - timedelta(days=30)) == 0
        kept = await db.execute(select(rows.c.update_id).where(rows.c.payload.is_not(None)))
        assert set(kept.scalars()) == {"2", "3"}


async def test_there_are_no_other_states(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as db:
            await db.execute(
                insert(rows).values(
                    bot=BOT, channel=CHANNEL, update_id="1", chat="1", received_at=NOW, state="lost"
                )
            )
