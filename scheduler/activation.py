"""What was due before the campaign was activated: listed once for confirmation, never reminded. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime

from scheduler.plan import Key, Plan, is_open_hour
from scheduler.reminders import overdue_at_activation
from scheduler.slots import Slot
from storage.words.roles import Agency, Person, Role
from storage.words.units import NATION

ACTIVATION = "activation"
"""Stands in the ledger where a reminder names its task."""
CONFIRM = Slot("confirm")


def confirmations(plan: Plan, people: Sequence[Person], sent: Set[Key], now: datetime) -> list[Key]:
    """Who is to be asked now: the Ministry's coordinators, else the admins, each once.

    Of tasks that a changed campaign file brought they are asked once more: ``due`` of a key is the day.
    """
    days = {plan.begun(plan.campaign.task(task)) for task, _ in overdue_at_activation(plan)}
    if not is_open_hour(plan, now) or not days:
        return []
    ministry = [
        person
        for person in people
        if person.role is Role.COORDINATOR and person.agency is Agency.BNV and person.national
    ]
    asked = ministry or [person for person in people if person.role is Role.ADMIN]
    keys = [Key(ACTIVATION, NATION, CONFIRM, day, person.id) for day in sorted(days) for person in asked]
    return [key for key in keys if key not in sent]
