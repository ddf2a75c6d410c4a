"""Which numbers are no counts: dates, labels, durations, names, ranges, what remains; and whose name is what."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers.grammar.fold import fold
from handlers.grammar.items import Item, Mood
from handlers.grammar.tokens import HARD, SOFT
from handlers.grammar.units import Hit, UnitIndex
from handlers.grammar.words import Kind
from storage.model import Count

_DAYS = {"ngay", "tuan", "thang"}
_HOUSES = {"nha", "ho"}
_SKIPPED = {Kind.SOFT, Kind.NOUN, Kind.TODAY, Kind.APPROX, Kind.NOT, Kind.TIME, Kind.DOUBT}
_LONGEST_NAME = 5


def qualify(items: list[Item], index: UnitIndex) -> list[Item]:
    """Turns numbers that are no counts into times, doubtful ones into bad numbers, names into units."""
    kinds = {item.kind for item in items}
    for kind, rule in _RULES:
        if kind in kinds:
            for place, item in enumerate(items):
                if item.kind is kind:
                    rule(items, place)
    if Kind.LEVEL in kinds or Kind.UNKNOWN in kinds:
        items = _name(items, index)
    return items


def _next(items: Sequence[Item], place: int, kind: Kind, gap: int = SOFT) -> Item | None:
    if place + 1 < len(items):
        item = items[place + 1]
        if item.kind is kind and item.gap <= gap:
            return item
    return None


def _before(items: Sequence[Item], place: int, kind: Kind) -> Item | None:
    if place and items[place - 1].kind is kind and items[place].gap < HARD:
        return items[place - 1]
    return None


def _label(items: list[Item], place: int) -> None:
    item = items[place]
    word = fold(item.text)
    number, earlier = _next(items, place, Kind.NUMBER), _before(items, place, Kind.NUMBER)
    if _next(items, place, Kind.TIME):
        item.kind = Kind.TIME
        return
    if number is None:
        item.kind = Kind.SOFT if earlier is None else Kind.UNKNOWN
        if earlier and word in _DAYS:
            item.kind = earlier.kind = Kind.TIME
        return
    number.kind = item.kind = Kind.TIME
    if word in {"luc", "vao luc", "hoi"}:
        _spaced_clock(items, place + 1)


def _spaced_clock(items: list[Item], place: int) -> None:
    """``lúc 9 h 30``: the letter is no keyword here."""
    hour = items[place + 1] if place + 1 < len(items) else None
    if hour and fold(hour.text) in {"h", "g"} and not hour.gap:
        hour.kind = Kind.TIME
        minute = _next(items, place + 1, Kind.NUMBER, gap=0)
        if minute:
            minute.kind = Kind.TIME


def _as_of(items: list[Item], place: int) -> None:
    number = _next(items, place, Kind.NUMBER)
    last = fold(items[place].text).split()[-1]
    if number and (last == "ngay" or (last in {"den", "toi"} and number.day)):
        number.kind = Kind.TIME


def _date(items: list[Item], place: int) -> None:
    """``12/9`` at the head of a clause is a day; after a keyword it is a fraction. ``năm 2019`` is a year."""
    item = items[place]
    following = items[place + 1] if place + 1 < len(items) else None
    if item.day and not (following and following.kind is Kind.NOUN and not following.gap):
        clause = place
        while clause and items[clause].gap < HARD:
            clause -= 1
        if not any(other.kind in (Kind.COUNT, Kind.DOUBT) for other in items[clause:place]):
            item.kind = Kind.TIME
    if item.word and fold(item.text) == "nam" and following and following.raw[:2] in ("19", "20"):
        if len(following.raw) == 4 and following.kind is Kind.NUMBER and not following.gap:
            item.kind = following.kind = Kind.TIME
    elif following and following.kind is Kind.NUMBER and following.value == item.value and following.word:
        if following.gap == HARD and item.value is not None:
            following.kind = Kind.SOFT  # 30 (ba mươi) phiếu


def _duration(items: list[Item], place: int) -> None:
    item = items[place]
    number = _before(items, place, Kind.NUMBER)
    item.kind = Kind.SOFT
    if number is None or item.gap:
        return
    number.kind = item.kind = Kind.TIME
    minute = _next(items, place, Kind.NUMBER, gap=0)
    if minute and minute.raw.isdigit() and int(minute.raw[:3]) < 60 and fold(item.text) == "gio":
        if _next(items, place + 1, Kind.NOUN, gap=0) is None:
            minute.kind = Kind.TIME


def _title(items: list[Item], place: int) -> None:
    name = items[place + 1] if place + 1 < len(items) else None
    if name is None or name.gap:
        return
    if name.word and " " not in name.text:
        name.kind = Kind.TIME
    elif name.kind is Kind.COUNT and name.mood is None:
        name.mood = Mood.ASIDE


def _approx(items: list[Item], place: int) -> None:
    for item in items[place + 1 :]:
        if item.kind is Kind.NUMBER and item.gap < HARD:
            item.value = None
            return
        if item.kind is not Kind.SOFT or item.gap == HARD:
            break
    number = _before(items, place, Kind.NUMBER)
    if number and not items[place].gap:
        number.value = None


def _until(items: list[Item], place: int) -> None:
    """``5 đến 7``, ``30 phiếu trên 40`` are no counts; ``đến 17h`` may be a total."""
    item = items[place]
    earlier = place - 1
    while earlier > 0 and items[earlier].kind is Kind.NOUN:
        earlier -= 1
    low = items[earlier] if earlier >= 0 else None
    high = _next(items, place, Kind.NUMBER)
    if low and high and low.kind is Kind.NUMBER:
        low.value, high.kind = None, Kind.TIME
    if item.kind is Kind.UNTIL and _next(items, place, Kind.TIME) and not (low and low.kind is Kind.TIME):
        item.kind = Kind.UNCLEAR
    else:
        item.kind = Kind.SOFT


def _noun(items: list[Item], place: int) -> None:
    item = items[place]
    number = _before(items, place, Kind.NUMBER)
    if number and not item.gap and not item.colon:
        number.noun = fold(item.text)
        return
    following = _next(items, place, Kind.NUMBER)
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
            number = _next(items, offset, Kind.NUMBER)
            negated = items[offset - 1].kind is Kind.NOT
            if number and planned:
                item.mood, number.kind, items[place].kind = Mood.ASIDE, Kind.TIME, Kind.TIME
                return
            elif number and not negated:
                item.mood = Mood.DOUBTED
            break
        if item.kind is Kind.PLAN:
            planned, item.kind = True, Kind.SOFT
        elif item.kind not in _SKIPPED:
            break
    items[place].kind = Kind.SOFT


def _set_aside(items: Sequence[Item]) -> None:
    for place, item in enumerate(items):
        if item.gap == HARD or item.kind is Kind.NUMBER:
            return
        if item.kind is Kind.COUNT:
            if _next(items, place, Kind.NUMBER) is None:
                item.mood = Mood.ASIDE
            return


def _reason(items: list[Item], place: int) -> None:
    for item in items[place + 1 :]:
        if item.gap == HARD:
            return
        if item.kind is Kind.COUNT and item.mood is None:
            item.mood = Mood.ASIDE


_RULES: tuple[tuple[Kind, Callable[[list[Item], int], None]], ...] = (
    (Kind.DURATION, _duration),
    (Kind.LABEL, _label),
    (Kind.AS_OF, _as_of),
    (Kind.NUMBER, _date),
    (Kind.TITLE, _title),
    (Kind.APPROX, _approx),
    (Kind.UNTIL, _until),
    (Kind.OVER, _until),
    (Kind.NOUN, _noun),
    (Kind.REMAIN, _remain),
    (Kind.REASON, _reason),
)


def _name(items: list[Item], index: UnitIndex) -> list[Item]:
    """Unknown words that are a slip of a unit's name become that unit; after xã, phường an unknown one."""
    named: list[Item] = []
    place = 0
    while place < len(items):
        item = items[place]
        if item.kind is Kind.LEVEL:
            length = _run(items, place + 1, strict=True)
            number = _next(items, place, Kind.NUMBER, gap=0)
            length = length or (1 if number and not number.colon else 0)
            if length:
                codes = _similar(items[place + 1 : place + 1 + length], index)
                named.append(_merge(items[place : place + 1 + length], codes))
                place += 1 + length
                continue
            after_number = named and named[-1].kind is Kind.NUMBER and not item.gap
            item.kind = Kind.UNKNOWN if after_number else Kind.SOFT
        elif item.kind is Kind.UNKNOWN and index.codes:
            length = _run(items, place, strict=False)
            found = next(
                ((size, codes) for size in _sizes(items, place, length)
                 if (codes := _similar(items[place : place + size], index))), None,
            )  # fmt: skip
            if found:
                named.append(_merge(items[place : place + found[0]], found[1]))
                place += found[0]
                continue
        named.append(item)
        place += 1
    return named


def _sizes(items: Sequence[Item], place: int, length: int) -> list[int]:
    """The run with the word after it (ba đnih | sáu), then the run, then its beginnings."""
    extra = place + length < len(items) and items[place + length].gap == 0
    longest = min(length, _LONGEST_NAME)
    return [*([longest + 1] if extra and longest == length else []), *range(longest, 0, -1)]


def _run(items: Sequence[Item], place: int, *, strict: bool) -> int:
    length = 0
    while place + length < len(items) and items[place + length].kind is Kind.UNKNOWN:
        item = items[place + length]
        if (length or strict) and item.gap:
            break
        length += 1
    return length


def _similar(items: Sequence[Item], index: UnitIndex) -> tuple[str, ...]:
    if any(item.kind in (Kind.COUNT, Kind.UNIT) or item.raw for item in items):
        return ()
    return index.similar([fold(word) for item in items for word in item.text.split()])


def _merge(items: Sequence[Item], codes: tuple[str, ...]) -> Item:
    first = items[0]
    text = " ".join(item.text for item in items)
    return Item(
        Kind.UNIT, text, first.at, items[-1].end, first.gap, first.colon, asked=first.asked,
        hit=Hit(codes, len(items)),
    )  # fmt: skip
