"""A scope that lags is told of once a step."""

from __future__ import annotations

from datetime import date

from scheduler.plan import Key
from scheduler.shortfalls import Pace, judged_days, shortfalls
from storage.words.roles import Agency
from tests.scheduler.reminder_plans import ALL, BNV, MINISTRY, at, person, plan
from tests.scheduler.workers import COORDINATOR, PEOPLE


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


def test_the_nation_is_told_to_those_who_lead_and_to_the_ministry() -> None:
    post = person(2, Agency.VNPOST)
    paces = {day: {"VN": Pace(0, 0, 1000)} for day in judged_days(plan(), at("20/08"))}
    told = shortfalls(plan(ALL), [*PEOPLE, post, person(5, BNV, "01")], paces, set(), at("20/08"))
    assert {item.person.id for item in told} == {post.id, MINISTRY.id}
