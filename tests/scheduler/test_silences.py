"""The silence of a worker goes up step by step; whatever happens, everybody is asked politely."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.nudges import nudges
from scheduler.plan import Key
from scheduler.silences import Step, silences, step_key
from tests.scheduler.reminder_plans import HANOI, MINISTRY, at, plan
from tests.scheduler.workers import COORDINATOR, LAN, PEOPLE, SUPERVISOR, workload


def test_a_silence_goes_up_in_the_mornings_each_step_once() -> None:
    work, sent, told = workload(last=date(2019, 8, 16)), dict[Key, date](), []
    for day in range(19, 31):
        now = at(f"{day}/08")
        for item in silences(plan(), [work], PEOPLE, set(), sent, now):
            told.append((day, item.step, item.person.id, item.days))
            sent[item.key] = now.date()
    assert told == [(22, Step.SUPERVISOR, SUPERVISOR.id, 3), (26, Step.COORDINATOR, COORDINATOR.id, 5)]
    assert silences(plan(), [work], PEOPLE, {LAN.id}, {}, at("26/08")) == []


def test_after_an_outage_the_supervisor_hears_of_a_silence_a_day_before_the_province() -> None:
    work, sent = workload(last=date(2019, 8, 16)), dict[Key, date]()
    told = []
    for now in (at("27/08"), at("27/08", 8, 1), at("28/08"), at("29/08")):
        found = silences(plan(), [work], PEOPLE, set(), sent, now)
        told += [(now, item.step) for item in found]
        sent |= {item.key: now.date() for item in found}
    assert told == [(at("27/08"), Step.SUPERVISOR), (at("28/08"), Step.COORDINATOR)]


def test_whoever_is_told_knows_whether_the_step_below_was_told() -> None:
    work, now = workload(last=date(2019, 8, 16)), at("26/08")
    (unasked,) = silences(plan(), [work], [SUPERVISOR], set(), {}, now)
    assert not unasked.warned, "the worker has no phone"
    asked_on = {step_key(work, Step.WORKER, LAN.id): date(2019, 8, 20)}
    (told,) = silences(plan(), [work], [SUPERVISOR], set(), asked_on, now)
    assert told.warned
    (alone,) = silences(plan(), [work], [COORDINATOR], set(), asked_on, now)
    assert not alone.warned, "the province has no supervisor"
    (last,) = silences(plan(), [work], PEOPLE, set(), {told.key: date(2019, 8, 22)}, now)
    assert (last.step, last.warned) == (Step.COORDINATOR, True)


def test_without_a_coordinator_in_the_province_the_ministry_hears_of_the_silence() -> None:
    work = workload(last=date(2019, 8, 16))
    told = silences(plan(), [work], [MINISTRY], set(), {}, at("26/08"))
    assert [(item.person.id, item.step) for item in told] == [(MINISTRY.id, Step.COORDINATOR)]


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
        work = workload(last=max((day for day in reports if day <= today), default=None))
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
        for silence in silences(still, [work], PEOPLE, absent, sent, now):
            assert silence.key not in sent
            assert still.calendar.is_working(today)
            assert today not in gone
            below = [day for key, day in sent.items() if key.slot == f"silent-{silence.step - 1}"]
            assert silence.step is not Step.COORDINATOR or min(below) < today
            sent[silence.key] = today
    assert max(asked_on.values(), default=0) <= 1
