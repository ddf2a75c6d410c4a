"""Who may say that a task is done, and who may move its date. Taps can be forged: asked again each time."""

from __future__ import annotations

from storage.campaign.types import Task
from storage.words.roles import Agency, Person, Role
from storage.words.units import NATION


def finishes(person: Person, task: Task, scope: str) -> bool:
    """Whether a person may complete and reopen a task in a scope: who leads it there, and the Ministry."""
    leads = person.agency in task.lead and person.role in (Role.COORDINATOR, Role.POSTAL_SUPERVISOR)
    return _governs(person, scope) or (leads and _covers(person, scope))


def moves(person: Person, task: Task, scope: str) -> bool:
    """Whether a person may move its due date: a coordinator of who leads it there, and the Ministry's."""
    leads = person.agency in task.lead and person.role is Role.COORDINATOR
    return _governs(person, scope) or (leads and _covers(person, scope))


def _governs(person: Person, scope: str) -> bool:
    ministry = person.role is Role.COORDINATOR and person.agency is Agency.BNV and person.national
    return ministry or (person.role is Role.ADMIN and _covers(person, scope))


def _covers(person: Person, scope: str) -> bool:
    return person.national if scope == NATION else person.covers(scope)
