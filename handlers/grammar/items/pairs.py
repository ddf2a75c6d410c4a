"""Joins keywords and numbers, in either order, where only one reading is possible."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from handlers.grammar.items.items import Item, Mood, clauses
from handlers.grammar.items.joins import Joined, join
from handlers.grammar.result import ProblemCode
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
    """A count that was said. ``first`` and ``last`` are its items; ``mode`` None: add or total, who knows."""

    sense: Enum
    value: int
    first: Item
    last: Item
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


def words_of(item: Pair) -> str:
    """The keyword and the number as typed, in their order."""
    return item.first.text if item.first is item.last else f"{item.first.text} {item.last.text}"


Event = Pair | Flaw | Item
"""Something of a line that has a place: a pair, a flaw, or an item that names a unit."""


def pair(items: Sequence[Item], ignored: list[str]) -> list[Event]:
    """The events of a line in order; words that were passed over go to ``ignored``."""
    touched = _touched(items, ignored)
    parts = clauses(items)
    units = [item for item in items if item.kind is WordKind.UNIT]
    events: list[Event] = []
    numbered = any(item.kind is WordKind.NUMBER for item in items)
    for items_ in _merged(parts):
        events += _pair_clause(items_, items, touched, numbered=numbered)
    if numbered and not touched and any(item.kind is WordKind.COUNT for item in items):
        events += [
            Flaw(ProblemCode.UNKNOWN_WORD, item.at, item.text) for item in items if item.sense is Form.PHONE
        ]
    spans = [(event.at, event.last.at) for event in events if isinstance(event, Pair)]
    places = {id(unit): _before_its_pair(unit, spans) for unit in units if not _says_not_yet(unit, parts)}
    units = [unit for unit in units if id(unit) in places]
    return sorted([*units, *events], key=lambda event: places.get(id(event), float(event.at)))


def _says_not_yet(unit: Item, parts: Sequence[Sequence[Item]]) -> bool:
    """``Quán Thánh chưa phát, Trúc Bạch phát 8``: the first unit owns nothing that follows."""
    place = next(place for place, part in enumerate(parts) if unit in part)
    part = parts[place]
    if part[0] is not unit or not any(item.mood is Mood.NEGATED for item in part):
        return False
    if any(
        item.kind in (WordKind.NUMBER, WordKind.FLAW, WordKind.UNIT) or item.mood is Mood.ZERO
        for item in part[1:]
    ):
        return False
    following = parts[place + 1][0].kind if place + 1 < len(parts) else None
    return following is WordKind.UNIT or (
        following is None and place > 0 and parts[0][0].kind is WordKind.UNIT
    )


def _before_its_pair(unit: Item, spans: Sequence[tuple[int, int]]) -> float:
    """``phát H03 30``: the unit between them is whose count it is."""
    return next((low - 0.5 for low, high in spans if low < unit.at < high), float(unit.at))


def _touched(items: Sequence[Item], ignored: list[str]) -> list[Item]:
    """Runs of unknown words beside a number, each as one item; the other runs are ignored."""
    touched: list[Item] = []
    place = 0
    while place < len(items):
        if items[place].kind is not WordKind.UNKNOWN:
            place += 1
            continue
        end = place + 1
        while end < len(items) and items[end].kind is WordKind.UNKNOWN and items[end].gap < HARD:
            end += 1
        run = items[place:end]
        before = items[place - 1] if place and run[0].gap < HARD else None
        if before and before.kind is WordKind.NOUN and place > 1 and not before.gap:
            before = items[place - 2]
        after = items[end] if end < len(items) and items[end].gap < HARD else None
        text = " ".join(item.text for item in run)
        if any(item and item.kind is WordKind.NUMBER for item in (before, after)):
            touched.append(
                Item(WordKind.UNKNOWN, text, run[0].at, run[-1].end, sense=ProblemCode.UNKNOWN_WORD)
            )
        else:
            ignored.append(text)
        place = end
    return touched


def _merged(parts: list[list[Item]]) -> list[list[Item]]:
    """``phát, 30, thu, 25``: single keywords and numbers in turn, parted by commas, are one clause."""
    spoken = [
        [item.kind for item in part if item.kind in (WordKind.COUNT, WordKind.NUMBER)] for part in parts
    ]
    kinds = [kinds[0] for kinds in spoken if kinds]
    plain = all(len(kinds) < 2 for kinds in spoken) and len(kinds) > 1 and len(kinds) % 2 == 0
    turns = all(
        kind is (WordKind.NUMBER if place % 2 else WordKind.COUNT) for place, kind in enumerate(kinds)
    )
    return [[item for part in parts for item in part]] if plain and turns else parts


def _pair_clause(
    items: Sequence[Item], line: Sequence[Item], touched: Sequence[Item], *, numbered: bool
) -> list[Event]:
    events: list[Event] = [_flawed(item) for item in items if item.kind is WordKind.FLAW]
    begin, end = items[0].at, items[-1].end
    strange = [item for item in touched if begin <= item.at < end]
    spoken = [item for item in items if item.kind in (WordKind.COUNT, WordKind.NUMBER)]
    for item in [item for item in spoken if item.mood is Mood.ZERO]:
        events.append(Pair(item.sense or Count.DISTRIBUTED, 0, item, item))
        spoken.remove(item)
    if strange:
        if not any(item.kind is WordKind.COUNT for item in spoken):
            spoken = [item for item in spoken if not item.word or item.raw]
        if any(item.kind is WordKind.NUMBER for item in spoken):
            bad = [_bad(item) for item in spoken if item.kind is WordKind.NUMBER and item.value is None]
            return [*events, *bad, *(_flawed(item) for item in strange)]
    if not spoken:
        return events
    units = [item for item in items if item.kind is WordKind.UNIT]
    joined = _join_between(spoken, units) if units else None
    joined = joined or join(spoken)
    if joined is not None:
        return events + [_settle(keyword, number, line) for keyword, number in joined]
    for segment in _segments(spoken, units):
        events += _faults(segment, line, numbered=numbered)
    return events


def _segments(spoken: Sequence[Item], units: Sequence[Item]) -> list[list[Item]]:
    edges = [0, *(unit.at for unit in units), 1 << 30]
    parts = [[item for item in spoken if low <= item.at < high] for low, high in pairwise(edges)]
    return [part for part in parts if part]


def _join_between(spoken: Sequence[Item], units: Sequence[Item]) -> Joined | None:
    """``H03 phát 30 X07 10 thu``: each unit's own part is complete."""
    joined: Joined = []
    for segment in _segments(spoken, units):
        part = join(segment)
        if part is None:
            return None
        joined += part
    return joined


def _settle(keyword: Item, number: Item, items: Sequence[Item]) -> Pair | Flaw:
    first, last = (keyword, number) if keyword.at < number.at else (number, keyword)
    text = _between(first, last, items)
    if keyword.mood is Mood.NEGATED:
        return Flaw(ProblemCode.NEGATED_COUNT, first.at, text)
    if number.value is None:
        return _bad(number)
    inside = [item.text for item in _span(first, last, items) if item.kind is WordKind.UNKNOWN]
    if inside:
        return Flaw(ProblemCode.UNKNOWN_WORD, first.at, " ".join(inside))
    died = keyword.sense is Count.LOST and fold(keyword.text) == "mat" and number.noun in _PEOPLE
    doubted = (
        keyword.mood is Mood.DOUBTED or keyword.sense is None or died or _is_date(keyword, number, items)
    )
    if doubted or (number is first and keyword.letter and not _is_shorthand(items)):
        return Flaw(ProblemCode.WHICH_MEANING, first.at, text)
    return Pair(keyword.sense or Count.DISTRIBUTED, number.value, first, last)


def _is_date(keyword: Item, number: Item, items: Sequence[Item]) -> bool:
    """``t5``, ``t9`` beside keywords in full may be a day or a month."""
    small = keyword.text.casefold() == "t" and number.value is not None and number.value <= 12
    return small and any(
        item.kind is WordKind.COUNT and len(item.text) > _SHORT and item.sense is not keyword.sense
        for item in items
    )


def _is_shorthand(items: Sequence[Item]) -> bool:
    """``30p 25t``: one letter alone may be phiếu, tuổi or giờ; ``2h`` beside them is no time of day."""
    hours = any(item.kind is WordKind.TIME and _HOUR.fullmatch(item.text) for item in items)
    return not hours and len({item.sense for item in items if item.kind is WordKind.COUNT}) > 1


def _between(first: Item, last: Item, items: Sequence[Item]) -> str:
    if first is last:
        return first.text
    return " ".join(item.text for item in _span(first, last, items) if item.text)


def _span(first: Item, last: Item, items: Sequence[Item]) -> Sequence[Item]:
    low = bisect_left(items, first.at, key=_place)
    return items[low : bisect_right(items, last.at, key=_place)]


def _place(item: Item) -> int:
    return item.at


def _faults(spoken: list[Item], line: Sequence[Item], *, numbered: bool) -> list[Event]:
    """One flaw a fault where keywords and numbers do not join."""
    joined = join(spoken)
    if joined is not None:
        return [_settle(keyword, number, line) for keyword, number in joined]
    spoken = [item for item in spoken if not _says_nothing(item, spoken, line, numbered=numbered)]
    bad: list[Event] = [_bad(item) for item in spoken if item.kind is WordKind.NUMBER and item.value is None]
    keywords = [item for item in spoken if item.kind is WordKind.COUNT]
    numbers = [item for item in spoken if item.kind is WordKind.NUMBER]
    if not keywords and bad:
        return bad
    turns = len(numbers) == len(keywords) + 1 and all(
        one.kind is not two.kind for one, two in pairwise(spoken)
    )
    if keywords and (len(keywords) == len(numbers) or turns):
        return [*bad, Flaw(ProblemCode.WHICH_MEANING, spoken[0].at, _between(spoken[0], spoken[-1], line))]
    if len(keywords) > len(numbers):
        alone = _alone(spoken, WordKind.COUNT)[: len(keywords) - len(numbers)]
        return [*bad, *(Flaw(ProblemCode.MISSING_NUMBER, item.at, item.text) for item in alone)]
    alone = [item for item in _alone(spoken, WordKind.NUMBER) if item.value is not None]
    excess = len(numbers) - len(keywords)
    return [*bad, *(Flaw(ProblemCode.MISSING_KEYWORD, item.at, item.text) for item in alone[:excess])]


def _alone(spoken: Sequence[Item], kind: WordKind) -> list[Item]:
    """Keywords with no number right after them (numbers: no keyword right before), then the others."""
    step = 1 if kind is WordKind.COUNT else -1
    alone: list[Item] = []
    paired: list[Item] = []
    for place, item in enumerate(spoken):
        if item.kind is kind:
            beside = spoken[place + step] if 0 <= place + step < len(spoken) else None
            (paired if beside and beside.kind is not kind else alone).append(item)
    return alone + paired


def _says_nothing(item: Item, spoken: Sequence[Item], items: Sequence[Item], *, numbered: bool) -> bool:
    """Keywords that need no number: set aside, lone letters, and all before other words in small talk."""
    if item.kind is not WordKind.COUNT:
        return False
    place = spoken.index(item)
    beside = [*spoken[max(0, place - 1) : place], *spoken[place + 1 : place + 2]]
    if item.mood is not None:
        return item.mood is not Mood.DOUBTED or not any(other.kind is WordKind.NUMBER for other in beside)
    if item.letter and not any(other.kind is WordKind.NUMBER for other in beside):
        return True
    following = items[items.index(item) + 1 :] if item in items else ()
    return (
        not numbered and bool(following) and following[0].kind is WordKind.UNKNOWN and following[0].gap < HARD
    )


def _flawed(item: Item) -> Flaw:
    return Flaw(
        item.sense if isinstance(item.sense, ProblemCode) else ProblemCode.WHICH_MEANING, item.at, item.text
    )


def _bad(number: Item) -> Flaw:
    return Flaw(ProblemCode.BAD_NUMBER, number.at, number.text)
