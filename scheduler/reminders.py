"""When a reminder is due, and to whom: pure functions of the plan, the people, the ledger and the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from scheduler.plan import Key, Plan, Progress, Where, is_open_hour
from scheduler.recipients import Absent, Recipients
from scheduler.slots import Planned, Slot, days_overdue, slots
from storage.campaign.types import Task
from storage.words.roles import PROVINCIAL_AGENCIES, Person
from storage.words.units import NATION

AGAIN = "+1"
"""Ends the name of a slot that its person put off by a day."""


class TaskRole(StrEnum):
    """Why a person is told: to act, to know, in another's stead, or because a province is late."""

    LEAD = "lead"
    SUPPORT = "support"
    STAND_IN = "stand_in"
    ESCALATED = "escalated"


class Verdict(StrEnum):
    """What the ledger keeps: sent, or passed over because something newer or nothing useful was left."""

    SEND = "send"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Decision:
    """One reminder, sent or skipped.

    ``days_left`` counts from the day of the decision, negative when overdue; ``nominal`` is the day the slot
    is named after. ``missing`` are the agencies in whose stead the person is told.
    """

    key: Key
    verdict: Verdict
    role_in_task: TaskRole
    days_left: int
    nominal: date
    progress: Progress | None = None
    missing: tuple[Absent, ...] = ()


def due(
    plan: Plan,
    people: Sequence[Person],
    progress: Mapping[Where, Progress],
    sent: Set[Key],
    now: datetime,
) -> list[Decision]:
    """What to write to the ledger at this moment; only ``send`` goes out.

    Empty outside the sending hours of a working day: what falls due then waits. Of a task's slots that have
    come, a person gets the newest while it is useful (``Planned.until``), older ones are skipped.
    """
    if not is_open_hour(plan, now):
        return []
    today = now.astimezone(plan.zone).date()
    decided = {key.once for key in sent}
    decisions = []
    for row in _rows(plan, people):
        come = [entry for entry in row.entries if entry.planned.sends <= today]
        for entry in come:
            key = row.key(entry)
            if key.once not in decided:
                decided.add(key.once)
                newest = entry is come[-1] and today <= entry.planned.until
                verdict = Verdict.SEND if newest else Verdict.SKIP
                decisions.append(row.decision(entry, verdict, today, progress))
    return decisions


def upcoming(plan: Plan, people: Sequence[Person], start: date, end: date) -> list[tuple[date, Decision]]:
    """What will be sent from ``start`` through ``end`` if nothing changes and the bot is never down."""
    days = [(entry.planned.sends, row, entry) for row in _rows(plan, people) for entry in row.entries]
    preview, told = [], set()
    for day, row, entry in sorted(days, key=lambda item: item[0]):
        once = row.key(entry).once
        if start <= day <= end and once not in told:
            preview.append((day, row.decision(entry, Verdict.SEND, day, {})))
        told.add(once)
    return preview


def overdue_at_activation(plan: Plan) -> list[Where]:
    """Open tasks that were due before they began: to be confirmed once, never reminded.

    A provincial task stands there once, with ``VN``, where it is so for every province.
    """
    listed: list[Where] = []
    for task in plan.campaign.tasks:
        scopes = plan.scopes(task)
        late = [
            scope
            for scope in scopes
            if not task.group and plan.due(task, scope) < plan.begun(task) and not plan.is_done(task, scope)
        ]
        listed += [(task.id, scope) for scope in ([NATION] if late and late == scopes else late)]
    return listed


class _Entry(NamedTuple):
    planned: Planned
    role: TaskRole
    missing: tuple[Absent, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """All reminders of a person about one task, scope and due date, by day."""

    task: Task
    scope: str
    due: date
    person: Person
    entries: list[_Entry]

    def key(self, entry: _Entry) -> Key:
        return Key(self.task.id, self.scope, entry.planned.slot, self.due, self.person.id)

    def decision(
        self, entry: _Entry, verdict: Verdict, today: date, progress: Mapping[Where, Progress]
    ) -> Decision:
        return Decision(
            self.key(entry),
            verdict,
            entry.role,
            (self.due - today).days,
            entry.planned.nominal,
            progress.get((self.task.id, self.scope)) if self.task.tracks else None,
            entry.missing,
        )


class _Gap(NamedTuple):
    absent: Absent
    role: TaskRole
    counts_from: date


def _rows(plan: Plan, people: Sequence[Person]) -> Iterator[_Row]:
    """In the order of the plan, then nation before provinces, then by due date and person."""
    recipients = Recipients(people)
    for task in plan.campaign.tasks:
        yield from _rows_of(task, plan, recipients)


def _rows_of(task: Task, plan: Plan, recipients: Recipients) -> Iterator[_Row]:
    provinces = [item.code for item in plan.campaign.provinces]
    scopes = [NATION, *provinces] if task.provincial else [NATION]
    days = {scope: plan.due(task, scope) for scope in scopes if plan.is_live(task, scope)}
    if not days:
        return
    from_day = {scope: plan.counts_from(task, scope) for scope in days}
    agenda = {item: _Agenda(task, item, plan) for item in set(days.values())}
    rows: dict[tuple[str, date, int], _Row] = {}
    gaps: defaultdict[date, list[_Gap]] = defaultdict(list)
    lead = dict.fromkeys(task.lead, TaskRole.LEAD)
    roles = lead | dict.fromkeys(task.support, TaskRole.SUPPORT) | lead
    for agency, role in roles.items():
        for scope, person in recipients.concerned(task, agency, days):
            floor = max(from_day[scope], plan.registered.get(person.id, plan.activated_on))
            entries = [_Entry(item, role) for item in agenda[days[scope]].of(role) if item.sends >= floor]
            row = _Row(task, scope, days[scope], person, entries)
            rows[scope, row.due, person.id] = row
        for absent in recipients.absences(agency, provinces):
            scope = absent.where if task.provincial else NATION
            if scope in days:
                gaps[days[scope]].append(_Gap(absent, role, from_day[scope]))
    for day, group in gaps.items():
        for person in recipients.stand_ins:
            place = (NATION, day, person.id)
            floor = plan.registered.get(person.id, plan.activated_on)
            rows[place] = agenda[day].stand_in(person, group, rows.get(place), floor)
    for row in _escalations(task, plan, recipients, days, agenda):
        rows.setdefault((row.scope, row.due, row.person.id), row)
    order = {scope: number for number, scope in enumerate(scopes)}
    for place in sorted(rows, key=lambda place: (order[place[0]], *place[1:])):
        yield _put_off(rows[place], plan)


def _escalations(
    task: Task, plan: Plan, recipients: Recipients, days: Mapping[str, date], agenda: Mapping[date, _Agenda]
) -> Iterator[_Row]:
    """What goes up a level. A province without anybody is the stand-ins' from the first slot on."""
    for agency in task.lead if task.provincial else ():
        if agency not in PROVINCIAL_AGENCIES:
            continue
        people, missing = recipients.above(agency)
        for scope, due in days.items():
            if scope == NATION or not recipients.at(agency, scope):
                continue
            late = agenda[due].escalated
            for person in people:
                joined = plan.registered.get(person.id, plan.activated_on)
                floor = max(plan.counts_from(task, scope), joined)
                entries = [_Entry(item, TaskRole.ESCALATED, missing) for item in late if item.sends >= floor]
                yield _Row(task, scope, due, person, entries)


def _put_off(row: _Row, plan: Plan) -> _Row:
    """The row with the slots that the person put off, each once more on its day, unless one comes anyway."""
    days = {entry.planned.sends for entry in row.entries}
    again = []
    for entry in row.entries:
        day = plan.again.get(row.key(entry))
        if day is not None and day not in days:
            days.add(day)
            slot = Slot(f"{entry.planned.slot}{AGAIN}")
            until = max(day, entry.planned.until)
            again.append(entry._replace(planned=Planned(slot, entry.planned.nominal, day, until)))
    if not again:
        return row
    entries = sorted([*row.entries, *again], key=lambda entry: entry.planned.sends)
    return replace(row, entries=entries)


class _Agenda:
    """The slots of a task for one due date: all for who acts, the rules' ``inform`` for who is to know."""

    def __init__(self, task: Task, due: date, plan: Plan) -> None:
        rules, calendar = plan.campaign.reminders, plan.calendar
        self._task, self._due = task, due
        self._lead = slots(task.start, due, rules, calendar)
        self._support = slots(task.start, due, rules, calendar, only=rules.inform)
        self.escalated = [item for item in self._lead if days_overdue(item.slot) >= rules.escalate_after]

    def of(self, role: TaskRole) -> list[Planned]:
        return self._lead if role == TaskRole.LEAD else self._support

    def stand_in(self, person: Person, gaps: list[_Gap], own: _Row | None, floor: date) -> _Row:
        """One row for all gaps, merged with the person's own: what he is told on each day, and for whom."""
        mine = {entry.planned.sends: entry for entry in own.entries} if own else {}
        days = {role: {item.sends for item in self.of(role)} for role in (TaskRole.LEAD, TaskRole.SUPPORT)}
        planned = {item.sends: item for item in (*self._support, *self._lead)}
        entries = []
        for day in sorted(planned):
            missing = tuple(gap.absent for gap in gaps if day in days[gap.role] and day >= gap.counts_from)
            if day in mine:
                entries.append(mine[day]._replace(missing=missing))
            elif missing and day >= floor:
                entries.append(_Entry(planned[day], TaskRole.STAND_IN, missing))
        return _Row(self._task, NATION, self._due, person, entries)
