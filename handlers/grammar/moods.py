"""What was not done, or not certain: negations, plans, questions, corrections."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.items import Item, Mood, clauses
from handlers.grammar.result import Fault
from handlers.grammar.words import Kind

_SPOKEN = (Kind.NUMBER, Kind.COUNT, Kind.DOUBT)


def moderate(items: list[Item]) -> list[Item]:
    """Marks keywords as negated, zero or doubted; what must be asked becomes a flaw in its place."""
    kinds = {item.kind for item in items}
    if Kind.DOUBT in kinds:
        for item in items:
            if item.kind is Kind.DOUBT:
                item.kind, item.mood = Kind.COUNT, Mood.DOUBTED
    for kind in (Kind.CORRECT, Kind.INCLUDE):
        if kind in kinds:
            items = _doubt_line(items, kind)
    if Kind.ASK in kinds or any(item.asked for item in items) or _trails_off(items):
        items = _question(items)
    if kinds.isdisjoint((Kind.PLAN, Kind.NOT)):
        return items
    parts = [_negate(_plan(clause)) for clause in clauses(items)]
    return [item for part in parts for item in part]


def _flaw(item: Item) -> Item:
    return Item(
        Kind.FLAW, item.text, item.at, item.end, item.gap, asked=item.asked, sense=Fault.WHICH_MEANING
    )


def _silence(items: Sequence[Item]) -> None:
    for item in items:
        if item.kind in _SPOKEN:
            item.kind = Kind.SOFT


def _doubt_line(items: list[Item], kind: Kind) -> list[Item]:
    place = next(place for place, item in enumerate(items) if item.kind is kind)
    numbers = [at for at, item in enumerate(items) if item.kind is Kind.NUMBER]
    joined = kind is not Kind.INCLUDE or (numbers and numbers[0] < place < numbers[-1])
    if not numbers or not joined:
        return items
    _silence(items)
    return [*items[:place], _flaw(items[place]), *items[place + 1 :]]


def _trails_off(items: Sequence[Item]) -> bool:
    """``phát 30 chưa``: a question without its mark."""
    for item in reversed(items):
        if item.kind is not Kind.SOFT:
            return item.kind is Kind.NOT
    return False


def _question(items: list[Item]) -> list[Item]:
    """A question books nothing: with a number ask what is meant, without one it is talk."""
    asked = {item.sentence for item in items if item.asked or item.kind is Kind.ASK}
    if _trails_off(items):
        asked.add(items[-1].sentence)
    scope = [item for item in items if item.sentence in asked]
    first = next((item for item in scope if item.kind is Kind.NUMBER), None)
    if first is None:
        for item in scope:
            if item.kind is Kind.COUNT:
                item.mood = Mood.ASIDE if item.mood is None else item.mood
        return items
    _silence(scope)
    place = items.index(first)
    return [*items[:place], _flaw(first), *items[place + 1 :]]


def _plan(items: list[Item]) -> list[Item]:
    """A plan governs what follows it in its clause; with nothing after it (phát 30 ngày mai), what came before."""
    place = next((place for place, item in enumerate(items) if item.kind is Kind.PLAN), None)
    if place is None:
        return items
    after = [item for item in items[place + 1 :] if item.kind in _SPOKEN]
    scope = items[place + 1 :] if after else items[:place]
    numbers = any(item.kind is Kind.NUMBER for item in scope)
    for item in scope if not numbers else ():
        if item.kind is Kind.COUNT and after:
            item.mood = Mood.ASIDE
    if not numbers:
        return items
    _silence(scope)
    return [*items[:place], _flaw(items[place]), *items[place + 1 :]]


def _negate(items: list[Item]) -> list[Item]:
    """``chưa thu 5`` is negated, ``chưa thu phiếu nào`` is zero, ``chưa thu`` alone says nothing."""
    place = next((place for place, item in enumerate(items) if item.kind is Kind.NOT), None)
    if place is None:
        return items
    none = next((at for at in range(place + 1, len(items)) if items[at].kind is Kind.ANY), None)
    if none is not None and not any(item.kind is Kind.NUMBER for item in items[place:none]):
        _zero(items, place, none)
    else:
        _mark(items[place + 1 :], Mood.NEGATED)
        earlier = next((item for item in reversed(items[:place]) if item.kind in _SPOKEN), None)
        if earlier and earlier.kind is Kind.COUNT:  # thu chưa được 5
            earlier.mood = Mood.NEGATED
    return items


def _mark(items: Sequence[Item], mood: Mood) -> None:
    """Up to the first number: a later keyword has a number of its own, and its own word for not."""
    for item in items:
        if item.kind is Kind.COUNT:
            item.mood = mood
        elif item.kind is Kind.NUMBER:
            return


def _zero(items: Sequence[Item], place: int, none: int) -> None:
    between = [item for item in items[place:none] if item.kind is Kind.COUNT]
    after = [item for item in items[none:] if item.kind is Kind.COUNT]
    last = next((item for item in reversed(items[:place]) if item.kind in _SPOKEN), None)
    before = [last] if last and last.kind is Kind.COUNT else []
    for item in between or before or after[:1]:
        item.mood = Mood.ZERO
