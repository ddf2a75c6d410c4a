"""Days, times and labels: the numbers beside them are no counts."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.terms.beside import before_of, next_of
from handlers.grammar.terms.terms import Term
from handlers.grammar.text.fold import fold
from handlers.grammar.text.tokens import HARD, SOFT
from handlers.grammar.text.words import WordKind

_DAYS = {"ngay", "tuan", "thang"}
_PLACES = {
    "so",
    "so nha",
    "nha so",
    "phieu so",
    "ho so",
    "luc",
    "vao luc",
    "hoi",
    "thu",
    "mung",
    "mong",
    "duong",
}
"""Labels that nobody counts: ``phát 30 số 12`` is no doubt, ``phát 2 lần 30`` is."""
_DAYPARTS = {"sang", "trua", "chieu", "toi"}
_FEW_TIMES = 7
"""Up to so many ``2 buổi sáng`` may be mornings."""


def read_label(terms: list[Term], place: int) -> None:
    """``tổ 5``, ``ngày 12``: the number after a label is none that counts; ``30 tổ 5`` is in doubt."""
    term = terms[place]
    word = fold(term.text)
    number, earlier = next_of(terms, place, WordKind.NUMBER), before_of(terms, place, WordKind.NUMBER)
    if next_of(terms, place, WordKind.TIME):
        term.kind = WordKind.TIME
        return
    if number is None and term.gap == SOFT and word in _DAYS:
        _rate(terms, place)
    if number is None:
        term.kind = WordKind.SOFT if earlier is None else WordKind.UNKNOWN
        if earlier and word in _DAYS:
            term.kind = earlier.kind = WordKind.TIME
        return
    counted = earlier is not None and not term.gap and word not in _PLACES and not number.day
    if counted and next_of(terms, place + 1, WordKind.LABEL) is None:
        term.kind = WordKind.UNKNOWN
        return
    number.kind = term.kind = WordKind.TIME
    if word in {"luc", "vao luc", "hoi"}:
        _spaced_clock(terms, place + 1)


def _rate(terms: Sequence[Term], place: int) -> None:
    """``30 phiếu/ngày`` is no count."""
    for term in reversed(terms[:place]):
        if term.kind is WordKind.NUMBER:
            term.value = None
        if term.kind is not WordKind.NOUN:
            return


def _spaced_clock(terms: list[Term], place: int) -> None:
    """``lúc 9 h 30``: the letter is no keyword here."""
    hour = terms[place + 1] if place + 1 < len(terms) else None
    if hour and fold(hour.text) in {"h", "g"} and not hour.gap:
        hour.kind = WordKind.TIME
        minute = next_of(terms, place + 1, WordKind.NUMBER, gap=0)
        if minute:
            minute.kind = WordKind.TIME


def read_as_of(terms: list[Term], place: int) -> None:
    """``tính đến ngày 12`` takes its number."""
    number = next_of(terms, place, WordKind.NUMBER)
    words = fold(terms[place].text).split()
    if number and (words[-1] == "ngay" or (words[-1] in {"den", "toi"} and number.day)):
        number.kind = WordKind.TIME
    if words[0] in {"den", "toi"} and any(fold(term.text).split()[:1] == ["tu"] for term in terms[:place]):
        terms[place].kind = WordKind.UNCLEAR  # từ ngày 10 đến ngày 12: a span of days, not the total so far


def read_date(terms: list[Term], place: int) -> None:
    """``12/9`` at the head of a clause is a day; after a keyword it is a fraction. ``năm 2019`` is a year."""
    term = terms[place]
    following = terms[place + 1] if place + 1 < len(terms) else None
    if term.day and not (following and following.kind is WordKind.NOUN and not following.gap):
        clause = place
        while clause and terms[clause].gap < HARD:
            clause -= 1
        if not any(other.kind in (WordKind.COUNT, WordKind.DOUBT) for other in terms[clause:place]):
            term.kind = WordKind.TIME
    if following is None or following.kind is not WordKind.NUMBER:
        return
    year = len(following.raw) == 4 and following.raw[:2] in ("19", "20") and not following.gap
    if year and term.word and fold(term.text) == "nam":
        term.kind = following.kind = WordKind.TIME
    elif following.bracket and following.word is not term.word and following.value == term.value:
        following.kind = WordKind.SOFT  # 30 (ba mươi) phiếu


def read_duration(terms: list[Term], place: int) -> None:
    """``2 tiếng``, ``3 ngày`` and ``9 giờ 30`` are no counts."""
    term = terms[place]
    number = before_of(terms, place, WordKind.NUMBER)
    term.kind = WordKind.SOFT
    day = next_of(terms, place, WordKind.NUMBER, gap=0)
    if day and day.day and fold(term.text) == "hom":
        term.kind = day.kind = WordKind.TIME
        return
    if number is None or term.gap or _names_a_day(terms, place, number):
        return
    number.kind = term.kind = WordKind.TIME
    minute = next_of(terms, place, WordKind.NUMBER, gap=0)
    clock = minute and fold(term.text) == "gio" and minute.raw.isdigit() and int(minute.raw[:3]) < 60
    if minute and clock and next_of(terms, place + 1, WordKind.NOUN, gap=0) is None:
        minute.kind = WordKind.TIME


def _names_a_day(terms: Sequence[Term], place: int, number: Term) -> bool:
    """``phát 30 hôm thứ 6``, ``phát 30 buổi chiều`` tell when; ``2 buổi chiều`` may tell how long."""
    following = terms[place + 1] if place + 1 < len(terms) and terms[place + 1].gap < HARD else None
    if following is None:
        return False
    word = fold(terms[place].text)
    if word == "hom":
        return following.kind in (WordKind.LABEL, WordKind.TIME)
    many = number.value is not None and number.value > _FEW_TIMES
    return word == "buoi" and many and fold(following.text) in _DAYPARTS
