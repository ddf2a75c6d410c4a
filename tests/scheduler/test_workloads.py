"""Workers are asked kindly, their silence goes up step by step, and a scope that lags is told once a step."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.plan import Key, Plan
from scheduler.shortfalls import Pace, judged_days, shortfalls
from scheduler.workloads import NUDGE, Step, Workload, alerts, nudges
from storage.words.roles import Agency, Person, Role
from tests.scheduler.reminder_plans import ALL, BDT, BNV, HANOI, MINISTRY, SNV, at, person, plan

LAN = Person(7, "Lan", Role.POSTAL_WORKER, BDT, ("01-H03",))
SUPERVISOR = person(103, BDT, "01", role=Role.POSTAL_SUPERVISOR)
COORDINATOR = person(100, SNV, "01")
PEOPLE = [MINISTRY, SUPERVISOR, COORDINATOR]
STARTS = date(2019, 8, 1)


def load(last: date | None = None, since: date = STARTS) -> Workload:
    return Workload(LAN, ("01-H03",), 5, 20, last, since)


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
    assert bool(asked(moment, load(last=yesterday))) == comes


def test_who_reported_today_is_absent_or_was_asked_is_left_in_peace() -> None:
    now = at("20/08", 17)
    assert asked(now, load(last=date(2019, 8, 20))) == []
    assert asked(now, load(), absent={LAN.id}) == []
    (nudge,) = nudges(plan(), [load()], set(), set(), now)
    assert nudge.keys[0].task == NUDGE
    assert asked(now, load(), sent=set(nudge.keys)) == []
    assert asked(now, load(), plan=plan(done=frozenset({("2019-4.5", "VN")}))) == []


def test_the_second_silent_working_day_is_told_clearly_once() -> None:
    work = load(last=date(2019, 8, 16))  # a Friday
    assert asked(at("19/08", 17), work) == [0]
    (nudge,) = nudges(plan(), [work], set(), set(), at("20/08", 17))
    assert nudge.days == 2
    assert asked(at("21/08", 17), work, sent=set(nudge.keys)) == [0]
    # A report ends the silence; the next one is another.
    later = load(last=date(2019, 8, 22))
    assert asked(at("26/08", 17), later, sent=set(nudge.keys)) == [2]


def test_a_silence_goes_up_in_the_mornings_each_step_once() -> None:
    work, sent, told = load(last=date(2019, 8, 16)), dict[Key, date](), []
    for day in range(19, 31):
        now = at(f"{day}/08")
        for item in alerts(plan(), [work], PEOPLE, set(), sent, now):
            told.append((day, item.step, item.person.id, item.days))
            sent[item.key] = now.date()
    assert told == [(22, Step.SUPERVISOR, SUPERVISOR.id, 3), (26, Step.COORDINATOR, COORDINATOR.id, 5)]
    assert alerts(plan(), [work], PEOPLE, {LAN.id}, {}, at("26/08")) == []


def test_after_an_outage_the_supervisor_hears_of_a_silence_a_day_before_the_province() -> None:
    work, sent = load(last=date(2019, 8, 16)), dict[Key, date]()
    told = []
    for now in (at("27/08"), at("27/08", 8, 1), at("28/08"), at("29/08")):
        found = alerts(plan(), [work], PEOPLE, set(), sent, now)
        told += [(now, item.step) for item in found]
        sent |= {item.key: now.date() for item in found}
    assert told == [(at("27/08"), Step.SUPERVISOR), (at("28/08"), Step.COORDINATOR)]


def test_an_alert_knows_whether_the_step_below_was_told() -> None:
    work, now = load(last=date(2019, 8, 16)), at("26/08")
    (unasked,) = alerts(plan(), [work], [SUPERVISOR], set(), {}, now)
    assert not unasked.warned, "the worker has no phone"
    asked_on = {work.silence(Step.WORKER, LAN.id): date(2019, 8, 20)}
    (told,) = alerts(plan(), [work], [SUPERVISOR], set(), asked_on, now)
    assert told.warned
    (alone,) = alerts(plan(), [work], [COORDINATOR], set(), asked_on, now)
    assert not alone.warned, "the province has no supervisor"
    (last,) = alerts(plan(), [work], PEOPLE, set(), {told.key: date(2019, 8, 22)}, now)
    assert (last.step, last.warned) == (Step.COORDINATOR, True)


def test_without_a_coordinator_in_the_province_the_ministry_hears_of_the_silence() -> None:
    work = load(last=date(2019, 8, 16))
    told = alerts(plan(), [work], [MINISTRY], set(), {}, at("26/08"))
    assert [(item.person.id, item.step) for item in told] == [(MINISTRY.id, Step.COORDINATOR)]


def lagging(*shares: float) -> dict[date, dict[str, Pace]]:
    """The province's pace on the days that 20 August judges, newest first; half of all is handing out."""
    days = judged_days(plan(), at("20/08"))
    return {day: {"01": Pace(0, round(share * 200), 100)} for day, share in zip(days, shares, strict=True)}


def test_a_lag_is_told_after_two_days_and_again_one_step_deeper() -> None:
    now, sent = at("20/08"), set[Key]()
    # Planned 13/42 = 31 % on Monday 19 August and 12/42 = 29 % on Friday 16.
    assert shortfalls(plan(), PEOPLE, lagging(0.10, 0.15), sent, now) == [], "14 points below on Friday"
    (told,) = shortfalls(plan(), PEOPLE, lagging(0.10, 0.10), sent, now)
    assert (told.person, told.key.slot) == (COORDINATOR, "short-1")
    assert round(100 * told.planned) == 31
    sent.add(told.key)
    assert shortfalls(plan(), PEOPLE, lagging(0.08, 0.08), sent, now) == []
    (deeper,) = shortfalls(plan(), PEOPLE, lagging(0.0, 0.0), sent, now)
    assert deeper.key.slot == "short-2"
    assert shortfalls(plan(), PEOPLE, lagging(0.0, 0.0), sent | {deeper.key}, now) == []


def test_moving_the_date_tells_no_lag_again_that_was_told() -> None:
    now = at("20/08")
    (told,) = shortfalls(plan(), PEOPLE, lagging(0.10, 0.10), set(), now)
    moved = plan(effective={("2019-4.5", "VN"): date(2019, 9, 27)})
    assert shortfalls(moved, PEOPLE, lagging(0.10, 0.10), {told.key}, now) == []
    (deeper,) = shortfalls(moved, PEOPLE, lagging(0.0, 0.0), {told.key}, now)
    assert deeper.key.slot == "short-2"


def test_days_before_the_activation_judge_nobody() -> None:
    fresh = plan(activated_on=date(2019, 8, 19))
    assert shortfalls(fresh, PEOPLE, lagging(0.0, 0.0), set(), at("20/08")) == []


moments = st.builds(
    lambda day, at: datetime.combine(date(2019, 7, 25) + timedelta(days=day), at, HANOI),
    st.integers(0, 110),
    st.times(),
)


@settings(max_examples=60)
@given(
    ticks=st.sets(moments, max_size=60),
    reports=st.sets(st.dates(date(2019, 7, 25), date(2019, 11, 12)), max_size=20),
    away=st.tuples(st.integers(0, 110), st.integers(0, 20)),
)
def test_whatever_happens_workers_are_asked_politely(
    ticks: set[datetime], reports: set[date], away: tuple[int, int]
) -> None:
    still, sent, asked_on = plan(), dict[Key, date](), Counter[date]()
    first = date(2019, 7, 25) + timedelta(days=away[0])
    gone = {first + timedelta(days=number) for number in range(away[1])}
    for now in sorted(ticks):
        today = now.date()
        work = load(last=max((day for day in reports if day <= today), default=None))
        absent = {LAN.id} if today in gone else set()
        found = nudges(still, [work], absent, sent.keys(), now)
        for item in found:
            assert not sent.keys() & set(item.keys)
            assert time(16, 30) <= now.time() < time(21)
            assert today.isoweekday() != 7
            assert today not in still.calendar._public
            assert today not in gone
            assert today not in reports
            asked_on[today] += 1
            sent |= dict.fromkeys(item.keys, today)
        for alert in alerts(still, [work], PEOPLE, absent, sent, now):
            assert alert.key not in sent
            assert still.calendar.is_working(today)
            assert today not in gone
            below = [day for key, day in sent.items() if key.slot == f"silent-{alert.step - 1}"]
            assert alert.step is not Step.COORDINATOR or min(below) < today
            sent[alert.key] = today
    assert max(asked_on.values(), default=0) <= 1


def test_the_nation_is_told_to_those_who_lead_and_to_the_ministry() -> None:
    post = person(2, Agency.VNPOST)
    paces = {day: {"VN": Pace(0, 0, 1000)} for day in judged_days(plan(), at("20/08"))}
    told = shortfalls(plan(ALL), [*PEOPLE, post, person(5, BNV, "01")], paces, set(), at("20/08"))
    assert {item.person.id for item in told} == {post.id, MINISTRY.id}


def test_a_plan_without_distribution_asks_nobody() -> None:
    bare: Plan = plan([ALL[1]])
    assert nudges(bare, [load()], set(), set(), at("20/08", 17)) == []
