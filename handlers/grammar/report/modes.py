"""Add or total: how far tổng, lũy kế and thêm reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.grammar.terms.pairs import Event, Pair
from handlers.grammar.terms.terms import Term
from handlers.grammar.text.tokens import HARD
from handlers.grammar.text.words import WordKind
from storage.words.counts import Mode

_TOTALS = (WordKind.TOTAL, WordKind.AS_OF)
_MARKS = frozenset({*_TOTALS, WordKind.ADD, WordKind.TODAY, WordKind.UNCLEAR})


@dataclass(slots=True)
class Reach:
    """The mode of pairs that say none themselves, from line to line. ``mode`` None: it is in doubt.

    ``unit`` is the one for which a total was said, () where it was said for all.
    """

    mode: Mode | None = Mode.ADD
    unit: tuple[str, ...] = ()
    used: bool = False
    so_far: bool = False
    """The total is up to now, and of no other day."""

    def rest(self) -> None:
        """An empty line: who knows whether a heading still holds after it."""
        if self.mode is Mode.TOTAL and self.used:
            self.mode = None


def tell_modes(terms: Sequence[Term], events: Sequence[Event], reach: Reach) -> None:
    """Sets the mode of a line's pairs, and the reach for the lines below."""
    marks = [term for term in terms if term.kind in _MARKS]
    if marks or reach.mode is not Mode.ADD:
        _Line(terms, events, marks, reach).walk()


class _Line:
    def __init__(
        self, terms: Sequence[Term], events: Sequence[Event], marks: Sequence[Term], reach: Reach
    ) -> None:
        self.terms, self.events, self.marks, self.reach = terms, events, marks, reach
        self.pairs = [event for event in events if isinstance(event, Pair)]
        self.units: tuple[str, ...] = ()
        self.said_for: tuple[str, ...] | None = None
        self.more = self.today = False
        self.done: list[Pair] = []

    def walk(self) -> None:
        inside = {id(mark) for pair in self.pairs for mark in self._inside(pair)}
        steps: list[Term | Pair] = [mark for mark in self.marks if id(mark) not in inside]
        steps += [event for event in self.events if isinstance(event, Term)]
        for step in sorted([*steps, *self.pairs], key=lambda step: step.at):
            if isinstance(step, Pair):
                self._pair(step)
            elif step.kind is WordKind.UNIT:
                self._unit(step.hit.codes if step.hit else ())
            else:
                self._mark(step)
        self._trail()
        self._hand_on()

    def _inside(self, pair: Pair) -> list[Term]:
        return [mark for mark in self.marks if pair.first.at < mark.at < pair.last.at]

    def _mark(self, mark: Term) -> None:
        if mark.kind is WordKind.ADD:
            self.more = True
        elif mark.kind is WordKind.UNCLEAR:
            self.reach.mode = None
        elif mark.kind is WordKind.TODAY:
            self.today = True
            if mark.gap < HARD and self.done and self.done[-1].mode is Mode.TOTAL:
                self.done[-1].mode = None  # tổng phát 30 hôm nay: today's total?
            self.reach.mode = None if self.said_for is not None else Mode.ADD
        else:
            doubtful = self.today and mark.kind is WordKind.TOTAL  # hôm nay tổng phát 30: today's total?
            if mark.kind is WordKind.AS_OF and self.done and mark.gap < HARD and self._follows(mark):
                self.done[-1].mode = None  # phát 30 đến nay thu 25: whose is đến nay?
            self.reach.mode = None if doubtful else Mode.TOTAL
            self.said_for, self.more = self.units, False
            self.reach.so_far = self._is_so_far(mark)

    def _is_so_far(self, mark: Term) -> bool:
        following = next((term for term in self.terms if term.at > mark.at), None)
        return mark.kind is WordKind.AS_OF and not (following and following.kind is WordKind.TIME)

    def _follows(self, mark: Term) -> bool:
        return any(pair.at > mark.at for pair in self.pairs)

    def _unit(self, codes: tuple[str, ...]) -> None:
        if self.said_for:
            self.reach.mode = None
        elif self.said_for is None and self.reach.unit and codes != self.reach.unit:
            self.reach.mode = Mode.ADD if self.reach.mode is None else None
        self.units = codes

    def _pair(self, pair: Pair) -> None:
        kinds = {mark.kind for mark in self._inside(pair)}
        own: Mode | None = self.reach.mode
        if WordKind.UNCLEAR in kinds or (WordKind.TODAY in kinds and own is Mode.TOTAL):
            own = None
        elif WordKind.ADD in kinds or self.more:
            own = Mode.ADD
            self.reach.mode = Mode.ADD if self.reach.mode is Mode.ADD else None
        elif not kinds.isdisjoint(_TOTALS):
            own = Mode.TOTAL
            self.said_for = self.units
            self.reach.mode = None if self.reach.mode is Mode.ADD else self.reach.mode
        pair.mode = own
        pair.so_far = self.reach.so_far or WordKind.AS_OF in kinds
        self.more = self.today = False
        self.reach.used = True
        self.done.append(pair)

    def _trail(self) -> None:
        """``phát 120 thu 96 đến nay``; a trailing tổng cộng is in doubt."""
        last = self.marks[-1] if self.marks else None
        if last is None or last.kind not in (*_TOTALS, WordKind.UNCLEAR) or not self.pairs:
            return
        after = [term for term in self.terms if term.at > last.at]
        if any(pair.last.at > last.at for pair in self.pairs):
            return
        if any(term.kind in (WordKind.COUNT, WordKind.NUMBER) for term in after):
            return
        certain = (
            last.kind is WordKind.AS_OF
            and last.gap < HARD
            and all(pair.mode is Mode.ADD for pair in self.pairs)
        )
        for pair in self.pairs:
            pair.mode = Mode.TOTAL if certain else None

    def _hand_on(self) -> None:
        if self.said_for is None:
            return
        heading = not any(not isinstance(event, Term) for event in self.events)
        self.reach.unit = self.said_for or (self.units if heading else ())
        self.reach.mode = self.reach.mode if heading else None
        self.reach.used = not heading
