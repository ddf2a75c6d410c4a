"""Who is told in the morning of workers who are silent, step by step. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from scheduler.plan import Key, Plan, is_distributing, is_open_hour
from scheduler.recipients import PROVINCIAL_COORDINATORS, Recipients
from scheduler.slots import Slot
from scheduler.workloads import Workload
from storage.words.roles import Person
from storage.words.units import province_of

SILENCE = "silence"
"""Stands in the ledger where a reminder names its task. The scope of a silence is the worker's id."""


class Step(IntEnum):
    """Who is told of a silence, one after the other."""

    WORKER = 0
    SUPERVISOR = 1
    COORDINATOR = 2


@dataclass(frozen=True, slots=True)
class Silence:
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


def step_key(load: Workload, step: Step, person: int) -> Key:
    """The ledger's key of a step: each once per silence and person."""
    return Key(SILENCE, str(load.worker.id), Slot(f"silent-{step}"), load.begin, person)


def silences(
    plan: Plan,
    loads: Sequence[Workload],
    people: Sequence[Person],
    absent: Set[int],
    sent: Mapping[Key, date],
    now: datetime,
) -> list[Silence]:
    """Who is told in the morning of workers who were silent through the last working day.

    ``sent``: what was decided before, and on which day: nobody is passed over, not even after an outage. The
    province hears of a silence a day after its supervisors at the earliest, or where it has none.
    """
    today = plan.day(now)
    if not (is_open_hour(plan, now) and is_distributing(plan, today)):
        return []
    yesterday, recipients, decided = plan.calendar.last_working(today), Recipients(people), []
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
            below = step_key(load, Step(step - 1), 0)
            warned = (below.scope, below.due, below.slot) in climbed
            if step is Step.COORDINATOR and not warned and any(_people(recipients, Step.SUPERVISOR, load)):
                continue
            for person, stands_in in _people(recipients, step, load):
                key = step_key(load, step, person.id)
                if key not in sent:
                    decided.append(Silence(person, step, load, days, key, stands_in, warned))
    return decided


def _people(recipients: Recipients, step: Step, load: Workload) -> Iterator[tuple[Person, bool]]:
    """Whom a step concerns, and whether they stand in for others."""
    seen = set()
    for province in dict.fromkeys(map(province_of, load.units)):
        if step is Step.SUPERVISOR:
            own: Sequence[Person] = recipients.supervisors(province)
        else:
            own = recipients.coordinators(PROVINCIAL_COORDINATORS, province)
        instead = recipients.stand_ins if step is Step.COORDINATOR else ()
        for person in own or instead:
            if person.id not in seen:
                seen.add(person.id)
                yield person, not own
