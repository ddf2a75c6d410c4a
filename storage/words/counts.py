"""What is counted: the nine counts of a unit, and the outcomes of a re-check."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Self


class Count(StrEnum):
    """What a postal worker counts, in ballots."""

    ISSUED = "issued"
    DISTRIBUTED = "distributed"
    COLLECTED = "collected"
    BLANK = "blank"
    SPOILED = "spoiled"
    LOST = "lost"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    REPLACED = "replaced"


class Mode(StrEnum):
    """``add`` adds to the worker's figure, ``total`` sets it."""

    ADD = "add"
    TOTAL = "total"


class Outcome(StrEnum):
    """What an inspector found when re-checking a ballot with its respondent."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NOT_RECEIVED = "not_received"
    ANSWERED_BY_OTHER = "answered_by_other"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Counts:
    """The nine figures of a unit or a group of units, in ballots.

    ``issued`` is None until the first live ``nhận``: then it is presumed equal to the quota.
    """

    issued: int | None = None
    distributed: int = 0
    collected: int = 0
    blank: int = 0
    spoiled: int = 0
    lost: int = 0
    refused: int = 0
    unreachable: int = 0
    replaced: int = 0

    @property
    def outstanding(self) -> int:
        """Ballots with respondents: distributed − collected − blank − lost."""
        return self.distributed - self.collected - self.blank - self.lost

    def in_hand(self, quota: int) -> int:
        """Ballots with the worker: issued (or the quota) − distributed − spoiled."""
        issued = quota if self.issued is None else self.issued
        return issued - self.distributed - self.spoiled

    def __add__(self, other: Self) -> Counts:
        """Sum figure by figure; an unsaid ``issued`` counts as nothing beside a said one."""
        sums: dict[str, int | None] = {}
        for item in fields(self):
            left, right = getattr(self, item.name), getattr(other, item.name)
            sums[item.name] = right if left is None else left if right is None else left + right
        return Counts(**sums)  # type: ignore[arg-type]

    def get(self, count: Count) -> int:
        """The figure of one count; an unsaid ``issued`` is 0."""
        return getattr(self, count) or 0
