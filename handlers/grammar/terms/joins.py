"""Which keywords and numbers belong together: keyword first all along, or number first all along."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.terms.terms import Term
from handlers.grammar.text.words import WordKind

Joined = list[tuple[Term, Term]]


def join(spoken: Sequence[Term]) -> Joined | None:
    """All keywords and numbers in pairs, or None. Keywords that need no number may stand aside."""
    joined = _alternate(spoken)
    if joined is None:
        joined = _alternate(_without_aside(spoken))
    return joined if joined is not None else _alternate(_without_letters(spoken))


def _without_aside(spoken: Sequence[Term]) -> list[Term]:
    following = [*spoken[1:], None] if spoken else []
    return [
        term
        for term, after in zip(spoken, following, strict=True)
        if term.mood is None or (after and after.kind is WordKind.NUMBER)
    ]


def _without_letters(spoken: Sequence[Term]) -> list[Term]:
    """``30 p`` after a keyword is 30 phiếu; a letter far from numbers is no keyword."""
    kept: list[Term] = []
    for place, term in enumerate(spoken):
        after_number = bool(kept) and kept[-1].kind is WordKind.NUMBER and kept[-1].end + 1 >= term.at
        before_number = place + 1 < len(spoken) and spoken[place + 1].kind is WordKind.NUMBER
        paired = len(kept) > 1 and kept[-2].kind is WordKind.COUNT
        phieu = term.text.casefold() == "p" and after_number and paired
        if term.kind is WordKind.COUNT and term.letter and (phieu or not (after_number or before_number)):
            continue
        kept.append(term)
    return _without_aside(kept)


def _alternate(spoken: Sequence[Term]) -> Joined | None:
    """Keyword first all along, or number first all along.

    In the latter neither a gap nor glue may tell otherwise (30 p25 thu).
    """
    if len(spoken) % 2:
        return None
    kinds = [term.kind for term in spoken]
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
