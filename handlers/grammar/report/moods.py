"""What was not done, or not certain: negations, plans, questions, corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise

from handlers.grammar.result import ProblemCode
from handlers.grammar.terms.terms import Mood, Term, clauses
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


def moderate(terms: list[Term]) -> list[Term]:
    """Marks keywords as negated, zero or doubted; what must be asked becomes a flaw in its place."""
    kinds = {term.kind for term in terms}
    if WordKind.DOUBT in kinds:
        for term in terms:
            if term.kind is WordKind.DOUBT:
                term.kind, term.mood = WordKind.COUNT, Mood.DOUBTED
    if WordKind.NOT in kinds and _takes_back(terms):
        kinds.add(WordKind.CORRECT)
    if WordKind.CORRECT in kinds and _is_only_late(terms):
        kinds.remove(WordKind.CORRECT)
    if WordKind.COUNT in kinds and not kinds.isdisjoint((WordKind.SOFT, WordKind.NOUN)):
        _doubt_giving(terms)
    for kind in (WordKind.CORRECT, WordKind.INCLUDE):
        if kind in kinds:
            terms = _doubt_line(terms, kind)
    if WordKind.ASK in kinds or any(term.asked for term in terms) or _trails_off(terms):
        terms = _question(terms)
    if any(term.bracket for term in terms):
        terms = _brackets(terms)
    if kinds.isdisjoint((WordKind.PLAN, WordKind.NOT)):
        return terms
    parts = [_negate(_plan(clause)) for clause in clauses(terms)]
    return [term for part in parts for term in part]


def _takes_back(terms: Sequence[Term]) -> bool:
    """``à không, thu 20``: a word for not alone in its clause corrects what was said."""
    for clause in clauses(terms):
        spoken = [term for term in clause if term.kind is not WordKind.SOFT]
        if len(spoken) == 1 and spoken[0].kind is WordKind.NOT and fold(spoken[0].text) != "chua":
            spoken[0].kind = WordKind.CORRECT
            return True
    return False


def _is_only_late(terms: Sequence[Term]) -> bool:
    """``xin lỗi em báo trễ`` corrects no figures."""
    corrections = {fold(term.text) for term in terms if term.kind is WordKind.CORRECT}
    return corrections == {_SORRY} and any(term.text.casefold() in _LATE for term in terms)


def opens_correction(terms: Sequence[Term]) -> bool:
    """A line without numbers that takes back the lines around it: sửa lại, nhầm rồi ạ."""
    spoken = [term for term in terms if term.kind is not WordKind.SOFT and fold(term.text) != _SORRY]
    numbered = any(term.kind in (WordKind.NUMBER, WordKind.FLAW) for term in terms)
    return bool(spoken) and spoken[0].kind is WordKind.CORRECT and not numbered


def take_back(lines: Sequence[list[Term]]) -> None:
    """Asks once what holds where a line takes back others."""
    place = next((place for place, terms in enumerate(lines) if opens_correction(terms)), None)
    if place is not None and any(term.kind is WordKind.NUMBER for terms in lines for term in terms):
        for terms in lines:
            _silence(terms)
        at = next(at for at, term in enumerate(lines[place]) if term.kind is WordKind.CORRECT)
        lines[place][at] = _flaw(lines[place][at])
    for number, terms in enumerate(lines):
        if any(term.mood is Mood.TAKEN_BACK for term in terms):
            for earlier in lines[:number]:
                _silence(earlier)


def plan_below(lines: Sequence[list[Term]], texts: Sequence[str]) -> None:
    """``Dự kiến:`` governs the lines below it, up to an empty line or one that tells of today; asks once."""
    planned = asked = False
    for terms, text in zip(lines, texts, strict=True):
        if not terms or any(term.kind is WordKind.TODAY for term in terms):
            planned = asked = False
        elif any(term.kind is WordKind.NUMBER for term in terms):
            if planned:
                place = next(place for place, term in enumerate(terms) if term.kind is WordKind.NUMBER)
                _silence(terms)
                terms[place] = terms[place] if asked else _flaw(terms[place])
                asked = True
        elif any(term.kind is WordKind.PLAN for term in terms):
            bare = all(term.kind in (WordKind.PLAN, WordKind.TIME) for term in terms)
            planned = planned or bare or text.rstrip().endswith(":")


def _doubt_giving(terms: Sequence[Term]) -> None:
    """Who gives to whom: ``giao 30 phiếu cho dân`` is no issue, ``chị phát em 30`` is no distribution."""
    for place, term in enumerate(terms):
        if term.kind is not WordKind.COUNT:
            continue
        if term.sense is Count.DISTRIBUTED and not term.letter:
            doubtful = _is_given_to_sender(list(_up_to_keyword(terms[place + 1 :])))
        elif term.sense is Count.ISSUED and fold(term.text) == "giao":
            doubtful = _is_given_by_sender(terms[:place], list(_up_to_keyword(terms[place + 1 :])))
        else:
            continue
        if doubtful and term.mood in (None, Mood.ASIDE):
            term.mood = Mood.DOUBTED


def _is_given_to_sender(after: Sequence[Term]) -> bool:
    """``phát cho em 30``, ``phát em 30``; not ``phát 30 em nhé``."""
    words = [fold(term.text) if term.kind is WordKind.SOFT else "" for term in after]
    told = "cho" in words and any(one == "cho" and two in _SELF for one, two in pairwise(words))
    return told or (len(after) > 1 and words[0] in _SELF and after[1].kind is WordKind.NUMBER)


def _is_given_by_sender(before: Sequence[Term], after: Sequence[Term]) -> bool:
    """``em giao 30``, ``đã giao 30``, ``giao 30 hộ``; not ``bưu điện giao 180``, ``em được chị giao 30``."""
    words = [fold(term.text) for term in before]
    if not _PASSIVE.isdisjoint(words):
        return False
    taken = any(fold(term.text) == "cho" or term.noun in _PEOPLE for term in after)
    managed = bool(after) and fold(after[0].text) in _PASSIVE
    return taken or managed or not _SELF.isdisjoint(words) or words[-1:] == ["da"]


def _up_to_keyword(terms: Sequence[Term]) -> Iterator[Term]:
    for term in terms:
        if term.gap == HARD or term.kind is WordKind.COUNT:
            return
        yield term


def _flaw(term: Term) -> Term:
    return Term(
        WordKind.FLAW,
        term.text,
        term.at,
        term.end,
        term.gap,
        asked=term.asked,
        sense=ProblemCode.WHICH_MEANING,
    )


def _silence(terms: Sequence[Term]) -> None:
    for term in terms:
        if term.kind in _SPOKEN:
            term.kind = WordKind.SOFT


def _doubt_line(terms: list[Term], kind: WordKind) -> list[Term]:
    place = next(place for place, term in enumerate(terms) if term.kind is kind)
    numbers = [at for at, term in enumerate(terms) if term.kind is WordKind.NUMBER]
    joined = kind is not WordKind.INCLUDE or (numbers and numbers[0] < place < numbers[-1])
    if not numbers or not joined:
        return terms
    _silence(terms)
    flaw = _flaw(terms[place])
    flaw.mood = Mood.TAKEN_BACK if kind is WordKind.CORRECT else None
    return [*terms[:place], flaw, *terms[place + 1 :]]


def _brackets(terms: list[Term]) -> list[Term]:
    """``thu 20 (2 phiếu trắng)``: perhaps two of the twenty."""
    numbered = False
    senses: set[Enum | None] = set()
    result: list[Term] = []
    for clause in clauses(terms):
        kinds = {term.kind for term in clause}
        part = clause
        if numbered and clause[0].bracket and WordKind.NUMBER not in kinds:
            _explain(clause, senses)
        elif numbered and clause[0].bracket and WordKind.COUNT in kinds:
            _silence(clause)
            part = [_flaw(clause[0]), *clause]
        numbered = numbered or WordKind.NUMBER in kinds
        senses |= {term.sense for term in clause if term.kind is WordKind.COUNT}
        result += part
    return result


def _explain(clause: Sequence[Term], senses: set[Enum | None]) -> None:
    """``hỏng 1 (mưa ướt)``: the same count in other words needs no number."""
    for term in clause:
        if term.kind is WordKind.COUNT and term.mood is None and term.sense in senses:
            term.mood = Mood.ASIDE


def _trails_off(terms: Sequence[Term]) -> bool:
    """``phát 30 chưa``: a question without its mark."""
    for term in reversed(terms):
        if term.kind is not WordKind.SOFT:
            return term.kind is WordKind.NOT
    return False


def _question(terms: list[Term]) -> list[Term]:
    """A question books nothing: with a number ask what is meant, without one it is talk."""
    asked = {term.sentence for term in terms if term.asked or term.kind is WordKind.ASK}
    if _trails_off(terms):
        asked.add(terms[-1].sentence)
    scope = [term for term in terms if term.sentence in asked]
    first = next((term for term in scope if term.kind is WordKind.NUMBER), None)
    if first is None:
        for term in scope:
            if term.kind is WordKind.COUNT:
                term.mood = Mood.ASIDE if term.mood is None else term.mood
        return terms
    _silence(scope)
    place = terms.index(first)
    return [*terms[:place], _flaw(first), *terms[place + 1 :]]


def _plan(terms: list[Term]) -> list[Term]:
    """A plan governs what follows it in its clause, or with nothing after it (phát 30 mai) all before."""
    place = next((place for place, term in enumerate(terms) if term.kind is WordKind.PLAN), None)
    if place is None:
        return terms
    before, after = _spoken(terms[:place]), _spoken(terms[place + 1 :])
    unpaired = before.count(WordKind.NUMBER) > before.count(WordKind.COUNT)
    if WordKind.NUMBER in after or (after and unpaired) or (not after and before):
        _silence(terms if unpaired else terms[place + 1 :] if after else terms[:place])
        return [*terms[:place], _flaw(terms[place]), *terms[place + 1 :]]
    _silence(terms[place + 1 :])
    return terms


def _spoken(terms: Sequence[Term]) -> list[WordKind]:
    return [term.kind for term in terms if term.kind in (WordKind.NUMBER, WordKind.COUNT)]


def _negate(terms: list[Term]) -> list[Term]:
    """``chưa thu 5`` is negated, ``chưa thu phiếu nào`` is zero, ``chưa thu`` alone says nothing."""
    place = next((place for place, term in enumerate(terms) if term.kind is WordKind.NOT), None)
    if place is None:
        return terms
    if fold(terms[place].text).endswith(" ai") and WordKind.NUMBER in _spoken(terms[:place]):
        _silence(terms)  # phát 30 phiếu không ai nhận
        return [*terms[:place], _flaw(terms[place]), *terms[place + 1 :]]
    none = next((at for at in range(place + 1, len(terms)) if terms[at].kind is WordKind.ANY), None)
    if none is not None and not any(term.kind is WordKind.NUMBER for term in terms[place:none]):
        _zero(terms, place, none)
    else:
        _mark(terms[place + 1 :], Mood.NEGATED)
        earlier = next((term for term in reversed(terms[:place]) if term.kind in _SPOKEN), None)
        if earlier and earlier.kind is WordKind.COUNT:  # thu chưa được 5
            earlier.mood = Mood.NEGATED
        elif WordKind.COUNT not in _spoken(terms[place:]):
            return _negate_number(terms, place)
    return terms


def _negate_number(terms: list[Term], place: int) -> list[Term]:
    """``thu 25 chưa được 5``, ``chưa gặp 4``: the number has no keyword, but a word for not."""
    at = next((at for at in range(place, len(terms)) if terms[at].kind is WordKind.NUMBER), None)
    if at is None:
        return terms
    flaw = _flaw(terms[at])
    flaw.sense = ProblemCode.NEGATED_COUNT
    return [*terms[:at], flaw, *terms[at + 1 :]]


def _mark(terms: Sequence[Term], mood: Mood) -> None:
    """Up to the first number: a later keyword has a number of its own, and its own word for not."""
    for term in terms:
        if term.kind is WordKind.COUNT:
            term.mood = mood
        elif term.kind is WordKind.NUMBER:
            return


def _zero(terms: Sequence[Term], place: int, none: int) -> None:
    between = [term for term in terms[place:none] if term.kind is WordKind.COUNT]
    after = [term for term in terms[none:] if term.kind is WordKind.COUNT]
    last = next((term for term in reversed(terms[:place]) if term.kind in _SPOKEN), None)
    before = [last] if last and last.kind is WordKind.COUNT else []
    for term in between or before or after[:1]:
        term.mood = Mood.ZERO
