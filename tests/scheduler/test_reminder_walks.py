"""Random years: outages, completions, moved dates, slots put off and missing people, at random hours."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.plan import Key, Plan
from scheduler.reminders import AGAIN, Verdict, overdue_at_activation, upcoming
from scheduler.slots import START, Slot, slots
from storage.campaign.calendar import WorkCalendar
from storage.campaign.load import load
from storage.words.roles import PROVINCIAL_AGENCIES, Agency, Person
from tests.scheduler.reminder_plans import ALL, HANOI, Bot, codes, everybody, person, plan

FIRST, LAST = date(2019, 5, 27), date(2020, 2, 7)
DAYS = (LAST - FIRST).days
PEOPLE = everybody(2)
WHERE = [("2019-4.4", "VN"), ("2019-4.5", "VN"), ("2019-5.2", "01"), ("2019-5.2", "02"), ("2019-7", "VN")]

days = st.integers(0, DAYS).map(lambda number: FIRST + timedelta(days=number))
moments = st.builds(lambda day, at: datetime.combine(day, at, HANOI), days, st.times())
outages = st.lists(st.tuples(days, st.integers(1, 40)), max_size=4)
hours = st.sampled_from([time(7, 59), time(8), time(8), time(12), time(17, 29), time(17, 30)])


def up(outages: list[tuple[date, int]], hour: time) -> set[datetime]:
    """One tick a day at that hour, but on the days of outages: (first day, days)."""
    down = {first + timedelta(days=n) for first, length in outages for n in range(length)}
    span = {FIRST + timedelta(days=number) for number in range(DAYS + 1)}
    return {datetime.combine(day, hour, HANOI) for day in span - down}


staffs = st.sets(st.sampled_from(PEOPLE), min_size=1).map(
    lambda people: sorted(people, key=lambda who: who.id)
)


@settings(max_examples=60)
@given(
    people=staffs,
    ticks=st.builds(up, outages, hours),
    more=st.sets(moments, max_size=10),
    completed=st.dictionaries(st.sampled_from(WHERE), days, max_size=4),
    reopened=st.dictionaries(st.sampled_from(WHERE), days, max_size=2),
    put_off=st.sets(st.integers(0, 150), max_size=40),
    moves=st.lists(st.tuples(days, st.sampled_from(WHERE), days), max_size=3),
    activated=st.dates(FIRST, date(2019, 9, 30)),
)
def test_whatever_happens_reminders_stay_polite(
    people: list[Person],
    ticks: set[datetime],
    more: set[datetime],
    completed: dict[tuple[str, str], date],
    reopened: dict[tuple[str, str], date],
    put_off: set[int],
    moves: list[tuple[date, tuple[str, str], date]],
    activated: date,
) -> None:
    bot = Bot(plan(provinces=2, activated_on=activated), people)
    tasks = {task.id: task for task in ALL}
    known: set[Key] = set()
    told = 0
    for now in sorted(ticks | more):
        if now.date() < activated:
            continue
        moved = sorted((move for move in moves if move[0] <= now.date()), key=lambda move: move[0])
        bot.plan = replace(
            bot.plan,
            done=frozenset(
                where
                for where, day in completed.items()
                if day <= now.date() and not day <= reopened.get(where, date.min) <= now.date()
            ),
            effective={where: to for _, where, to in moved},
            since={where: day for day, where, _ in moved}
            | {
                where: max(
                    [day + timedelta(days=1), *(on for on, moved_there, _ in moved if moved_there == where)]
                )
                for where, day in reopened.items()
                if completed.get(where, date.max) <= day <= now.date()
            },
        )
        sent = bot.tick(now)
        rules, calendar = bot.plan.campaign.reminders, bot.plan.calendar
        assert not sent or (calendar.is_working(now.date()) and rules.opens <= now.time() < rules.closes)
        burst = Counter((item.key.task, item.key.scope, item.key.due, item.key.person) for item in sent)
        assert max(burst.values(), default=0) <= 1, "an outage ends with one message per task and person"
        for item in sent:
            task = tasks[item.key.task]
            where = (item.key.task, item.key.scope)
            assert where not in bot.plan.done
            assert not task.group
            assert item.days_left == (item.key.due - now.date()).days
            planned = {slot.slot: slot for slot in slots(task.start, item.key.due, rules, calendar)}
            planned |= {
                slot.slot: slot for slot in slots(task.start, item.key.due, rules, calendar, rules.inform)
            }
            slot = planned[Slot(item.key.slot.removesuffix(AGAIN))]
            comes = (
                bot.plan.again[item.key._replace(slot=slot.slot)]
                if item.key.slot.endswith(AGAIN)
                else slot.sends
            )
            assert max(comes, activated) <= now.date() <= max(comes, slot.until), "neither early nor past use"
            assert slot.sends >= bot.plan.since.get(where, activated)
            if told in put_off and not item.key.slot.endswith(AGAIN):
                tomorrow = calendar.next_working(now.date())
                bot.plan = replace(bot.plan, again={**bot.plan.again, item.key: tomorrow})
            told += 1
        known |= {item.key for item in sent}
    once = Counter((key.task, key.scope, key.person) for key in known if key.slot == START)
    assert max(once.values(), default=0) <= 1, "a start is told once, whatever the due date"
    all_sent = [item.key for _, item in bot.log if item.verdict == Verdict.SEND]
    assert len(all_sent) == len(set(all_sent)) == len(known)


@settings(max_examples=25)
@given(
    people=staffs,
    effective=st.dictionaries(st.sampled_from(WHERE), days, max_size=4),
    done=st.sets(st.sampled_from(WHERE), max_size=3),
    activated=st.dates(FIRST, date(2019, 12, 31)),
    joined=st.dictionaries(st.sampled_from([who.id for who in PEOPLE]), days, max_size=4),
    window=st.tuples(days, days).map(sorted),
)
def test_a_year_day_by_day_is_what_the_preview_says(
    people: list[Person],
    effective: dict[tuple[str, str], date],
    done: set[tuple[str, str]],
    activated: date,
    joined: dict[int, date],
    window: list[date],
) -> None:
    still = plan(
        provinces=2,
        effective=effective,
        done=frozenset(done),
        activated_on=activated,
        registered=joined,
    )
    bot = Bot(still, people)
    bot.run(f"{activated:%d/%m/%Y}", f"{LAST:%d/%m/%Y}")
    assert all(item.verdict == Verdict.SEND for _, item in bot.log)
    first, last = window
    expected = [(now.date(), item) for now, item in bot.log if first <= now.date() <= last]
    assert upcoming(still, bot.people, first, last) == expected


def test_walks_cover_every_task_and_province() -> None:
    bot = Bot(plan(provinces=2), PEOPLE)
    bot.run("27/05", "07/02/2020")
    assert {(item.key.task, item.key.scope) for _, item in bot.log} == set(WHERE)
    assert {item.key.scope for _, item in bot.log} == {"VN", *codes(2)}


@pytest.mark.parametrize("code", ["2018", "2019"])
def test_whole_year_of_the_real_plan(code: str) -> None:
    campaign = load(code)
    provinces = [item.code for item in campaign.provinces]
    agencies = [(agency, "VN") for agency in Agency if agency not in PROVINCIAL_AGENCIES]
    agencies += [(agency, code) for agency in PROVINCIAL_AGENCIES for code in provinces]
    people = [person(number, agency, scope) for number, (agency, scope) in enumerate(agencies)]
    activated = date(campaign.year, 4, 3)
    bot = Bot(Plan(campaign, WorkCalendar(campaign.calendar), HANOI, activated), people)
    bot.run(f"{activated:%d/%m/%Y}", f"10/02/{campaign.year + 1}")

    told = {item.key.task for _, item in bot.log}
    late = {task for task, _ in overdue_at_activation(bot.plan)}
    assert told | late == {task.id for task in campaign.leaves}
    assert not told & late
    assert all(item.verdict == Verdict.SEND and not item.missing for _, item in bot.log)
    a_day = Counter((item.key.person, item.key.task, item.key.scope, now.date()) for now, item in bot.log)
    assert set(a_day.values()) == {1}
    recheck = [item for _, item in bot.log if campaign.task(item.key.task).provincial]
    assert {item.key.scope for item in recheck} == set(provinces)
