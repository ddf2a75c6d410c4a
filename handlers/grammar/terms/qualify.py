"""Which numbers are no counts: dates, labels, durations, names, ranges, what remains."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers.grammar.terms.beside import before_of, next_of
from handlers.grammar.terms.days import read_as_of, read_date, read_duration, read_label
from handlers.grammar.terms.naming import name_units
from handlers.grammar.terms.terms import Mood, Term
from handlers.grammar.text.fold import fold
from handlers.grammar.text.tokens import HARD
from handlers.grammar.text.units import UnitIndex
from handlers.grammar.text.words import WordKind
from storage.words.counts import Count

_HOUSES = {"nha", "ho"}
_SKIPPED = {
    WordKind.SOFT,
    WordKind.NOUN,
    WordKind.TODAY,
    WordKind.APPROX,
    WordKind.NOT,
    WordKind.TIME,
    WordKind.DOUBT,
}
_OWED = {"phai", "can", "se"}
_AHEAD = {"uoc", "uoc tinh", "khoang", "xap xi", "chung", "it nhat", "nhieu nhat", "toi da", "toi thieu"}
"""Words for about that may stand before the keyword: ước phát 30."""


def qualify(terms: list[Term], index: UnitIndex) -> list[Term]:
    """Turns numbers that are no counts into times, doubtful ones into bad numbers, names into units."""
    kinds = {term.kind for term in terms}
    for kind, rule in _RULES:
        if kind in kinds:
            for place, term in enumerate(terms):
                if term.kind is kind:
                    rule(terms, place)
    if WordKind.NUMBER in kinds and WordKind.COUNT not in kinds:
        _unsay(terms)
    if WordKind.LEVEL in kinds or WordKind.UNKNOWN in kinds:
        terms = name_units(terms, index)
    return terms


def _unsay(terms: Sequence[Term]) -> None:
    """``bc sau nhé``: with no keyword beside it, a word that lacks its marks is rather no number."""
    for place, term in enumerate(terms):
        if term.unmarked and next_of(terms, place, WordKind.NOUN) is None:
            term.kind = WordKind.SOFT


def _total(terms: list[Term], place: int) -> None:
    if next_of(terms, place, WordKind.UNKNOWN, gap=0):
        terms[place].kind = WordKind.UNCLEAR  # tổng hợp, tổng kết


def _title(terms: list[Term], place: int) -> None:
    name = terms[place + 1] if place + 1 < len(terms) else None
    if name is None or name.gap:
        return
    if name.word and " " not in name.text:
        name.kind = WordKind.TIME
    elif name.word and (terms[place].marked or fold(terms[place].text) == "anh"):
        name.value = None  # bà Ba mười phiếu: thirty, or ten of Mrs Ba?
    elif name.kind is WordKind.COUNT and name.mood is None:
        name.mood = Mood.ASIDE


def _approx(terms: list[Term], place: int) -> None:
    for term in terms[place + 1 :]:
        if term.kind is WordKind.NUMBER and term.gap < HARD:
            term.value = None
            return
        ahead = term.kind is WordKind.COUNT and fold(terms[place].text) in _AHEAD
        if not (term.kind is WordKind.SOFT or ahead) or term.gap == HARD:
            break
    number = before_of(terms, place, WordKind.NUMBER)
    if number and not terms[place].gap and fold(terms[place].text) == "hon":
        number.value = None


def _until(terms: list[Term], place: int) -> None:
    """``5 đến 7``, ``30 phiếu trên 40`` are no counts; ``đến 17h`` may be a total."""
    term = terms[place]
    earlier = place - 1
    while earlier > 0 and terms[earlier].kind is WordKind.NOUN:
        earlier -= 1
    low = terms[earlier] if earlier >= 0 else None
    high = next_of(terms, place, WordKind.NUMBER)
    if low and high and low.kind is WordKind.NUMBER:
        low.value, high.kind = None, WordKind.TIME
    if (
        term.kind is WordKind.UNTIL
        and next_of(terms, place, WordKind.TIME)
        and not (low and low.kind is WordKind.TIME)
    ):
        term.kind = WordKind.UNCLEAR
    elif low and low.kind is WordKind.TIME and high is None and fold(term.text) == "toi" and not term.gap:
        term.kind = WordKind.PLAN  # thứ 6 tới
    else:
        term.kind = WordKind.SOFT


def _noun(terms: list[Term], place: int) -> None:
    term = terms[place]
    number = before_of(terms, place, WordKind.NUMBER)
    if number and not term.gap and not term.colon:
        number.noun = fold(term.text)
        return
    following = next_of(terms, place, WordKind.NUMBER)
    if following is None or following.colon:
        return
    if fold(term.text) in _HOUSES:
        following.kind = term.kind = WordKind.TIME
    keyword = terms[place - 1] if place and not term.gap else None
    damaged = (Count.SPOILED, Count.LOST, Count.BLANK)
    if keyword and keyword.kind is WordKind.COUNT and keyword.sense in damaged and not following.word:
        keyword.mood = Mood.DOUBTED  # hỏng phiếu 7: seven of them, or the seventh?


def _remain(terms: list[Term], place: int) -> None:
    """``còn 5 phiếu chưa phát``, ``còn phải thu 5``: no counts. ``còn thu 5`` has two readings."""
    planned = False
    for offset, term in enumerate(terms[place + 1 :], place + 1):
        if term.gap == HARD:
            break
        if term.kind is WordKind.NUMBER:
            terms[place].kind = term.kind = WordKind.TIME
            _set_aside(terms[offset + 1 :])
            return
        if term.kind is WordKind.COUNT:
            number = next_of(terms, offset, WordKind.NUMBER)
            negated = terms[offset - 1].kind is WordKind.NOT
            if number and planned:
                term.mood, number.kind, terms[place].kind = Mood.ASIDE, WordKind.TIME, WordKind.TIME
                terms[offset - 1].kind = WordKind.SOFT
                return
            if number and not negated:
                term.mood = Mood.DOUBTED
            break
        if term.kind is WordKind.PLAN and fold(term.text) in _OWED:
            planned = True
        elif term.kind not in _SKIPPED:
            break
    terms[place].kind = WordKind.SOFT


def _set_aside(terms: Sequence[Term]) -> None:
    for place, term in enumerate(terms):
        if term.gap == HARD or term.kind is WordKind.NUMBER:
            return
        if term.kind is WordKind.COUNT:
            if next_of(terms, place, WordKind.NUMBER) is None:
                term.mood = Mood.ASIDE
            return


def _thousand(terms: list[Term], place: int) -> None:
    """``thu 50k tiền phí``: thousands, and no "không", where a word that counts nothing follows."""
    glued = terms[place].glued and place and terms[place - 1].kind is WordKind.NUMBER
    following = terms[place + 1] if place + 1 < len(terms) else None
    if glued and following and following.gap < HARD and following.kind is WordKind.UNKNOWN:
        terms[place].kind = WordKind.UNKNOWN


def _paper(terms: list[Term], place: int) -> None:
    before = terms[place - 1].kind if place and terms[place].gap < HARD else None
    terms[place].kind = WordKind.UNKNOWN if before in (WordKind.COUNT, WordKind.NUMBER) else WordKind.SOFT


def _except(terms: list[Term], place: int) -> None:
    following = terms[place + 1] if place + 1 < len(terms) else None
    left_out = following is not None and following.kind in (WordKind.NUMBER, WordKind.UNIT, WordKind.LEVEL)
    terms[place].kind = WordKind.CORRECT if left_out else WordKind.SOFT


def _reason(terms: list[Term], place: int) -> None:
    for term in terms[place + 1 :]:
        if term.gap == HARD:
            return
        if term.kind is WordKind.COUNT and term.mood is None:
            term.mood = Mood.ASIDE


_RULES: tuple[tuple[WordKind, Callable[[list[Term], int], None]], ...] = (
    (WordKind.DURATION, read_duration),
    (WordKind.LABEL, read_label),
    (WordKind.AS_OF, read_as_of),
    (WordKind.TOTAL, _total),
    (WordKind.NUMBER, read_date),
    (WordKind.TITLE, _title),
    (WordKind.APPROX, _approx),
    (WordKind.NOT, _thousand),
    (WordKind.UNTIL, _until),
    (WordKind.OVER, _until),
    (WordKind.NOUN, _noun),
    (WordKind.REMAIN, _remain),
    (WordKind.REASON, _reason),
    (WordKind.PAPER, _paper),
    (WordKind.EXCEPT, _except),
)
