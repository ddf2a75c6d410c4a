"""A person's morning: what is due about each task, the most urgent first. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.reminders import Decision, TaskRole, Verdict


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A task in a digest. Several decisions where a person is told for several provinces."""

    task: str
    decisions: tuple[Decision, ...]

    @property
    def first(self) -> Decision:
        """The decision that tells how urgent the task is."""
        return min(self.decisions, key=_urgency)

    @property
    def acts(self) -> bool:
        """Whether the person is to do something, not only to know."""
        return any(item.role_in_task is not TaskRole.SUPPORT for item in self.decisions)


def items(decisions: Sequence[Decision]) -> list[DigestLine]:
    """The digest of one person's decisions: what to do before what to know, the longest overdue first."""
    by_task: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.verdict is Verdict.SEND:
            by_task[decision.key.task].append(decision)
    found = [DigestLine(task, tuple(group)) for task, group in by_task.items()]
    return sorted(found, key=lambda item: (not item.acts, item.first.days_left))


def _urgency(decision: Decision) -> tuple[bool, int]:
    return decision.role_in_task is TaskRole.SUPPORT, decision.days_left
