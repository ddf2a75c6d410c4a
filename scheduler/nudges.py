"""When workers are asked in the afternoon about the ballots that they still have. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from scheduler.hours import is_awake
from scheduler.plan import Key, Plan, is_distributing
from scheduler.silences import Step, step_key
from scheduler.slots import Slot
from scheduler.workloads import Workload
from storage.words.units import NATION

NUDGE = "nudge"
"""Stands in the ledger where a reminder names its task."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """A worker is asked about the own ballots; ``days`` of silence where it has become one, else 0."""

    load: Workload
    keys: tuple[Key, ...]
    days: int


def is_afternoon(plan: Plan, now: datetime) -> bool:
    """Whether it is time to ask workers: late on a day on which ballots are handed out."""
    local = now.astimezone(plan.zone)
    late = local.time() >= plan.campaign.reminders.nudge_at and is_awake(now, plan.zone)
    return late and plan.calendar.is_field_day(local.date()) and is_distributing(plan, local.date())


def nudges(
    plan: Plan, loads: Sequence[Workload], absent: Set[int], sent: Set[Key], now: datetime
) -> list[Nudge]:
    """Who is asked in the afternoon: not twice a day, not who has reported today or is absent."""
    if not is_afternoon(plan, now):
        return []
    today, rules = plan.day(now), plan.campaign.reminders
    asked = []
    for load in loads:
        worker = load.worker.id
        key = Key(NUDGE, NATION, Slot(NUDGE), today, worker)
        if key in sent or worker in absent or load.last == today:
            continue
        days = load.silent_days(today, plan.calendar)
        silent = step_key(load, Step.WORKER, worker)
        becomes = days >= rules.silent_after[Step.WORKER] and silent not in sent
        asked.append(Nudge(load, (key, silent) if becomes else (key,), days if becomes else 0))
    return asked
