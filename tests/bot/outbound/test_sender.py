"""The sender against a Telegram that refuses, limits, breaks down and cuts the line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram.rate_limits import TelegramLimits
from bot.channels.telegram.reply_parcels import EditPayload, ToastPayload
from bot.outbound.made import Made
from bot.outbound.worker_process import WorkerProcess
from bot.simulator import Fault, FaultKind, Persona
from bot.texts.texts import Texts, texts
from storage.messaging import inbox, outbox
from storage.messaging.parcels import ChartPayload, FilePayload, Priority, ViewPayload
from storage.tables import outbox as outbox_rows
from storage.words.replies import Text
from tests.bot.post_office import Office, at_work, post_office, reply, target, until
from tests.field import BOT, CHANNEL, NOW

REMINDER = Priority.REMINDER


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with post_office(tmp_path) as office:
        yield office


def hurry(office: Office, seconds: float = 61) -> None:
    """Lets the pause after a failure be over."""
    office.clock.move_to(office.clock.now() + timedelta(seconds=seconds))


async def failed(office: Office, count: int) -> bool:
    return len([error for error in await office.states("error") if error]) == count


async def tried(office: Office, times: int) -> bool:
    return await office.states("attempts", "state") == [(times, "queued")]


async def called(office: Office) -> bool:
    return office.calls("sendMessage") > 0


async def told(office: Office, said: list[str]) -> bool:
    return office.said() == said


async def told_pieces(office: Office, count: int) -> bool:
    return await office.states("pieces") == [count] and office.calls("sendMessage") > count


async def crash(running: asyncio.Task[None]) -> None:
    """The process is gone: nothing is drained."""
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_each_chat_hears_its_own_in_order(office: Office) -> None:
    for number in range(5):
        await office.put(f"a{number}", 101)
        await office.put(f"b{number}", 102)
    async with at_work(office.sender()):
        assert set(await office.settled()) == {"sent"}
    assert office.said(101) == [f"a{number}" for number in range(5)]
    assert office.said(102) == [f"b{number}" for number in range(5)]
    assert all(await office.states("message_id"))


async def test_a_reply_overtakes_the_reminders(office: Office) -> None:
    await office.put("reminder 1", priority=REMINDER)
    await office.put("reminder 2", priority=REMINDER)
    await office.put("reply")
    async with at_work(office.sender()):
        await office.settled()
    assert office.said() == ["reply", "reminder 1", "reminder 2"]


async def test_who_is_woken_sends_at_once(office: Office) -> None:
    sender = office.sender(idle=3600)
    async with at_work(sender):
        for text in ("one", "two"):
            await office.put(text)
            sender.wake()
            await office.settled()
    assert office.said() == ["one", "two"]


async def test_what_is_put_while_it_works_is_sent_unasked(office: Office) -> None:
    async with at_work(office.sender()):
        for text in ("one", "two"):
            await office.put(text)
            await office.settled()
    assert office.said() == ["one", "two"]


async def test_a_long_text_comes_in_pieces_that_are_whole_lines(office: Office) -> None:
    lines = [f"dòng {number} " + "x" * 80 for number in range(150)]
    await office.put("\n".join(lines))
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    said = office.said()
    assert len(said) > 1
    assert max(len(piece) for piece in said) <= 4096
    assert "\n".join(said).split("\n") == lines


async def test_an_edit_that_became_too_long_is_a_new_message(office: Office) -> None:
    sent = await office.bot.send_message(101, "cũ")
    payload = {"message_id": str(sent.message_id), "reply": reply("\n".join(["x" * 80] * 80))}
    async with office.database.write() as db:
        await outbox.put(db, target(101), EditPayload(**payload), NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    assert len(office.said()) == 3


async def test_an_edit_of_what_is_gone_arrives_all_the_same(office: Office) -> None:
    payload = {"message_id": "999", "reply": reply("mới")}
    async with office.database.write() as db:
        await outbox.put(db, target(101), EditPayload(**payload), NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    assert office.said() == ["mới"]


async def test_an_edit_that_changes_nothing_is_done(office: Office) -> None:
    sent = await office.bot.send_message(101, "như cũ")
    payload = {"message_id": str(sent.message_id), "reply": reply("như cũ")}
    async with office.database.write() as db:
        await outbox.put(db, target(101), EditPayload(**payload), NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    assert office.said() == ["như cũ"]


async def test_a_tap_answered_too_late_does_not_hold_up_the_answer(office: Office) -> None:
    async with office.database.write() as db:
        await outbox.put(db, target(101), ToastPayload(callback="1", text=Text("tap.unknown")), NOW)
    await office.put("answer")
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "sent"]


async def test_whoever_blocked_us_gets_nothing_more(office: Office) -> None:
    phone = await office.phone()
    await phone.blocks()
    for text in ("one", "two", "three"):
        await office.put(text)
    await office.put("for another", 102)
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "cancelled", "cancelled", "sent"]
    assert await office.unreachable(101)
    assert not await office.unreachable(102)
    assert office.said() == []


async def test_what_telegram_refuses_is_dropped_and_the_chat_goes_on(office: Office) -> None:
    office.simulator.faults.add(Fault("sendMessage", status=400, description="Bad Request: message is evil"))
    await office.put("bad", priority=REMINDER)
    await office.put("good", priority=REMINDER)
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "sent"]
    assert (await office.states("error"))[0] == "Message is evil"


@pytest.mark.parametrize(
    "fault",
    [
        Fault("sendMessage", status=500),
        Fault("sendMessage", status=502, description="Bad Gateway"),
        Fault("sendMessage", kind=FaultKind.CUT_BEFORE),
        Fault("sendMessage", kind=FaultKind.GARBAGE, status=502),
        Fault("sendMessage", kind=FaultKind.GARBAGE, status=200),
    ],
    ids=["500", "502", "cut", "garbage", "garbage that says 200"],
)
async def test_after_a_breakdown_a_reply_is_tried_again_a_reminder_is_not(
    office: Office, fault: Fault
) -> None:
    fault.times, fault.skip = 2, 0
    office.simulator.faults.add(fault)
    await office.put("reply", 101)
    await office.put("reminder", 102, REMINDER)
    async with at_work(office.sender()):
        await until(lambda: failed(office, 2))
        assert await office.states() == ["queued", "unknown"]
        hurry(office)
        assert await office.settled() == ["sent", "unknown"]
    assert office.said(101) == ["reply"]
    assert office.said(102) == []


async def test_a_reminder_that_may_have_arrived_is_not_sent_twice(office: Office) -> None:
    office.simulator.faults.add(Fault("sendMessage", kind=FaultKind.CUT_AFTER))
    await office.put("reminder", priority=REMINDER)
    async with at_work(office.sender()):
        assert await office.settled() == ["unknown"]
    async with at_work(office.sender()):
        assert await office.settled() == ["unknown"]
    assert office.said() == ["reminder"]


def no_route(asked: aiohttp.ClientRequest) -> Exception:
    return aiohttp.ClientConnectorError(asked.connection_key, OSError("no route to host"))


def no_connection_in_time(_asked: aiohttp.ClientRequest) -> Exception:
    return aiohttp.ConnectionTimeoutError("none was free")


@pytest.mark.parametrize("failure", [no_route, no_connection_in_time])
async def test_a_reminder_that_never_left_is_sent_when_the_line_is_back(
    office: Office, failure: Callable[[aiohttp.ClientRequest], Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.put("reminder", priority=REMINDER)
    real = aiohttp.TCPConnector.connect
    down = True

    async def connect(self: aiohttp.TCPConnector, asked: aiohttp.ClientRequest, **options: Any) -> Any:
        if down and "sendMessage" in str(asked.url):
            raise failure(asked)
        return await real(self, asked, **options)

    monkeypatch.setattr(aiohttp.TCPConnector, "connect", connect)
    async with at_work(office.sender()):
        await until(lambda: failed(office, 1))
        assert await office.states() == ["queued"]
        down = False
        hurry(office)
        assert await office.settled() == ["sent"]
    assert office.said() == ["reminder"]


async def test_pauses_grow_and_no_reply_is_given_up_while_telegram_is_down(office: Office) -> None:
    office.simulator.faults.add(Fault("sendMessage", status=502, times=10))
    await office.put("reply")
    pauses = []
    async with at_work(office.sender()):
        for attempt in range(1, 11):
            await until(lambda wanted=attempt: tried(office, wanted))
            (later,) = await office.states("not_before")
            pauses.append(round((later - office.clock.now()).total_seconds()))
            hurry(office)
        assert await office.settled() == ["sent"]
    assert pauses == sorted(pauses)
    assert max(pauses) <= 60
    assert pauses[5] > 10


async def test_our_own_mistake_ends_one_parcel_not_the_sender(office: Office) -> None:
    """Whoever waits for the answer is told; a reminder that cannot be shown bothers nobody."""
    async with office.database.write() as db:
        await outbox.put_text(db, target(101), Text("no.such_key"), NOW)
        await outbox.put_text(db, target(102), Text("no.such_key"), NOW, priority=REMINDER)
    await office.put("good")
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "failed", "sent", "sent"]
    assert "no.such_key" in (await office.states("error"))[0]
    assert office.said(101) == ["good", texts("vi").say("error.unsendable")]
    assert office.said(102) == []


async def test_a_chart_that_cannot_be_made_is_apologised_for(office: Office) -> None:
    async def fail(_shop: WorkerProcess, _query: Any, _texts: Texts) -> Made:
        raise ZeroDivisionError

    office.makers["broken"] = fail
    async with office.database.write() as db:
        await outbox.put(db, target(101), ChartPayload(name="broken", query={}), NOW)
        await outbox.put(db, target(102), FilePayload(name="unknown", query={}), NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "failed", "sent", "sent"]
    assert office.said(101) == office.said(102) == [texts("vi").say("error.unmade")]


async def test_a_chart_that_takes_for_ever_is_given_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_shop: WorkerProcess, _query: Any, _texts: Texts) -> Made:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr("bot.channels.telegram.delivery.MAKING_SECONDS", 0.01)
    office.makers["hanging"] = hang
    async with office.database.write() as db:
        await outbox.put(db, target(101), ChartPayload(name="hanging", query={}), NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "sent"]


async def test_an_apology_that_cannot_be_sent_is_not_apologised_for(office: Office) -> None:
    office.simulator.faults.add(
        Fault("sendMessage", status=400, description="Bad Request: not today", times=9)
    )
    await office.put("answer")
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "failed"]


async def test_while_charts_are_made_others_are_answered(office: Office) -> None:
    """A hundred people ask for charts, the workshop is slow: nobody else waits for it."""
    done = asyncio.Event()

    async def draw(_shop: WorkerProcess, _query: Any, _texts: Texts) -> Made:
        await done.wait()
        return Made(reply=reply("drawn"))

    office.makers["slow"] = draw
    for chat in range(1000, 1100):
        office.simulator.add_user(Persona(chat, f"Chat {chat}"))
    async with office.database.write() as db:
        for chat in range(1000, 1100):
            await outbox.put(db, target(chat), ChartPayload(name="slow", query={}), NOW)
    await office.put("answer")
    async with at_work(office.sender()):
        await until(lambda: told(office, ["answer"]))
        done.set()
        assert set(await office.settled()) == {"sent"}
    assert all(office.said(chat) == ["drawn"] for chat in range(1000, 1100))


async def test_a_stop_while_something_is_made_gives_nothing_up(office: Office) -> None:
    begun = asyncio.Event()

    async def draw(_shop: WorkerProcess, _query: Any, _texts: Texts) -> Made:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    office.makers["slow"] = draw
    async with office.database.write() as db:
        payload = {"name": "slow", "query": {}}
        await outbox.put(db, target(101), ChartPayload(**payload), NOW, priority=REMINDER)
    sender = office.sender()
    running = asyncio.create_task(sender.run())
    await begun.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await sender.drain(0.05)
    assert await office.states() == ["queued"]


async def test_a_computed_text_is_made_when_it_is_sent(office: Office) -> None:
    async def greet(_shop: WorkerProcess, query: Any, _texts: Texts) -> Made:
        return Made(reply=reply(f"Xin chào {query['name']}"))

    office.makers["greet"] = greet
    async with office.database.write() as db:
        await outbox.put(db, target(101), ViewPayload(name="greet", query={"name": "Lan"}), NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    assert office.said() == ["Xin chào Lan"]


async def test_a_crash_between_two_pieces_repeats_none(office: Office) -> None:
    lines = [f"dòng {number} " + "x" * 80 for number in range(150)]
    office.simulator.faults.add(Fault("sendMessage", kind=FaultKind.DELAY, seconds=30, skip=1))
    await office.put("\n".join(lines))
    crashed = asyncio.create_task(office.sender().run())
    await until(lambda: told_pieces(office, 1))
    await crash(crashed)
    office.simulator.faults.clear()
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    assert "\n".join(office.said()).split("\n") == lines


async def test_pieces_of_a_computed_text_fit_together(office: Office) -> None:
    """It is computed once, whatever happens between its pieces."""
    computed = 0

    async def compute(_shop: WorkerProcess, _query: Any, _texts: Texts) -> Made:
        nonlocal computed
        computed += 1
        return Made(reply=reply("\n".join([f"{computed}" + "x" * 90] * 100)))

    office.makers["long"] = compute
    async with office.database.write() as db:
        await outbox.put(db, target(101), ViewPayload(name="long", query={}), NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    assert "".join(office.said()).count("1x") == 100
    assert len(office.said()) == 3
    assert computed == 1


async def test_a_second_run_leaves_alone_what_is_on_its_way(office: Office) -> None:
    """The database failed for a moment while a reminder was being sent: its fate is known soon."""
    office.simulator.faults.add(Fault("sendMessage", kind=FaultKind.DELAY, seconds=0.2))
    await office.put("reminder", priority=REMINDER)
    sender = office.sender()
    running = asyncio.create_task(sender.run())
    await until(lambda: called(office))
    await crash(running)
    async with at_work(sender):
        assert await office.settled() == ["sent"]
    assert office.said() == ["reminder"]


async def test_each_try_is_observed(office: Office) -> None:
    """With when the message came that is answered: that is how long the person has waited."""
    async with office.database.write() as db:
        await inbox.add(db, BOT, [inbox.Raw("1", "101", "{}", CHANNEL)], NOW)
        (cause,) = await inbox.waiting(db, BOT, 0, 1)
        await outbox.put_text(db, target(101), Text("lines", {"lines": ["a"]}), NOW, cause=cause.seq)
    await office.put("reminder", 102, REMINDER)
    office.simulator.faults.add(Fault("sendMessage", status=502, chat=101))
    seen: list[tuple[Any, ...]] = []
    sender = office.sender(lambda parcel, outcome: seen.append((parcel.received_at, outcome.state)))
    async with at_work(sender):
        await until(lambda: failed(office, 1))
        hurry(office)
        await office.settled()
    assert sorted(seen, key=str) == sorted([(NOW, "queued"), (None, "sent"), (NOW, "sent")], key=str)


async def test_a_restart_after_a_crash(office: Office) -> None:
    """Three parcels were on their way when the power went."""
    await office.put("reply", 101)
    await office.put("reminder", 102, REMINDER)
    async with office.database.write() as db:
        await outbox.claim(db, BOT, CHANNEL, NOW)
    await office.put("later reminder", 103, REMINDER)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent", "unknown", "sent"]
    assert (office.said(101), office.said(102), office.said(103)) == (["reply"], [], ["later reminder"])


async def test_a_quiet_stop_gives_up_no_reminder(office: Office) -> None:
    """Parcels that were taken but not begun when the program is told to end go back to the queue."""
    office.pace = TelegramLimits(overall=0.5, between=0)
    for chat in (101, 102, 103):
        await office.put("reminder", chat, REMINDER)
    sender = office.sender()
    running = asyncio.create_task(sender.run())
    await until(lambda: called(office))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await sender.drain(0.05)
    assert await office.states() == ["sent", "queued", "queued"]
    office.pace = TelegramLimits(overall=1000, between=0)
    async with at_work(office.sender()):
        assert set(await office.settled()) == {"sent"}
    assert [len(office.said(chat)) for chat in (101, 102, 103)] == [1, 1, 1]


async def test_a_delivery_under_way_is_seen_to_its_end(office: Office) -> None:
    office.simulator.faults.add(Fault("sendMessage", kind=FaultKind.DELAY, seconds=0.2))
    await office.put("slow")
    sender = office.sender()
    running = asyncio.create_task(sender.run())
    await until(lambda: called(office))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await sender.drain(5)
    assert await office.states() == ["sent"]


async def test_what_was_sent_is_not_forgotten_when_the_database_fails_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failing = outbox.settle, True

    async def settle(*args: Any) -> None:
        nonlocal failing
        if failing:
            failing = False
            raise OSError("disk full")
        await real(*args)

    monkeypatch.setattr(outbox, "settle", settle)
    await office.put("once")
    sender = office.sender()
    with pytest.raises(OSError, match="disk full"):
        await sender.run()
    async with at_work(sender):
        assert await office.settled() == ["sent"]
    assert office.said() == ["once"]


async def test_what_nobody_can_read_fails_and_the_rest_goes_on(office: Office) -> None:
    """A row of a version that knew another kind, or of a channel that is not there any more."""
    strange = {"bot": BOT, "channel": CHANNEL, "address": "101", "language": "vi", "created_at": NOW}
    async with office.database.write() as db:
        await db.execute(outbox_rows.insert().values(kind="fax", payload="{}", priority=0, **strange))
    await office.put("answer")
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "sent", "sent"], "an apology follows"
    assert "fax" in str((await office.states("error"))[0])
