"""Unmarked ``thu 5`` may be Thursday."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.result import ProblemCode
from handlers.grammar.terms.pairs import Event, Flaw, Pair, words_of
from handlers.grammar.terms.terms import Term
from handlers.grammar.text.fold import fold
from handlers.grammar.text.words import WordKind

_GREETINGS = frozenset(
    {WordKind.SOFT, WordKind.UNIT, WordKind.TIME, WordKind.TODAY, WordKind.TITLE, WordKind.UNCLEAR}
)


_ENDS = frozenset(
    ["roi", "r", "a", "nhe", "nha", "nhen", "nghen", "nghe", "hen", "ne", "xong", "thoi", "nua", "oi", "do",
     "day", "da", "ok", "em", "e", "anh", "chi", "c", "co", "chu", "bac", "sep"]
)  # fmt: skip


def doubt_weekdays(terms: Sequence[Term], events: list[Event], *, alone: bool) -> list[Event]:
    """Unmarked ``thu 5`` at the head of a line before another clause may be Thursday: ask."""
    first = next((place for place, event in enumerate(events) if not isinstance(event, Term)), None)
    if first is None:
        return events
    event = events[first]
    if not isinstance(event, Pair) or not (
        alone or any(other.at > event.last.at for other in events[first + 1 :]) or _goes_on(terms, event.last)
    ):
        return events
    day, number = event.first, event.last
    beside = terms.index(number) == terms.index(day) + 1 and not number.noun and not number.colon
    greeted = all(term.kind in _GREETINGS and term.text != "đã" for term in terms[: terms.index(day)])
    if day.text.casefold() in ("thu", "t") and beside and greeted and 2 <= event.value <= 7:
        return [
            *events[:first],
            Flaw(ProblemCode.WHICH_MEANING, event.at, words_of(event)),
            *events[first + 1 :],
        ]
    return events


def _goes_on(terms: Sequence[Term], number: Term) -> bool:
    """``thu 5 em nghi``: all without marks, with more than a polite end, it may be Thursday."""
    if any(term.marked for term in terms):
        return False
    after = terms[terms.index(number) + 1 :]
    return any(term.kind is not WordKind.UNIT and fold(term.text) not in _ENDS for term in after)
