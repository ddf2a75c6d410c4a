"""What the plans of 2018 and 2019 send, written by hand from the plans, the slots and Vietnam's days off.

A day stands as the calendar of that year has it: days before and on the due day that fall on a day off go
out on the working day before, the start and overdue days on the working day after; of two on one day the
later stays. Nobody completes anything, so that each task goes its whole way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

BNV, MTTQ, CCB, VNPOST, OTHERS = "BNV", "MTTQ_TW", "CCB_TW", "VNPOST", "CO_QUAN_LIEN_QUAN"
EXPERTS, MINISTRIES = "CHUYEN_GIA", "BO_NGANH"
BDT, SNV, MTTQ_P, CCB_P, UBND = "BDT", "SNV", "MTTQ_TINH", "CCB_TINH", "UBND_TINH"


@dataclass(frozen=True)
class Row:
    """Tasks of the same days: who acts, who is informed, and their days (``day/month slot``)."""

    tasks: tuple[str, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    acts: str
    informed: str
    escalated: str = ""
    next_year: bool = False
    """Whether it begins in January after the campaign's year."""


def days(text: str, year: int) -> list[tuple[date, str]]:
    """``16/4 before-14, 23/4 before-7``: days ascend, so that January after December is of the next year."""
    found: list[tuple[date, str]] = []
    for part in text.split(", ") if text else ():
        day, slot = part.split()
        number, month = map(int, day.split("/"))
        if found and (month, number) < (found[-1][0].month, found[-1][0].day):
            year += 1
        found.append((date(year, month, number), slot))
    return found


ACTIVATED = {"2018": date(2018, 1, 2), "2019": date(2019, 4, 3)}
ENDS = {"2018": date(2019, 3, 15), "2019": date(2020, 2, 15)}

_DUE_31_MAY_2019 = (
    "17/5 before-14, 24/5 before-7, 28/5 before-3, 30/5 before-1, 31/5 due, "
    # 1 June is a Saturday: the first and the third day after meet on Monday.
    "3/6 after-3, 7/6 after-7, 14/6 after-14, 21/6 after-21, 28/6 after-28"
)
_DUE_30_SEPTEMBER_2019 = (
    # The day before is a Sunday: with three days before on Friday 27.
    "16/9 before-14, 23/9 before-7, 27/9 before-1, 30/9 due, "
    "1/10 after-1, 3/10 after-3, 7/10 after-7, 14/10 after-14, 21/10 after-21, 28/10 after-28"
)
_DUE_30_NOVEMBER_2019 = (
    # A Saturday: the due day itself is told on Friday 29.
    "15/11 before-14, 22/11 before-7, 27/11 before-3, 29/11 due, 2/12 after-1, 3/12 after-3, "
    "9/12 after-7, 16/12 after-14, 23/12 after-21, 30/12 after-28"
)
_DUE_31_DECEMBER_2019 = (
    "17/12 before-14, 24/12 before-7, 27/12 before-3, 30/12 before-1, 31/12 due, "
    # New Year's Day, and Tết from 23 to 29 January.
    "2/1 after-1, 3/1 after-3, 7/1 after-7, 14/1 after-14, 21/1 after-21, 30/1 after-28"
)
_LATE_SEPTEMBER_2019 = "3/10 after-3, 7/10 after-7, 14/10 after-14, 21/10 after-21, 28/10 after-28"

PLAN_2019 = (
    # Under way when the system starts on 3 April: what was before never existed. 27 to 30 April are days off.
    Row(
        ("2019-1.2",),
        (BNV,),
        (MTTQ, CCB),
        "16/4 before-14, 23/4 before-7, 26/4 due, 2/5 after-1, 3/5 after-3, "
        "7/5 after-7, 14/5 after-14, 21/5 after-21, 28/5 after-28",
        "23/4 before-7, 26/4 due",
    ),
    Row(
        ("2019-2.1",),
        (BNV,),
        (EXPERTS, MINISTRIES, UBND),
        "26/4 before-30, " + _DUE_31_MAY_2019,
        "24/5 before-7, 30/5 before-1, 31/5 due",
    ),
    Row(
        ("2019-3.1",),
        (BNV,),
        (EXPERTS,),
        "26/4 before-30, " + _DUE_31_MAY_2019,
        "24/5 before-7, 30/5 before-1, 31/5 due",
    ),
    Row(
        ("2019-4.1",),
        (BNV,),
        (VNPOST,),
        "2/5 start, " + _DUE_31_MAY_2019,
        "2/5 start, 24/5 before-7, 30/5 before-1, 31/5 due",
    ),
    Row(
        ("2019-4.2",),
        (BNV,),
        (MTTQ, CCB, VNPOST),
        "2/5 start, " + _DUE_31_MAY_2019,
        "2/5 start, 24/5 before-7, 30/5 before-1, 31/5 due",
    ),
    Row(  # from a Saturday to a Sunday
        ("2019-4.3",),
        (BNV,),
        (VNPOST,),
        "3/6 start, 14/6 before-14, 21/6 before-7, 27/6 before-3, 28/6 due, 1/7 after-1, 3/7 after-3, "
        "8/7 after-7, 15/7 after-14, 22/7 after-21, 29/7 after-28",
        "3/6 start, 21/6 before-7, 28/6 due",
    ),
    Row(
        ("2019-4.4",),
        (BNV,),
        (SNV, MTTQ_P, CCB_P),
        "3/6 start, 1/7 before-30, 17/7 before-14, 24/7 before-7, 26/7 before-3, 30/7 before-1, 31/7 due, "
        "1/8 after-1, 5/8 after-3, 7/8 after-7, 14/8 after-14, 21/8 after-21, 28/8 after-28",
        "3/6 start, 24/7 before-7, 30/7 before-1, 31/7 due",
    ),
    Row(
        ("2019-4.5",),
        (VNPOST,),
        (BDT,),
        "1/8 start, 30/8 before-30, " + _DUE_30_SEPTEMBER_2019,
        "1/8 start, 23/9 before-7, 27/9 before-1, 30/9 due",
    ),
    Row(  # 1 September is a Sunday, 2 September the National Day
        ("2019-5.1",),
        (BNV,),
        (MTTQ, CCB),
        "3/9 start, " + _DUE_30_SEPTEMBER_2019,
        "3/9 start, 23/9 before-7, 27/9 before-1, 30/9 due",
    ),
    Row(
        ("2019-5.2",),
        (SNV,),
        (MTTQ_P, CCB_P),
        "3/9 start, " + _DUE_30_SEPTEMBER_2019,
        "3/9 start, 23/9 before-7, 27/9 before-1, 30/9 due",
        escalated=_LATE_SEPTEMBER_2019,
    ),
    Row(
        ("2019-6.1",),
        (BNV,),
        (VNPOST,),
        "3/9 start, 1/10 before-30, 17/10 before-14, 24/10 before-7, 28/10 before-3, 30/10 before-1, "
        "31/10 due, 1/11 after-1, 4/11 after-3, 7/11 after-7, 14/11 after-14, 21/11 after-21, 28/11 after-28",
        "3/9 start, 24/10 before-7, 30/10 before-1, 31/10 due",
    ),
    Row(
        ("2019-6.2",),
        (BNV,),
        (MTTQ, CCB),
        "1/10 start, 31/10 before-30, " + _DUE_30_NOVEMBER_2019,
        "1/10 start, 22/11 before-7, 29/11 due",
    ),
    Row(
        ("2019-6.3",),
        (BNV,),
        (MTTQ, CCB),
        "1/11 start, " + _DUE_30_NOVEMBER_2019,
        "1/11 start, 22/11 before-7, 29/11 due",
    ),
    Row(
        ("2019-7",),
        (BNV,),
        (MTTQ, CCB),
        "2/12 start, " + _DUE_31_DECEMBER_2019,
        "2/12 start, 24/12 before-7, 30/12 before-1, 31/12 due",
    ),
    Row(  # all year: the start was before the system's; thirty days before the end is Sunday 1 December
        ("2019-8",),
        (BNV,),
        (MTTQ, CCB),
        "29/11 before-30, " + _DUE_31_DECEMBER_2019,
        "24/12 before-7, 30/12 before-1, 31/12 due",
    ),
)

_DUE_31_DECEMBER_2018 = (
    # Monday 31 December is off for Saturday 5 January: told on Friday 28.
    "17/12 before-14, 24/12 before-7, 28/12 due, 2/1 after-1, 3/1 after-3, 7/1 after-7, "
    "14/1 after-14, 21/1 after-21, 28/1 after-28"
)
_AUGUST_2018 = (
    "1/8 start, 17/8 before-14, 24/8 before-7, 28/8 before-3, 30/8 before-1, 31/8 due, "
    # 1 to 3 September are days off.
    "4/9 after-3, 7/9 after-7, 14/9 after-14, 21/9 after-21, 28/9 after-28"
)
_AUGUST_2018_INFORMED = "1/8 start, 24/8 before-7, 30/8 before-1, 31/8 due"
_SEPTEMBER_2018 = (
    "4/9 start, 14/9 before-14, 21/9 before-7, 27/9 before-3, 28/9 due, 1/10 after-1, 3/10 after-3, "
    "8/10 after-7, 15/10 after-14, 22/10 after-21, 29/10 after-28"
)
_SEPTEMBER_2018_INFORMED = "4/9 start, 21/9 before-7, 28/9 due"
_DUE_30_NOVEMBER_2018 = (
    "16/11 before-14, 23/11 before-7, 27/11 before-3, 29/11 before-1, 30/11 due, "
    # 1 December is a Saturday.
    "3/12 after-3, 7/12 after-7, 14/12 after-14, 21/12 after-21, 28/12 after-28"
)

PLAN_2018 = (
    Row(  # Tết from 14 to 20 February
        ("2018-I.1",),
        (BNV,),
        (),
        "2/1 start, 29/1 before-30, 13/2 before-14, 21/2 before-7, 23/2 before-3, 27/2 before-1, 28/2 due, "
        "1/3 after-1, 5/3 after-3, 7/3 after-7, 14/3 after-14, 21/3 after-21, 28/3 after-28",
        "",
    ),
    Row(
        ("2018-I.2",),
        (BNV,),
        (),
        "1/3 start, 16/3 before-14, 23/3 before-7, 28/3 before-3, 30/3 due, 2/4 after-1, 3/4 after-3, "
        # 28 April is a Saturday, 30 April and 1 May are holidays.
        "9/4 after-7, 16/4 after-14, 23/4 after-21, 2/5 after-28",
        "",
    ),
    Row(
        ("2018-I.3",),
        (BNV,),
        (MTTQ, CCB),
        "2/4 start, 16/4 before-14, 23/4 before-7, 27/4 due, 2/5 after-1, 3/5 after-3, 7/5 after-7, "
        "14/5 after-14, 21/5 after-21, 28/5 after-28",
        "2/4 start, 23/4 before-7, 27/4 due",
    ),
    Row(
        ("2018-I.4",),
        (BNV,),
        (MTTQ, CCB),
        "2/5 start, 17/5 before-14, 24/5 before-7, 28/5 before-3, 30/5 before-1, 31/5 due, 1/6 after-1, "
        "4/6 after-3, 7/6 after-7, 14/6 after-14, 21/6 after-21, 28/6 after-28",
        "2/5 start, 24/5 before-7, 30/5 before-1, 31/5 due",
    ),
    Row(
        ("2018-II",),
        (BNV,),
        (OTHERS,),
        "3/12 start, " + _DUE_31_DECEMBER_2018,
        "3/12 start, 24/12 before-7, 28/12 due",
    ),
    Row(
        ("2018-III", "2018-IV"),
        (BNV,),
        (OTHERS,),
        "2/1 start, 30/11 before-30, " + _DUE_31_DECEMBER_2018,
        "2/1 start, 24/12 before-7, 28/12 due",
    ),
    Row(
        ("2018-V",),
        (BNV,),
        (MTTQ, CCB),
        "2/7 start, 17/7 before-14, 24/7 before-7, 27/7 before-3, 30/7 before-1, 31/7 due, 1/8 after-1, "
        "3/8 after-3, 7/8 after-7, 14/8 after-14, 21/8 after-21, 28/8 after-28",
        "2/7 start, 24/7 before-7, 30/7 before-1, 31/7 due",
    ),
    Row(("2018-VI.1", "2018-VI.3"), (BNV,), (MTTQ, CCB, VNPOST), _AUGUST_2018, _AUGUST_2018_INFORMED),
    Row(("2018-VI.2",), (BNV,), (VNPOST,), _AUGUST_2018, _AUGUST_2018_INFORMED),
    Row(("2018-VI.4",), (BNV,), (SNV, MTTQ_P, CCB_P), _AUGUST_2018, _AUGUST_2018_INFORMED),
    Row(("2018-VI.5",), (VNPOST,), (BDT,), _SEPTEMBER_2018, _SEPTEMBER_2018_INFORMED),
    Row(("2018-VII.1",), (BNV,), (MTTQ, CCB, VNPOST), _SEPTEMBER_2018, _SEPTEMBER_2018_INFORMED),
    Row(
        ("2018-VII.2",),
        (SNV,),
        (MTTQ_P, CCB_P),
        "1/10 start, 17/10 before-14, 24/10 before-7, 26/10 before-3, 30/10 before-1, 31/10 due, "
        "1/11 after-1, 5/11 after-3, 7/11 after-7, 14/11 after-14, 21/11 after-21, 28/11 after-28",
        "1/10 start, 24/10 before-7, 30/10 before-1, 31/10 due",
        escalated="5/11 after-3, 7/11 after-7, 14/11 after-14, 21/11 after-21, 28/11 after-28",
    ),
    Row(("2018-VIII.1",), (BNV,), (), "1/10 start, 31/10 before-30, " + _DUE_30_NOVEMBER_2018, ""),
    Row(
        ("2018-VIII.2",),
        (MTTQ, CCB),
        (BNV,),
        "1/11 start, " + _DUE_30_NOVEMBER_2018,
        "1/11 start, 23/11 before-7, 29/11 before-1, 30/11 due",
    ),
    Row(
        ("2018-VIII.3",),
        (BNV,),
        (MTTQ, CCB),
        "3/12 start, " + _DUE_31_DECEMBER_2018,
        "3/12 start, 24/12 before-7, 28/12 due",
    ),
    Row(  # Tết from 4 to 8 February 2019
        ("2018-IX",),
        (BNV,),
        (MTTQ, CCB),
        "2/1 start, 17/1 before-14, 24/1 before-7, 28/1 before-3, 30/1 before-1, "
        "31/1 due, 1/2 after-1, 11/2 after-7, 14/2 after-14, 21/2 after-21, "
        "28/2 after-28",
        "2/1 start, 24/1 before-7, 30/1 before-1, 31/1 due",
        next_year=True,
    ),
)
PLANS = {"2018": PLAN_2018, "2019": PLAN_2019}
