"""What waits to be sent: whose turn it is, and what becomes of it after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from storage import inbox, outbox
from storage.database import Connection, Database
from storage.model import Attachment, Button, Reply, Text
from storage.outbox import Outcome, Parcel, Priority, Target
from storage.tables import outbox as rows
from tests.field import BOT, CHANNEL, LAN, NOW, prepare, url_of

LATER = NOW + timedelta(seconds=30)


def target(address: str = "101", person: int | None = None) -> Target:
    return Target(BOT, CHANNEL, address, person, "vi")


async def put(db: Connection, name: str, address: str = "101", priority: Priority = Priority.REPLY) -> int:
    return await outbox.put_text(db, target(address), Text(name), NOW, priority=priority)


def names(parcels: Sequence[Parcel]) -> list[str]:
    return [parcel.payload["reply"].key for parcel in parcels]


async def sent(db: Connection, parcels: Sequence[Parcel]) -> None:
    await outbox.settle(db, [Outcome(parcel.id, "sent", message_id="7") for parcel in parcels], NOW)


async def states(db: Connection) -> dict[str, str]:
    found = await db.execute(select(rows.c.payload, rows.c.state).order_by(rows.c.id))
    return {payload.split('"')[5]: state for payload, state in found}


async def test_one_at_a_time_and_in_order_in_each_chat(database: Database) -> None:
    async with database.write() as db:
        for name, address in (("a1", "101"), ("a2", "101"), ("b1", "102"), ("a3", "101")):
            await put(db, name, address)
        first = await outbox.claim(db, BOT, NOW)
        assert names(first) == ["a1", "b1"]
        assert await outbox.claim(db, BOT, NOW, ["101", "102"]) == []
        await sent(db, first)
        second = await outbox.claim(db, BOT, NOW)
        assert names(second) == ["a2"]
        await sent(db, second)
        assert names(await outbox.claim(db, BOT, NOW)) == ["a3"]


async def test_replies_overtake_reminders_and_reminders_broadcasts(database: Database) -> None:
    async with database.write() as db:
        await put(db, "broadcast", priority=Priority.BROADCAST)
        await put(db, "reminder", priority=Priority.REMINDER)
        await put(db, "reminder of another", "102", Priority.REMINDER)
        await put(db, "reply")
        order = []
        while parcels := await outbox.claim(db, BOT, NOW):
            order.append(names(parcels))
            await sent(db, parcels)
        assert order == [["reply", "reminder of another"], ["reminder"], ["broadcast"]]


async def test_while_the_first_waits_nothing_newer_passes(database: Database) -> None:
    async with database.write() as db:
        await put(db, "first")
        await put(db, "second")
        await put(db, "other", "102")
        (first, other) = await outbox.claim(db, BOT, NOW)
        await outbox.settle(db, [Outcome(first.id, "queued", error="x", not_before=LATER)], NOW)
        await sent(db, [other])
        assert await outbox.claim(db, BOT, NOW) == []
        (again,) = await outbox.claim(db, BOT, LATER)
        assert names([again]) == ["first"]
        assert again.attempts == 1


async def test_whoever_waits_does_not_hold_up_the_others(database: Database) -> None:
    """One chat with a long queue, whose first parcel must wait."""
    async with database.write() as db:
        for number in range(700):
            await put(db, f"n{number}")
        await put(db, "other", "102")
        (first,) = await outbox.claim(db, BOT, NOW, ["102"])
        await outbox.settle(db, [Outcome(first.id, "queued", not_before=LATER)], NOW)
        assert names(await outbox.claim(db, BOT, NOW)) == ["other"]


async def test_is_there_anything_to_claim(database: Database) -> None:
    async with database.write() as db:
        assert not await outbox.any_waiting(db, BOT, [], NOW)
        await put(db, "a1")
        assert await outbox.any_waiting(db, BOT, [], NOW)
        assert not await outbox.any_waiting(db, BOT, ["101"], NOW)
        assert not await outbox.any_waiting(db, "4242", [], NOW)
        (parcel,) = await outbox.claim(db, BOT, NOW)
        assert not await outbox.any_waiting(db, BOT, [], NOW)
        await outbox.settle(db, [Outcome(parcel.id, "queued", not_before=LATER)], NOW)
        assert not await outbox.any_waiting(db, BOT, [], NOW)
        assert await outbox.any_waiting(db, BOT, [], LATER)


async def test_after_a_crash_a_reply_is_sent_again_a_reminder_is_not(database: Database) -> None:
    async with database.write() as db:
        await put(db, "reply")
        await put(db, "reminder", "102", Priority.REMINDER)
        await put(db, "broadcast", "103", Priority.BROADCAST)
        await put(db, "not begun", "104", Priority.REMINDER)
        await outbox.claim(db, BOT, NOW, ["104"])
    async with database.write() as db:
        await outbox.recover(db, "4242")
        assert set((await states(db)).values()) == {"sending", "queued"}
        await outbox.recover(db, BOT)
        assert await states(db) == {
            "reply": "queued",
            "reminder": "unknown",
            "broadcast": "unknown",
            "not begun": "queued",
        }
        assert names(await outbox.claim(db, BOT, NOW)) == ["reply", "not begun"]


async def test_what_came_of_it_is_kept(database: Database) -> None:
    async with database.write() as db:
        await put(db, "good")
        await put(db, "bad", "102")
        good, bad = await outbox.claim(db, BOT, NOW)
        await outbox.settle(
            db, [Outcome(good.id, "sent", "31"), Outcome(bad.id, "failed", error="chat not found")], LATER
        )
        # A late second word on a settled parcel changes nothing.
        await outbox.settle(db, [Outcome(good.id, "failed", error="?")], LATER)
        found = await db.execute(
            select(rows.c.state, rows.c.message_id, rows.c.sent_at, rows.c.error).order_by(rows.c.id)
        )
        assert found.all() == [("sent", "31", LATER, None), ("failed", None, None, "chat not found")]


async def test_who_blocked_us_gets_nothing_that_waits(database: Database) -> None:
    async with database.write() as db:
        for name, address in (("flying", "101"), ("waiting", "101"), ("other", "102")):
            await put(db, name, address)
        await outbox.claim(db, BOT, NOW, ["102"])
        await outbox.cancel_for(db, CHANNEL, "101")
        assert await states(db) == {"flying": "sending", "waiting": "cancelled", "other": "queued"}


async def test_a_long_history_costs_nothing(database: Database) -> None:
    """Every query of the sender finds its rows by the index of open ones; the table is never read through."""
    async with database.write() as db:
        run: list[tuple[str, Any]] = []
        sync = (await db.get_raw_connection()) and db.sync_connection
        event.listen(sync, "before_cursor_execute", lambda *call: run.append((call[2], call[3])))
        await put(db, "a1")
        await outbox.any_waiting(db, BOT, ["102"], NOW)
        await outbox.claim(db, BOT, NOW, ["102"])
        await outbox.recover(db, BOT)
        await outbox.cancel_for(db, CHANNEL, "101")
        said = run.copy()
        for statement, values in said:
            plan = await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            assert "SCAN outbox" not in [step.detail for step in plan], statement


async def test_a_reply_becomes_its_parts_in_order(field: Database) -> None:
    reply = Reply(
        "progress.text",
        {"n": 1},
        [[Button("undo.button", "undo:1")]],
        toast=Text("tap.done"),
        attachments=[Attachment("chart", "progress", {"scope": ["VN"]})],
    )
    async with field.write() as db:
        await inbox.add(db, BOT, [inbox.Raw(1, "101", "{}")], NOW)
        (cause,) = await inbox.waiting(db, BOT, 0, 1)

        async def parts(reply: Reply, tapped: tuple[str, str] | None) -> list[tuple[str, object]]:
            await outbox.put_reply(db, target("101", LAN), reply, NOW, cause=cause.seq, tapped=tapped)
            found = []
            while parcels := await outbox.claim(db, BOT, NOW):
                found += [(parcel.kind, parcel.payload) for parcel in parcels]
                await sent(db, parcels)
            return found

        plain = Reply("progress.text", {"n": 1}, [[Button("undo.button", "undo:1")]])
        chart = ("chart", {"name": "progress", "query": {"scope": ["VN"]}})
        assert await parts(reply, None) == [("text", {"reply": plain}), chart]
        toast = ("toast", {"callback": "c1", "text": Text("tap.done")})
        assert await parts(reply, ("c1", "30")) == [toast, ("text", {"reply": plain}), chart]
        edited = ("edit", {"message_id": "30", "reply": plain})
        assert await parts(replace(reply, edit=True), ("c1", "30")) == [toast, edited, chart]
        # A tap is always answered: else the button's circle goes on turning.
        assert await parts(Reply(""), ("c1", "30")) == [("toast", {"callback": "c1", "text": None})]
        found = (await db.execute(select(rows.c.cause, rows.c.person).distinct())).all()
        assert found == [(cause.seq, LAN)]


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
                while parcels := await outbox.claim(db, BOT, NOW):
                    assert len({parcel.address for parcel in parcels}) == len(parcels)
                    got += parcels
                    await sent(db, parcels)
                for chat in ("101", "102", "103"):
                    wanted = sorted(
                        (priority, number) for address, priority, number in ids if address == chat
                    )
                    assert [(one.priority, one.id) for one in got if one.address == chat] == wanted
                await story.rollback()

        @settings(max_examples=30, deadline=None)
        @given(QUEUE)
        def holds(queue: list[tuple[str, Priority]]) -> None:
            runner.run(drained(queue))

        try:
            holds()
        finally:
            runner.run(database.close())
