"""Joins keywords and numbers, in either order, where only one reading is possible."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from handlers.grammar.result import ProblemCode
from handlers.grammar.terms.joins import Joined, join
from handlers.grammar.terms.terms import Mood, Term, clauses
from handlers.grammar.text.fold import fold
from handlers.grammar.text.tokens import HARD, Form
from handlers.grammar.text.words import WordKind
from storage.words.counts import Count, Mode

_HOUR = re.compile(r"\d+h", re.IGNORECASE)
_SHORT = 2
"""Letters of a keyword that is shortened: p, tc."""
_PEOPLE = {"nguoi", "ho", "nha", "nguoi dan", "ho dan", "cong dan", "ho gia dinh"}


@dataclass(slots=True, eq=False)
class Pair:
    """A count that was said. ``first`` and ``last`` are its terms; ``mode`` None: add or total, who knows."""

    sense: Enum
    value: int
    first: Term
    last: Term
    mode: Mode | None = Mode.ADD
    so_far: bool = False
    """A total up to now (lũy kế): what was added before it in the message is part of it."""

    @property
    def at(self) -> int:
        """Where it begins in the line."""
        return self.first.at


@dataclass(slots=True, eq=False)
class Flaw:
    """What must be asked, and the words concerned."""

    fault: ProblemCode
    at: int
    text: str


def words_of(pair: Pair) -> str:
    """The keyword and the number as typed, in their order."""
    return pair.first.text if pair.first is pair.last else f"{pair.first.text} {pair.last.text}"


Event = Pair | Flaw | Term
"""Something of a line that has a place: a pair, a flaw, or a term that names a unit."""


def events_of(terms: Sequence[Term], ignored: list[str]) -> list[Event]:
    """The events of a line in order; words that were passed over go to ``ignored``."""
    touched = _touched(terms, ignored)
    parts = clauses(terms)
    units = [term for term in terms if term.kind is WordKind.UNIT]
    events: list[Event] = []
    numbered = any(term.kind is WordKind.NUMBER for term in terms)
    for clause in _merged(parts):
        events += _pair_clause(clause, terms, touched, numbered=numbered)
    if numbered and not touched and any(term.kind is WordKind.COUNT for term in terms):
        events += [
            Flaw(ProblemCode.UNKNOWN_WORD, term.at, term.text) for term in terms if term.sense is Form.PHONE
        ]
    spans = [(event.at, event.last.at) for event in events if isinstance(event, Pair)]
    places = {id(unit): _before_its_pair(unit, spans) for unit in units if not _says_not_yet(unit, parts)}
    units = [unit for unit in units if id(unit) in places]
    return sorted([*units, *events], key=lambda event: places.get(id(event), float(event.at)))


def _says_not_yet(unit: Term, parts: Sequence[Sequence[Term]]) -> bool:
    """``Quán Thánh chưa phát, Trúc Bạch phát 8``: the first unit owns nothing that follows."""
    place = next(place for place, part in enumerate(parts) if unit in part)
    part = parts[place]
    if part[0] is not unit or not any(term.mood is Mood.NEGATED for term in part):
        return False
    if any(
        term.kind in (WordKind.NUMBER, WordKind.FLAW, WordKind.UNIT) or term.mood is Mood.ZERO
        for term in part[1:]
    ):
        return False
    following = parts[place + 1][0].kind if place + 1 < len(parts) else None
    return following is WordKind.UNIT or (
        following is None and place > 0 and parts[0][0].kind is WordKind.UNIT
    )


def _before_its_pair(unit: Term, spans: Sequence[tuple[int, int]]) -> float:
    """``phát H03 30``: the unit between them is whose count it is."""
    return next((low - 0.5 for low, high in spans if low < unit.at < high), float(unit.at))


def _touched(terms: Sequence[Term], ignored: list[str]) -> list[Term]:
    """Runs of unknown words beside a number, each as one term; the other runs are ignored."""
    touched: list[Term] = []
    place = 0
    while place < len(terms):
        if terms[place].kind is not WordKind.UNKNOWN:
            place += 1
            continue
        end = place + 1
        while end < len(terms) and terms[end].kind is WordKind.UNKNOWN and terms[end].gap < HARD:
            end += 1
        run = terms[place:end]
        before = terms[place - 1] if place and run[0].gap < HARD else None
        if before and before.kind is WordKind.NOUN and place > 1 and not before.gap:
            before = terms[place - 2]
        after = terms[end] if end < len(terms) and terms[end].gap < HARD else None
        text = " ".join(term.text for term in run)
        if any(term and term.kind is WordKind.NUMBER for term in (before, after)):
            touched.append(
                Term(WordKind.UNKNOWN, text, run[0].at, run[-1].end, sense=ProblemCode.UNKNOWN_WORD)
            )
        else:
            ignored.append(text)
        place = end
    return touched


def _merged(parts: list[list[Term]]) -> list[list[Term]]:
    """``phát, 30, thu, 25``: single keywords and numbers in turn, parted by commas, are one clause."""
    spoken = [
        [term.kind for term in part if term.kind in (WordKind.COUNT, WordKind.NUMBER)] for part in parts
    ]
    kinds = [kinds[0] for kinds in spoken if kinds]
    plain = all(len(kinds) < 2 for kinds in spoken) and len(kinds) > 1 and len(kinds) % 2 == 0
    turns = all(
        kind is (WordKind.NUMBER if place % 2 else WordKind.COUNT) for place, kind in enumerate(kinds)
    )
    return [[term for part in parts for term in part]] if plain and turns else parts


def _pair_clause(
    terms: Sequence[Term], line: Sequence[Term], touched: Sequence[Term], *, numbered: bool
) -> list[Event]:
    events: list[Event] = [_flawed(term) for term in terms if term.kind is WordKind.FLAW]
    begin, end = terms[0].at, terms[-1].end
    strange = [term for term in touched if begin <= term.at < end]
    spoken = [term for term in terms if term.kind in (WordKind.COUNT, WordKind.NUMBER)]
    for term in [term for term in spoken if term.mood is Mood.ZERO]:
        events.append(Pair(term.sense or Count.DISTRIBUTED, 0, term, term))
        spoken.remove(term)
    if strange:
        if not any(term.kind is WordKind.COUNT for term in spoken):
            spoken = [term for term in spoken if not term.word or term.raw]
        if any(term.kind is WordKind.NUMBER for term in spoken):
            bad = [_bad(term) for term in spoken if term.kind is WordKind.NUMBER and term.value is None]
            return [*events, *bad, *(_flawed(term) for term in strange)]
    if not spoken:
        return events
    units = [term for term in terms if term.kind is WordKind.UNIT]
    joined = _join_between(spoken, units) if units else None
    joined = joined or join(spoken)
    if joined is not None:
        return events + [_settle(keyword, number, line) for keyword, number in joined]
    for segment in _segments(spoken, units):
        events += _faults(segment, line, numbered=numbered)
    return events


def _segments(spoken: Sequence[Term], units: Sequence[Term]) -> list[list[Term]]:
    edges = [0, *(unit.at for unit in units), 1 << 30]
    parts = [[term for term in spoken if low <= term.at < high] for low, high in pairwise(edges)]
    return [part for part in parts if part]


def _join_between(spoken: Sequence[Term], units: Sequence[Term]) -> Joined | None:
    """``H03 phát 30 X07 10 thu``: each unit's own part is complete."""
    joined: Joined = []
    for segment in _segments(spoken, units):
        part = join(segment)
        if part is None:
            return None
        joined += part
    return joined


def _settle(keyword: Term, number: Term, terms: Sequence[Term]) -> Pair | Flaw:
    first, last = (keyword, number) if keyword.at < number.at else (number, keyword)
    text = _between(first, last, terms)
    if keyword.mood is Mood.NEGATED:
        return Flaw(ProblemCode.NEGATED_COUNT, first.at, text)
    if number.value is None:
        return _bad(number)
    inside = [term.text for term in _span(first, last, terms) if term.kind is WordKind.UNKNOWN]
    if inside:
        return Flaw(ProblemCode.UNKNOWN_WORD, first.at, " ".join(inside))
    died = keyword.sense is Count.LOST and fold(keyword.text) == "mat" and number.noun in _PEOPLE
    doubted = (
        keyword.mood is Mood.DOUBTED or keyword.sense is None or died or _is_date(keyword, number, terms)
    )
    if doubted or (number is first and keyword.letter and not _is_shorthand(terms)):
        return Flaw(ProblemCode.WHICH_MEANING, first.at, text)
    return Pair(keyword.sense or Count.DISTRIBUTED, number.value, first, last)


def _is_date(keyword: Term, number: Term, terms: Sequence[Term]) -> bool:
    """``t5``, ``t9`` beside keywords in full may be a day or a month."""
    small = keyword.text.casefold() == "t" and number.value is not None and number.value <= 12
    return small and any(
        term.kind is WordKind.COUNT and len(term.text) > _SHORT and term.sense is not keyword.sense
        for term in terms
    )


def _is_shorthand(terms: Sequence[Term]) -> bool:
    """``30p 25t``: one letter alone may be phiếu, tuổi or giờ; ``2h`` beside them is no time of day."""
    hours = any(term.kind is WordKind.TIME and _HOUR.fullmatch(term.text) for term in terms)
    return not hours and len({term.sense for term in terms if term.kind is WordKind.COUNT}) > 1


def _between(first: Term, last: Term, terms: Sequence[Term]) -> str:
    if first is last:
        return first.text
    return " ".join(term.text for term in _span(first, last, terms) if term.text)


def _span(first: Term, last: Term, terms: Sequence[Term]) -> Sequence[Term]:
    low = bisect_left(terms, first.at, key=_place)
    return terms[low : bisect_right(terms, last.at, key=_place)]


def _place(term: Term) -> int:
    return term.at


def _faults(spoken: list[Term], line: Sequence[Term], *, numbered: bool) -> list[Event]:
    """One flaw a fault where keywords and numbers do not join."""
    joined = join(spoken)
    if joined is not None:
        return [_settle(keyword, number, line) for keyword, number in joined]
    spoken = [term for term in spoken if not _says_nothing(term, spoken, line, numbered=numbered)]
    bad: list[Event] = [_bad(term) for term in spoken if term.kind is WordKind.NUMBER and term.value is None]
    keywords = [term for term in spoken if term.kind is WordKind.COUNT]
    numbers = [term for term in spoken if term.kind is WordKind.NUMBER]
    if not keywords and bad:
        return bad
    turns = len(numbers) == len(keywords) + 1 and all(
        one.kind is not two.kind for one, two in pairwise(spoken)
    )
    if keywords and (len(keywords) == len(numbers) or turns):
        return [*bad, Flaw(ProblemCode.WHICH_MEANING, spoken[0].at, _between(spoken[0], spoken[-1], line))]
    if len(keywords) > len(numbers):
        alone = _alone(spoken, WordKind.COUNT)[: len(keywords) - len(numbers)]
        return [*bad, *(Flaw(ProblemCode.MISSING_NUMBER, term.at, term.text) for term in alone)]
    alone = [term for term in _alone(spoken, WordKind.NUMBER) if term.value is not None]
    excess = len(numbers) - len(keywords)
    return [*bad, *(Flaw(ProblemCode.MISSING_KEYWORD, term.at, term.text) for term in alone[:excess])]


def _alone(spoken: Sequence[Term], kind: WordKind) -> list[Term]:
    """Keywords with no number right after them (numbers: no keyword right before), then the others."""
    step = 1 if kind is WordKind.COUNT else -1
    alone: list[Term] = []
    paired: list[Term] = []
    for place, term in enumerate(spoken):
        if term.kind is kind:
            beside = spoken[place + step] if 0 <= place + step < len(spoken) else None
            (paired if beside and beside.kind is not kind else alone).append(term)
    return alone + paired


def _says_nothing(term: Term, spoken: Sequence[Term], terms: Sequence[Term], *, numbered: bool) -> bool:
    """Keywords that need no number: set aside, lone letters, and all before other words in small talk."""
    if term.kind is not WordKind.COUNT:
        return False
    place = spoken.index(term)
    beside = [*spoken[max(0, place - 1) : place], *spoken[place + 1 : place + 2]]
    if term.mood is not None:
        return term.mood is not Mood.DOUBTED or not any(other.kind is WordKind.NUMBER for other in beside)
    if term.letter and not any(other.kind is WordKind.NUMBER for other in beside):
        return True
    following = terms[terms.index(term) + 1 :] if term in terms else ()
    return (
        not numbered and bool(following) and following[0].kind is WordKind.UNKNOWN and following[0].gap < HARD
    )


def _flawed(term: Term) -> Flaw:
    return Flaw(
        term.sense if isinstance(term.sense, ProblemCode) else ProblemCode.WHICH_MEANING, term.at, term.text
    )


def _bad(number: Term) -> Flaw:
    return Flaw(ProblemCode.BAD_NUMBER, number.at, number.text)
