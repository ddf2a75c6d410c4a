"""What stands right beside a term."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.terms.terms import Term
from handlers.grammar.text.tokens import HARD, SOFT
from handlers.grammar.text.words import WordKind


def next_of(terms: Sequence[Term], place: int, kind: WordKind, gap: int = SOFT) -> Term | None:
    """The term after a place, where it is of that kind and no wider gap parts them."""
    if place + 1 < len(terms):
        term = terms[place + 1]
        if term.kind is kind and term.gap <= gap:
            return term
    return None


def before_of(terms: Sequence[Term], place: int, kind: WordKind) -> Term | None:
    """The term before a place, where it is of that kind and in the same clause."""
    if place and terms[place - 1].kind is kind and terms[place].gap < HARD:
        return terms[place - 1]
    return None
