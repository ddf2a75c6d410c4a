"""Telegram's limits: kept by ourselves, and obeyed when it says that we were too fast."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.rate_limits import TelegramLimits
from bot.channels.telegram.reply_parcels import EditPayload, ToastPayload
from bot.outbound.pacing import Gate, Rests
from bot.simulator import Fault, Limits, Persona
from bot.simulator.limits import Rates
from storage.messaging import outbox
from storage.messaging.parcels import Priority
from storage.words.replies import Text
from tests.bot.post_office import FAST, Office, at_work, post_office, target, until
from tests.field import NOW

REMINDER, BROADCAST = Priority.REMINDER, Priority.BROADCAST
GROUP = -1001
TOO_MANY = "Too Many Requests: retry after 1"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with post_office(tmp_path) as office:
        office.simulator.add_user(Persona(GROUP, type="supergroup", title="Tổ thu phiếu"))
        yield office


def hurry(office: Office, seconds: float) -> None:
    office.clock.move_to(office.clock.now() + timedelta(seconds=seconds))


async def ended(office: Office, count: int) -> bool:
    return (await office.states()).count("sent") >= count


def watch(office: Office) -> list[tuple[float, int]]:
    """When, by the real clock, and for whom Telegram is asked to send a message from now on."""
    calls: list[tuple[float, int]] = []
    real = office.simulator.call

    async def call(asked):  # type: ignore[no-untyped-def]
        if asked.method == "sendMessage":
            calls.append((asyncio.get_running_loop().time(), int(asked.text("chat_id"))))
        return await real(asked)

    office.simulator.call = call  # type: ignore[method-assign]
    return calls


async def test_telegrams_limits_are_kept(tmp_path: Path) -> None:
    """The simulator counts as Telegram does and refuses what comes too fast: nothing did."""
    limits = Limits(per_second=20, chat_per_second=5, chat_burst=1)
    async with post_office(tmp_path, limits=limits, pace=TelegramLimits(overall=20, between=0.2)) as office:
        for number in range(4):
            for chat in (101, 102, 103, 104):
                await office.put(f"{number}", chat)
        await office.put("\n".join(["x" * 90] * 100), 101)
        async with at_work(office.sender()):
            assert set(await office.settled()) == {"sent"}
        assert len(office.said(101)) == 4 + 3
        assert (office.simulator.rates.taken, office.simulator.rates.refused) == (4 * 4 + 3, 0)


async def test_edits_count_and_taps_are_answered_freely(tmp_path: Path) -> None:
    """Telegram counts an edit as a message; a tap's answer it does not count, so that waits for nothing."""
    limits = Limits(per_second=1000, chat_per_second=5, chat_burst=1)
    async with post_office(
        tmp_path, limits=limits, pace=TelegramLimits(overall=1000, between=0.25)
    ) as office:
        await office.put("one")
        await office.put("two")
        async with at_work(office.sender()):
            await office.settled()
            edit = {"message_id": (await office.states("message_id"))[0], "reply": None}
            async with office.database.write() as db:
                await outbox.put(db, target(101), ToastPayload(callback="1", text=Text("x")), NOW)
                await outbox.put(db, target(101), EditPayload(**edit), NOW)
            await office.put("three")
            assert await office.settled() == ["sent", "sent", "failed", "sent", "sent"]
        assert office.simulator.rates.refused == 0


async def test_a_group_gets_no_more_than_telegram_lets_it_have(tmp_path: Path) -> None:
    limits = Limits(per_second=1000, group_per_minute=3)
    pace = TelegramLimits(overall=1000, between=0, group_per_minute=3)
    async with post_office(tmp_path, limits=limits, pace=pace) as office:
        office.simulator.add_user(Persona(GROUP, type="group", title="Tổ thu phiếu"))
        for number in range(5):
            await office.put(f"{number}", GROUP)
        async with at_work(office.sender()):
            await until(lambda: ended(office, 3))
            await office.put("for another", 101)
            await until(lambda: ended(office, 4))
            assert await office.states() == ["sent", "sent", "sent", "queued", "queued", "sent"]
        assert office.simulator.rates.refused == 0


async def test_what_is_most_urgent_gets_the_next_turn(tmp_path: Path) -> None:
    """A reply that is typed during a broadcast overtakes all of it but what is on its way."""
    async with post_office(tmp_path, pace=TelegramLimits(overall=50, between=0)) as office:
        for chat in range(1000, 1060):
            office.simulator.add_user(Persona(chat, f"Chat {chat}"))
        async with office.database.write() as db:
            for chat in range(1000, 1060):
                priority = BROADCAST if chat < 1040 else REMINDER
                lines = Text("lines", {"lines": ["x"]})
                await outbox.put_text(db, target(chat), lines, NOW, priority=priority)
        calls = watch(office)
        async with at_work(office.sender()) as _:
            await until(lambda: ended(office, 5))
            before = len(calls)
            await office.put("reply", 101)
            await office.settled()
        order = [chat for _, chat in calls]
        assert order.index(101) <= before + 12
        order.remove(101)
        urgent = [*range(1040, 1060), *range(1000, 1040)]
        # What is on its way at one time may arrive in any order.
        assert all(abs(order.index(chat) - place) <= 12 for place, chat in enumerate(urgent))


async def test_a_429_for_one_chat_holds_up_nobody_else(office: Office) -> None:
    fault = Fault("sendMessage", chat=GROUP, status=429, description="Too Many", retry_after=40)
    office.simulator.faults.add(fault)
    await office.put("to the group", GROUP)
    for chat in (101, 102, 103):
        await office.put("reply", chat)
        await office.put("reminder", chat, REMINDER)
    async with at_work(office.sender()):
        await until(lambda: ended(office, 6))
        (state, later) = (await office.states("state", "not_before"))[0]
    assert state == "queued"
    assert 35 < (later - office.clock.now()).total_seconds() <= 40
    assert office.calls("sendMessage") == 7


async def test_a_429_for_the_whole_bot_stops_it(office: Office) -> None:
    """Two chats are refused and nobody is served in between: all wait, and one goes first after it."""
    office.simulator.faults.add(
        Fault("sendMessage", status=429, description=TOO_MANY, retry_after=1, times=2)
    )
    office.pace = TelegramLimits(overall=4, between=0)
    for chat in (101, 102, 103, 104, GROUP):
        await office.put("reminder", chat, REMINDER)
    calls = watch(office)
    async with at_work(office.sender()):
        await until(lambda: ended(office, 3))
        hurry(office, 2)
        assert set(await office.settled()) == {"sent"}
    moments = [moment for moment, _ in calls]
    assert moments[2] - moments[1] >= 1
    assert moments[3] - moments[2] >= 0.2, "no burst after the pause"
    assert [len(office.said(chat)) for chat in (101, 102, 103, 104, GROUP)] == [1] * 5


async def test_a_429_in_the_middle_of_a_long_text_repeats_nothing(office: Office) -> None:
    lines = [f"dòng {number} " + "x" * 80 for number in range(150)]
    office.simulator.faults.add(Fault("sendMessage", status=429, description=TOO_MANY, retry_after=1, skip=1))
    await office.put("\n".join(lines))
    async with at_work(office.sender()):
        await until(lambda: halted(office))
        hurry(office, 2)
        assert await office.settled() == ["sent"]
    assert "\n".join(office.said()).split("\n") == lines


async def halted(office: Office) -> bool:
    return await office.states("error", "pieces") == [("retry_after", 1)]


async def test_a_429_without_a_number_is_one_all_the_same(office: Office) -> None:
    """Seen from gateways: nothing was sent, so that a reminder may be sent again."""
    office.simulator.faults.add(Fault("sendMessage", status=429, description="Too Many Requests"))
    await office.put("reminder", priority=REMINDER)
    async with at_work(office.sender()):
        await until(lambda: waits(office))
        hurry(office, 61)
        assert await office.settled() == ["sent"]


async def waits(office: Office) -> bool:
    return await office.states("state", "error") == [("queued", "retry_after")]


TIMES = st.lists(st.floats(0, 0.5), min_size=1, max_size=200)


@given(TIMES)
def test_no_second_has_more_turns_than_the_limit(gaps: list[float]) -> None:
    """However irregularly turns are asked for, and whatever has to be made up for."""
    now, taken = 0.0, list[float]()
    gate = Gate(30, now)
    for gap in gaps:
        now += gap
        gate.hear()
        turns = gate.take(99, now)
        gate.give_back(turns // 3)
        taken += [now] * (turns - turns // 3)
    for first in taken:
        assert sum(first <= moment < first + 1 for moment in taken) <= 30


def test_the_gate_gives_all_turns_that_there_are() -> None:
    gate, taken = Gate(30, 0), 0
    for step in range(1000):
        gate.hear()
        taken += gate.take(99, step / 100)
    assert taken == pytest.approx(300, rel=0.02)


@given(
    st.lists(st.tuples(st.floats(0.5, 5), st.floats(0, 3)), min_size=1, max_size=8),
    st.floats(0.001, 0.4),
)
def test_a_network_that_stands_still_does_not_make_us_too_fast(
    spells: list[tuple[float, float]], trip: float
) -> None:
    """It moves and stands by turns; what was sent meanwhile comes to Telegram when it moves again."""
    now = 0.0
    rates, gate = Rates(Limits(), lambda: now), Gate(30, 0)
    chats, on_the_way = count(), list[float]()
    for moves, stands in spells:
        until, still = now + moves, now + moves + stands
        while now < still:
            now = round(now + 0.01, 2)
            if now < until or now >= still:
                for _ in [due for due in on_the_way if due <= now]:
                    rates.take(next(chats), group=False)
                    gate.hear()
                on_the_way = [due for due in on_the_way if due > now]
            on_the_way += [now + trip] * gate.take(99, now)
    assert rates.refused == 0


def test_a_slow_network_that_moves_is_used_in_full() -> None:
    """Each answer takes two seconds."""
    gate, sent, under_way = Gate(30, 0), 0, list[float]()
    for step in range(3000):
        now = step / 100
        if [due for due in under_way if due <= now]:
            gate.hear()
            under_way = [due for due in under_way if due > now]
        turns = gate.take(99, now)
        under_way += [now + 2] * turns
        sent += turns * (now >= 10)
    assert sent == pytest.approx(20 * 30, rel=0.02)


def test_who_was_refused_is_found_out_by_one_message() -> None:
    gate = Gate(30, 0)
    assert gate.take(1, 0.5) == 1
    assert not gate.refuse("101", 5, 1.0), "it may have been the chat alone"
    assert gate.take(9, 1.5) == 1
    assert gate.take(9, 1.5) == 0
    assert gate.wait(1.5) is None
    gate.end(0.9, well=True)
    assert gate.wait(1.6) is None, "that one was on its way before: it proves nothing"
    gate.end(1.5, well=True)
    assert gate.take(9, 1.7) > 1


def test_a_second_refusal_shuts_the_gate_for_as_long_as_told() -> None:
    gate = Gate(30, 0)
    gate.refuse("101", 5, 1.0)
    assert gate.take(9, 1.1) == 1
    assert gate.refuse("102", 7, 1.2), "nothing went well between the two"
    assert gate.wait(1.3) == pytest.approx(6.9)
    gate.give_back(6)
    assert gate.take(9, 8.1) == 0
    assert gate.take(9, 8.3) == 1, "then one goes first"


def test_the_same_chat_refused_again_is_its_own_affair() -> None:
    gate = Gate(30, 0)
    gate.refuse("-5", 30, 1.0)
    assert gate.take(9, 1.1) == 1
    gate.end(1.1, well=False)
    assert not gate.refuse("-5", 30, 32.0)


def test_a_group_rests_when_its_minute_is_full() -> None:
    rests = Rests(TelegramLimits())
    for second in range(19):
        rests.begin("-5", float(second))
        rests.begin("7", float(second))
    assert rests.of(19.5) == []
    rests.begin("-5", 19.0)
    rests.begin("7", 19.0)
    assert rests.of(19.5) == ["-5", "7"]
    assert rests.of(60.9) == ["-5"]
    assert rests.soonest(60.0) == pytest.approx(1.0)
    assert rests.of(61.1) == []


def test_the_fast_pace_of_other_tests_holds_nothing_up() -> None:
    assert Gate(FAST.overall, 0).take(50, 0.1) == 50
