"""The plan as it stands: moved dates, what is done, from which day on its slots count. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.slots import START, Slot
from storage.campaign.calendar import WorkCalendar
from storage.campaign.types import Campaign, Task
from storage.words.tasks import Tracks
from storage.words.units import NATION

Where = tuple[str, str]
"""A task's id and its scope: a province code where provinces lead, else ``VN``."""


class Key(NamedTuple):
    """What is decided once. ``due`` is the effective due date: moving it makes new keys."""

    task: str
    scope: str
    slot: Slot
    due: date
    person: int

    @property
    def once(self) -> Key:
        """Without the due date for a start: it is not announced again when the date moves."""
        return self._replace(due=date.min) if self.slot == START else self


@dataclass(frozen=True, slots=True)
class Progress:
    """The figure a task tracks, in the unit of its ``tracks``."""

    done: int
    target: int

    @property
    def reached(self) -> bool:
        """Whether there is a target, and it is met."""
        return self.done >= self.target > 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The campaign's tasks as they stand now. What is said of (task, ``VN``) holds for its provinces too.

    ``effective``: moved due dates. ``done``: completed tasks. ``since``: the first day whose slots count
    after a change: the day of the last move, the day after a reopening. ``registered``: likewise the day a
    person joined. Slots that were to go out before those days, or before ``activated_on``, never existed.
    ``again``: slots that their person put off, each to a day. ``added``: tasks that came later with a
    changed campaign file, each on a day that is to it what the activation is to the others.
    """

    campaign: Campaign
    calendar: WorkCalendar
    zone: ZoneInfo
    activated_on: date
    effective: Mapping[Where, date] = field(default_factory=dict)
    done: Set[Where] = frozenset()
    since: Mapping[Where, date] = field(default_factory=dict)
    registered: Mapping[int, date] = field(default_factory=dict)
    again: Mapping[Key, date] = field(default_factory=dict)
    added: Mapping[str, date] = field(default_factory=dict)

    def begun(self, task: Task) -> date:
        """The day from which on a task is reminded of at all."""
        return max(self.activated_on, self.added.get(task.id, self.activated_on))

    def due(self, task: Task, scope: str) -> date:
        """The effective due date: the province's own, else the nation's, else the plan's."""
        moved = self.effective.get((task.id, scope)) or self.effective.get((task.id, NATION))
        return moved or task.due

    def is_done(self, task: Task, scope: str) -> bool:
        """Whether the task is completed there; in the nation also when each province has completed it."""
        if (task.id, scope) in self.done or (task.id, NATION) in self.done:
            return True
        each = task.provincial and scope == NATION
        return each and all((task.id, item.code) in self.done for item in self.campaign.provinces)

    def is_live(self, task: Task, scope: str) -> bool:
        """Whether it can send reminders: no group row, not done, not due before it began."""
        dead = task.group or self.due(task, scope) < self.begun(task)
        return not dead and not self.is_done(task, scope)

    def counts_from(self, task: Task, scope: str) -> date:
        """The first day whose slots count, for anybody."""
        changes = (self.since.get((task.id, where)) for where in (scope, NATION))
        return max([self.activated_on, *(day for day in changes if day)])

    def scopes(self, task: Task) -> list[str]:
        """Where a task is completed: each province, or the nation."""
        return [item.code for item in self.campaign.provinces] if task.provincial else [NATION]

    def day(self, now: datetime) -> date:
        """The local day of a moment."""
        return now.astimezone(self.zone).date()

    def tracking(self, tracks: Tracks) -> Task | None:
        """The first task that tracks a figure."""
        return next((task for task in self.campaign.leaves if task.tracks is tracks), None)


def is_open_hour(plan: Plan, now: datetime) -> bool:
    """Whether reminders may go out: within the hours of a working day."""
    local, rules = now.astimezone(plan.zone), plan.campaign.reminders
    return rules.opens <= local.time() < rules.closes and plan.calendar.is_working(local.date())


def is_distributing(plan: Plan, day: date) -> bool:
    """Whether ballots are handed out and collected: from the start until done, or weeks after the due day."""
    task = plan.tracking(Tracks.DISTRIBUTION)
    if task is None or plan.is_done(task, NATION):
        return False
    last = plan.due(task, NATION) + timedelta(weeks=plan.campaign.reminders.weeks_after)
    return task.start <= day <= last
