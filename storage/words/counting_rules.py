"""The ledger's arithmetic: replaying reports, and the balances that a unit must keep. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from storage.words.counts import Count, Counts, Mode
from storage.words.units import Unit

_FIGURES = tuple(count.value for count in Count)
_ORDER = attrgetter("sent_at", "position", "id")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one message says about one unit: only the counts that were said."""

    unit: str
    mode: Mode
    counts: Mapping[Count, int]
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the ledger. Replayed in order of (``sent_at``, ``position``, ``id``)."""

    id: int
    worker: int
    sent_at: datetime
    position: int
    mode: Mode
    counts: Mapping[Count, int]

    @property
    def order(self) -> tuple[datetime, int, int]:
        """The place in the replay: message time, then order of arrival."""
        return (self.sent_at, self.position, self.id)


@dataclass(frozen=True, slots=True)
class Breach:
    """A balance (``outstanding``, ``in_hand`` or a count) that would fall ``by`` ballots below zero."""

    balance: str
    by: int


@dataclass(frozen=True, slots=True)
class Excess:
    """A count that would exceed the unit's quota by so many ballots: allowed after one confirming tap."""

    count: Count
    by: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a change would do to one unit."""

    unit: Unit
    before: Counts
    after: Counts
    breaches: tuple[Breach, ...]
    excesses: tuple[Excess, ...]


def additions(rows: Iterable[Row]) -> list[tuple[Row, dict[Count, int]]]:
    """Each row with what it adds, replayed: ``add`` adds, ``total`` sets its worker's figure."""
    figures: dict[tuple[int, Count], int] = {}
    replayed: list[tuple[Row, dict[Count, int]]] = []
    for row in sorted(rows, key=_ORDER):
        added: dict[Count, int] = {}
        for count, value in row.counts.items():
            figure = figures.get((row.worker, count), 0)
            added[count] = value if row.mode is Mode.ADD else value - figure
            figures[row.worker, count] = figure + added[count]
        replayed.append((row, added))
    return replayed


def totals(rows: Iterable[Row]) -> Counts:
    """A unit's figures: the sum over its workers."""
    sums: dict[str, int] = {}
    for _, added in additions(rows):
        for count, value in added.items():
            sums[count] = sums.get(count, 0) + value
    return Counts(**sums)


def judge(
    unit: Unit, live: Sequence[Row], new: Sequence[Row], gone: frozenset[int] = frozenset()
) -> Judgement:
    """What the unit's figures would be with ``new`` rows and without the rows ``gone``.

    Only a balance that gets worse is a breach: a message that mends an old one is welcome.
    """
    before = totals(live)
    after = totals([row for row in live if row.id not in gone] + list(new))
    was, will = _balances(before, unit.quota), _balances(after, unit.quota)
    breaches = tuple(
        Breach(balance, -value) for balance, value in will.items() if value < 0 and value < was[balance]
    )
    excesses = tuple(
        Excess(count, after.get(count) - unit.quota)
        for count in (Count.ISSUED, Count.COLLECTED)
        if after.get(count) > unit.quota and after.get(count) > before.get(count)
    )
    return Judgement(unit, before, after, breaches, excesses)


def _balances(counts: Counts, quota: int) -> dict[str, int]:
    return {
        "outstanding": counts.outstanding,
        "in_hand": counts.in_hand(quota),
        **{figure: getattr(counts, figure) or 0 for figure in _FIGURES},
    }
