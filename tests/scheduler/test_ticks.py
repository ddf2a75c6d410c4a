import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine

from scheduler.ticks import Ticks

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SOON = 5
"""Seconds after which a test gives up."""


@pytest.fixture
def errors() -> list[Exception]:
    return []


@pytest.fixture
async def ticks(errors: list[Exception]) -> AsyncIterator[Ticks]:
    ticks = Ticks(HANOI, errors.append)
    yield ticks
    await ticks.stop()


def counting(times: int) -> tuple[Callable[[], Awaitable[None]], asyncio.Event]:
    """A tick, and what is set once it was called so many times."""
    calls, reached = 0, asyncio.Event()

    async def tick() -> None:
        nonlocal calls
        calls += 1
        if calls == times:
            reached.set()

    return tick, reached


async def test_ticks_come_again_and_again(ticks: Ticks) -> None:
    tick, thrice = counting(3)
    ticks.every(0.01, tick)
    ticks.start()
    await asyncio.wait_for(thrice.wait(), SOON)


async def test_failing_tick_is_reported_and_comes_again(ticks: Ticks, errors: list[Exception]) -> None:
    tick, thrice = counting(3)
    other, also = counting(3)

    async def fails() -> None:
        await tick()
        raise LookupError("no such table: reminders")

    ticks.every(0.01, fails)
    ticks.every(0.01, other)
    ticks.start()
    await asyncio.wait_for(asyncio.gather(thrice.wait(), also.wait()), SOON)
    assert [str(error) for error in errors[:2]] == ["no such table: reminders"] * 2


async def test_slow_tick_is_never_run_twice_at_once(ticks: Ticks) -> None:
    beat, passed = counting(5)
    at_work, most = 0, 0

    async def slow() -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await passed.wait()
        at_work -= 1

    ticks.every(0.01, slow)
    ticks.every(0.02, beat)
    ticks.start()
    await asyncio.wait_for(passed.wait(), SOON)
    assert most == 1


async def test_daily_tick_comes_at_the_local_hour(ticks: Ticks) -> None:
    came: list[datetime] = []
    done = asyncio.Event()

    async def tick() -> None:
        came.append(datetime.now(HANOI))
        done.set()

    with time_machine.travel("2019-09-03 00:59:59.95+00:00"):
        ticks.daily(time(8, 0), tick)
        ticks.start()
        await asyncio.wait_for(done.wait(), SOON)
    assert [moment.replace(microsecond=0).isoformat() for moment in came] == ["2019-09-03T08:00:00+07:00"]


async def test_stop_cancels_the_tick_under_way_and_waits_for_its_clean_up(
    errors: list[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    story: list[str] = []
    begun = asyncio.Event()

    async def endless() -> None:
        story.append("begin")
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(20):
                await asyncio.sleep(0)
            story.append("rolled back")

    ticks = Ticks(HANOI, errors.append)
    ticks.every(0.01, endless)
    ticks.start()
    await asyncio.wait_for(begun.wait(), SOON)
    await asyncio.wait_for(ticks.stop(), SOON)
    assert story == ["begin", "rolled back"]
    assert errors == []
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_stop_before_start_and_stop_twice_are_harmless(ticks: Ticks) -> None:
    await ticks.stop()
    ticks.start()
    await ticks.stop()
    await ticks.stop()
