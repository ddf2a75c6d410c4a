"""A changed campaign file: what is different, and what follows for reminders that wait or were sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from storage.campaign.types import Campaign, Task
from storage.engine.database import Connection
from storage.planning import milestone_changes, reminders
from storage.planning.milestone_changes import Line
from storage.words.tasks import Change
from storage.words.units import NATION

_LABELS = ("id", "code", "letter")
"""By what rows of a list are known; other lists are compared as a whole."""


class ChangeKind(StrEnum):
    """What happened to a key."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One key of the file: ``tasks.2019-4.5.due``, ``reminders.opens``; None for what is not there."""

    kind: ChangeKind
    key: str
    before: object = None
    after: object = None


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task that is not what it was; None where it was not, or is no more."""

    old: Task | None
    new: Task | None

    @property
    def moves(self) -> bool:
        """Whether its days are others."""
        if self.old is None or self.new is None:
            return False
        return (self.old.start, self.old.due) != (self.new.start, self.new.due)


def differences(old: Campaign, new: Campaign) -> list[Difference]:
    """Every key that differs, in the order of the new file; a row that came or went is one line."""
    return list(_compare("", old.model_dump(mode="json"), new.model_dump(mode="json")))


def task_changes(old: Campaign, new: Campaign) -> list[TaskChange]:
    """The rows of the plan that act and differ."""
    before, after = ({task.id: task for task in campaign.leaves} for campaign in (old, new))
    pairs = [TaskChange(before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]
    return [pair for pair in pairs if pair.old != pair.new]


async def reconcile(db: Connection, old: Campaign, new: Campaign, now: datetime) -> int:
    """Takes back what waits to be sent about changed tasks; returns how many messages that were.

    The history tells which days a task was added or replanned: slots before count no more. The next tick
    decides anew about what else stood in those messages.
    """
    withdrawn = 0
    for change in task_changes(old, new):
        task = change.new or change.old
        if task is None:
            continue
        if (line := _line(change, task, now)) is not None:
            await milestone_changes.record(db, new.code, line)
        withdrawn += await reminders.withdraw(db, new.code, task.id, NATION)
    return withdrawn


def _line(change: TaskChange, task: Task, now: datetime) -> Line | None:
    before = change.old.due.isoformat() if change.old else None
    after = change.new.due.isoformat() if change.new else None
    kind = Change.ADDED if before is None else Change.REMOVED if after is None else Change.REPLANNED
    if kind is Change.REPLANNED and not change.moves:
        return None
    return Line(task.id, NATION, kind, None, now, before=before, after=after)


def _compare(key: str, old: object, new: object) -> Iterator[Difference]:
    if old == new:
        return
    before, after = _rows(old), _rows(new)
    if before is None or after is None:
        yield Difference(_kind(old, new), key, old, new)
        return
    for name in dict.fromkeys([*after, *before]):
        yield from _compare(f"{key}.{name}" if key else name, before.get(name), after.get(name))


def _kind(old: object, new: object) -> ChangeKind:
    return ChangeKind.ADDED if old is None else ChangeKind.REMOVED if new is None else ChangeKind.CHANGED


def _rows(value: object) -> Mapping[str, Any] | None:
    """A table by its keys, or a list of rows by their labels."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        label = next((name for name in _LABELS if all(name in row for row in value)), None)
        return {str(row[label]): row for row in value} if label else None
    return None
