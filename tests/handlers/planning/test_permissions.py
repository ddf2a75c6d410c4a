"""Who may say that a task is done, and who may move its date: by agency, role and scope."""

from __future__ import annotations

import pytest

from handlers.planning import permissions
from storage.words.roles import Agency, Person, Role
from tests.scheduler.reminder_plans import BNV, DISTRIBUTION, RECHECK, SNV, VNPOST, person

SUPERVISOR = Role.POSTAL_SUPERVISOR


@pytest.mark.parametrize(
    ("who", "finishes", "moves"),
    [
        (person(1, VNPOST), True, True),
        (person(2, VNPOST, role=SUPERVISOR), True, False),
        (person(3, VNPOST, "01"), False, False),
        (person(4, Agency.BDT, "01", role=SUPERVISOR), False, False),
        (person(5, BNV), True, True),
        (person(6, BNV, "01"), False, False),
        (person(7, BNV, role=SUPERVISOR), False, False),
        (person(8, Agency.MTTQ_TW, role=Role.ADMIN), True, True),
        (person(9, BNV, "01", role=Role.ADMIN), False, False),
    ],
)
def test_a_task_of_the_nation(who: Person, finishes: bool, moves: bool) -> None:
    assert permissions.finishes(who, DISTRIBUTION, "VN") == finishes
    assert permissions.moves(who, DISTRIBUTION, "VN") == moves


@pytest.mark.parametrize(
    ("who", "where"),
    [
        (person(1, SNV, "01"), {"01"}),
        (person(2, SNV, "01", "02"), {"01", "02"}),
        (person(3, Agency.MTTQ_TINH, "01"), set()),
        (person(4, BNV), {"VN", "01", "02"}),
        (person(5, Agency.BDT, "02", role=Role.ADMIN), {"02"}),
    ],
)
def test_a_task_of_provinces(who: Person, where: set[str]) -> None:
    for scope in ("VN", "01", "02"):
        assert permissions.finishes(who, RECHECK, scope) == (scope in where)
        assert permissions.moves(who, RECHECK, scope) == (scope in where)
