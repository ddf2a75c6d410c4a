from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.slots import START, slots
from storage.campaign.calendar import WorkCalendar
from storage.campaign.types import Calendar, ReminderRules

RULES = ReminderRules()
CALENDAR = WorkCalendar(Calendar())

starts = st.dates(date(2018, 1, 1), date(2019, 12, 31))
lengths = st.integers(-20, 120).map(lambda days: timedelta(days=days))
informs = st.sampled_from([None, RULES.inform])


def told(start: date, due: date, **more: object) -> list[tuple[str, str]]:
    """Slot and sending day, as a person would read them."""
    return [(slot.slot, f"{slot.sends:%a %d/%m}") for slot in slots(start, due, RULES, CALENDAR, **more)]  # type: ignore[arg-type]


def test_recheck_of_september_2019() -> None:
    # starts on Sunday 1/9, Monday 2/9 is the National Day; 29/9 is a Sunday
    assert told(date(2019, 9, 1), date(2019, 9, 30)) == [
        ("start", "Tue 03/09"),
        ("before-14", "Mon 16/09"),
        ("before-7", "Mon 23/09"),
        ("before-1", "Fri 27/09"),  # with before-3 on one day: the later one
        ("due", "Mon 30/09"),
        ("after-1", "Tue 01/10"),
        ("after-3", "Thu 03/10"),
        ("after-7", "Mon 07/10"),
        ("after-14", "Mon 14/10"),
        ("after-21", "Mon 21/10"),
        ("after-28", "Mon 28/10"),
    ]


def test_due_day_on_a_sunday_is_told_on_friday_and_overdue_on_monday() -> None:
    assert told(date(2019, 5, 1), date(2019, 6, 30))[-8:] == [
        ("before-3", "Thu 27/06"),
        ("due", "Fri 28/06"),  # with before-1, Saturday, on one day: the later one
        ("after-1", "Mon 01/07"),
        ("after-3", "Wed 03/07"),
        ("after-7", "Mon 08/07"),
        ("after-14", "Mon 15/07"),
        ("after-21", "Mon 22/07"),
        ("after-28", "Mon 29/07"),
    ]


def test_informed_agencies_keep_their_week_before_where_tet_moves_slots_together() -> None:
    # due on 11/2/2019, the first day after Tết: 7, 3 and 1 days before all move to Friday 1/2
    assert ("before-1", "Fri 01/02") in told(date(2019, 1, 1), date(2019, 2, 11))
    assert ("before-7", "Fri 01/02") in told(
        date(2019, 1, 1), date(2019, 2, 11), only={"start", "before-7", "due"}
    )


def test_task_of_one_day_starts_and_is_then_overdue() -> None:
    assert told(date(2019, 8, 15), date(2019, 8, 15))[:2] == [
        ("start", "Thu 15/08"),
        ("after-1", "Fri 16/08"),
    ]


def test_task_of_a_weekend_is_announced_before_it() -> None:
    assert told(date(2019, 8, 17), date(2019, 8, 18))[:2] == [
        ("start", "Fri 16/08"),
        ("after-1", "Mon 19/08"),
    ]


def test_slot_moved_before_the_start_is_dropped() -> None:
    # starts on Saturday 7/9, told on Monday 9/9; a day before the due day is Sunday 8/9, moved to Friday 6/9
    assert told(date(2019, 9, 7), date(2019, 9, 9))[:2] == [("start", "Mon 09/09"), ("after-1", "Tue 10/09")]


def test_due_day_moved_before_the_start_pulls_the_start_along() -> None:
    moved = slots(date(2019, 9, 1), date(2019, 8, 15), RULES, CALENDAR)
    assert (moved[0].slot, moved[0].nominal, moved[0].sends) == (
        "start",
        date(2019, 8, 15),
        date(2019, 8, 15),
    )
    assert [slot.slot for slot in moved[1:]] == [
        "after-1",
        "after-3",
        "after-7",
        "after-14",
        "after-21",
        "after-28",
    ]


def test_weeks_stop_where_the_rules_say() -> None:
    rules = ReminderRules(before=(5,), after=(2, 10), weeks_after=3)
    names = [slot.slot for slot in slots(date(2019, 8, 1), date(2019, 8, 30), rules, CALENDAR)]
    assert names == ["start", "before-5", "due", "after-2", "after-10", "after-14", "after-21"]


def test_late_slots_are_worth_sending_a_week_beyond_the_last() -> None:
    planned = {slot.slot: slot.until for slot in slots(date(2019, 9, 1), date(2019, 9, 30), RULES, CALENDAR)}
    assert planned["start"] == planned["before-7"] == planned["due"] == date(2019, 9, 30)
    assert planned["after-1"] == planned["after-28"] == date(2019, 11, 3)


@given(starts, lengths, informs)
def test_one_slot_a_day_each_worked_in_order_and_on_the_right_side(
    start: date, length: timedelta, only: tuple[str, ...] | None
) -> None:
    due = start + length
    planned = slots(start, due, RULES, CALENDAR, only)
    days = [slot.sends for slot in planned]
    assert days == sorted(set(days))
    assert planned[0].slot == START
    for slot in planned:
        assert CALENDAR.is_working(slot.sends)
        assert only is None or slot.slot in only
        assert slot.sends <= slot.until
        if slot.nominal > due:
            assert slot.sends >= slot.nominal
        elif slot.slot != START:
            assert planned[0].sends < slot.sends <= slot.nominal
            assert slot.nominal > start


@given(starts, lengths)
def test_a_gap_between_due_and_overdue_holds_only_days_off(start: date, length: timedelta) -> None:
    due = start + length
    planned = slots(start, due, RULES, CALENDAR)
    told_in_time = max(slot.sends for slot in planned if slot.nominal <= due)
    assert told_in_time == CALENDAR.on_or_before(due)
    assert min(slot.sends for slot in planned if slot.nominal > due) == CALENDAR.on_or_after(
        due + timedelta(days=1)
    )
