"""What the leader does while somebody writes: the tick beside a coordinator, the sender beside a worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.channel import Receipt, Turn
from bot.channels.errors import NobodyThere
from bot.clock import Clock
from bot.inbound.context import Context
from bot.outbound.sender import Sender
from bot.reminding import remind
from handlers.declared import registry
from handlers.planning import tasks
from storage.engine.database import Database
from storage.messaging import outbox
from storage.messaging.parcels import PAYLOADS, Parcel, Priority
from storage.people import people
from storage.tables import contacts
from storage.tables import outbox as outbox_rows
from storage.tables import reminders as ledger
from storage.words.replies import Text
from storage.words.tasks import Change
from tests.bot.post_office import FAST, at_work, target, until
from tests.field import BOT, CAMPAIGN, CHANNEL, HA, NOW, ZONE, message, person
from tests.overlaps import is_waiting, meanwhile, two_processes

pytestmark = pytest.mark.postgresql

FRIDAY = datetime.fromisoformat("2019-08-30T08:05:00+07:00")
"""Thirty days before the end of the distribution, but for the days off."""
TASK = next(task for task in CAMPAIGN.leaves if task.number == "4.5")


@pytest.fixture
async def doors(tmp_path: Path) -> AsyncIterator[list[Database]]:
    async with two_processes(tmp_path) as both:
        yield both


def frame(database: Database, now: datetime = FRIDAY) -> Context:
    clock = Clock(now)
    clock.now = lambda: now  # type: ignore[method-assign]
    return Context(BOT, database, CAMPAIGN, clock, ZONE, registry)


async def reminded(database: Database) -> list[str]:
    """The slots of ``TASK`` that wait to be sent."""
    async with database.read() as db:
        rows = await db.execute(
            select(ledger.c.slot)
            .join(outbox_rows, outbox_rows.c.id == ledger.c.outbox)
            .where(ledger.c.task == TASK.id, outbox_rows.c.state == "queued")
        )
        return list(rows.scalars())


async def test_the_tick_reminds_of_a_task(doors: list[Database]) -> None:
    await remind(frame(doors[0]))
    assert await reminded(doors[0]) == ["before-30"]


async def test_a_task_that_is_completed_during_the_tick_sends_nothing_more(doors: list[Database]) -> None:
    async with doors[0].write() as db:
        said = message(await person(db, HA))
        assert await tasks.complete(db, said, TASK, "VN", Change.DONE)
        tick = asyncio.create_task(remind(frame(doors[1])))
        await meanwhile(doors[0], tick)
    await tick
    assert await reminded(doors[0]) == []
    await remind(frame(doors[1], FRIDAY + timedelta(minutes=1)))
    assert await reminded(doors[0]) == []


async def test_two_ticks_of_one_moment_send_nothing_twice(doors: list[Database]) -> None:
    queued = await asyncio.gather(*(remind(frame(door)) for door in doors))
    async with doors[0].read() as db:
        told = [row[:] for row in await db.execute(select(outbox_rows.c.person, outbox_rows.c.payload))]
    assert len(told) == len(set(told)) == sum(queued)
    assert await reminded(doors[0]) == ["before-30"]


class Unsent:
    """A delivery whose first parcel comes back: the bot was blocked."""

    name, limits, payloads = CHANNEL, FAST, PAYLOADS

    async def deliver(self, parcel: Parcel, turn: Turn) -> Receipt:
        if parcel.priority is Priority.REMINDER:
            raise NobodyThere("blocked")
        return Receipt(message_id="1")


async def test_whoever_writes_while_a_message_bounces_is_reached(doors: list[Database]) -> None:
    sender = Sender(Unsent(), doors[1].write, doors[1].read, BOT, Clock(NOW))

    async def has_ended_or_waits() -> bool:
        return await is_waiting(doors[0]) or "failed" in await states(doors[0])

    async with at_work(sender):
        async with doors[0].write() as db:
            assert await people.contact(db, CHANNEL, "101")
            async with doors[0].write() as other:
                words = Text("error.flood")
                await outbox.put_text(other, target(101), words, NOW, priority=Priority.REMINDER)
            sender.wake()
            await until(has_ended_or_waits)
            await outbox.put_text(db, target(101), words, NOW + timedelta(hours=1))
        await until(lambda: bounced(doors[0]))
    async with doors[0].read() as db:
        since = await db.scalar(select(contacts.c.unreachable_since).where(contacts.c.address == "101"))
    assert since is None


async def states(database: Database) -> list[str]:
    async with database.read() as db:
        return list((await db.execute(select(outbox_rows.c.state).order_by(outbox_rows.c.id))).scalars())


async def bounced(database: Database) -> bool:
    return (await states(database))[0] == "failed"
