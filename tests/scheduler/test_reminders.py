from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.plan import Progress
from scheduler.recipients import Absent
from scheduler.reminders import Decision, TaskRole, Verdict, due, overdue_at_activation, upcoming
from storage.words.roles import Agency, Role
from tests.scheduler.reminder_plans import (
    ALL,
    BDT,
    BNV,
    CCB,
    DISTRIBUTION,
    FRONT,
    MINISTRY,
    MTTQ,
    POST,
    PUBLISH,
    RECHECK,
    SAMPLE,
    SNV,
    SURVEY,
    VETERANS,
    VNPOST,
    Bot,
    at,
    codes,
    everybody,
    lines,
    person,
    plan,
)

HANOI_SNV = 100


def verdicts(decisions: list[Decision]) -> dict[str, str]:
    return {item.key.slot: item.verdict.value for item in decisions}


# Who is told


def test_recheck_starts_in_each_province_lead_and_support_told_under_their_own_scope() -> None:
    bot = Bot(plan([RECHECK], provinces=2), everybody(2))
    assert lines(bot.tick(at("03/09"))) == [
        (100, "2019-5.2", "01", "start", 27),
        (101, "2019-5.2", "01", "start", 27),
        (102, "2019-5.2", "01", "start", 27),
        (200, "2019-5.2", "02", "start", 27),
        (201, "2019-5.2", "02", "start", 27),
        (202, "2019-5.2", "02", "start", 27),
    ]
    assert {item.key.person: item.role_in_task for _, item in bot.log} == {
        100: TaskRole.LEAD,
        101: TaskRole.SUPPORT,
        102: TaskRole.SUPPORT,
        200: TaskRole.LEAD,
        201: TaskRole.SUPPORT,
        202: TaskRole.SUPPORT,
    }


def test_supporting_agencies_hear_four_times_the_lead_each_time() -> None:
    bot = Bot(plan([RECHECK], provinces=1), everybody(1))
    sent = bot.run("01/08", "31/12")
    heard = {who: [item.key.slot for item in sent if item.key.person == who] for who in (100, 101)}
    assert heard[100] == [
        *("start", "before-14", "before-7", "before-1", "due"),
        *("after-1", "after-3", "after-7", "after-14", "after-21", "after-28"),
    ]
    assert heard[101] == ["start", "before-7", "before-1", "due"]


def test_provincial_post_offices_are_informed_of_the_nations_distribution() -> None:
    sent = Bot(plan([DISTRIBUTION], provinces=2), everybody(2)).tick(at("01/08"))
    assert lines(sent) == [
        (2, "2019-4.5", "VN", "start", 60),  # a postal supervisor: he acts as coordinators do
        (103, "2019-4.5", "VN", "start", 60),
        (203, "2019-4.5", "VN", "start", 60),
    ]


def test_national_person_of_a_provincial_lead_gets_one_reminder_not_63() -> None:
    people = [MINISTRY, person(50, SNV), person(51, MTTQ), person(52, CCB)]
    sent = Bot(plan([RECHECK], provinces=63), people).tick(at("03/09"))
    assert [(item.key.person, item.key.scope, item.missing) for item in sent] == [
        (50, "VN", ()),
        (51, "VN", ()),
        (52, "VN", ()),
    ]


def test_person_of_two_provinces_hears_of_each_and_of_the_nation_once() -> None:
    people = [*everybody(2), person(60, SNV, "01", "02")]
    bot = Bot(plan([RECHECK, SAMPLE], provinces=2), people)
    assert [row[1:3] for row in lines(bot.tick(at("03/06"))) if row[0] == 60] == [("2019-4.4", "VN")]
    assert [row[1:3] for row in lines(bot.tick(at("03/09"))) if row[0] == 60 and row[3] == "start"] == [
        ("2019-5.2", "01"),
        ("2019-5.2", "02"),
    ]


@pytest.mark.parametrize("role", [Role.POSTAL_WORKER, Role.INSPECTOR, Role.ADMIN])
def test_workers_inspectors_and_admins_are_never_reminded(role: Role) -> None:
    people = [*everybody(), *(person(900 + n, agency, role=role) for n, agency in enumerate(Agency))]
    assert all(item.key.person < 900 for item in Bot(plan(), people).run("01/06", "31/12"))


def test_person_of_single_units_does_not_cover_the_province() -> None:
    people = [MINISTRY, person(70, SNV, "01-H03"), person(101, MTTQ, "01"), person(102, CCB, "01")]
    sent = Bot(plan([RECHECK], provinces=1), people).tick(at("03/09"))
    assert [(item.key.person, item.missing) for item in sent] == [
        (1, (Absent(SNV, "01"),)),
        (101, ()),
        (102, ()),
    ]
    of_a_district = person(71, BDT, "01-H03", role=Role.POSTAL_SUPERVISOR)
    [lead] = Bot(plan([DISTRIBUTION], provinces=1), [POST, of_a_district]).tick(at("01/08"))
    assert lead.key.person == POST.id


def test_agency_that_leads_and_supports_is_asked_to_act() -> None:
    task = PUBLISH.model_copy(update={"support": (BNV,)})
    [start] = Bot(plan([task]), [MINISTRY]).tick(at("02/12"))
    assert start.role_in_task == TaskRole.LEAD


def test_group_rows_send_nothing() -> None:
    assert Bot(plan([SURVEY.model_copy(update={"lead": (BNV,)})]), everybody()).run("01/04", "31/12") == []


# Agencies without anybody


def test_ministry_hears_once_of_63_provinces_without_anybody() -> None:
    bot = Bot(plan([RECHECK], provinces=63), [MINISTRY])
    [start] = bot.tick(at("03/09"))
    assert start.key[:3] == ("2019-5.2", "VN", "start")
    assert start.role_in_task == TaskRole.STAND_IN
    assert set(start.missing) == {Absent(agency, code) for agency in (SNV, MTTQ, CCB) for code in codes(63)}
    [fortnight] = bot.tick(at("16/09"))
    assert {absent.agency for absent in fortnight.missing} == {SNV}, (
        "who only supports is not told of this slot"
    )


def test_missing_agencies_are_merged_with_the_ministrys_own_reminder() -> None:
    people = [MINISTRY, person(101, SNV, "01"), person(102, MTTQ, "01")]
    sent = Bot(plan([SAMPLE], provinces=2), people).tick(at("03/06"))
    assert [(item.key.person, item.role_in_task) for item in sent] == [
        (1, "lead"),
        (101, "support"),
        (102, "support"),
    ]
    assert set(sent[0].missing) == {
        Absent(SNV, "02"),
        Absent(MTTQ, "02"),
        Absent(CCB, "01"),
        Absent(CCB, "02"),
    }
    assert sent[1].missing == ()


def test_missing_national_agency_is_told_with_the_nation() -> None:
    sent = Bot(plan([PUBLISH]), [MINISTRY, FRONT]).tick(at("02/12"))
    assert [(item.key.person, item.missing) for item in sent] == [
        (1, (Absent(Agency.CCB_TW, "VN"),)),
        (3, ()),
    ]


def test_ministry_hears_of_all_missing_agencies_in_one_message_a_day() -> None:
    # due on the second day after Tết: 3 days before falls on Friday 1/2 for the lead, 7 days for the support
    task = RECHECK.model_copy(
        update={"start": date(2019, 1, 2), "due": date(2019, 2, 12), "support": (MTTQ,)}
    )
    bot = Bot(plan([task], provinces=1, activated_on=date(2019, 1, 2)), [MINISTRY])
    sent = bot.run("30/01", "10/02")
    assert [(item.key.slot, item.missing) for item in sent[1:]] == [
        ("before-3", (Absent(SNV, "01"), Absent(MTTQ, "01")))
    ]


def test_newly_registered_ministry_is_not_told_of_earlier_gaps() -> None:
    bot = Bot(plan([RECHECK], registered={MINISTRY.id: date(2019, 9, 10)}), [MINISTRY])
    assert [row[3] for row in lines(bot.run("10/09", "22/09"))] == ["before-14"]


def test_without_a_ministry_the_admins_stand_in() -> None:
    admin = person(9, BNV, role=Role.ADMIN)
    [start] = Bot(plan([PUBLISH]), [FRONT, VETERANS, admin]).tick(at("02/12"))[-1:]
    assert (start.key.person, start.role_in_task, start.missing) == (9, "stand_in", (Absent(BNV, "VN"),))


def test_without_anybody_nothing_is_decided() -> None:
    assert Bot(plan(), []).run("01/04", "31/12") == []


def test_province_that_is_done_is_no_longer_missed() -> None:
    done = frozenset({("2019-5.2", "01")})
    [start] = Bot(plan([RECHECK], provinces=2, done=done), [MINISTRY]).tick(at("03/09"))
    assert {absent.where for absent in start.missing} == {"02"}


def test_someone_registers_and_the_ministry_is_no_longer_told_of_his_agency() -> None:
    bot = Bot(plan([RECHECK], provinces=1), [MINISTRY, person(101, MTTQ, "01"), person(102, CCB, "01")])
    assert bot.tick(at("03/09"))[0].missing == (Absent(SNV, "01"),)
    bot.people = [*bot.people, person(HANOI_SNV, SNV, "01")]
    assert [item.key.person for item in bot.tick(at("16/09"))] == [HANOI_SNV]


# Done means done


def test_hanoi_finishes_the_recheck_and_62_others_go_on() -> None:
    people = [person(100 * row, SNV, code) for row, code in enumerate(codes(63), start=1)]
    bot = Bot(plan([RECHECK.model_copy(update={"support": ()})], provinces=63), people)
    assert len(bot.tick(at("16/09"))) == 63
    bot.plan = plan(
        [RECHECK.model_copy(update={"support": ()})], provinces=63, done=frozenset({("2019-5.2", "01")})
    )
    sent = bot.tick(at("23/09"))
    assert len(sent) == 62
    assert "01" not in {item.key.scope for item in sent}


def test_done_for_the_nation_silences_the_provinces() -> None:
    bot = Bot(plan([RECHECK], done=frozenset({("2019-5.2", "VN")})), everybody())
    assert bot.run("01/08", "31/12") == []


def test_nations_row_is_done_when_every_province_is() -> None:
    three = frozenset(("2019-5.2", code) for code in codes(3))
    assert Bot(plan([RECHECK], done=three), [person(50, SNV)]).run("01/08", "31/12") == []
    two = three - {("2019-5.2", "03")}
    assert Bot(plan([RECHECK], done=two), [person(50, SNV)]).run("01/08", "31/12") != []


# Hours and outages


@pytest.mark.parametrize(
    ("moment", "sends"),
    [
        (at("03/09", 7, 59), False),
        (at("03/09", 8, 0), True),
        (at("03/09", 17, 29), True),
        (at("03/09", 17, 30), False),
        (at("02/09", 9), False),  # National Day
        (at("01/09", 9), False),  # Sunday
        (datetime(2019, 9, 3, 0, 59, tzinfo=UTC), False),
        (datetime(2019, 9, 3, 1, 0, tzinfo=UTC), True),
    ],
)
def test_reminders_keep_office_hours_of_hanoi(moment: datetime, sends: bool) -> None:
    assert bool(due(plan([RECHECK]), everybody(), {}, set(), moment)) == sends


def test_bot_down_at_eight_sends_when_it_is_back() -> None:
    bot = Bot(plan([RECHECK], provinces=1), [person(HANOI_SNV, SNV, "01")])
    assert lines(bot.tick(at("03/09", 16, 45))) == [(HANOI_SNV, "2019-5.2", "01", "start", 27)]
    assert bot.tick(at("03/09", 16, 46)) == []


def test_bot_down_for_three_weeks_sends_the_newest_and_records_the_rest() -> None:
    now = at("25/09", 9)
    decisions = due(plan([RECHECK], provinces=1), [person(HANOI_SNV, SNV, "01")], {}, set(), now)
    assert verdicts(decisions) == {"start": "skip", "before-14": "skip", "before-7": "send"}
    assert decisions[-1].days_left == 5, "the days left are counted from now, not from the slot"
    assert decisions[-1].nominal == date(2019, 9, 23)


def test_bot_down_over_the_due_day_the_lead_hears_he_is_late_who_supports_hears_nothing() -> None:
    people = [person(100, SNV, "01"), person(101, MTTQ, "01")]
    bot = Bot(plan([RECHECK.model_copy(update={"support": (MTTQ,)})], provinces=1), people)
    bot.run("01/08", "25/09")
    sent = bot.tick(at("05/10", 9)) + bot.tick(at("07/10", 9))
    assert lines(sent) == [(100, "2019-5.2", "01", "after-7", -7)]
    skipped = [item.key[2::2] for now, item in bot.log if now > at("26/09") and item.verdict == Verdict.SKIP]
    assert skipped == [
        *(("before-1", 100), ("due", 100), ("after-1", 100), ("after-3", 100)),
        *(("before-1", 101), ("due", 101)),
    ]


def test_bot_switched_on_next_spring_stays_silent() -> None:
    assert Bot(plan(), everybody()).tick(at("04/03/2020", 9)) == []


def test_last_overdue_slot_is_still_sent_some_days_late() -> None:
    bot = Bot(plan([RECHECK], provinces=1), [person(HANOI_SNV, SNV, "01")])
    assert lines(bot.tick(at("01/11", 9))) == [(HANOI_SNV, "2019-5.2", "01", "after-28", -32)]
    assert Bot(bot.plan, bot.people).tick(at("04/11", 9)) == []


# Moved dates, reopened tasks, new people


def test_moved_due_date_makes_new_slots_from_that_day_without_a_second_start() -> None:
    bot = Bot(plan([RECHECK], provinces=1), [person(HANOI_SNV, SNV, "01")])
    bot.run("01/08", "24/09")
    where = ("2019-5.2", "01")
    bot.plan = plan(
        [RECHECK], provinces=1, effective={where: date(2019, 10, 15)}, since={where: date(2019, 9, 25)}
    )
    assert [row[3:] for row in lines(bot.run("25/09", "16/10"))] == [
        ("before-14", 14),
        ("before-7", 7),
        ("before-3", 4),  # three days before is Saturday 12/10
        ("before-1", 1),
        ("due", 0),
        ("after-1", -1),
    ]


def test_start_is_not_repeated_even_where_the_day_of_the_move_is_unknown() -> None:
    bot = Bot(plan([RECHECK], provinces=1), [person(HANOI_SNV, SNV, "01")])
    bot.tick(at("03/09"))
    bot.plan = plan([RECHECK], provinces=1, effective={("2019-5.2", "01"): date(2019, 10, 31)})
    assert bot.run("04/09", "30/09") == []


def test_one_province_moves_its_date_and_the_ministry_hears_of_both() -> None:
    moved = {("2019-5.2", "02"): date(2019, 10, 31)}
    task = RECHECK.model_copy(update={"support": ()})
    bot = Bot(plan([task], provinces=2, effective=moved), [MINISTRY])
    assert [item.missing for item in bot.tick(at("03/09"))] == [(Absent(SNV, "01"),)], "one start a task"
    bot.run("04/09", "27/09")
    assert [(item.key.due, item.missing) for item in bot.run("30/09", "01/10")] == [
        (date(2019, 9, 30), (Absent(SNV, "01"),)),  # due
        (date(2019, 9, 30), (Absent(SNV, "01"),)),  # a day late
        (date(2019, 10, 31), (Absent(SNV, "02"),)),  # 30 days before
    ]
    sent = [(now.date(), item) for now, item in bot.log]
    assert upcoming(bot.plan, bot.people, date(2019, 9, 1), date(2019, 10, 1)) == sent


def test_slots_before_the_move_are_not_sent_to_the_ministry_either() -> None:
    where = ("2019-5.2", "02")
    task = RECHECK.model_copy(update={"support": ()})
    moved = plan([task], 2, effective={where: date(2019, 9, 27)}, since={where: date(2019, 9, 26)})
    bot = Bot(moved, [MINISTRY])
    assert {absent.where for item in bot.run("01/09", "25/09") for absent in item.missing} == {"01"}
    assert {absent.where for item in bot.run("26/09", "26/09") for absent in item.missing} == {"02"}


def test_date_moved_for_the_nation_counts_from_that_day_in_the_provinces() -> None:
    where = ("2019-5.2", "VN")
    moved = plan([RECHECK], 1, effective={where: date(2019, 10, 15)}, since={where: date(2019, 9, 17)})
    assert [row[3] for row in lines(Bot(moved, [person(HANOI_SNV, SNV, "01")]).run("01/09", "01/10"))] == [
        "before-14"
    ]


def test_date_moved_for_the_nation_holds_for_provinces_without_their_own() -> None:
    moved = {("2019-5.2", "VN"): date(2019, 10, 15), ("2019-5.2", "02"): date(2019, 10, 31)}
    bot = Bot(plan([RECHECK], provinces=2, effective=moved), everybody(2))
    assert {item.key.scope: item.key.due for item in bot.tick(at("03/09"))} == {
        "01": date(2019, 10, 15),
        "02": date(2019, 10, 31),
    }


def test_reopened_task_has_only_its_future_slots() -> None:
    where = ("2019-5.2", "01")
    bot = Bot(plan([RECHECK], provinces=1), [person(HANOI_SNV, SNV, "01")])
    bot.run("01/08", "10/09")
    bot.plan = plan([RECHECK], provinces=1, done=frozenset({where}))
    assert bot.run("11/09", "23/09") == []
    bot.plan = plan([RECHECK], provinces=1, since={where: date(2019, 9, 24)})
    assert [row[3] for row in lines(bot.run("23/09", "30/09"))] == ["before-1", "due"]


def test_newcomer_is_not_flooded_with_what_began_before() -> None:
    bot = Bot(plan(registered={777: date(2019, 9, 20)}), [*everybody(), person(777, VNPOST)])
    bot.run("01/06", "19/09")
    assert bot.ledger
    assert [row[3:] for row in lines(bot.run("20/09", "30/09")) if row[0] == 777] == [
        ("before-7", 7),
        ("before-1", 3),
        ("due", 0),
    ]
    assert all(item.key.person != 777 for now, item in bot.log if now < at("20/09"))


def test_tasks_due_before_the_activation_are_listed_and_never_reminded() -> None:
    late = plan(activated_on=date(2019, 10, 2), done=frozenset({("2019-4.5", "VN"), ("2019-5.2", "02")}))
    assert overdue_at_activation(late) == [("2019-4.4", "VN"), ("2019-5.2", "01"), ("2019-5.2", "03")]
    assert {item.key.task for item in Bot(late, everybody()).run("02/10", "31/12")} == {"2019-7"}


def test_provincial_task_late_everywhere_is_listed_once() -> None:
    assert overdue_at_activation(plan([RECHECK], activated_on=date(2019, 10, 1))) == [("2019-5.2", "VN")]
    assert overdue_at_activation(plan([RECHECK], activated_on=date(2019, 9, 30))) == []


def test_task_under_way_at_activation_goes_on_with_its_next_slot() -> None:
    bot = Bot(plan([RECHECK], provinces=1, activated_on=date(2019, 9, 18)), [person(HANOI_SNV, SNV, "01")])
    assert [row[3] for row in lines(bot.run("18/09", "26/09"))] == ["before-7"]


# Progress, order, preview


def test_progress_comes_along_where_the_task_tracks() -> None:
    progress = {("2019-5.2", "01"): Progress(3, 12), ("2019-7", "VN"): Progress(1, 1)}
    bot = Bot(plan(provinces=2), everybody(2), progress)
    by_scope = {
        item.key.scope: item.progress for item in bot.tick(at("03/09")) if item.key.task == "2019-5.2"
    }
    assert by_scope == {"01": Progress(3, 12), "02": None}
    assert all(item.progress is None for item in bot.tick(at("02/12")) if item.key.task == "2019-7")


def test_order_does_not_depend_on_the_order_of_people() -> None:
    people = everybody()
    forth = due(plan(), people, {}, set(), at("03/09"))
    assert forth == due(plan(), people[::-1], {}, set(), at("03/09"))
    tasks = [task.id for task in ALL]
    assert [item.key.task for item in forth] == sorted((item.key.task for item in forth), key=tasks.index)


def test_preview_of_a_week() -> None:
    preview = upcoming(plan([RECHECK], provinces=1), everybody(1), date(2019, 9, 23), date(2019, 9, 29))
    assert [(day, item.key.slot, item.key.person, item.days_left) for day, item in preview] == [
        (date(2019, 9, 23), "before-7", 100, 7),
        (date(2019, 9, 23), "before-7", 101, 7),
        (date(2019, 9, 23), "before-7", 102, 7),
        (date(2019, 9, 27), "before-1", 100, 3),
        (date(2019, 9, 27), "before-1", 101, 3),
        (date(2019, 9, 27), "before-1", 102, 3),
    ]


def test_who_supports_hears_of_a_start_missed_in_an_outage_while_the_task_runs() -> None:
    people = [POST, person(103, BDT, "01", role=Role.POSTAL_SUPERVISOR)]
    sent = Bot(plan([DISTRIBUTION], provinces=1), people).tick(at("17/09"))
    assert lines(sent) == [(2, "2019-4.5", "VN", "before-14", 13), (103, "2019-4.5", "VN", "start", 13)]


def test_year_without_changes_sends_what_the_preview_says() -> None:
    people = [*everybody()[:-3], person(9, BNV, role=Role.ADMIN)]
    bot = Bot(plan(), people)
    bot.run("03/04", "31/01/2020")
    preview = upcoming(bot.plan, people, date(2019, 4, 3), date(2020, 1, 31))
    assert [(now.date(), item) for now, item in bot.log] == preview
    assert min(now for now, _ in bot.log).date() > bot.plan.activated_on + timedelta(days=30)
