"""Where the plan stands, and the ledger of reminders that keeps a slot from being sent twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from storage.engine.database import Connection, Database
from storage.messaging import outbox
from storage.messaging.parcels import Priority, Target
from storage.planning import completion_questions, milestone_changes, milestones, reminders
from storage.planning.completion_questions import Question
from storage.planning.milestone_changes import Line
from storage.planning.milestones import Milestone
from storage.planning.reminders import Decided
from storage.words.replies import Text
from storage.words.tasks import Change
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


async def test_a_task_is_done_in_a_scope_once_and_can_be_reopened(field: Database) -> None:
    later = NOW + timedelta(days=1)
    async with field.write() as db:
        assert await milestones.finish(db, CODE, "2019-4.5", "01", HUNG, NOW)
        assert await milestones.finish(db, CODE, "2019-4.5", "02", None, NOW)
        assert not await milestones.finish(db, CODE, "2019-4.5", "01", HA, later)
        assert sorted(await milestones.every(db, CODE), key=lambda item: item.scope) == [
            Milestone("2019-4.5", "01", None, NOW, HUNG),
            Milestone("2019-4.5", "02", None, NOW, None),
        ]
        assert await milestones.every(db, "2018") == []
        assert await milestones.reopen(db, CODE, "2019-4.5", "01")
        assert not await milestones.reopen(db, CODE, "2019-4.5", "01")
        assert await milestones.finish(db, CODE, "2019-4.5", "01", HA, later)


async def test_a_moved_date_stays_when_the_task_is_done(field: Database) -> None:
    moved = date(2019, 10, 5)
    async with field.write() as db:
        await milestones.move(db, CODE, "2019-4.5", "VN", date(2019, 10, 1), HA, NOW)
        await milestones.move(db, CODE, "2019-4.5", "VN", moved, HA, NOW)
        await milestones.finish(db, CODE, "2019-4.5", "VN", HA, NOW)
        assert await milestones.every(db, CODE) == [Milestone("2019-4.5", "VN", moved, NOW, HA)]


async def test_the_history_keeps_every_line_in_order(field: Database) -> None:
    moved = Line("2019-4.5", "VN", Change.MOVED, HA, NOW, "2019-09-30", "2019-10-05", "mưa bão")
    done = Line("2019-5.2", "01", Change.DONE, HUNG, NOW)
    async with field.write() as db:
        for line in (moved, done):
            await milestone_changes.record(db, CODE, line)
        assert await milestone_changes.every(db, CODE) == [moved, done]
        assert await milestone_changes.every(db, CODE, Change.MOVED) == [moved]
        assert await milestone_changes.of(db, CODE, ["2019-5.2"]) == [done]
        assert await milestone_changes.of(db, CODE, ["2019-5.2"], Change.MOVED) == []


async def test_a_question_is_asked_once_until_it_is_withdrawn(field: Database) -> None:
    async with field.write() as db:
        assert await completion_questions.ask(db, CODE, "2019-4.5", "VN", NOW) == 1
        assert await completion_questions.ask(db, CODE, "2019-4.5", "VN", NOW) is None
        first = Question("2019-4.5", "VN", 1, "open")
        assert await completion_questions.every(db, CODE) == [first]
        assert await completion_questions.withdraw(db, CODE, first)
        assert not await completion_questions.answer(db, CODE, first, "confirmed")
        assert await completion_questions.ask(db, CODE, "2019-4.5", "VN", NOW) == 2
        assert not await completion_questions.answer(db, CODE, first, "confirmed"), "that was the first time"
        assert await completion_questions.answer(db, CODE, replace(first, round=2), "declined")
        assert await completion_questions.ask(db, CODE, "2019-4.5", "VN", NOW) is None


async def digest(db: Connection, *lines: Decided, not_after: datetime | None = None) -> int:
    """A parcel that carries decisions."""
    target = Target(bot=BOT, channel=CHANNEL, address="103", person=HA, language="vi")
    parcel = await outbox.put_text(
        db, target, Text("x"), NOW, priority=Priority.REMINDER, not_after=not_after
    )
    for line in lines:
        assert await reminders.decide(db, CODE, line)
        await reminders.attach(db, CODE, line, parcel)
    return parcel


async def test_what_waits_about_a_task_is_taken_back_as_if_never_decided(field: Database) -> None:
    other = replace(LINE, task="2019-5.1")
    async with field.write() as db:
        await digest(db, LINE, other)
        kept = replace(LINE, task="2019-6.1")
        await digest(db, kept)
        assert await reminders.withdraw(db, CODE, "2019-4.5", "VN") == 1
        assert [item.task for item in await reminders.every(db, CODE)] == ["2019-6.1"]
        assert await reminders.decide(db, CODE, other), "the next tick decides about the others anew"
        (sent,) = await outbox.claim(db, BOT, CHANNEL, NOW)
        assert await reminders.withdraw(db, CODE, "2019-6.1", "01") == 0, "another province's"
        assert await reminders.withdraw(db, CODE, "2019-6.1", "VN") == 0, "it is on its way"
        assert sent.person == HA


async def test_what_was_not_sent_in_its_hours_waits_or_is_decided_anew(field: Database) -> None:
    night, dawn = NOW + timedelta(hours=13), NOW + timedelta(hours=24)
    asked = replace(LINE, slot="reached-1")
    async with field.write() as db:
        await digest(db, LINE, not_after=night)
        question = await digest(db, asked, not_after=night)
        assert await outbox.claim(db, BOT, CHANNEL, night) == []
        assert await reminders.expire(db, BOT, night, "reached-") == 1
        assert await outbox.postpone(db, BOT, night, dawn, dawn + timedelta(hours=9)) == 1
        assert [item.slot for item in await reminders.every(db, CODE)] == ["reached-1"]
        assert await outbox.claim(db, BOT, CHANNEL, night) == []
        assert [parcel.id for parcel in await outbox.claim(db, BOT, CHANNEL, dawn)] == [question]


async def test_a_slot_is_decided_once(field: Database) -> None:
    async with field.write() as db:
        assert await reminders.decide(db, CODE, LINE)
        assert not await reminders.decide(db, CODE, replace(LINE, verdict="skip"))
        assert await reminders.decide(db, CODE, replace(LINE, person=HUNG))
        moved = replace(LINE, due=date(2019, 9, 9), decided_at=NOW + timedelta(hours=1))
        assert await reminders.decide(db, CODE, moved)
        assert await reminders.of(db, CODE, [HA]) == [moved, LINE]
        assert len(await reminders.every(db, CODE)) == 3


async def test_two_processes_decide_once(field: Database, tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db", guest=True) as other:

        async def decide(database: Database) -> bool:
            async with database.write() as db:
                return await reminders.decide(db, CODE, LINE)

        assert sorted(await asyncio.gather(decide(field), decide(other))) == [False, True]


async def test_the_ledger_tells_what_became_of_a_reminder(field: Database) -> None:
    async with field.write() as db:
        await reminders.decide(db, CODE, LINE)
        target = Target(bot=BOT, channel=CHANNEL, address="103", person=HA, language="vi")
        parcel = await outbox.put_text(db, target, Text("x"), NOW, priority=Priority.REMINDER)
        await reminders.attach(db, CODE, LINE, parcel)
        assert await reminders.every(db, CODE) == [replace(LINE, state="queued")]
        await outbox.claim(db, BOT, CHANNEL, NOW)
        await outbox.recover(db, BOT, CHANNEL)
        assert await reminders.every(db, CODE) == [replace(LINE, state="unknown")]
