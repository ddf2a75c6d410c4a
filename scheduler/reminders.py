"""When a reminder is due, and to whom: pure functions of the plan, the people, the ledger and the time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.slots import START, Planned, Slot, slots
from storage.calendar import WorkCalendar
from storage.campaign import Campaign, Task
from storage.model import NATION, PROVINCIAL_AGENCIES, Agency, Person, Role, province_of

Where = tuple[str, str]
"""A task's id and its scope: a province code where provinces lead, else ``VN``."""

_REMINDED = frozenset({Role.COORDINATOR, Role.POSTAL_SUPERVISOR})


class TaskRole(StrEnum):
    """Why a person is told: to act, to know, or because an agency has nobody registered."""

    LEAD = "lead"
    SUPPORT = "support"
    STAND_IN = "stand_in"


class Verdict(StrEnum):
    """What the ledger keeps: sent, or passed over because something newer or nothing useful was left."""

    SEND = "send"
    SKIP = "skip"


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


class Absent(NamedTuple):
    """An agency without anybody registered: in a province, or in the nation (``VN``)."""

    agency: Agency
    where: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The figure a task tracks, in the unit of its ``tracks``."""

    done: int
    target: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The campaign's tasks as they stand now. What is said of (task, ``VN``) holds for its provinces too.

    ``effective``: moved due dates. ``done``: completed tasks. ``since``: the first day whose slots count
    after a change: the day of the last move, the day after a reopening. ``registered``: likewise the day a
    person joined. Slots that were to go out before those days, or before ``activated_on``, never existed.
    """

    campaign: Campaign
    calendar: WorkCalendar
    zone: ZoneInfo
    activated_on: date
    effective: Mapping[Where, date] = field(default_factory=dict)
    done: Set[Where] = frozenset()
    since: Mapping[Where, date] = field(default_factory=dict)
    registered: Mapping[int, date] = field(default_factory=dict)

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
        """Whether it can send reminders: no group row, not done, not due before the activation."""
        dead = task.group or self.due(task, scope) < self.activated_on
        return not dead and not self.is_done(task, scope)

    def counts_from(self, task: Task, scope: str) -> date:
        """The first day whose slots count, for anybody."""
        changes = (self.since.get((task.id, where)) for where in (scope, NATION))
        return max([self.activated_on, *(day for day in changes if day)])


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


def is_open_hour(plan: Plan, now: datetime) -> bool:
    """Whether reminders may go out: within the hours of a working day."""
    local, rules = now.astimezone(plan.zone), plan.campaign.reminders
    return rules.opens <= local.time() < rules.closes and plan.calendar.is_working(local.date())


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
    """Open tasks that were due before the activation: to be confirmed once, never reminded.

    A provincial task stands there once, with ``VN``, where it is so for every province.
    """
    listed: list[Where] = []
    for task in plan.campaign.tasks:
        scopes = [item.code for item in plan.campaign.provinces] if task.provincial else [NATION]
        late = [
            scope
            for scope in scopes
            if not task.group and plan.due(task, scope) < plan.activated_on and not plan.is_done(task, scope)
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


class _Staff:
    """The people who are reminded, by agency and scope: the nation or whole provinces.

    ``stand_ins`` hear of agencies without anybody: the Ministry's coordinators, failing these the admins.
    """

    def __init__(self, people: Sequence[Person]) -> None:
        self._at: defaultdict[tuple[Agency, str], list[Person]] = defaultdict(list)
        self._agency: defaultdict[Agency, list[Person]] = defaultdict(list)
        for person in people:
            scopes = (NATION,) if person.national else tuple(dict.fromkeys(person.scope))
            whole = [scope for scope in scopes if scope == province_of(scope)]
            if person.role in _REMINDED and whole:
                self._agency[person.agency].append(person)
                for scope in whole:
                    self._at[person.agency, scope].append(person)
        admins = [person for person in people if person.role == Role.ADMIN]
        self.stand_ins = self.at(Agency.BNV, NATION) or admins

    def at(self, agency: Agency, scope: str) -> Sequence[Person]:
        return self._at.get((agency, scope), ())

    def told(self, task: Task, agency: Agency, scopes: Collection[str]) -> Iterator[tuple[str, Person]]:
        """Whom of an agency a task concerns, each with the scope under which it is his."""
        if not task.provincial and agency in PROVINCIAL_AGENCIES:
            yield from ((NATION, person) for person in self._agency.get(agency, ()))
        else:
            yield from ((scope, person) for scope in scopes for person in self.at(agency, scope))

    def absences(self, agency: Agency, provinces: Sequence[str]) -> Iterator[Absent]:
        if self.at(agency, NATION):
            return
        if agency in PROVINCIAL_AGENCIES:
            yield from (Absent(agency, code) for code in provinces if not self.at(agency, code))
        else:
            yield Absent(agency, NATION)


def _rows(plan: Plan, people: Sequence[Person]) -> Iterator[_Row]:
    """In the order of the plan, then nation before provinces, then by due date and person."""
    staff = _Staff(people)
    for task in plan.campaign.tasks:
        yield from _rows_of(task, plan, staff)


def _rows_of(task: Task, plan: Plan, staff: _Staff) -> Iterator[_Row]:
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
        for scope, person in staff.told(task, agency, days):
            floor = max(from_day[scope], plan.registered.get(person.id, plan.activated_on))
            entries = [_Entry(item, role) for item in agenda[days[scope]].of(role) if item.sends >= floor]
            row = _Row(task, scope, days[scope], person, entries)
            rows[scope, row.due, person.id] = row
        for absent in staff.absences(agency, provinces):
            scope = absent.where if task.provincial else NATION
            if scope in days:
                gaps[days[scope]].append(_Gap(absent, role, from_day[scope]))
    for day, group in gaps.items():
        for person in staff.stand_ins:
            place = (NATION, day, person.id)
            floor = plan.registered.get(person.id, plan.activated_on)
            rows[place] = agenda[day].stand_in(person, group, rows.get(place), floor)
    order = {scope: number for number, scope in enumerate(scopes)}
    yield from (rows[place] for place in sorted(rows, key=lambda place: (order[place[0]], *place[1:])))


class _Agenda:
    """The slots of a task for one due date: all for who acts, the rules' ``inform`` for who is to know."""

    def __init__(self, task: Task, due: date, plan: Plan) -> None:
        rules, calendar = plan.campaign.reminders, plan.calendar
        self._task, self._due = task, due
        self._lead = slots(task.start, due, rules, calendar)
        self._support = slots(task.start, due, rules, calendar, only=rules.inform)

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
