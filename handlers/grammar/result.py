"""What a message was understood to say: plain data that handlers act upon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from storage.words.counts import Count, Mode, Outcome


class Intent(StrEnum):
    """What the sender is doing. ``unknown`` is small talk and questions: there is nothing to book."""

    REPORT = "report"
    RECHECK = "recheck"
    INSPECTION = "inspection"
    UNKNOWN = "unknown"


class ProblemCode(StrEnum):
    """Why a part of a message was not understood; the reply asks about it."""

    MISSING_NUMBER = "missing_number"
    BAD_NUMBER = "bad_number"
    """Negative, fractional, approximate, a range, or over 100,000."""
    MISSING_KEYWORD = "missing_keyword"
    MISSING_OUTCOME = "missing_outcome"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_UNIT = "unknown_unit"
    WHICH_UNIT = "which_unit"
    REPEATED_COUNT = "repeated_count"
    NEGATED_COUNT = "negated_count"
    WHICH_MEANING = "which_meaning"
    """Two readings: a weekday or a count, a plan or a deed, a question, a correction."""
    OUTCOMES_DO_NOT_ADD_UP = "outcomes_do_not_add_up"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. ``text``: the sender's own words; ``unit``: whose entries it voids, where known."""

    code: ProblemCode
    text: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of one unit in one mode, only what was said. ``unit`` None: the sender's only unit."""

    unit: str | None
    mode: Mode
    counts: Mapping[Count, int]
    comment: str | None = None

    def as_json(self) -> dict[str, object]:
        """The entry in the shape of the agreed examples."""
        counts = {count.value: number for count, number in self.counts.items()}
        return {"unit": self.unit, "mode": self.mode.value, "counts": counts} | _comment(self.comment)


@dataclass(frozen=True, slots=True)
class Recheck:
    """One ballot with its outcome, or a unit's batch with totals by outcome (then ``ballot`` is None).

    ``check`` is the ballot's check character where it was typed.
    """

    ballot: str | None = None
    unit: str | None = None
    outcome: Outcome | None = None
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    comment: str | None = None
    check: str | None = None

    def as_json(self) -> dict[str, object]:
        """The entry in the shape of the agreed examples."""
        if self.ballot is not None and self.outcome is not None:
            return {"ballot": self.ballot, "outcome": self.outcome.value} | _comment(self.comment)
        outcomes = {outcome.value: number for outcome, number in self.outcomes.items()}
        return {"unit": self.unit, "outcomes": outcomes} | _comment(self.comment)


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspector's findings, as typed."""

    unit: str | None
    comment: str

    def as_json(self) -> dict[str, object]:
        """The entry in the shape of the agreed examples."""
        return {"unit": self.unit, "comment": self.comment}


Entry = Report | Recheck | Inspection


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message understood. ``ignored``: words that were passed over, to echo to the sender."""

    intent: Intent
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def reports(self) -> list[Report]:
        """The counts of a report, by unit and mode."""
        return [entry for entry in self.entries if isinstance(entry, Report)]

    @property
    def rechecks(self) -> list[Recheck]:
        """The re-checked ballots and batches."""
        return [entry for entry in self.entries if isinstance(entry, Recheck)]

    @property
    def inspections(self) -> list[Inspection]:
        """The notes of an inspection, one at most."""
        return [entry for entry in self.entries if isinstance(entry, Inspection)]

    def as_json(self) -> dict[str, object]:
        """The shape of ``expect`` in the agreed examples: problems are codes only."""
        return {
            "intent": self.intent.value,
            "entries": [entry.as_json() for entry in self.entries],
            "problems": [problem.code.value for problem in self.problems],
        }


def _comment(comment: str | None) -> dict[str, object]:
    return {} if comment is None else {"comment": comment}
