"""The sender against a Telegram that refuses, limits, breaks down and cuts the line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.sender import Pace
from bot.simulator import Fault, FaultKind, Limits
from bot.texts import Texts
from bot.workshop import Made, Workshop
from storage import outbox
from storage.model import Text
from storage.outbox import Priority
from tests.bot.post_office import Office, at_work, post_office, reply, target, until
from tests.field import BOT, NOW

REMINDER = Priority.REMINDER


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with post_office(tmp_path) as office:
        yield office


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed parcel may be tried again at once: the pauses themselves are looked at in the rows."""
    monkeypatch.setattr("bot.sender.IDLE", 0.02)


def hurry(office: Office, seconds: float = 61) -> None:
    """Lets the pause after a failure be over."""
    office.clock.move_to(office.clock.now() + timedelta(seconds=seconds))


async def failed(office: Office, count: int) -> bool:
    return len([error for error in await office.states("error") if error]) == count


async def tried(office: Office, times: int) -> bool:
    return await office.states("attempts", "state") == [(times, "queued")]


async def called(office: Office) -> bool:
    return office.calls("sendMessage") > 0


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


async def test_what_is_put_while_it_works_is_sent(office: Office) -> None:
    sender = office.sender()
    async with at_work(sender):
        await office.put("one")
        sender.wake()
        await office.settled()
        await office.put("two")
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
        await outbox.put(db, target(101), "edit", payload, NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    assert len(office.said()) == 3


async def test_an_edit_of_what_is_gone_arrives_all_the_same(office: Office) -> None:
    payload = {"message_id": "999", "reply": reply("mới")}
    async with office.database.write() as db:
        await outbox.put(db, target(101), "edit", payload, NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    assert office.said() == ["mới"]


async def test_an_edit_that_changes_nothing_is_done(office: Office) -> None:
    sent = await office.bot.send_message(101, "như cũ")
    payload = {"message_id": str(sent.message_id), "reply": reply("như cũ")}
    async with office.database.write() as db:
        await outbox.put(db, target(101), "edit", payload, NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    assert office.said() == ["như cũ"]


async def test_a_tap_answered_too_late_does_not_hold_up_the_answer(office: Office) -> None:
    async with office.database.write() as db:
        await outbox.put(db, target(101), "toast", {"callback": "1", "text": Text("tap.unknown")}, NOW)
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
    office.simulator.faults.add(Fault("sendMessage", status=400, description="Bad Request: chat not found"))
    await office.put("bad")
    await office.put("good")
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "sent"]
    assert (await office.states("error"))[0] == "Chat not found"


async def test_too_many_requests_are_waited_for(office: Office) -> None:
    """429 says how long; everything waits, nothing is lost, reminders neither."""
    office.simulator.faults.add(Fault("sendMessage", status=429, description="Too Many", retry_after=1))
    await office.put("reminder", 101, REMINDER)
    await office.put("reply", 102)
    sender = office.sender()
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with at_work(sender):
        assert await office.settled() == ["sent", "sent"]
    assert sender._closed_until >= began + 1
    assert office.said(101) == ["reminder"]
    assert office.said(102) == ["reply"]


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


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
async def test_a_reminder_that_never_left_is_sent_when_the_line_is_back(
    office: Office, error: type[httpx.TransportError], monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.put("reminder", priority=REMINDER)
    real = httpx.AsyncClient.request
    down = True

    async def request(self: httpx.AsyncClient, *args: Any, **kwargs: Any) -> httpx.Response:
        if down and "sendMessage" in str(kwargs["url"]):
            raise error("no route to host")
        return await real(self, *args, **kwargs)

    monkeypatch.setattr(httpx.AsyncClient, "request", request)
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
    async with office.database.write() as db:
        await outbox.put_text(db, target(101), Text("no.such_key"), NOW)
    await office.put("good")
    async with at_work(office.sender()):
        assert await office.settled() == ["failed", "sent"]
    assert "no.such_key" in (await office.states("error"))[0]


async def test_a_computed_text_is_made_when_it_is_sent(office: Office) -> None:
    async def greet(_shop: Workshop, query: Any, _texts: Texts) -> Made:
        return Made(reply=reply(f"Xin chào {query['name']}"))

    office.makers["greet"] = greet
    async with office.database.write() as db:
        await outbox.put(db, target(101), "view", {"name": "greet", "query": {"name": "Lan"}}, NOW)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent"]
    assert office.said() == ["Xin chào Lan"]


async def test_a_restart_after_a_crash(office: Office) -> None:
    """Three parcels were on their way when the power went."""
    await office.put("reply", 101)
    await office.put("reminder", 102, REMINDER)
    async with office.database.write() as db:
        await outbox.claim(db, BOT, NOW)
    await office.put("later reminder", 103, REMINDER)
    async with at_work(office.sender()):
        assert await office.settled() == ["sent", "unknown", "sent"]
    assert (office.said(101), office.said(102), office.said(103)) == (["reply"], [], ["later reminder"])


async def test_a_quiet_stop_gives_up_no_reminder(office: Office) -> None:
    """Parcels that were taken but not begun when the program is told to end go back to the queue."""
    office.pace = Pace(overall=0.5, between=0)
    for chat in (101, 102, 103):
        await office.put("reminder", chat, REMINDER)
    sender = office.sender()
    running = asyncio.create_task(sender.run())
    await until(lambda: called(office))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await sender.drain(0.05)
    assert await office.states() == ["sent", "queued", "queued"]
    office.pace = Pace(overall=1000, between=0)
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


async def test_telegrams_limits_are_kept(tmp_path: Path) -> None:
    """The limits of the simulator refuse with 429 what comes too fast: nothing did."""
    limits = Limits(per_second=20, chat_per_second=5, chat_burst=1)
    async with post_office(tmp_path, limits=limits, pace=Pace(overall=20, between=0.2)) as office:
        for number in range(4):
            for chat in (101, 102, 103, 104):
                await office.put(f"{number}", chat)
        await office.put("\n".join(["x" * 90] * 100), 101)
        async with at_work(office.sender()):
            assert set(await office.settled()) == {"sent"}
        assert len(office.said(101)) == 4 + 3
        assert office.calls("sendMessage") == 4 * 4 + 3
        assert not [error for error in await office.states("error") if error]
        assert set(await office.states("attempts")) == {1}
