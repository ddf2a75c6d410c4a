"""What waits to be sent: whose turn it is, and what becomes of it after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from storage.engine import payloads
from storage.engine.database import Connection, Database
from storage.messaging import addresses, inbox, outbox
from storage.messaging.parcels import DeliveryResult, Parcel, ParcelState, Priority, Target, ViewPayload
from storage.people import people, phone_holders
from storage.tables import outbox as rows
from storage.words.replies import Reply, Text
from tests.field import BOT, CHANNEL, LAN, NOW, prepare, url_of

LATER = NOW + timedelta(seconds=30)


def target(address: str = "101", person: int | None = None) -> Target:
    return Target(bot=BOT, channel=CHANNEL, address=address, person=person, language="vi")


async def put(db: Connection, name: str, address: str = "101", priority: Priority = Priority.REPLY) -> int:
    return await outbox.put_text(db, target(address), Text(name), NOW, priority=priority)


def names(parcels: Sequence[Parcel]) -> list[str]:
    return [parcel.payload.reply.key for parcel in parcels]


async def sent(db: Connection, parcels: Sequence[Parcel]) -> None:
    await outbox.settle(
        db, [DeliveryResult(id=parcel.id, state=ParcelState.SENT, message_id="7") for parcel in parcels], NOW
    )


async def states(db: Connection) -> dict[str, str]:
    found = await db.execute(select(rows.c.payload, rows.c.state).order_by(rows.c.id))
    return {payload.split('"')[5]: state for payload, state in found}


async def test_one_at_a_time_and_in_order_in_each_chat(database: Database) -> None:
    async with database.write() as db:
        for name, address in (("a1", "101"), ("a2", "101"), ("b1", "102"), ("a3", "101")):
            await put(db, name, address)
        first = await outbox.claim(db, BOT, CHANNEL, NOW)
        assert names(first) == ["a1", "b1"]
        assert await outbox.claim(db, BOT, CHANNEL, NOW, ["101", "102"]) == []
        await sent(db, first)
        second = await outbox.claim(db, BOT, CHANNEL, NOW)
        assert names(second) == ["a2"]
        await sent(db, second)
        assert names(await outbox.claim(db, BOT, CHANNEL, NOW)) == ["a3"]


async def test_replies_overtake_reminders_and_reminders_broadcasts(database: Database) -> None:
    async with database.write() as db:
        await put(db, "broadcast", priority=Priority.BROADCAST)
        await put(db, "reminder", priority=Priority.REMINDER)
        await put(db, "reminder of another", "102", Priority.REMINDER)
        await put(db, "reply")
        order = []
        while parcels := await outbox.claim(db, BOT, CHANNEL, NOW):
            order.append(names(parcels))
            await sent(db, parcels)
        assert order == [["reply", "reminder of another"], ["reminder"], ["broadcast"]]


async def test_what_was_put_off_to_another_day_holds_up_nothing(database: Database) -> None:
    """A question of Friday evening that waits for Monday, and Saturday's news to the same person."""
    monday = NOW + timedelta(days=3)
    async with database.write() as db:
        await outbox.put_text(
            db, target(), Text("friday"), NOW, priority=Priority.REMINDER, not_after=NOW + timedelta(hours=1)
        )
        saturday = NOW + timedelta(days=1)
        assert await outbox.postpone(db, BOT, saturday, monday, monday + timedelta(hours=9)) == 1
        await put(db, "saturday", priority=Priority.REMINDER)
        told = await outbox.claim(db, BOT, CHANNEL, saturday)
        assert names(told) == ["saturday"]
        await sent(db, told)
        assert await outbox.claim(db, BOT, CHANNEL, saturday) == []
        assert names(await outbox.claim(db, BOT, CHANNEL, monday)) == ["friday"]


async def test_while_the_first_waits_nothing_newer_passes(database: Database) -> None:
    async with database.write() as db:
        await put(db, "first")
        await put(db, "second")
        await put(db, "other", "102")
        (first, other) = await outbox.claim(db, BOT, CHANNEL, NOW)
        await outbox.settle(
            db, [DeliveryResult(id=first.id, state=ParcelState.QUEUED, error="x", not_before=LATER)], NOW
        )
        await sent(db, [other])
        assert await outbox.claim(db, BOT, CHANNEL, NOW) == []
        (again,) = await outbox.claim(db, BOT, CHANNEL, LATER)
        assert names([again]) == ["first"]
        assert again.attempts == 1


async def test_whoever_waits_does_not_hold_up_the_others(database: Database) -> None:
    """One chat with a long queue, whose first parcel must wait."""
    async with database.write() as db:
        for number in range(700):
            await put(db, f"n{number}")
        await put(db, "other", "102")
        (first,) = await outbox.claim(db, BOT, CHANNEL, NOW, ["102"])
        await outbox.settle(
            db, [DeliveryResult(id=first.id, state=ParcelState.QUEUED, not_before=LATER)], NOW
        )
        assert names(await outbox.claim(db, BOT, CHANNEL, NOW)) == ["other"]


async def test_is_there_anything_to_claim(database: Database) -> None:
    async with database.write() as db:
        assert not await outbox.any_waiting(db, BOT, CHANNEL, [], NOW)
        await put(db, "a1")
        assert await outbox.any_waiting(db, BOT, CHANNEL, [], NOW)
        assert not await outbox.any_waiting(db, BOT, CHANNEL, ["101"], NOW)
        assert not await outbox.any_waiting(db, "4242", CHANNEL, [], NOW)
        (parcel,) = await outbox.claim(db, BOT, CHANNEL, NOW)
        assert not await outbox.any_waiting(db, BOT, CHANNEL, [], NOW)
        await outbox.settle(
            db, [DeliveryResult(id=parcel.id, state=ParcelState.QUEUED, not_before=LATER)], NOW
        )
        assert not await outbox.any_waiting(db, BOT, CHANNEL, [], NOW)
        assert await outbox.any_waiting(db, BOT, CHANNEL, [], LATER)


async def test_after_a_crash_a_reply_is_sent_again_a_reminder_is_not(database: Database) -> None:
    async with database.write() as db:
        await put(db, "reply")
        await put(db, "reminder", "102", Priority.REMINDER)
        await put(db, "broadcast", "103", Priority.BROADCAST)
        await put(db, "not begun", "104", Priority.REMINDER)
        await outbox.claim(db, BOT, CHANNEL, NOW, ["104"])
    async with database.write() as db:
        await outbox.recover(db, "4242", CHANNEL)
        assert set((await states(db)).values()) == {"sending", "queued"}
        await outbox.recover(db, BOT, CHANNEL)
        assert await states(db) == {
            "reply": "queued",
            "reminder": "unknown",
            "broadcast": "unknown",
            "not begun": "queued",
        }
        assert names(await outbox.claim(db, BOT, CHANNEL, NOW)) == ["reply", "not begun"]


async def test_what_came_of_it_is_kept(database: Database) -> None:
    async with database.write() as db:
        await put(db, "good")
        await put(db, "bad", "102")
        good, bad = await outbox.claim(db, BOT, CHANNEL, NOW)
        await outbox.settle(
            db,
            [
                DeliveryResult(id=good.id, state=ParcelState.SENT, message_id="31"),
                DeliveryResult(id=bad.id, state=ParcelState.FAILED, error="chat not found"),
            ],
            LATER,
        )
        # A late second word on a settled parcel changes nothing.
        await outbox.settle(db, [DeliveryResult(id=good.id, state=ParcelState.FAILED, error="?")], LATER)
        found = await db.execute(
            select(rows.c.state, rows.c.message_id, rows.c.sent_at, rows.c.error).order_by(rows.c.id)
        )
        assert found.all() == [("sent", "31", LATER, None), ("failed", None, None, "chat not found")]


async def test_who_blocked_us_gets_nothing_that_waits(database: Database) -> None:
    async with database.write() as db:
        for name, address in (("flying", "101"), ("waiting", "101"), ("other", "102")):
            await put(db, name, address)
        await outbox.claim(db, BOT, CHANNEL, NOW, ["102"])
        await outbox.cancel_for(db, CHANNEL, "101")
        assert await states(db) == {"flying": "sending", "waiting": "cancelled", "other": "queued"}


async def crowd(db: Connection) -> None:
    """20,000 rows of history, and a broadcast of 5,000 that waits."""
    ordinary = {"bot": BOT, "channel": CHANNEL, "language": "vi", "kind": "text", "created_at": NOW}
    payload = payloads.dump({"reply": Reply("x")})
    await db.execute(
        rows.insert(),
        [
            ordinary
            | {"address": str(1000 + n % 5000), "priority": n % 3, "payload": payload, "state": "sent"}
            for n in range(20_000)
        ],
    )
    await db.execute(
        rows.insert(),
        [
            ordinary | {"address": str(1000 + n), "priority": 2, "payload": payload, "state": "queued"}
            for n in range(5_000)
        ],
    )


async def test_neither_a_long_history_nor_a_long_queue_is_read_through(database: Database) -> None:
    """Every query of the sender finds its rows by the indices of open ones, on both engines."""
    run: list[tuple[str, Any]] = []
    async with database.write() as db:
        await crowd(db)
        await put(db, "a1")
        sync = (await db.get_raw_connection()) and db.sync_connection
        event.listen(sync, "before_cursor_execute", lambda *call: run.append((call[2], call[3])))
        await outbox.any_waiting(db, BOT, CHANNEL, ["102", "103"], NOW)
        (first, *_) = await outbox.claim(db, BOT, CHANNEL, NOW, ["102", "103"], 6)
        assert names([first]) == ["a1"]
        await outbox.recover(db, BOT, CHANNEL, [1, 2])
        await outbox.has_newer(db, CHANNEL, "101", NOW)
        await outbox.cancel_for(db, CHANNEL, "101")
        await outbox.readdress(db, CHANNEL, "101", "102")
        said = run.copy()
        for statement, values in said:
            assert await looks_at_few(db, statement, values), statement


async def looks_at_few(db: Connection, statement: str, values: Any) -> bool:
    """Whether the engine's plan for a statement finds rows of the outbox by an index only."""
    if db.dialect.name == "sqlite":
        plan = await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return not any(step.detail.startswith(("SCAN outbox", "SCAN earlier")) for step in plan)
    plan = await db.exec_driver_sql(f"EXPLAIN {statement}", values)
    return "Seq Scan on outbox" not in "\n".join(step[0] for step in plan)


async def test_only_as_many_are_taken_as_there_are_turns(database: Database) -> None:
    async with database.write() as db:
        for number in range(5):
            await put(db, f"reminder {number}", f"10{number}", Priority.REMINDER)
        assert names(await outbox.claim(db, BOT, CHANNEL, NOW, most=2)) == ["reminder 0", "reminder 1"]
        await put(db, "reply", "109")
        assert names(await outbox.claim(db, BOT, CHANNEL, NOW, most=2)) == ["reply", "reminder 2"]


async def test_a_long_text_goes_on_where_it_stopped(database: Database) -> None:
    async with database.write() as db:
        await put(db, "long")
        await put(db, "next")
        for arrived in (0, 1, 2):
            (parcel,) = await outbox.claim(db, BOT, CHANNEL, NOW)
            assert (names([parcel]), parcel.pieces, parcel.attempts) == (["long"], arrived, 0)
            await outbox.settle(
                db, [DeliveryResult(id=parcel.id, state=ParcelState.QUEUED, pieces=arrived + 1)], NOW
            )
        (parcel,) = await outbox.claim(db, BOT, CHANNEL, NOW)
        await outbox.settle(
            db, [DeliveryResult(id=parcel.id, state=ParcelState.QUEUED, error="x", not_before=LATER)], NOW
        )
        (again,) = await outbox.claim(db, BOT, CHANNEL, LATER)
        assert (again.pieces, again.attempts) == (3, 1)
        await sent(db, [again])
        assert names(await outbox.claim(db, BOT, CHANNEL, LATER)) == ["next"]


async def test_what_was_computed_is_kept_for_the_other_pieces(database: Database) -> None:
    async with database.write() as db:
        await outbox.put(db, target(), ViewPayload(name="score", query={}), NOW)
        (parcel,) = await outbox.claim(db, BOT, CHANNEL, NOW)
        await outbox.settle(
            db,
            [DeliveryResult(id=parcel.id, state=ParcelState.QUEUED, pieces=1, reply=Reply("computed"))],
            NOW,
        )
        (again,) = await outbox.claim(db, BOT, CHANNEL, NOW)
        assert (again.kind, names([again])) == ("text", ["computed"])


async def test_a_reply_knows_when_its_question_came(database: Database) -> None:
    async with database.write() as db:
        await inbox.add(db, BOT, [inbox.Raw("1", "101", "{}", CHANNEL)], NOW)
        (cause,) = await inbox.waiting(db, BOT, 0, 1)
        await outbox.put_text(db, target(), Text("reply"), LATER, cause=cause.seq)
        await put(db, "reminder", "102", Priority.REMINDER)
        reply, reminder = await outbox.claim(db, BOT, CHANNEL, LATER)
        assert (reply.received_at, reply.created_at, reply.claimed_at) == (NOW, LATER, LATER)
        assert reminder.received_at is None


async def test_what_is_on_its_way_now_is_not_recovered(database: Database) -> None:
    async with database.write() as db:
        await put(db, "reminder", priority=Priority.REMINDER)
        await put(db, "stuck", "102", Priority.REMINDER)
        flying, _ = await outbox.claim(db, BOT, CHANNEL, NOW)
        await outbox.recover(db, BOT, CHANNEL, [flying.id])
        assert await states(db) == {"reminder": "sending", "stuck": "unknown"}


async def test_a_reply_after_a_moment_shows_that_somebody_is_there(database: Database) -> None:
    async with database.write() as db:
        await put(db, "reminder", priority=Priority.REMINDER)
        assert not await outbox.has_newer(db, CHANNEL, "101", NOW - timedelta(seconds=1))
        await put(db, "reply")
        assert await outbox.has_newer(db, CHANNEL, "101", NOW - timedelta(seconds=1))
        assert not await outbox.has_newer(db, CHANNEL, "101", NOW)
        assert not await outbox.has_newer(db, CHANNEL, "102", NOW - timedelta(seconds=1))


async def test_a_group_with_a_new_id_keeps_what_waits(field: Database) -> None:
    async with field.write() as db:
        await phone_holders.take(db, CHANNEL, "-5", LAN, NOW)
        await put(db, "done", "-5")
        await sent(db, await outbox.claim(db, BOT, CHANNEL, NOW))
        await put(db, "waiting", "-5")
        await addresses.move(db, CHANNEL, "-5", "-1005")
        assert names(await outbox.claim(db, BOT, CHANNEL, NOW, ["-5"])) == ["waiting"]
        assert await people.contact(db, CHANNEL, "-5") is None
        moved = await people.contact(db, CHANNEL, "-1005")
        assert moved is not None
        assert moved.person == LAN
        assert [one.person for one in await phone_holders.of_chat(db, CHANNEL, "-1005")] == [LAN]
        assert await phone_holders.of_chat(db, CHANNEL, "-5") == []
        sent_to = await db.execute(select(rows.c.address).where(rows.c.state == "sent"))
        assert sent_to.scalars().all() == ["-5"], "what was sent stays as it was"


async def test_old_payloads_go_and_the_rows_stay(database: Database) -> None:
    async with database.write() as db:
        for name in ("old", "unsent", "new"):
            await outbox.put_text(db, target(name), Text(name), NOW if name == "new" else NOW - timedelta(90))
        await sent(db, await outbox.claim(db, BOT, CHANNEL, NOW, ["unsent"]))
        assert await outbox.prune(db, NOW - timedelta(30)) == 1
        assert await outbox.prune(db, NOW - timedelta(30)) == 0
        kept = await db.execute(select(rows.c.address, rows.c.payload != "null").order_by(rows.c.id))
        assert [tuple(row) for row in kept] == [("old", False), ("unsent", True), ("new", True)]


QUEUE = st.lists(
    st.tuples(st.sampled_from(["101", "102", "103"]), st.sampled_from(list(Priority))), max_size=15
)


def test_every_chat_gets_all_of_its_own_in_order(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        prepare(tmp_path / "sipas.db")
        database = Database(url_of(tmp_path / "sipas.db"))
        runner.run(database.open())

        async def drained(queue: list[tuple[str, Priority]]) -> None:
            async with database.write() as db:
                story = await db.begin_nested()
                ids = [
                    (address, priority, await put(db, "x", address, priority)) for address, priority in queue
                ]
                got: list[Parcel] = []
                while parcels := await outbox.claim(db, BOT, CHANNEL, NOW):
                    assert len({parcel.address for parcel in parcels}) == len(parcels)
                    got += parcels
                    await sent(db, parcels)
                for chat in ("101", "102", "103"):
                    wanted = sorted(
                        (priority, number) for address, priority, number in ids if address == chat
                    )
                    assert [(one.priority, one.id) for one in got if one.address == chat] == wanted
                await story.rollback()

        @settings(max_examples=30)
        @given(QUEUE)
        def holds(queue: list[tuple[str, Priority]]) -> None:
            runner.run(drained(queue))

        try:
            holds()
        finally:
            runner.run(database.close())
