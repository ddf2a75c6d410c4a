"""Who floods is asked to slow down once, and is heard again soon after."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.inbound import flood
from bot.inbound.flood import Flood, Flow
from storage.tables import inbox
from tests.bot.post_office import until
from tests.field import NOW
from tests.stack import Stack


def test_a_burst_passes_then_one_notice_then_silence() -> None:
    control = Flood(burst=3, rate=1)
    flows = [control.judge("a", NOW) for _ in range(6)]
    assert flows == [Flow.PASS] * 3 + [Flow.NOTICE] + [Flow.DROP] * 2
    assert control.judge("b", NOW) is Flow.PASS
    assert control.judge("a", NOW + timedelta(seconds=1)) is Flow.PASS
    assert control.judge("a", NOW + timedelta(seconds=1)) is Flow.DROP
    much_later = NOW + flood.NOTICE_PAUSE
    assert [control.judge("a", much_later) for _ in range(4)] == [Flow.PASS] * 3 + [Flow.NOTICE]


def test_what_was_typed_over_a_day_and_arrives_at_once_is_no_flood() -> None:
    control = Flood()
    day = [NOW + timedelta(minutes=number) for number in range(24 * 60)]
    assert {control.judge("a", moment) for moment in day} == {Flow.PASS}


@given(st.lists(st.integers(0, 300), min_size=1, max_size=200))
def test_never_more_than_the_bucket_holds_and_what_flowed_in(seconds: list[int]) -> None:
    control = Flood(burst=5, rate=0.5)
    moments = [NOW + timedelta(seconds=second) for second in sorted(seconds)]
    passed = sum(control.judge("a", moment) is Flow.PASS for moment in moments)
    assert passed <= 5 + 0.5 * (moments[-1] - moments[0]).total_seconds()


def test_a_flood_of_chats_does_not_fill_the_memory() -> None:
    control = Flood()
    for number in range(3 * flood.MOST_CHATS):
        control.judge(str(number), NOW + timedelta(seconds=number))
    assert len(control._buckets) <= flood.MOST_CHATS


async def test_the_flooder_is_told_once_and_nothing_beyond_is_booked(stack: Stack) -> None:
    lan = await stack.phone(101)
    moment = stack.clock.now()
    for _ in range(flood.BURST + 5):
        await lan.says("H03 tổng phát 1", date=moment)
    heard = await lan.hears(flood.BURST + 1)
    assert "chưa được ghi" in heard[-1].text
    assert all("chưa được ghi" not in other.text for other in heard[:-1])

    async def kinds() -> dict[str, int]:
        async with stack.database.read() as db:
            found = await db.execute(select(inbox.c.kind, func.count().label("count")).group_by(inbox.c.kind))
            return {row.kind: row.count for row in found}

    async def handled() -> bool:
        return None not in await kinds()

    await until(handled)
    assert await kinds() == {"text": flood.BURST, "flood": 5}
