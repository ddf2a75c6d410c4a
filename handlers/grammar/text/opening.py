"""How a line opens: as a re-check, an inspection, with a ballot's code; and whether counts follow a name."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.text.lexicon import HEADS, REPORT
from handlers.grammar.text.numbers import continues_number, read_digits, starts_number
from handlers.grammar.text.tokens import HARD, Form, Token
from handlers.grammar.text.words import WordKind

_OPENERS = (WordKind.RECHECK, WordKind.INSPECT)


def open_line(tokens: Sequence[Token]) -> tuple[WordKind | None, int]:
    """What a line opens as, past greetings, agencies and dates, and the place after the opening words.

    A ballot's code opens a line too; its place is the code itself. None: something else opens it, or nothing.
    """
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.form is Form.BALLOT:
            return WordKind.BALLOT, place
        match = HEADS.match(tokens, place) if token.form is Form.WORD else None
        if match and match[0].kind in _OPENERS:
            return match[0].kind, place + match[1]
        if match and match[0].kind is not WordKind.LABEL:
            place += match[1]
            continue
        length = _day(tokens, place + (match[1] if match else 0), labelled=match is not None)
        if not length:
            return None, place
        place += length + (match[1] if match else 0)
    return None, place


def _day(tokens: Sequence[Token], place: int, *, labelled: bool) -> int:
    """How many tokens tell a day or a time: 12/9, 9h30; after ngày or thứ also a number."""
    if place >= len(tokens):
        return 0
    token = tokens[place]
    if token.form is Form.CLOCK:
        return 1
    if token.form is Form.FIGURE:
        figure = read_digits(token.text)
        return 1 if labelled or figure.date or figure.day else 0
    return 1 if labelled and token.form is Form.WORD and starts_number(token) else 0


def counts_follow(tokens: Sequence[Token], at: int) -> bool:
    """Whether the clause goes on in whole pairs, keyword first: phát 12 thu 9, p12 t9."""
    pattern = ""
    place = at
    while place < len(tokens) and (place == at or tokens[place].gap < HARD):
        token = tokens[place]
        match = REPORT.match(tokens, place) if token.form is Form.WORD else None
        if token.form is Form.CODE and token.fold[0] in "pt":
            pattern += "kn"
        elif match and match[0].kind is WordKind.COUNT:
            pattern += "k"
        elif token.form is Form.FIGURE or (token.form is Form.WORD and starts_number(token)):
            pattern += "n"
            while place + 1 < len(tokens) and continues_number(tokens[place + 1]):
                place += 1
        place += match[1] if match else 1
    return bool(pattern) and pattern == "kn" * (len(pattern) // 2)
