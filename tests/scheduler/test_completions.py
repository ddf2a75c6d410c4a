"""A figure that reaches its target is asked about once, each time that it gets there."""

from __future__ import annotations

from scheduler.completions import to_ask, to_withdraw
from scheduler.plan import Progress
from tests.scheduler.reminder_plans import MINISTRY, SNV, at, everybody, person, plan

WHERE = ("2019-5.2", "01")
FULL, SHORT = {WHERE: Progress(12, 12)}, {WHERE: Progress(11, 12)}


def asked(figures: dict[tuple[str, str], Progress], now: str = "10/09", **more: object) -> list[list[int]]:
    standing = more.pop("standing", {})
    people = more.pop("people", everybody(2))
    found = to_ask(plan(provinces=2, **more), people, figures, standing, at(now))  # type: ignore[arg-type]
    return [[person.id for person in item.people] for item in found]


def test_the_province_that_leads_is_asked_when_its_figure_is_reached() -> None:
    assert asked(SHORT) == []
    assert asked(FULL) == [[100]]
    assert asked({("2019-4.5", "VN"): Progress(165, 165)}) == [[2]]


def test_it_is_not_asked_twice_nor_before_the_start_nor_at_night_nor_when_done() -> None:
    assert asked(FULL, standing={WHERE: "open"}) == []
    assert asked(FULL, standing={WHERE: "declined"}) == []
    assert asked(FULL, "30/08") == []
    assert asked(FULL, "08/09") == []
    assert asked(FULL, done=frozenset({WHERE})) == []


def test_nothing_to_do_is_not_done() -> None:
    assert asked({WHERE: Progress(0, 0)}) == []


def test_where_nobody_leads_the_ministry_is_asked() -> None:
    assert asked(FULL, people=[MINISTRY, person(200, SNV, "02")]) == [[MINISTRY.id]]
    assert asked(FULL, people=[person(200, SNV, "02")]) == []


def test_a_figure_that_falls_takes_the_question_back() -> None:
    assert to_withdraw(SHORT, {WHERE: "open"}) == [WHERE]
    assert to_withdraw(FULL, {WHERE: "open"}) == []
    assert to_withdraw(SHORT, {}) == []
