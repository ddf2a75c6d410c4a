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
from handlers.grammar.text.words import Kind
from storage.words.model import Count

_HOUSES = {"nha", "ho"}
_SKIPPED = {Kind.SOFT, Kind.NOUN, Kind.TODAY, Kind.APPROX, Kind.NOT, Kind.TIME, Kind.DOUBT}
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
    if Kind.NUMBER in kinds and Kind.COUNT not in kinds:
        _unsay(items)
    if Kind.LEVEL in kinds or Kind.UNKNOWN in kinds:
        items = name_units(items, index)
    return items


def _unsay(items: Sequence[Item]) -> None:
    """``bc sau nhé``: with no keyword beside it, a word that lacks its marks is rather no number."""
    for place, item in enumerate(items):
        if item.unmarked and next_of(items, place, Kind.NOUN) is None:
            item.kind = Kind.SOFT


def _total(items: list[Item], place: int) -> None:
    if next_of(items, place, Kind.UNKNOWN, gap=0):
        items[place].kind = Kind.UNCLEAR  # tổng hợp, tổng kết


def _title(items: list[Item], place: int) -> None:
    name = items[place + 1] if place + 1 < len(items) else None
    if name is None or name.gap:
        return
    if name.word and " " not in name.text:
        name.kind = Kind.TIME
    elif name.word and (items[place].marked or fold(items[place].text) == "anh"):
        name.value = None  # bà Ba mười phiếu: thirty, or ten of Mrs Ba?
    elif name.kind is Kind.COUNT and name.mood is None:
        name.mood = Mood.ASIDE


def _approx(items: list[Item], place: int) -> None:
    for item in items[place + 1 :]:
        if item.kind is Kind.NUMBER and item.gap < HARD:
            item.value = None
            return
        ahead = item.kind is Kind.COUNT and fold(items[place].text) in _AHEAD
        if not (item.kind is Kind.SOFT or ahead) or item.gap == HARD:
            break
    number = before_of(items, place, Kind.NUMBER)
    if number and not items[place].gap and fold(items[place].text) == "hon":
        number.value = None


def _until(items: list[Item], place: int) -> None:
    """``5 đến 7``, ``30 phiếu trên 40`` are no counts; ``đến 17h`` may be a total."""
    item = items[place]
    earlier = place - 1
    while earlier > 0 and items[earlier].kind is Kind.NOUN:
        earlier -= 1
    low = items[earlier] if earlier >= 0 else None
    high = next_of(items, place, Kind.NUMBER)
    if low and high and low.kind is Kind.NUMBER:
        low.value, high.kind = None, Kind.TIME
    if item.kind is Kind.UNTIL and next_of(items, place, Kind.TIME) and not (low and low.kind is Kind.TIME):
        item.kind = Kind.UNCLEAR
    elif low and low.kind is Kind.TIME and high is None and fold(item.text) == "toi" and not item.gap:
        item.kind = Kind.PLAN  # thứ 6 tới
    else:
        item.kind = Kind.SOFT


def _noun(items: list[Item], place: int) -> None:
    item = items[place]
    number = before_of(items, place, Kind.NUMBER)
    if number and not item.gap and not item.colon:
        number.noun = fold(item.text)
        return
    following = next_of(items, place, Kind.NUMBER)
    if following is None or following.colon:
        return
    if fold(item.text) in _HOUSES:
        following.kind = item.kind = Kind.TIME
    keyword = items[place - 1] if place and not item.gap else None
    damaged = (Count.SPOILED, Count.LOST, Count.BLANK)
    if keyword and keyword.kind is Kind.COUNT and keyword.sense in damaged and not following.word:
        keyword.mood = Mood.DOUBTED  # hỏng phiếu 7: seven of them, or the seventh?


def _remain(items: list[Item], place: int) -> None:
    """``còn 5 phiếu chưa phát``, ``còn phải thu 5``: no counts. ``còn thu 5`` has two readings."""
    planned = False
    for offset, item in enumerate(items[place + 1 :], place + 1):
        if item.gap == HARD:
            break
        if item.kind is Kind.NUMBER:
            items[place].kind = item.kind = Kind.TIME
            _set_aside(items[offset + 1 :])
            return
        if item.kind is Kind.COUNT:
            number = next_of(items, offset, Kind.NUMBER)
            negated = items[offset - 1].kind is Kind.NOT
            if number and planned:
                item.mood, number.kind, items[place].kind = Mood.ASIDE, Kind.TIME, Kind.TIME
                items[offset - 1].kind = Kind.SOFT
                return
            if number and not negated:
                item.mood = Mood.DOUBTED
            break
        if item.kind is Kind.PLAN and fold(item.text) in _OWED:
            planned = True
        elif item.kind not in _SKIPPED:
            break
    items[place].kind = Kind.SOFT


def _set_aside(items: Sequence[Item]) -> None:
    for place, item in enumerate(items):
        if item.gap == HARD or item.kind is Kind.NUMBER:
            return
        if item.kind is Kind.COUNT:
            if next_of(items, place, Kind.NUMBER) is None:
                item.mood = Mood.ASIDE
            return


def _thousand(items: list[Item], place: int) -> None:
    """``thu 50k tiền phí``: thousands, and no "không", where a word that counts nothing follows."""
    glued = items[place].glued and place and items[place - 1].kind is Kind.NUMBER
    following = items[place + 1] if place + 1 < len(items) else None
    if glued and following and following.gap < HARD and following.kind is Kind.UNKNOWN:
        items[place].kind = Kind.UNKNOWN


def _paper(items: list[Item], place: int) -> None:
    before = items[place - 1].kind if place and items[place].gap < HARD else None
    items[place].kind = Kind.UNKNOWN if before in (Kind.COUNT, Kind.NUMBER) else Kind.SOFT


def _except(items: list[Item], place: int) -> None:
    following = items[place + 1] if place + 1 < len(items) else None
    left_out = following is not None and following.kind in (Kind.NUMBER, Kind.UNIT, Kind.LEVEL)
    items[place].kind = Kind.CORRECT if left_out else Kind.SOFT


def _reason(items: list[Item], place: int) -> None:
    for item in items[place + 1 :]:
        if item.gap == HARD:
            return
        if item.kind is Kind.COUNT and item.mood is None:
            item.mood = Mood.ASIDE


_RULES: tuple[tuple[Kind, Callable[[list[Item], int], None]], ...] = (
    (Kind.DURATION, read_duration),
    (Kind.LABEL, read_label),
    (Kind.AS_OF, read_as_of),
    (Kind.TOTAL, _total),
    (Kind.NUMBER, read_date),
    (Kind.TITLE, _title),
    (Kind.APPROX, _approx),
    (Kind.NOT, _thousand),
    (Kind.UNTIL, _until),
    (Kind.OVER, _until),
    (Kind.NOUN, _noun),
    (Kind.REMAIN, _remain),
    (Kind.REASON, _reason),
    (Kind.PAPER, _paper),
    (Kind.EXCEPT, _except),
)
