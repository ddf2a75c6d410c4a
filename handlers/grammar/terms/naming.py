"""Units whose names were mistyped, or are not the sender's: found among words that nothing else explains."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.terms.terms import Term
from handlers.grammar.text.fold import fold
from handlers.grammar.text.units import Hit, UnitIndex
from handlers.grammar.text.words import WordKind

_LONGEST_NAME = 5


def name_units(terms: list[Term], index: UnitIndex) -> list[Term]:
    """Unknown words that are a slip of a unit's name become that unit; after xã, phường an unknown one."""
    named: list[Term] = []
    place = 0
    while place < len(terms):
        term = terms[place]
        if term.kind is WordKind.LEVEL:
            length = _run(terms, place + 1, strict=True)
            number = _number_after(terms, place)
            length = length or (1 if number and not number.colon else 0)
            if length:
                codes = _similar(terms[place + 1 : place + 1 + length], index)
                named.append(_merge(terms[place : place + 1 + length], codes))
                place += 1 + length
                continue
            after_number = named and named[-1].kind is WordKind.NUMBER and not term.gap
            term.kind = WordKind.UNKNOWN if after_number else WordKind.SOFT
        elif term.kind is WordKind.UNKNOWN and index.codes:
            length = _run(terms, place, strict=False)
            slip = next(
                ((size, codes) for size in _sizes(terms, place, length)
                 if (codes := _similar(terms[place : place + size], index))), None,
            )  # fmt: skip
            if slip:
                named.append(_merge(terms[place : place + slip[0]], slip[1]))
                place += slip[0]
                continue
        named.append(term)
        place += 1
    return named


def _sizes(terms: Sequence[Term], place: int, length: int) -> list[int]:
    """The run with the word after it (ba đnih | sáu), then the run, then its beginnings."""
    extra = place + length < len(terms) and terms[place + length].gap == 0
    longest = min(length, _LONGEST_NAME)
    return [*([longest + 1] if extra and longest == length else []), *range(longest, 0, -1)]


def _run(terms: Sequence[Term], place: int, *, strict: bool) -> int:
    length = 0
    while place + length < len(terms) and terms[place + length].kind is WordKind.UNKNOWN:
        term = terms[place + length]
        if (length or strict) and term.gap:
            break
        length += 1
    return length


def _similar(terms: Sequence[Term], index: UnitIndex) -> tuple[str, ...]:
    if any(term.kind in (WordKind.COUNT, WordKind.UNIT) or term.raw for term in terms):
        return ()
    return index.similar([fold(word) for term in terms for word in term.text.split()])


def _merge(terms: Sequence[Term], codes: tuple[str, ...]) -> Term:
    first = terms[0]
    text = " ".join(term.text for term in terms)
    return Term(
        WordKind.UNIT, text, first.at, terms[-1].end, first.gap, first.colon, asked=first.asked,
        hit=Hit(codes, len(terms)),
    )  # fmt: skip


def _number_after(terms: Sequence[Term], place: int) -> Term | None:
    term = terms[place + 1] if place + 1 < len(terms) else None
    return term if term and term.kind is WordKind.NUMBER and not term.gap else None
