"""What workers still have to do, since when they are silent, and who is told when. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from scheduler.hours import is_awake
from scheduler.plan import Key, Plan, is_open_hour
from scheduler.slots import Slot
from scheduler.staff import Staff
from storage.campaign.calendar import WorkCalendar
from storage.words.roles import Agency, Person
from storage.words.tasks import Tracks
from storage.words.units import NATION, province_of

NUDGE, SILENCE = "nudge", "silence"
"""Stand in the ledger where a reminder names its task. The scope of a silence is the worker's id."""
PROVINCIAL_COORDINATORS = (Agency.SNV, Agency.BDT)


class Step(IntEnum):
    """Who is told of a silence, one after the other."""

    WORKER = 0
    SUPERVISOR = 1
    COORDINATOR = 2


@dataclass(frozen=True, slots=True)
class Workload:
    """A worker's open units with something left in them, in ballots.

    ``last`` is the day of the last report, None where none came; nobody is silent before ``since``: the
    start of the distribution, the day of joining, or the return from an absence.
    """

    worker: Person
    units: tuple[str, ...]
    outstanding: int
    in_hand: int
    last: date | None
    since: date

    @property
    def begin(self) -> date:
        """The first day without a report."""
        return _begin(self.last, self.since)

    def silent_days(self, day: date, calendar: WorkCalendar) -> int:
        """Working days without a report through a day."""
        return silent_days(self.last, self.since, day, calendar)

    def silence(self, step: Step, person: int) -> Key:
        """The ledger's key of a step: each once per silence and person."""
        return Key(SILENCE, str(self.worker.id), Slot(f"silent-{step}"), self.begin, person)


def silent_days(last: date | None, since: date, day: date, calendar: WorkCalendar) -> int:
    """Working days after the ``last`` report through a day; from ``since`` on where none came."""
    return calendar.working_days(_begin(last, since), day)


def _begin(last: date | None, since: date) -> date:
    return since if last is None else max(since, last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Nudge:
    """A worker is asked about the own ballots; ``days`` of silence where it has become one, else 0."""

    load: Workload
    keys: tuple[Key, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Alert:
    """Somebody is told of a silent worker; ``stands_in``: the province has no coordinator of its own.

    ``warned``: whether the step below was told; not where nobody is there or reached.
    """

    person: Person
    step: Step
    load: Workload
    days: int
    key: Key
    stands_in: bool = False
    warned: bool = True


def runs(plan: Plan, day: date) -> bool:
    """Whether ballots are handed out and collected: from the start until done, or weeks after the due day."""
    task = plan.tracking(Tracks.DISTRIBUTION)
    if task is None or plan.is_done(task, NATION):
        return False
    last = plan.due(task, NATION) + timedelta(weeks=plan.campaign.reminders.weeks_after)
    return task.start <= day <= last


def afternoon(plan: Plan, now: datetime) -> bool:
    """Whether it is time to ask workers: late on a day on which ballots are handed out."""
    local = now.astimezone(plan.zone)
    late = local.time() >= plan.campaign.reminders.nudge_at and is_awake(now, plan.zone)
    return late and plan.calendar.is_field_day(local.date()) and runs(plan, local.date())


def nudges(
    plan: Plan, loads: Sequence[Workload], absent: Set[int], sent: Set[Key], now: datetime
) -> list[Nudge]:
    """Who is asked in the afternoon: not twice a day, not who has reported today or is absent."""
    if not afternoon(plan, now):
        return []
    today, rules = plan.day(now), plan.campaign.reminders
    found = []
    for load in loads:
        worker = load.worker.id
        key = Key(NUDGE, NATION, Slot(NUDGE), today, worker)
        if key in sent or worker in absent or load.last == today:
            continue
        days = load.silent_days(today, plan.calendar)
        silent = load.silence(Step.WORKER, worker)
        becomes = days >= rules.silent_after[Step.WORKER] and silent not in sent
        found.append(Nudge(load, (key, silent) if becomes else (key,), days if becomes else 0))
    return found


def alerts(
    plan: Plan,
    loads: Sequence[Workload],
    people: Sequence[Person],
    absent: Set[int],
    sent: Mapping[Key, date],
    now: datetime,
) -> list[Alert]:
    """Who is told in the morning of workers who were silent through the last working day.

    ``sent``: what was decided before, and on which day: nobody is passed over, not even after an outage. The
    province hears of a silence a day after its supervisors at the earliest, or where it has none.
    """
    today = plan.day(now)
    if not (is_open_hour(plan, now) and runs(plan, today)):
        return []
    yesterday, staff, found = plan.calendar.last_working(today), Staff(people), []
    climbed = {
        (key.scope, key.due, key.slot) for key, day in sent.items() if key.task == SILENCE and day < today
    }
    for load in loads:
        days = load.silent_days(yesterday, plan.calendar)
        if load.worker.id in absent or load.last == today:
            continue
        for step in (Step.SUPERVISOR, Step.COORDINATOR):
            if days < plan.campaign.reminders.silent_after[step]:
                continue
            below = load.silence(Step(step - 1), 0)
            warned = (below.scope, below.due, below.slot) in climbed
            if step is Step.COORDINATOR and not warned and any(_told(staff, Step.SUPERVISOR, load)):
                continue
            for person, stands_in in _told(staff, step, load):
                key = load.silence(step, person.id)
                if key not in sent:
                    found.append(Alert(person, step, load, days, key, stands_in, warned))
    return found


def _told(staff: Staff, step: Step, load: Workload) -> Iterator[tuple[Person, bool]]:
    seen = set()
    for province in dict.fromkeys(map(province_of, load.units)):
        if step is Step.SUPERVISOR:
            own: Sequence[Person] = staff.supervisors(province)
        else:
            own = staff.coordinators(PROVINCIAL_COORDINATORS, province)
        instead = staff.stand_ins if step is Step.COORDINATOR else ()
        for person in own or instead:
            if person.id not in seen:
                seen.add(person.id)
                yield person, not own
