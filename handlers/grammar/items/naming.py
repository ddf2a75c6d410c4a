"""Units whose names were mistyped, or are not the sender's: found among words that nothing else explains."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.items.items import Item
from handlers.grammar.text.fold import fold
from handlers.grammar.text.units import Hit, UnitIndex
from handlers.grammar.text.words import WordKind

_LONGEST_NAME = 5


def name_units(items: list[Item], index: UnitIndex) -> list[Item]:
    """Unknown words that are a slip of a unit's name become that unit; after xã, phường an unknown one."""
    named: list[Item] = []
    place = 0
    while place < len(items):
        item = items[place]
        if item.kind is WordKind.LEVEL:
            length = _run(items, place + 1, strict=True)
            number = _number_after(items, place)
            length = length or (1 if number and not number.colon else 0)
            if length:
                codes = _similar(items[place + 1 : place + 1 + length], index)
                named.append(_merge(items[place : place + 1 + length], codes))
                place += 1 + length
                continue
            after_number = named and named[-1].kind is WordKind.NUMBER and not item.gap
            item.kind = WordKind.UNKNOWN if after_number else WordKind.SOFT
        elif item.kind is WordKind.UNKNOWN and index.codes:
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
    while place + length < len(items) and items[place + length].kind is WordKind.UNKNOWN:
        item = items[place + length]
        if (length or strict) and item.gap:
            break
        length += 1
    return length


def _similar(items: Sequence[Item], index: UnitIndex) -> tuple[str, ...]:
    if any(item.kind in (WordKind.COUNT, WordKind.UNIT) or item.raw for item in items):
        return ()
    return index.similar([fold(word) for item in items for word in item.text.split()])


def _merge(items: Sequence[Item], codes: tuple[str, ...]) -> Item:
    first = items[0]
    text = " ".join(item.text for item in items)
    return Item(
        WordKind.UNIT, text, first.at, items[-1].end, first.gap, first.colon, asked=first.asked,
        hit=Hit(codes, len(items)),
    )  # fmt: skip


def _number_after(items: Sequence[Item], place: int) -> Item | None:
    item = items[place + 1] if place + 1 < len(items) else None
    return item if item and item.kind is WordKind.NUMBER and not item.gap else None
