"""Where the plan stands, and the ledger of reminders that keeps a slot from being sent twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from storage import milestones, outbox, reminders
from storage.database import Database
from storage.milestones import Milestone
from storage.model import Text
from storage.outbox import Priority, Target
from storage.reminders import Decided
from tests.field import BOT, CHANNEL, CODE, HA, HUNG, NOW, opened

LINE = Decided("2019-4.5", "VN", "before-3", date(2019, 9, 2), HA, "send", NOW)


async def test_a_campaign_starts_once(database: Database) -> None:
    later = NOW + timedelta(days=1)
    async with database.write() as db:
        assert await milestones.activated(db, CODE) is None
        assert await milestones.activate(db, CODE, NOW) == NOW
        assert await milestones.activate(db, CODE, later) == NOW
        assert not await milestones.is_demo(db, CODE)


async def test_invented_data_are_marked_and_begin_when_told(database: Database) -> None:
    later = NOW + timedelta(days=1)
    async with database.write() as db:
        await milestones.activate(db, CODE, NOW)
        await milestones.begin_demo(db, CODE, later)
        assert await milestones.activated(db, CODE) == later
        assert await milestones.is_demo(db, CODE)
        assert not await milestones.is_demo(db, "2018")


async def test_a_task_is_done_in_a_scope(field: Database) -> None:
    later = NOW + timedelta(days=1)
    async with field.write() as db:
        await milestones.finish(db, CODE, "2019-4.5", "01", HUNG, NOW)
        await milestones.finish(db, CODE, "2019-4.5", "02", None, NOW)
        await milestones.finish(db, CODE, "2019-4.5", "01", HA, later)
        assert await milestones.every(db, CODE) == [
            Milestone("2019-4.5", "01", None, later),
            Milestone("2019-4.5", "02", None, NOW),
        ]
        assert await milestones.every(db, "2018") == []


async def test_a_slot_is_decided_once(field: Database) -> None:
    async with field.write() as db:
        assert await reminders.decide(db, CODE, LINE)
        assert not await reminders.decide(db, CODE, replace(LINE, verdict="skip"))
        assert await reminders.decide(db, CODE, replace(LINE, person=HUNG))
        moved = replace(LINE, due=date(2019, 9, 9), decided_at=NOW + timedelta(hours=1))
        assert await reminders.decide(db, CODE, moved)
        assert await reminders.of(db, CODE, [HA]) == [moved, LINE]
        assert len(await reminders.every(db, CODE)) == 3


async def test_two_processes_decide_once(field: Database) -> None:
    async with opened(field.file, guest=True) as other:

        async def decide(database: Database) -> bool:
            async with database.write() as db:
                return await reminders.decide(db, CODE, LINE)

        assert sorted(await asyncio.gather(decide(field), decide(other))) == [False, True]


async def test_the_ledger_tells_what_became_of_a_reminder(field: Database) -> None:
    async with field.write() as db:
        await reminders.decide(db, CODE, LINE)
        target = Target(BOT, CHANNEL, "103", HA, "vi")
        parcel = await outbox.put_text(db, target, Text("x"), NOW, priority=Priority.REMINDER)
        await reminders.attach(db, CODE, LINE, parcel)
        assert await reminders.every(db, CODE) == [replace(LINE, state="queued")]
        await outbox.claim(db, BOT, NOW)
        await outbox.recover(db, BOT)
        assert await reminders.every(db, CODE) == [replace(LINE, state="unknown")]
