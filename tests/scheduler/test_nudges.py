"""Workers are asked kindly in the afternoon, and clearly once they are silent."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from scheduler.nudges import NUDGE, nudges
from scheduler.plan import Plan
from scheduler.workloads import Workload
from tests.scheduler.reminder_plans import ALL, at, plan
from tests.scheduler.workers import LAN, workload


def asked(now: datetime, work: Workload, **more: object) -> list[int]:
    """Whom a moment asks, with the days of silence named."""
    given_plan = more.pop("plan", plan())
    sent = more.pop("sent", frozenset())
    absent = more.pop("absent", frozenset())
    return [item.days for item in nudges(given_plan, [work], absent, sent, now)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "comes"),
    [
        (at("20/08", 16, 29), False),
        (at("20/08", 16, 30), True),
        (at("20/08", 20, 59), True),
        (at("20/08", 21, 0), False),
        (at("24/08", 16, 30), True),  # a Saturday
        (at("25/08", 16, 30), False),  # a Sunday
        (at("02/09", 16, 30), False),  # the National Day
        (at("31/07", 16, 30), False),  # the day before the distribution
        (at("01/08", 16, 30), True),
        (at("28/10", 16, 30), True),  # four weeks late, still collecting
        (at("29/10", 16, 30), False),
    ],
)
def test_workers_are_asked_late_on_field_days_while_ballots_are_out(moment: datetime, comes: bool) -> None:
    yesterday = moment.date() - timedelta(days=1)
    assert bool(asked(moment, workload(last=yesterday))) == comes


def test_who_reported_today_is_absent_or_was_asked_is_left_in_peace() -> None:
    now = at("20/08", 17)
    assert asked(now, workload(last=date(2019, 8, 20))) == []
    assert asked(now, workload(), absent={LAN.id}) == []
    (nudge,) = nudges(plan(), [workload()], set(), set(), now)
    assert nudge.keys[0].task == NUDGE
    assert asked(now, workload(), sent=set(nudge.keys)) == []
    assert asked(now, workload(), plan=plan(done=frozenset({("2019-4.5", "VN")}))) == []


def test_the_second_silent_working_day_is_told_clearly_once() -> None:
    work = workload(last=date(2019, 8, 16))  # a Friday
    assert asked(at("19/08", 17), work) == [0]
    (nudge,) = nudges(plan(), [work], set(), set(), at("20/08", 17))
    assert nudge.days == 2
    assert asked(at("21/08", 17), work, sent=set(nudge.keys)) == [0]
    # A report ends the silence; the next one is another.
    later = workload(last=date(2019, 8, 22))
    assert asked(at("26/08", 17), later, sent=set(nudge.keys)) == [2]


def test_a_plan_without_distribution_asks_nobody() -> None:
    bare: Plan = plan([ALL[1]])
    assert nudges(bare, [workload()], set(), set(), at("20/08", 17)) == []
