"""Reads a worker's report: counts by unit and mode."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.report.modes import Reach, tell_modes
from handlers.grammar.report.moods import moderate, plan_below, take_back
from handlers.grammar.report.owners import Group, Owner, Owners
from handlers.grammar.report.weekdays import doubt_weekdays
from handlers.grammar.result import Intent, Parsed, Problem, ProblemCode, Report
from handlers.grammar.terms.pairs import Event, Flaw, Pair, events_of, words_of
from handlers.grammar.terms.qualify import qualify
from handlers.grammar.terms.terms import Term, clauses, read
from handlers.grammar.text.lexicon import REPORT
from handlers.grammar.text.lines import Line
from handlers.grammar.text.units import Hit, UnitIndex
from handlers.grammar.text.words import WordKind
from storage.words.counts import Count, Mode

_COUNTED = frozenset({WordKind.COUNT, WordKind.NUMBER, WordKind.FLAW})
_NAMES = frozenset({WordKind.UNIT, WordKind.SOFT, WordKind.LEVEL})
_Place = tuple[int, int]


class _Reading:
    """A report being read, line by line."""

    def __init__(self, index: UnitIndex) -> None:
        self.index = index
        self.many = len(index.codes) > 1
        self.owners = Owners(many=self.many)
        self.reach = Reach()
        self.ignored: list[str] = []
        self.comments: list[tuple[Owner | None, Mode | None, str]] = []
        self.lines: list[list[Term]] = []
        self.noting = False
        """A bare marker opened a comment: it takes the lines below."""

    def take(self, lines: Sequence[Line]) -> None:
        self.lines = [read(line.text, line.tokens, REPORT, self.index) for line in lines]
        self.lines = [moderate(qualify(terms, self.index)) for terms in self.lines]
        if len(lines) > 1:
            take_back(self.lines)
            plan_below(self.lines, [line.text for line in lines])
        _hear_talk(self.lines)
        named = self.many and any(term.kind is WordKind.UNIT for terms in self.lines for term in terms)
        for number, line in enumerate(lines):
            if self.noting and self._takes(number, line):
                continue
            if not self.lines[number]:
                self.reach.rest()
            elif named:
                _find_strangers(self.lines[number], self._below(number))
            self._line(number, line)

    def _below(self, number: int) -> Sequence[Term]:
        return self.lines[number + 1] if number + 1 < len(self.lines) else ()

    def _takes(self, number: int, line: Line) -> bool:
        """Whether a line belongs to the open comment: not an empty one, nor one that begins with a unit."""
        terms = self.lines[number]
        if not line.raw.strip() or (terms and terms[0].kind is WordKind.UNIT):
            self.noting = False
            return False
        owner, mode, text = self.comments[-1]
        self.comments[-1] = (owner, mode, f"{text}\n{line.raw.strip()}".strip())
        return True

    def _line(self, number: int, line: Line) -> None:
        terms = self.lines[number]
        last: Pair | None = None
        if terms:
            passed: list[str] = []
            events = doubt_weekdays(terms, events_of(terms, passed), alone=self._alone(number, line))
            if line.doubtful:
                events = [_doubt(event) for event in events]
            tell_modes(terms, events, self.reach)
            self.ignored += [*_times(terms), *passed]
            self.owners.read(number, events)
            last = next((event for event in reversed(events) if isinstance(event, Pair)), None)
        if line.comment is not None:
            group = self.owners.groups[-1] if last and self.owners.groups else None
            owner = group.owner if group else self.owners.current
            self.comments.append((owner, last.mode if last else None, line.comment))
            self.noting = not line.comment

    def _alone(self, number: int, line: Line) -> bool:
        """Whether ``thu 5`` as the whole first line may be a day: unmarked, no bullet, counts below."""
        below = [term for terms in self.lines[number + 1 :] for term in terms]
        marked = any(term.marked for terms in self.lines for term in terms)
        first = not self.owners.groups and not line.listed and not marked
        return first and any(term.kind is WordKind.COUNT for term in below)

    def result(self) -> Parsed:
        books = _Books(self.owners, self.index)
        entries, problems = books.close()
        entries = _commented(entries, self.comments, books.only)
        ignored = tuple(dict.fromkeys(self.ignored))
        if entries or problems:
            return Parsed(Intent.REPORT, tuple(entries), tuple(problems), ignored)
        terms = [term for line in self.lines for term in line]
        if terms and all(term.kind is WordKind.UNIT for term in terms):
            problem = Problem(
                ProblemCode.MISSING_KEYWORD, terms[0].text, terms[0].hit.codes[0] if terms[0].hit else None
            )
            return Parsed(Intent.REPORT, (), (problem,), ignored)
        if bare := _bare_day(terms):
            return Parsed(Intent.REPORT, (), (Problem(ProblemCode.MISSING_KEYWORD, bare.text),), ignored)
        return Parsed(Intent.UNKNOWN, (), (), ignored)


class _Books:
    """Adds up the groups: entries by unit and mode, problems in the order of the text."""

    def __init__(self, owners: Owners, index: UnitIndex) -> None:
        self.many = len(index.codes) > 1
        named = [group.owner.code for group in owners.groups if group.owner and group.owner.code]
        self.only = None if self.many or not named else named[0]
        self.counts: dict[tuple[str | None, Mode], dict[Count, int]] = {}
        self.problems: list[tuple[_Place, Problem]] = []
        self.void: set[str | None] = set()
        self.groups = owners.groups
        torn = [
            group.owner for group in owners.groups if group.owner and group.owner.fault and group.statements
        ]
        for owner in dict.fromkeys([*owners.faulty, *torn]):
            if owner.fault:
                self._problem(owner.fault, owner.at, owner.text, None, void=False)

    def close(self) -> tuple[list[Report], list[Problem]]:
        for group in self.groups:
            if group.statements and not (group.owner and group.owner.fault):
                self._group(group)
        entries = [
            Report(unit, mode, counts)
            for (unit, mode), counts in self.counts.items()
            if unit not in self.void
        ]
        return entries, [problem for _, problem in sorted(self.problems, key=lambda found: found[0])]

    def _problem(
        self, fault: ProblemCode, at: _Place, text: str, unit: str | None, *, void: bool = True
    ) -> None:
        self.problems.append((at, Problem(fault, text, unit)))
        if void:
            self.void.add(unit)

    def _group(self, group: Group) -> None:
        unit = group.owner.code if group.owner else self.only
        pairs = [(number, statement) for number, statement in group.statements if isinstance(statement, Pair)]
        flaws = [(number, statement) for number, statement in group.statements if isinstance(statement, Flaw)]
        for number, flaw in flaws:
            self._problem(flaw.fault, (number, flaw.at), flaw.text, unit)
        if unit is None and self.many:
            if pairs and not flaws:
                number, first = pairs[0]
                self._problem(ProblemCode.WHICH_UNIT, (number, first.at), words_of(first), None)
            return
        doubted: set[int] = set()
        for number, statement in pairs:
            self._pair(number, statement, unit, doubted)

    def _pair(self, number: int, pair: Pair, unit: str | None, doubted: set[int]) -> None:
        count = Count(pair.sense.value)
        mode = pair.mode
        if mode is None:
            if number not in doubted:
                doubted.add(number)
                self._problem(ProblemCode.WHICH_MEANING, (number, pair.at), words_of(pair), unit)
            return
        if any(count in self.counts.get((unit, other), ()) for other in Mode) and not self._sums(pair, unit):
            self._problem(ProblemCode.REPEATED_COUNT, (number, pair.at), words_of(pair), unit)
            return
        self.counts.setdefault((unit, mode), {})[count] = pair.value

    def _sums(self, pair: Pair, unit: str | None) -> bool:
        """``hôm nay phát 30, lũy kế phát 120``: added first, the 30 are in the 120. The other way round?"""
        booked = list(self.counts)
        added, total = (unit, Mode.ADD), (unit, Mode.TOTAL)
        count = Count(pair.sense.value)
        later = total not in booked or (
            count not in self.counts[total] and added in booked and booked.index(added) < booked.index(total)
        )
        return pair.mode is Mode.TOTAL and pair.so_far and later


def _bare_day(terms: Sequence[Term]) -> Term | None:
    """``Trúc Bạch 8/6``: a day, or eight and six?"""
    spoken = [term for term in terms if term.kind is not WordKind.SOFT]
    return (
        spoken[1]
        if [term.kind for term in spoken] == [WordKind.UNIT, WordKind.TIME] and spoken[1].day
        else None
    )


def _doubt(event: Event) -> Event:
    return Flaw(ProblemCode.WHICH_MEANING, event.at, words_of(event)) if isinstance(event, Pair) else event


def _hear_talk(lines: Sequence[list[Term]]) -> None:
    """``mai em lên huyện họp``: where nothing is counted, a strange name among words is talk."""
    kinds = {term.kind for terms in lines for term in terms}
    if kinds & _COUNTED or kinds <= _NAMES:
        return
    for terms in lines:
        for term in terms:
            if term.kind is WordKind.UNIT and term.hit and not term.hit.codes:
                term.kind = WordKind.UNKNOWN


def _find_strangers(terms: list[Term], below: Sequence[Term]) -> None:
    """Unknown words where a unit would stand name one that the sender does not have.

    At the head of a clause before its counts, or alone on a line above counts: else those counts would go
    to the unit named before.
    """
    seen = False
    for clause in clauses(terms):
        run = 0
        while run < len(clause) and clause[run].kind is WordKind.UNKNOWN:
            run += 1
        counts = any(term.kind in (WordKind.COUNT, WordKind.NUMBER) for term in clause)
        named = any(term.kind is WordKind.UNIT for term in clause)
        heads = run == len(terms) and _counts_first(below)
        begins = heads or (counts and (seen or clause[0] is terms[0]))
        if run and begins and not named and (heads or _opens_counts(clause[run])):
            place = terms.index(clause[0])
            first, text = clause[0], " ".join(term.text for term in clause[:run])
            unit = Term(WordKind.UNIT, text, first.at, clause[run - 1].end, first.gap, hit=Hit((), run))
            terms[place : place + run] = [unit]
        seen = seen or counts


def _opens_counts(term: Term) -> bool:
    return term.colon or term.kind in (WordKind.COUNT, WordKind.NUMBER)


def _counts_first(terms: Sequence[Term]) -> bool:
    return (
        bool(terms)
        and not any(term.kind is WordKind.UNIT for term in terms)
        and terms[0].kind is WordKind.COUNT
    )


def _times(terms: Sequence[Term]) -> list[str]:
    """Days, times and labels that were passed over, each with its words together."""
    times: list[str] = []
    last: Term | None = None
    for term in terms:
        if term.kind is WordKind.TIME:
            joins = last is not None and last.kind is WordKind.TIME and not term.gap
            times[-1:] = [f"{times[-1]} {term.text}"] if joins else [*times[-1:], term.text]
        last = term
    return times


def _commented(
    entries: list[Report], comments: Sequence[tuple[Owner | None, Mode | None, str]], only: str | None
) -> list[Report]:
    """Each comment goes to the counts that it follows."""
    texts: dict[int, list[str]] = {}
    for owner, mode, text in comments:
        unit = owner.code if owner else only
        places = [place for place, entry in enumerate(entries) if entry.unit == unit]
        same = [place for place in places if entries[place].mode is mode]
        if owner is None and not places:
            places = list(range(len(entries)))[:1]
        if text and places:
            texts.setdefault(same[0] if same else places[-1], []).append(text)
    return [
        Report(entry.unit, entry.mode, entry.counts, "\n".join(texts[place])) if place in texts else entry
        for place, entry in enumerate(entries)
    ]


def read_report(lines: Sequence[Line], index: UnitIndex) -> Parsed:
    """The counts of a message, or small talk."""
    reading = _Reading(index)
    reading.take(lines)
    return reading.result()
