"""A worker, and who hears of the silence of one."""

from __future__ import annotations

from datetime import date

from scheduler.workloads import Workload
from storage.words.roles import Person, Role
from tests.scheduler.reminder_plans import BDT, MINISTRY, SNV, person

LAN = Person(7, "Lan", Role.POSTAL_WORKER, BDT, ("01-H03",))
SUPERVISOR = person(103, BDT, "01", role=Role.POSTAL_SUPERVISOR)
COORDINATOR = person(100, SNV, "01")
PEOPLE = [MINISTRY, SUPERVISOR, COORDINATOR]
STARTS = date(2019, 8, 1)


def workload(last: date | None = None, since: date = STARTS) -> Workload:
    return Workload(LAN, ("01-H03",), 5, 20, last, since)
