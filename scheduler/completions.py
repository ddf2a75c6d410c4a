"""Tasks whose figure has reached its target: who is asked whether they are done. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.plan import Plan, Progress, Where, is_open_hour
from scheduler.recipients import Recipients
from scheduler.slots import Slot
from storage.campaign.types import Task
from storage.words.roles import Person
from storage.words.units import NATION

REACHED = "reached-"
"""Begins the slots of questions whether a task is done."""


@dataclass(frozen=True, slots=True)
class QuestionToAsk:
    """A task and scope with the people who can confirm that it is done."""

    task: Task
    scope: str
    progress: Progress
    people: tuple[Person, ...]


def slot(number: int) -> Slot:
    """The slot of the ``number``-th time that a figure reached its target."""
    return Slot(f"{REACHED}{number}")


def to_ask(
    plan: Plan,
    people: Sequence[Person],
    figures: Mapping[Where, Progress],
    standing: Mapping[Where, str],
    now: datetime,
) -> Iterator[QuestionToAsk]:
    """What is to be asked now. ``standing``: the states of earlier questions, those withdrawn left out."""
    if not is_open_hour(plan, now):
        return
    recipients, today = Recipients(people), plan.day(now)
    for task in plan.campaign.leaves:
        for scope in plan.scopes(task):
            where = (task.id, scope)
            progress = figures.get(where)
            if task.tracks is None or progress is None or not progress.reached or where in standing:
                continue
            if (
                task.start <= today
                and plan.is_live(task, scope)
                and (leaders := _leaders(recipients, task, scope))
            ):
                yield QuestionToAsk(task, scope, progress, leaders)


def to_withdraw(figures: Mapping[Where, Progress], standing: Mapping[Where, str]) -> list[Where]:
    """Questions whose figure has fallen below the target again: they may be asked anew."""
    return [where for where in standing if where in figures and not figures[where].reached]


def _leaders(recipients: Recipients, task: Task, scope: str) -> tuple[Person, ...]:
    provinces = [scope] if scope != NATION else [NATION]
    leaders = {
        person.id: person
        for agency in task.lead
        for _, person in recipients.concerned(task, agency, provinces)
    }
    return tuple(leaders.values()) or tuple(recipients.stand_ins)
