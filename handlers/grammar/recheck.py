"""Reads an inspector's re-checks: ballots one by one, or a unit's batch as totals by outcome."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.result import Intent, Parsed, Problem, ProblemCode, Recheck
from handlers.grammar.terms.ballots import DOUBTS, Ballot, Ballots, is_serial
from handlers.grammar.terms.pairs import Flaw, Pair, events_of
from handlers.grammar.terms.qualify import qualify
from handlers.grammar.terms.terms import Term, read
from handlers.grammar.text.lexicon import RECHECK, SLIPS
from handlers.grammar.text.lines import Line
from handlers.grammar.text.opening import open_line
from handlers.grammar.text.tokens import cut
from handlers.grammar.text.units import UnitIndex
from handlers.grammar.text.words import WordKind
from storage.words.counts import Outcome

_SAID = frozenset({WordKind.OUTCOME, WordKind.CHECKED, WordKind.NUMBER, WordKind.UNIT})
_PLAIN = frozenset({WordKind.SOFT, WordKind.LEVEL, WordKind.NOUN})


class _Reading:
    """Re-checks being read, line by line."""

    def __init__(self, index: UnitIndex) -> None:
        self.index = index
        self.entries: list[Recheck] = []
        self.problems: list[Problem] = []
        self.ignored: list[str] = []
        self.heading: Term | None = None
        self.waiting = False
        """The heading has nothing below it yet."""

    def take(self, text: str, comment: str | None) -> None:
        terms = read(text, cut(text, SLIPS), RECHECK, self.index)
        core = [term for term in terms if term.kind not in _PLAIN]
        if len(core) == 1 and core[0].kind is WordKind.UNIT:
            self.close()
            self.heading, self.waiting = core[0], True
            return
        units = [term for term in core if term.kind is WordKind.UNIT] or (
            [self.heading] if self.heading else []
        )
        if any(term.kind is WordKind.BALLOT for term in core) or (
            units and any(is_serial(term) for term in core)
        ):
            self._ballots(terms, comment)
        elif any(term.kind in _SAID for term in core):
            self._batches(terms, comment)
        else:
            self.ignored += [term.text for term in core if term.kind is WordKind.UNKNOWN]

    def close(self) -> None:
        """A heading with nothing below it lacks its outcomes."""
        if self.waiting and self.heading:
            self.problems.append(Problem(ProblemCode.MISSING_OUTCOME, self.heading.text))
        self.waiting = False

    def _ballots(self, terms: Sequence[Term], comment: str | None) -> None:
        self.waiting = False
        reading = Ballots(self.index, self.heading)
        reading.walk(terms)
        self.heading = next((term for term in reversed(terms) if term.kind is WordKind.UNIT), self.heading)
        self.ignored += reading.ignored
        if reading.fault:
            self.problems.append(reading.fault)
            return
        for group in reading.groups:
            for ballot in group:
                self._ballot(ballot, comment if group is reading.groups[-1] else None)

    def _ballot(self, ballot: Ballot, comment: str | None) -> None:
        if len(ballot.outcomes) != 1:
            fault = ProblemCode.WHICH_MEANING if ballot.outcomes else ProblemCode.MISSING_OUTCOME
            self.problems.append(Problem(fault, ballot.text))
            return
        entry = Recheck(ballot=ballot.name, outcome=ballot.outcomes[0], comment=comment, check=ballot.check)
        self._add(entry, ballot.text)

    def _add(self, entry: Recheck, text: str) -> None:
        """The same ballot, or the same unit's batch, twice in one message: who knows which holds."""
        same = [old for old in self.entries if (old.ballot, old.unit) == (entry.ballot, entry.unit)]
        if same:
            self.entries = [old for old in self.entries if old not in same]
            self.problems.append(Problem(ProblemCode.REPEATED_COUNT, text, entry.unit))
        else:
            self.entries.append(entry)

    def _batches(self, terms: list[Term], comment: str | None) -> None:
        """``H03: kiểm 10 khớp 8 lệch 1 không nhận 1``, one unit after the other."""
        self.waiting = False
        starts = [place for place, term in enumerate(terms) if term.kind is WordKind.UNIT][1:]
        for low, high in zip([0, *starts], [*starts, len(terms)], strict=True):
            self._batch(terms[low:high], comment if high == len(terms) else None)

    def _batch(self, terms: list[Term], comment: str | None) -> None:
        unit = next((term for term in terms if term.kind is WordKind.UNIT), self.heading)
        code, fault = self._unit(unit)
        text = " ".join(term.text for term in terms)
        doubtful = any(term.kind in DOUBTS or term.asked for term in terms)
        if fault or doubtful:
            text = unit.text if fault and unit else text
            self.problems.append(Problem(fault or ProblemCode.WHICH_MEANING, text, code))
            return
        for term in terms:
            if term.kind in (WordKind.CHECKED, WordKind.OUTCOME):
                term.sense = WordKind.CHECKED if term.kind is WordKind.CHECKED else term.sense
                term.kind = WordKind.COUNT
        passed: list[str] = []
        events = events_of(qualify([term for term in terms if term is not unit], self.index), passed)
        self.ignored += passed
        flaws = [event for event in events if isinstance(event, Flaw)]
        self.problems += [Problem(flaw.fault, flaw.text, code) for flaw in flaws]
        if not flaws:
            self._totals([event for event in events if isinstance(event, Pair)], code, text, comment)

    def _totals(self, pairs: Sequence[Pair], code: str | None, text: str, comment: str | None) -> None:
        """Adds up the outcomes; a total that was said must be their sum."""
        figures: dict[object, int] = {}
        for pair in pairs:
            if pair.sense in figures:
                self.problems.append(Problem(ProblemCode.REPEATED_COUNT, pair.first.text, code))
                return
            figures[pair.sense] = pair.value
        checked = figures.pop(WordKind.CHECKED, None)
        outcomes = {sense: value for sense, value in figures.items() if isinstance(sense, Outcome)}
        if not outcomes:
            self.problems.append(Problem(ProblemCode.MISSING_OUTCOME, text, code))
        elif checked is not None and checked != sum(outcomes.values()):
            self.problems.append(Problem(ProblemCode.OUTCOMES_DO_NOT_ADD_UP, text, code))
        else:
            self._add(Recheck(unit=code, outcomes=outcomes, comment=comment), text)

    def _unit(self, unit: Term | None) -> tuple[str | None, ProblemCode | None]:
        """The batch's unit; as typed where the sender's units are not known."""
        if unit is None:
            return None, ProblemCode.WHICH_UNIT if len(self.index.codes) > 1 else None
        codes = unit.hit.codes if unit.hit else ()
        if len(codes) == 1:
            return codes[0], None
        if not self.index.codes:
            return unit.text.upper(), None
        return None, ProblemCode.WHICH_UNIT if codes else ProblemCode.UNKNOWN_UNIT


def _body(line: Line) -> str:
    """A line without the word for re-check at its head, and the day before it."""
    kind, place = open_line(line.tokens)
    if kind is WordKind.BALLOT:
        return line.text[line.tokens[place].at :]
    return line.text[line.tokens[place - 1].end :] if kind is WordKind.RECHECK else line.text


def read_recheck(lines: Sequence[Line], index: UnitIndex) -> Parsed:
    """``pt H03-007 khớp``; the word for re-check may stand on the first line only."""
    reading = _Reading(index)
    for line in lines:
        if body := _body(line).strip():
            reading.take(body, line.comment or None)
    reading.close()
    if not reading.entries and not reading.problems:
        reading.problems.append(Problem(ProblemCode.MISSING_OUTCOME, lines[0].text.strip()))
    return Parsed(Intent.RECHECK, tuple(reading.entries), tuple(reading.problems), tuple(reading.ignored))
