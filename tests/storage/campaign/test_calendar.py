from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.campaign.calendar import WorkCalendar
from storage.campaign.types import Calendar

days = st.dates(date(2018, 1, 1), date(2026, 12, 31))


def off_days(calendar: WorkCalendar, start: date, end: date) -> list[date]:
    """The weekdays from start to end that are not worked."""
    span = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return [day for day in span if day.weekday() < 5 and not calendar.is_working(day)]


def test_tet_2018_is_the_week_of_14_to_20_february() -> None:
    assert off_days(WorkCalendar(Calendar()), date(2018, 2, 1), date(2018, 2, 28)) == [
        date(2018, 2, 14),
        date(2018, 2, 15),
        date(2018, 2, 16),
        date(2018, 2, 19),
        date(2018, 2, 20),
    ]


def test_tet_2019_is_the_week_of_4_to_8_february() -> None:
    calendar = WorkCalendar(Calendar())
    assert off_days(calendar, date(2019, 2, 1), date(2019, 2, 28)) == [date(2019, 2, n) for n in range(4, 9)]
    assert calendar.on_or_before(date(2019, 2, 8)) == date(2019, 2, 1)
    assert calendar.on_or_after(date(2019, 2, 2)) == date(2019, 2, 11)


@pytest.mark.parametrize(
    "day",
    [
        date(2018, 4, 25),  # Giỗ Tổ Hùng Vương, 10th of the 3rd lunar month
        date(2019, 4, 15),  # the same fell on a Sunday: Monday is off instead
        date(2018, 9, 3),  # Quốc khánh fell on a Sunday
        date(2019, 9, 2),
        date(2019, 4, 30),
        date(2019, 5, 1),
        date(2018, 12, 31),  # moved: Saturday 05/01/2019 was worked for it
        date(2019, 4, 29),  # moved: Saturday 04/05/2019 was worked for it
    ],
)
def test_public_holidays_are_off(day: date) -> None:
    assert not WorkCalendar(Calendar()).is_working(day)


@pytest.mark.parametrize("day", [date(2019, 1, 5), date(2019, 5, 4), date(2019, 9, 3), date(2018, 4, 24)])
def test_days_around_holidays_and_saturdays_worked_for_them_are_worked(day: date) -> None:
    assert WorkCalendar(Calendar()).is_working(day)


def test_campaign_file_adds_days_off_and_working_days() -> None:
    calendar = WorkCalendar(
        Calendar(
            days_off=(date(2019, 8, 5), date(2019, 8, 12)),
            working_days=(date(2019, 8, 10), date(2019, 8, 12), date(2019, 9, 2)),
        )
    )
    assert not calendar.is_working(date(2019, 8, 5))
    assert calendar.is_working(date(2019, 8, 10)), "a working Saturday wins over the weekend"
    assert calendar.is_working(date(2019, 8, 12)), "a working day wins over a day off of the file"
    assert calendar.is_working(date(2019, 9, 2)), "and over a public holiday"
    assert not calendar.is_working(date(2019, 8, 11))


def test_distribution_of_2019_had_42_working_days() -> None:
    # August 2019: 22 weekdays; September: 21 less 2/9
    assert WorkCalendar(Calendar()).working_days(date(2019, 8, 1), date(2019, 9, 30)) == 42


def test_one_day_counts_as_one_and_a_due_day_before_the_start_as_none() -> None:
    calendar = WorkCalendar(Calendar())
    assert calendar.working_days(date(2019, 8, 1), date(2019, 8, 1)) == 1
    assert calendar.working_days(date(2019, 8, 3), date(2019, 8, 4)) == 0
    assert calendar.working_days(date(2019, 8, 2), date(2019, 8, 1)) == 0


def test_unknown_country_is_named() -> None:
    with pytest.raises(ValueError, match="XX"):
        WorkCalendar(Calendar(country="XX"))


@given(days)
def test_moved_days_are_worked_and_nothing_worked_lies_between(day: date) -> None:
    calendar = WorkCalendar(Calendar())
    before, after = calendar.on_or_before(day), calendar.on_or_after(day)
    assert before <= day <= after
    assert calendar.is_working(before)
    assert calendar.is_working(after)
    assert calendar.working_days(before, after) == (1 if before == after else 2)


def test_field_days_are_working_days_and_saturdays_that_are_no_holidays() -> None:
    calendar = WorkCalendar(Calendar(days_off=(date(2019, 8, 24),)))
    assert calendar.is_field_day(date(2019, 8, 31)), "a Saturday"
    assert not calendar.is_field_day(date(2019, 9, 1)), "a Sunday"
    assert not calendar.is_field_day(date(2019, 9, 2)), "the National Day"
    assert not calendar.is_field_day(date(2019, 8, 24)), "a Saturday that the file takes off"
    assert calendar.next_working(date(2019, 8, 30)) == date(2019, 9, 3)
    assert calendar.last_working(date(2019, 9, 3)) == date(2019, 8, 30)


def test_a_saturday_stays_a_field_day_after_it_was_asked_whether_it_is_worked() -> None:
    calendar, saturday = WorkCalendar(Calendar()), date(2019, 8, 31)
    assert not calendar.is_working(saturday)
    assert calendar.is_field_day(saturday)


def test_the_plan_advances_on_working_days_only() -> None:
    calendar = WorkCalendar(Calendar())
    start, due = date(2019, 8, 1), date(2019, 8, 14)  # Thursday to Wednesday: ten working days
    shares = [calendar.planned_share(start, due, start + timedelta(days=step)) for step in range(-1, 15)]
    assert shares == [0, 0.1, 0.2, 0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.7, 0.7, 0.8, 0.9, 1, 1]


def test_a_task_of_a_weekend_is_planned_on_its_due_day() -> None:
    calendar, saturday, sunday = WorkCalendar(Calendar()), date(2019, 8, 3), date(2019, 8, 4)
    assert calendar.planned_share(saturday, sunday, saturday) == 0
    assert calendar.planned_share(saturday, sunday, sunday) == 1


def test_what_is_due_before_it_begins_is_planned_when_it_begins() -> None:
    calendar = WorkCalendar(Calendar())
    shares = [
        calendar.planned_share(date(2019, 8, 7), date(2019, 8, 5), date(2019, 8, day)) for day in (6, 7)
    ]
    assert shares == [0, 1]
