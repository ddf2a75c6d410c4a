"""A late province goes up a level; whoever put a slot off gets it once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scheduler.digests import items
from scheduler.plan import Key
from scheduler.recipients import Absent
from scheduler.reminders import Decision, TaskRole, Verdict
from scheduler.slots import Slot
from storage.words.roles import Agency, Role
from tests.scheduler.reminder_plans import (
    ALL,
    BNV,
    CCB,
    DISTRIBUTION,
    FRONT,
    MINISTRY,
    MTTQ,
    POST,
    RECHECK,
    SNV,
    Bot,
    at,
    everybody,
    lines,
    person,
    plan,
)

HANOI, HA_GIANG = person(100, SNV, "01"), person(200, SNV, "02")
ALONE = RECHECK.model_copy(update={"support": ()})


def test_three_days_late_the_ministry_hears_of_each_province_and_again_with_each_slot() -> None:
    bot = Bot(plan([ALONE], provinces=2), [MINISTRY, HANOI, HA_GIANG])
    sent = [row for row in lines(bot.run("01/10", "08/10")) if row[0] == MINISTRY.id]
    assert sent == [
        (MINISTRY.id, "2019-5.2", "01", "after-3", -3),
        (MINISTRY.id, "2019-5.2", "02", "after-3", -3),
        (MINISTRY.id, "2019-5.2", "01", "after-7", -7),
        (MINISTRY.id, "2019-5.2", "02", "after-7", -7),
    ]


def test_a_province_that_is_done_or_has_more_time_does_not_go_up() -> None:
    done, moved = frozenset({("2019-5.2", "01")}), {("2019-5.2", "02"): date(2019, 10, 31)}
    bot = Bot(plan([ALONE], provinces=2, done=done, effective=moved), [MINISTRY, HANOI, HA_GIANG])
    assert [row for row in lines(bot.run("01/10", "31/10")) if row[0] == MINISTRY.id] == []


def test_a_province_without_anybody_is_the_stand_ins_and_is_not_told_twice() -> None:
    bot = Bot(plan([ALONE], provinces=2), [MINISTRY, HANOI])
    sent = bot.run("03/10", "03/10")
    mine = [(item.key.scope, item.role_in_task) for item in sent if item.key.person == MINISTRY.id]
    assert mine == [("VN", TaskRole.STAND_IN), ("01", TaskRole.ESCALATED)]


def test_where_nobody_is_above_the_ministry_stands_in_and_is_told_for_whom() -> None:
    task = RECHECK.model_copy(update={"lead": (MTTQ,), "support": ()})
    [up, _] = Bot(plan([task], provinces=1), [MINISTRY, person(101, MTTQ, "01")]).tick(at("03/10"))
    assert (up.key.person, up.missing) == (MINISTRY.id, (Absent(Agency.MTTQ_TW, "VN"),))
    [up, _] = Bot(plan([task], provinces=1), [MINISTRY, FRONT, person(101, MTTQ, "01")]).tick(at("03/10"))
    assert (up.key.person, up.missing) == (FRONT.id, ())


def test_national_tasks_and_supporting_agencies_do_not_go_up() -> None:
    people = [*everybody(1), person(9, BNV, role=Role.ADMIN)]
    roles = {
        (item.key.task, item.role_in_task) for item in Bot(plan(ALL, provinces=1), people).tick(at("07/10"))
    }
    assert {task for task, role in roles if role is TaskRole.ESCALATED} == {"2019-5.2"}
    support = RECHECK.model_copy(update={"support": (CCB,)})
    told = Bot(plan([support], provinces=1), [person(4, Agency.CCB_TW), HANOI]).tick(at("03/10"))
    assert [item.key.person for item in told] == [HANOI.id]


def test_a_slot_put_off_comes_once_more_on_the_next_working_day() -> None:
    key = Key("2019-5.2", "01", Slot("before-7"), date(2019, 9, 30), HANOI.id)
    bot = Bot(plan([ALONE], provinces=1), [HANOI])
    bot.run("16/09", "23/09")
    bot.plan = plan([ALONE], provinces=1, again={key: date(2019, 9, 24)})
    assert [row[3:] for row in lines(bot.run("24/09", "30/09"))] == [
        ("before-7+1", 6),
        ("before-1", 3),
        ("due", 0),
    ]


def test_a_slot_put_off_to_the_day_of_another_gives_way_to_it() -> None:
    key = Key("2019-5.2", "01", Slot("before-1"), date(2019, 9, 30), HANOI.id)
    bot = Bot(plan([ALONE], provinces=1), [HANOI])
    bot.run("16/09", "27/09")
    bot.plan = plan([ALONE], provinces=1, again={key: date(2019, 9, 30)})
    assert [row[3] for row in lines(bot.run("30/09", "30/09"))] == ["due"]


def test_a_due_day_put_off_comes_a_day_late_where_nothing_else_does() -> None:
    """Who stands in for a support agency is told of no overdue day."""
    key = Key("2019-4.5", "VN", Slot("due"), date(2019, 9, 30), MINISTRY.id)
    bot = Bot(plan([DISTRIBUTION], provinces=1), [MINISTRY, POST])
    bot.run("23/09", "30/09")
    bot.plan = plan([DISTRIBUTION], provinces=1, again={key: date(2019, 10, 1)})
    told = [row[3:] for row in lines(bot.run("01/10", "02/10")) if row[0] == MINISTRY.id]
    assert told == [("due+1", -1)]


def test_a_moved_date_takes_the_slot_that_was_put_off_along() -> None:
    key = Key("2019-5.2", "01", Slot("before-7"), date(2019, 9, 30), HANOI.id)
    where = ("2019-5.2", "01")
    moved = plan(
        [ALONE],
        provinces=1,
        effective={where: date(2019, 10, 31)},
        since={where: date(2019, 9, 23)},
        again={key: date(2019, 9, 24)},
    )
    assert Bot(moved, [HANOI]).run("24/09", "25/09") == []


def test_whoever_acts_and_knows_reads_what_is_to_be_done_first() -> None:
    def decided(task: str, role: TaskRole, days_left: int) -> Decision:
        key = Key(task, "VN", Slot("due"), date(2019, 9, 30), 1)
        return Decision(key, Verdict.SEND, role, days_left, date(2019, 9, 30))

    digest = items(
        [
            decided("known", TaskRole.SUPPORT, 0),
            decided("later", TaskRole.LEAD, 14),
            decided("province", TaskRole.ESCALATED, -3),
            decided("late", TaskRole.LEAD, -7),
            replace(decided("passed", TaskRole.LEAD, -9), verdict=Verdict.SKIP),
        ]
    )
    assert [item.task for item in digest] == ["late", "province", "later", "known"]


def test_a_digest_puts_what_to_do_before_what_to_know_and_the_longest_overdue_first() -> None:
    people = everybody(2)
    bot = Bot(plan(ALL, provinces=2), people)
    sent = [item for item in bot.run("07/10", "07/10") if item.key.person == MINISTRY.id]
    digest = items(sent)
    assert [(item.task, item.first.days_left, len(item.decisions)) for item in digest] == [
        ("2019-5.2", -7, 2),
    ]
    known = [item for item in Bot(plan(ALL, provinces=2), people).tick(at("23/09")) if item.key.person == 100]
    assert [item.acts for item in items(known)] == [True]
