"""Which numbers are no counts: dates, labels, durations, names, ranges, what remains."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers.grammar.items.beside import before_of, next_of
from handlers.grammar.items.days import read_as_of, read_date, read_duration, read_label
from handlers.grammar.items.items import Item, Mood
from handlers.grammar.items.naming import name_units
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


def qualify(items: list[Item], index: UnitIndex) -> list[Item]:
    """Turns numbers that are no counts into times, doubtful ones into bad numbers, names into units."""
    kinds = {item.kind for item in items}
    for kind, rule in _RULES:
        if kind in kinds:
            for place, item in enumerate(items):
                if item.kind is kind:
                    rule(items, place)
    if WordKind.NUMBER in kinds and WordKind.COUNT not in kinds:
        _unsay(items)
    if WordKind.LEVEL in kinds or WordKind.UNKNOWN in kinds:
        items = name_units(items, index)
    return items


def _unsay(items: Sequence[Item]) -> None:
    """``bc sau nhé``: with no keyword beside it, a word that lacks its marks is rather no number."""
    for place, item in enumerate(items):
        if item.unmarked and next_of(items, place, WordKind.NOUN) is None:
            item.kind = WordKind.SOFT


def _total(items: list[Item], place: int) -> None:
    if next_of(items, place, WordKind.UNKNOWN, gap=0):
        items[place].kind = WordKind.UNCLEAR  # tổng hợp, tổng kết


def _title(items: list[Item], place: int) -> None:
    name = items[place + 1] if place + 1 < len(items) else None
    if name is None or name.gap:
        return
    if name.word and " " not in name.text:
        name.kind = WordKind.TIME
    elif name.word and (items[place].marked or fold(items[place].text) == "anh"):
        name.value = None  # bà Ba mười phiếu: thirty, or ten of Mrs Ba?
    elif name.kind is WordKind.COUNT and name.mood is None:
        name.mood = Mood.ASIDE


def _approx(items: list[Item], place: int) -> None:
    for item in items[place + 1 :]:
        if item.kind is WordKind.NUMBER and item.gap < HARD:
            item.value = None
            return
        ahead = item.kind is WordKind.COUNT and fold(items[place].text) in _AHEAD
        if not (item.kind is WordKind.SOFT or ahead) or item.gap == HARD:
            break
    number = before_of(items, place, WordKind.NUMBER)
    if number and not items[place].gap and fold(items[place].text) == "hon":
        number.value = None


def _until(items: list[Item], place: int) -> None:
    """``5 đến 7``, ``30 phiếu trên 40`` are no counts; ``đến 17h`` may be a total."""
    item = items[place]
    earlier = place - 1
    while earlier > 0 and items[earlier].kind is WordKind.NOUN:
        earlier -= 1
    low = items[earlier] if earlier >= 0 else None
    high = next_of(items, place, WordKind.NUMBER)
    if low and high and low.kind is WordKind.NUMBER:
        low.value, high.kind = None, WordKind.TIME
    if (
        item.kind is WordKind.UNTIL
        and next_of(items, place, WordKind.TIME)
        and not (low and low.kind is WordKind.TIME)
    ):
        item.kind = WordKind.UNCLEAR
    elif low and low.kind is WordKind.TIME and high is None and fold(item.text) == "toi" and not item.gap:
        item.kind = WordKind.PLAN  # thứ 6 tới
    else:
        item.kind = WordKind.SOFT


def _noun(items: list[Item], place: int) -> None:
    item = items[place]
    number = before_of(items, place, WordKind.NUMBER)
    if number and not item.gap and not item.colon:
        number.noun = fold(item.text)
        return
    following = next_of(items, place, WordKind.NUMBER)
    if following is None or following.colon:
        return
    if fold(item.text) in _HOUSES:
        following.kind = item.kind = WordKind.TIME
    keyword = items[place - 1] if place and not item.gap else None
    damaged = (Count.SPOILED, Count.LOST, Count.BLANK)
    if keyword and keyword.kind is WordKind.COUNT and keyword.sense in damaged and not following.word:
        keyword.mood = Mood.DOUBTED  # hỏng phiếu 7: seven of them, or the seventh?


def _remain(items: list[Item], place: int) -> None:
    """``còn 5 phiếu chưa phát``, ``còn phải thu 5``: no counts. ``còn thu 5`` has two readings."""
    planned = False
    for offset, item in enumerate(items[place + 1 :], place + 1):
        if item.gap == HARD:
            break
        if item.kind is WordKind.NUMBER:
            items[place].kind = item.kind = WordKind.TIME
            _set_aside(items[offset + 1 :])
            return
        if item.kind is WordKind.COUNT:
            number = next_of(items, offset, WordKind.NUMBER)
            negated = items[offset - 1].kind is WordKind.NOT
            if number and planned:
                item.mood, number.kind, items[place].kind = Mood.ASIDE, WordKind.TIME, WordKind.TIME
                items[offset - 1].kind = WordKind.SOFT
                return
            if number and not negated:
                item.mood = Mood.DOUBTED
            break
        if item.kind is WordKind.PLAN and fold(item.text) in _OWED:
            planned = True
        elif item.kind not in _SKIPPED:
            break
    items[place].kind = WordKind.SOFT


def _set_aside(items: Sequence[Item]) -> None:
    for place, item in enumerate(items):
        if item.gap == HARD or item.kind is WordKind.NUMBER:
            return
        if item.kind is WordKind.COUNT:
            if next_of(items, place, WordKind.NUMBER) is None:
                item.mood = Mood.ASIDE
            return


def _thousand(items: list[Item], place: int) -> None:
    """``thu 50k tiền phí``: thousands, and no "không", where a word that counts nothing follows."""
    glued = items[place].glued and place and items[place - 1].kind is WordKind.NUMBER
    following = items[place + 1] if place + 1 < len(items) else None
    if glued and following and following.gap < HARD and following.kind is WordKind.UNKNOWN:
        items[place].kind = WordKind.UNKNOWN


def _paper(items: list[Item], place: int) -> None:
    before = items[place - 1].kind if place and items[place].gap < HARD else None
    items[place].kind = WordKind.UNKNOWN if before in (WordKind.COUNT, WordKind.NUMBER) else WordKind.SOFT


def _except(items: list[Item], place: int) -> None:
    following = items[place + 1] if place + 1 < len(items) else None
    left_out = following is not None and following.kind in (WordKind.NUMBER, WordKind.UNIT, WordKind.LEVEL)
    items[place].kind = WordKind.CORRECT if left_out else WordKind.SOFT


def _reason(items: list[Item], place: int) -> None:
    for item in items[place + 1 :]:
        if item.gap == HARD:
            return
        if item.kind is WordKind.COUNT and item.mood is None:
            item.mood = Mood.ASIDE


_RULES: tuple[tuple[WordKind, Callable[[list[Item], int], None]], ...] = (
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
