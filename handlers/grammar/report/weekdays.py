"""Unmarked ``thu 5`` may be Thursday."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.items.items import Item
from handlers.grammar.items.pairs import Event, Flaw, Pair, words_of
from handlers.grammar.result import ProblemCode
from handlers.grammar.text.fold import fold
from handlers.grammar.text.words import WordKind

_GREETINGS = frozenset(
    {WordKind.SOFT, WordKind.UNIT, WordKind.TIME, WordKind.TODAY, WordKind.TITLE, WordKind.UNCLEAR}
)


_ENDS = frozenset(
    ["roi", "r", "a", "nhe", "nha", "nhen", "nghen", "nghe", "hen", "ne", "xong", "thoi", "nua", "oi", "do",
     "day", "da", "ok", "em", "e", "anh", "chi", "c", "co", "chu", "bac", "sep"]
)  # fmt: skip


def doubt_weekdays(items: Sequence[Item], events: list[Event], *, alone: bool) -> list[Event]:
    """Unmarked ``thu 5`` at the head of a line before another clause may be Thursday: ask."""
    first = next((place for place, event in enumerate(events) if not isinstance(event, Item)), None)
    if first is None:
        return events
    event = events[first]
    if not isinstance(event, Pair) or not (
        alone or any(other.at > event.last.at for other in events[first + 1 :]) or _goes_on(items, event.last)
    ):
        return events
    day, number = event.first, event.last
    beside = items.index(number) == items.index(day) + 1 and not number.noun and not number.colon
    greeted = all(item.kind in _GREETINGS and item.text != "đã" for item in items[: items.index(day)])
    if day.text.casefold() in ("thu", "t") and beside and greeted and 2 <= event.value <= 7:
        return [
            *events[:first],
            Flaw(ProblemCode.WHICH_MEANING, event.at, words_of(event)),
            *events[first + 1 :],
        ]
    return events


def _goes_on(items: Sequence[Item], number: Item) -> bool:
    """``thu 5 em nghi``: all without marks, with more than a polite end, it may be Thursday."""
    if any(item.marked for item in items):
        return False
    after = items[items.index(number) + 1 :]
    return any(item.kind is not WordKind.UNIT and fold(item.text) not in _ENDS for item in after)
