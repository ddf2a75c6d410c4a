"""Where the ballots lie too far behind the planned curve, and who is told. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from math import floor

from scheduler.plan import Key, Plan, is_distributing, is_open_hour
from scheduler.recipients import PROVINCIAL_COORDINATORS, Recipients
from scheduler.slots import Slot
from storage.campaign.types import Task
from storage.words.roles import Agency, Person
from storage.words.tasks import Tracks
from storage.words.units import NATION

SHORTFALL = "shortfall"
"""Stands in the ledger where a reminder names its task."""
_SLOT = "short-"
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Pace:
    """What a scope had handed out and collected by the end of a day, in ballots."""

    distributed: int
    collected: int
    quota: int

    @property
    def progress(self) -> float:
        """Half for handing out, half for collecting (DESIGN §8); 1 where there is nothing to do."""
        if not self.quota:
            return 1.0
        return (min(self.distributed, self.quota) + min(self.collected, self.quota)) / (2 * self.quota)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A person is told that a scope lies behind; shares of 0 to 1 at the end of ``day``.

    ``stands_in``: the scope has no coordinator of its own.
    """

    person: Person
    scope: str
    progress: float
    planned: float
    day: date
    key: Key
    stands_in: bool = False


def judged_days(plan: Plan, now: datetime) -> list[date]:
    """The last working days before today, newest first: those that the rules look at."""
    days, day = [], plan.day(now)
    for _ in range(plan.campaign.reminders.shortfall_days):
        day = plan.calendar.last_working(day)
        days.append(day)
    return days


def shortfalls(
    plan: Plan,
    people: Sequence[Person],
    paces: Mapping[date, Mapping[str, Pace]],
    sent: Set[Key],
    now: datetime,
) -> list[Shortfall]:
    """Who is told now. ``paces``: by day of ``judged_days`` and scope, the nation's among them.

    Days before the activation judge nobody: reports had nowhere to go.
    """
    task = plan.tracking(Tracks.DISTRIBUTION)
    if task is None or not is_open_hour(plan, now) or not is_distributing(plan, plan.day(now)):
        return []
    if min(paces) < plan.activated_on:
        return []
    due, recipients, newest = plan.due(task, NATION), Recipients(people), judged_days(plan, now)[0]
    planned = {day: plan.calendar.planned_share(task.start, due, day) for day in paces}
    deepest = _told_before(sent)
    decided = []
    for scope, pace in paces[newest].items():
        gap = min(planned[day] - paces[day][scope].progress for day in paces)
        level = _level(plan, gap)
        own = _coordinators(recipients, task, scope)
        for person in (own or recipients.stand_ins) if level else ():
            key = Key(SHORTFALL, scope, Slot(f"{_SLOT}{level}"), due, person.id)
            if level > deepest.get((scope, person.id), 0):
                decided.append(Shortfall(person, scope, pace.progress, planned[newest], newest, key, not own))
    return decided


def _level(plan: Plan, gap: float) -> int:
    """0 above the threshold, 1 below it, one more for each step further down."""
    rules = plan.campaign.reminders
    beyond = gap - rules.shortfall + _TINY
    return 0 if beyond < 0 else 1 + floor(beyond / rules.shortfall_step)


def _told_before(sent: Set[Key]) -> dict[tuple[str, int], int]:
    """The deepest step by scope and person, whatever the due date then was: moving it is no news."""
    deepest: dict[tuple[str, int], int] = {}
    for key in sent:
        if key.task == SHORTFALL:
            place = (key.scope, key.person)
            deepest[place] = max(deepest.get(place, 0), int(key.slot.removeprefix(_SLOT)))
    return deepest


def _coordinators(recipients: Recipients, task: Task, scope: str) -> Sequence[Person]:
    if scope == NATION:
        return recipients.coordinators(dict.fromkeys((*task.lead, Agency.BNV)), NATION)
    return recipients.coordinators(PROVINCIAL_COORDINATORS, scope)
