"""What stands right beside an item."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.items.items import Item
from handlers.grammar.text.tokens import HARD, SOFT
from handlers.grammar.text.words import WordKind


def next_of(items: Sequence[Item], place: int, kind: WordKind, gap: int = SOFT) -> Item | None:
    """The item after a place, where it is of that kind and no wider gap parts them."""
    if place + 1 < len(items):
        item = items[place + 1]
        if item.kind is kind and item.gap <= gap:
            return item
    return None


def before_of(items: Sequence[Item], place: int, kind: WordKind) -> Item | None:
    """The item before a place, where it is of that kind and in the same clause."""
    if place and items[place - 1].kind is kind and items[place].gap < HARD:
        return items[place - 1]
    return None
