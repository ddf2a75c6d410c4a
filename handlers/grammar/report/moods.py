"""What was not done, or not certain: negations, plans, questions, corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise

from handlers.grammar.items.items import Item, Mood, clauses
from handlers.grammar.result import ProblemCode
from handlers.grammar.text.fold import fold
from handlers.grammar.text.tokens import HARD
from handlers.grammar.text.words import WordKind
from storage.words.counts import Count

_SPOKEN = (WordKind.NUMBER, WordKind.COUNT, WordKind.DOUBT)
_SORRY = "xin loi"
_LATE = frozenset(["trễ", "muộn", "chậm"])
_PASSIVE = frozenset(["duoc", "dc"])
_SELF = frozenset(["em", "toi", "tui", "minh", "chau"])
_PEOPLE = frozenset(["ho", "ho dan", "nguoi", "nguoi dan", "nha", "dan", "cong dan", "ho gia dinh"])


def moderate(items: list[Item]) -> list[Item]:
    """Marks keywords as negated, zero or doubted; what must be asked becomes a flaw in its place."""
    kinds = {item.kind for item in items}
    if WordKind.DOUBT in kinds:
        for item in items:
            if item.kind is WordKind.DOUBT:
                item.kind, item.mood = WordKind.COUNT, Mood.DOUBTED
    if WordKind.NOT in kinds and _takes_back(items):
        kinds.add(WordKind.CORRECT)
    if WordKind.CORRECT in kinds and _is_only_late(items):
        kinds.remove(WordKind.CORRECT)
    if WordKind.COUNT in kinds and not kinds.isdisjoint((WordKind.SOFT, WordKind.NOUN)):
        _doubt_giving(items)
    for kind in (WordKind.CORRECT, WordKind.INCLUDE):
        if kind in kinds:
            items = _doubt_line(items, kind)
    if WordKind.ASK in kinds or any(item.asked for item in items) or _trails_off(items):
        items = _question(items)
    if any(item.bracket for item in items):
        items = _brackets(items)
    if kinds.isdisjoint((WordKind.PLAN, WordKind.NOT)):
        return items
    parts = [_negate(_plan(clause)) for clause in clauses(items)]
    return [item for part in parts for item in part]


def _takes_back(items: Sequence[Item]) -> bool:
    """``à không, thu 20``: a word for not alone in its clause corrects what was said."""
    for clause in clauses(items):
        spoken = [item for item in clause if item.kind is not WordKind.SOFT]
        if len(spoken) == 1 and spoken[0].kind is WordKind.NOT and fold(spoken[0].text) != "chua":
            spoken[0].kind = WordKind.CORRECT
            return True
    return False


def _is_only_late(items: Sequence[Item]) -> bool:
    """``xin lỗi em báo trễ`` corrects no figures."""
    said = {fold(item.text) for item in items if item.kind is WordKind.CORRECT}
    return said == {_SORRY} and any(item.text.casefold() in _LATE for item in items)


def opens_correction(items: Sequence[Item]) -> bool:
    """A line without numbers that takes back the lines around it: sửa lại, nhầm rồi ạ."""
    spoken = [item for item in items if item.kind is not WordKind.SOFT and fold(item.text) != _SORRY]
    numbered = any(item.kind in (WordKind.NUMBER, WordKind.FLAW) for item in items)
    return bool(spoken) and spoken[0].kind is WordKind.CORRECT and not numbered


def take_back(lines: Sequence[list[Item]]) -> None:
    """Asks once what holds where a line takes back others."""
    place = next((place for place, items in enumerate(lines) if opens_correction(items)), None)
    if place is not None and any(item.kind is WordKind.NUMBER for items in lines for item in items):
        for items in lines:
            _silence(items)
        at = next(at for at, item in enumerate(lines[place]) if item.kind is WordKind.CORRECT)
        lines[place][at] = _flaw(lines[place][at])
    for number, items in enumerate(lines):
        if any(item.mood is Mood.TAKEN_BACK for item in items):
            for earlier in lines[:number]:
                _silence(earlier)


def plan_below(lines: Sequence[list[Item]], texts: Sequence[str]) -> None:
    """``Dự kiến:`` governs the lines below it, up to an empty line or one that tells of today; asks once."""
    planned = asked = False
    for items, text in zip(lines, texts, strict=True):
        if not items or any(item.kind is WordKind.TODAY for item in items):
            planned = asked = False
        elif any(item.kind is WordKind.NUMBER for item in items):
            if planned:
                place = next(place for place, item in enumerate(items) if item.kind is WordKind.NUMBER)
                _silence(items)
                items[place] = items[place] if asked else _flaw(items[place])
                asked = True
        elif any(item.kind is WordKind.PLAN for item in items):
            bare = all(item.kind in (WordKind.PLAN, WordKind.TIME) for item in items)
            planned = planned or bare or text.rstrip().endswith(":")


def _doubt_giving(items: Sequence[Item]) -> None:
    """Who gives to whom: ``giao 30 phiếu cho dân`` is no issue, ``chị phát em 30`` is no distribution."""
    for place, item in enumerate(items):
        if item.kind is not WordKind.COUNT:
            continue
        if item.sense is Count.DISTRIBUTED and not item.letter:
            doubtful = _is_given_to_sender(list(_up_to_keyword(items[place + 1 :])))
        elif item.sense is Count.ISSUED and fold(item.text) == "giao":
            doubtful = _is_given_by_sender(items[:place], list(_up_to_keyword(items[place + 1 :])))
        else:
            continue
        if doubtful and item.mood in (None, Mood.ASIDE):
            item.mood = Mood.DOUBTED


def _is_given_to_sender(after: Sequence[Item]) -> bool:
    """``phát cho em 30``, ``phát em 30``; not ``phát 30 em nhé``."""
    words = [fold(item.text) if item.kind is WordKind.SOFT else "" for item in after]
    told = "cho" in words and any(one == "cho" and two in _SELF for one, two in pairwise(words))
    return told or (len(after) > 1 and words[0] in _SELF and after[1].kind is WordKind.NUMBER)


def _is_given_by_sender(before: Sequence[Item], after: Sequence[Item]) -> bool:
    """``em giao 30``, ``đã giao 30``, ``giao 30 hộ``; not ``bưu điện giao 180``, ``em được chị giao 30``."""
    words = [fold(item.text) for item in before]
    if not _PASSIVE.isdisjoint(words):
        return False
    taken = any(fold(item.text) == "cho" or item.noun in _PEOPLE for item in after)
    managed = bool(after) and fold(after[0].text) in _PASSIVE
    return taken or managed or not _SELF.isdisjoint(words) or words[-1:] == ["da"]


def _up_to_keyword(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        if item.gap == HARD or item.kind is WordKind.COUNT:
            return
        yield item


def _flaw(item: Item) -> Item:
    return Item(
        WordKind.FLAW,
        item.text,
        item.at,
        item.end,
        item.gap,
        asked=item.asked,
        sense=ProblemCode.WHICH_MEANING,
    )


def _silence(items: Sequence[Item]) -> None:
    for item in items:
        if item.kind in _SPOKEN:
            item.kind = WordKind.SOFT


def _doubt_line(items: list[Item], kind: WordKind) -> list[Item]:
    place = next(place for place, item in enumerate(items) if item.kind is kind)
    numbers = [at for at, item in enumerate(items) if item.kind is WordKind.NUMBER]
    joined = kind is not WordKind.INCLUDE or (numbers and numbers[0] < place < numbers[-1])
    if not numbers or not joined:
        return items
    _silence(items)
    flaw = _flaw(items[place])
    flaw.mood = Mood.TAKEN_BACK if kind is WordKind.CORRECT else None
    return [*items[:place], flaw, *items[place + 1 :]]


def _brackets(items: list[Item]) -> list[Item]:
    """``thu 20 (2 phiếu trắng)``: perhaps two of the twenty."""
    numbered = False
    said: set[Enum | None] = set()
    result: list[Item] = []
    for clause in clauses(items):
        kinds = {item.kind for item in clause}
        part = clause
        if numbered and clause[0].bracket and WordKind.NUMBER not in kinds:
            _explain(clause, said)
        elif numbered and clause[0].bracket and WordKind.COUNT in kinds:
            _silence(clause)
            part = [_flaw(clause[0]), *clause]
        numbered = numbered or WordKind.NUMBER in kinds
        said |= {item.sense for item in clause if item.kind is WordKind.COUNT}
        result += part
    return result


def _explain(clause: Sequence[Item], said: set[Enum | None]) -> None:
    """``hỏng 1 (mưa ướt)``: the same count in other words needs no number."""
    for item in clause:
        if item.kind is WordKind.COUNT and item.mood is None and item.sense in said:
            item.mood = Mood.ASIDE


def _trails_off(items: Sequence[Item]) -> bool:
    """``phát 30 chưa``: a question without its mark."""
    for item in reversed(items):
        if item.kind is not WordKind.SOFT:
            return item.kind is WordKind.NOT
    return False


def _question(items: list[Item]) -> list[Item]:
    """A question books nothing: with a number ask what is meant, without one it is talk."""
    asked = {item.sentence for item in items if item.asked or item.kind is WordKind.ASK}
    if _trails_off(items):
        asked.add(items[-1].sentence)
    scope = [item for item in items if item.sentence in asked]
    first = next((item for item in scope if item.kind is WordKind.NUMBER), None)
    if first is None:
        for item in scope:
            if item.kind is WordKind.COUNT:
                item.mood = Mood.ASIDE if item.mood is None else item.mood
        return items
    _silence(scope)
    place = items.index(first)
    return [*items[:place], _flaw(first), *items[place + 1 :]]


def _plan(items: list[Item]) -> list[Item]:
    """A plan governs what follows it in its clause, or with nothing after it (phát 30 mai) all before."""
    place = next((place for place, item in enumerate(items) if item.kind is WordKind.PLAN), None)
    if place is None:
        return items
    before, after = _spoken(items[:place]), _spoken(items[place + 1 :])
    unpaired = before.count(WordKind.NUMBER) > before.count(WordKind.COUNT)
    if WordKind.NUMBER in after or (after and unpaired) or (not after and before):
        _silence(items if unpaired else items[place + 1 :] if after else items[:place])
        return [*items[:place], _flaw(items[place]), *items[place + 1 :]]
    _silence(items[place + 1 :])
    return items


def _spoken(items: Sequence[Item]) -> list[WordKind]:
    return [item.kind for item in items if item.kind in (WordKind.NUMBER, WordKind.COUNT)]


def _negate(items: list[Item]) -> list[Item]:
    """``chưa thu 5`` is negated, ``chưa thu phiếu nào`` is zero, ``chưa thu`` alone says nothing."""
    place = next((place for place, item in enumerate(items) if item.kind is WordKind.NOT), None)
    if place is None:
        return items
    if fold(items[place].text).endswith(" ai") and WordKind.NUMBER in _spoken(items[:place]):
        _silence(items)  # phát 30 phiếu không ai nhận
        return [*items[:place], _flaw(items[place]), *items[place + 1 :]]
    none = next((at for at in range(place + 1, len(items)) if items[at].kind is WordKind.ANY), None)
    if none is not None and not any(item.kind is WordKind.NUMBER for item in items[place:none]):
        _zero(items, place, none)
    else:
        _mark(items[place + 1 :], Mood.NEGATED)
        earlier = next((item for item in reversed(items[:place]) if item.kind in _SPOKEN), None)
        if earlier and earlier.kind is WordKind.COUNT:  # thu chưa được 5
            earlier.mood = Mood.NEGATED
        elif WordKind.COUNT not in _spoken(items[place:]):
            return _negate_number(items, place)
    return items


def _negate_number(items: list[Item], place: int) -> list[Item]:
    """``thu 25 chưa được 5``, ``chưa gặp 4``: the number has no keyword, but a word for not."""
    at = next((at for at in range(place, len(items)) if items[at].kind is WordKind.NUMBER), None)
    if at is None:
        return items
    flaw = _flaw(items[at])
    flaw.sense = ProblemCode.NEGATED_COUNT
    return [*items[:at], flaw, *items[at + 1 :]]


def _mark(items: Sequence[Item], mood: Mood) -> None:
    """Up to the first number: a later keyword has a number of its own, and its own word for not."""
    for item in items:
        if item.kind is WordKind.COUNT:
            item.mood = mood
        elif item.kind is WordKind.NUMBER:
            return


def _zero(items: Sequence[Item], place: int, none: int) -> None:
    between = [item for item in items[place:none] if item.kind is WordKind.COUNT]
    after = [item for item in items[none:] if item.kind is WordKind.COUNT]
    last = next((item for item in reversed(items[:place]) if item.kind in _SPOKEN), None)
    before = [last] if last and last.kind is WordKind.COUNT else []
    for item in between or before or after[:1]:
        item.mood = Mood.ZERO
