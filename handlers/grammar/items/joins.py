"""Which keywords and numbers belong together: keyword first all along, or number first all along."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.items.items import Item
from handlers.grammar.text.words import WordKind

Joined = list[tuple[Item, Item]]


def join(spoken: Sequence[Item]) -> Joined | None:
    """All keywords and numbers in pairs, or None. Keywords that need no number may stand aside."""
    joined = _alternate(spoken)
    if joined is None:
        joined = _alternate(_without_aside(spoken))
    return joined if joined is not None else _alternate(_without_letters(spoken))


def _without_aside(spoken: Sequence[Item]) -> list[Item]:
    following = [*spoken[1:], None] if spoken else []
    return [
        item
        for item, after in zip(spoken, following, strict=True)
        if item.mood is None or (after and after.kind is WordKind.NUMBER)
    ]


def _without_letters(spoken: Sequence[Item]) -> list[Item]:
    """``30 p`` after a keyword is 30 phiếu; a letter far from numbers is no keyword."""
    kept: list[Item] = []
    for place, item in enumerate(spoken):
        after_number = bool(kept) and kept[-1].kind is WordKind.NUMBER and kept[-1].end + 1 >= item.at
        before_number = place + 1 < len(spoken) and spoken[place + 1].kind is WordKind.NUMBER
        paired = len(kept) > 1 and kept[-2].kind is WordKind.COUNT
        phieu = item.text.casefold() == "p" and after_number and paired
        if item.kind is WordKind.COUNT and item.letter and (phieu or not (after_number or before_number)):
            continue
        kept.append(item)
    return _without_aside(kept)


def _alternate(spoken: Sequence[Item]) -> Joined | None:
    """Keyword first all along, or number first all along.

    In the latter neither a gap nor glue may tell otherwise (30 p25 thu).
    """
    if len(spoken) % 2:
        return None
    kinds = [item.kind for item in spoken]
    even, odd = spoken[::2], spoken[1::2]
    if all(kind is WordKind.COUNT for kind in kinds[::2]) and all(
        kind is WordKind.NUMBER for kind in kinds[1::2]
    ):
        return list(zip(even, odd, strict=True))
    if all(kind is WordKind.NUMBER for kind in kinds[::2]) and all(
        kind is WordKind.COUNT for kind in kinds[1::2]
    ):
        torn = any(
            keyword.gap > number.gap or keyword.end == number.at
            for keyword, number in zip(odd, even[1:], strict=False)
        )
        return None if torn else list(zip(odd, even, strict=True))
    return None
