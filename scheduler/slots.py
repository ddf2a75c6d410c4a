"""The days on which a task is spoken of: its start, days before it is due, the due day, days after."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import NamedTuple, NewType

from storage.campaign.calendar import WorkCalendar
from storage.campaign.types import ReminderRules

Slot = NewType("Slot", str)
"""``start``, ``before-30``, ``due``, ``after-7``: the name that the ledger keeps."""

START = Slot("start")
DUE = Slot("due")

_AFTER = "after-"
_WEEK = 7


class Planned(NamedTuple):
    """A slot on its days.

    ``nominal`` is the day the slot is named after, ``sends`` the working day on which it goes out, ``until``
    the last day on which it is worth sending late, unless a newer slot has come: the due day; for an
    overdue slot a week from the last of them, so that a bot switched on months later stays silent.
    """

    slot: Slot
    nominal: date
    sends: date
    until: date


def slots(
    task_start: date,
    effective_due: date,
    rules: ReminderRules,
    calendar: WorkCalendar,
    only: Collection[str] | None = None,
) -> list[Planned]:
    """The slots of a task by day, one a day at most; ``only`` the named ones, chosen before days collide.

    A due date moved before the start pulls the start along. The start goes out on the next working day, but
    where none is left through the due day, on the working day before. Slots on or before the day it goes out
    are dropped: the start tells the days left as well.
    """
    start = min(task_start, effective_due)
    opening = calendar.on_or_after(start)
    if opening > effective_due:
        opening = calendar.on_or_before(start)
    chosen: dict[date, tuple[Slot, date]] = {}
    if only is None or START in only:
        chosen[opening] = (START, start)
    for slot, nominal in _moments(effective_due, rules):
        late = nominal > effective_due
        sends = calendar.on_or_after(nominal) if late else calendar.on_or_before(nominal)
        if sends > opening and (only is None or slot in only):
            chosen[sends] = (slot, nominal)  # nominal days ascend: of two on one day the later stays
    last = max(chosen, default=opening) + timedelta(days=_WEEK - 1)
    return [
        Planned(slot, nominal, sends, last if nominal > effective_due else effective_due)
        for sends, (slot, nominal) in chosen.items()
    ]


def days_overdue(slot: Slot) -> int:
    """How many days after the due day a slot comes; 0 for those that come before."""
    return int(slot.removeprefix(_AFTER)) if slot.startswith(_AFTER) else 0


def _moments(due: date, rules: ReminderRules) -> Iterator[tuple[Slot, date]]:
    """Slots around the due day, in order; after the listed days whole weeks, ``weeks_after`` the last."""
    for days in sorted(set(rules.before), reverse=True):
        yield Slot(f"before-{days}"), due - timedelta(days=days)
    yield DUE, due
    weeks = range(_WEEK, _WEEK * rules.weeks_after + 1, _WEEK)
    listed = max(rules.after, default=0)
    for days in sorted({*rules.after, *(days for days in weeks if days > listed)}):
        yield Slot(f"{_AFTER}{days}"), due + timedelta(days=days)
