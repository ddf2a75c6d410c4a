"""Reads the tokens of a line as terms: keywords, numbers, units and the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from handlers.grammar.text.fold import fold
from handlers.grammar.text.lexicon import Lexicon
from handlers.grammar.text.numbers import (
    continues_number,
    lacks_marks,
    read_digits,
    read_words,
    scales_number,
    starts_number,
)
from handlers.grammar.text.tokens import HARD, Form, Token
from handlers.grammar.text.units import Hit, UnitIndex
from handlers.grammar.text.words import WordKind

_FIRST_HOUR, _LAST_HOUR = 6, 23
"""Hours at which people work or write: 11h05 is a time of day as well as a unit."""
_BEFORE_TIMES = (WordKind.LABEL, WordKind.UNTIL, WordKind.TIME)
_LOOKALIKES = frozenset("olisbzqdg")
"""Letters that stand for a digit where a thumb or a scanner slipped."""
_STREETS = frozenset(
    ["duong", "pho", "cho", "ho", "ngo", "cau", "truong", "khu", "thon", "xom", "ap", "to", "ben", "dinh"]
)


class Mood(Enum):
    """Why a keyword may not be taken at its word."""

    NEGATED = "negated"
    ZERO = "zero"
    DOUBTED = "doubted"
    """A plan, a doubtful keyword: with a number, ask."""
    TAKEN_BACK = "taken back"
    """A correction: what stands above it is in doubt too."""
    ASIDE = "aside"
    """Part of a name or a reason: without a number it says nothing."""


@dataclass(slots=True, eq=False)
class Term:
    """One or more tokens with one meaning. ``value`` None of a number: it cannot be a count.

    ``gap``, ``colon`` and ``glued`` tell what stands before it, as in a token. ``noun`` is what a number
    counts, ``raw`` its digits as typed, ``word`` a number said in words.
    """

    kind: WordKind
    text: str
    at: int
    end: int
    gap: int = 0
    colon: bool = False
    glued: bool = False
    asked: bool = False
    sentence: int = 0
    bracket: bool = False
    value: int | None = None
    sense: Enum | None = None
    hit: Hit | None = None
    mood: Mood | None = None
    raw: str = ""
    word: bool = False
    noun: str = ""
    marked: bool = False
    day: bool = False
    unmarked: bool = False
    """A number in one word that lacks its marks: sau may be after, nam a name."""

    @property
    def letter(self) -> bool:
        """Whether a keyword is one letter: it needs its number beside it."""
        return len(self.text) == 1


class _Reader:
    """Walks over the tokens of one line; ``index`` has the sender's units."""

    def __init__(self, line: str, tokens: Sequence[Token], lexicon: Lexicon, index: UnitIndex) -> None:
        self.line, self.tokens, self.lexicon, self.index = line, tokens, lexicon, index
        self.terms: list[Term] = []

    def read(self) -> list[Term]:
        place = 0
        while place < len(self.tokens):
            token = self.tokens[place]
            match token.form:
                case Form.WORD:
                    place += self._word(token, place)
                case Form.FIGURE:
                    place += self._figure(token, place)
                case Form.CODE:
                    place += self._code(token, place)
                case Form.BALLOT:
                    place += self._add(WordKind.BALLOT, place, 1)
                case Form.CLOCK:
                    place += self._clock(place)
                case Form.PHONE:
                    place += self._add(WordKind.TIME, place, 1, sense=Form.PHONE)
        return self.terms

    def _add(self, kind: WordKind, place: int, length: int, **more: object) -> int:
        first, last = self.tokens[place], self.tokens[place + length - 1]
        term = Term(
            kind,
            self.line[first.at : last.end],
            first.at,
            last.end,
            first.gap,
            first.colon,
            first.glued,
            first.asked,
            first.sentence,
            first.bracket,
        )
        if length == 1:
            term.marked = first.key != first.fold
        else:
            term.marked = any(token.key != token.fold for token in self.tokens[place : place + length])
        for name, value in more.items():
            setattr(term, name, value)
        self.terms.append(term)
        return length

    def _word(self, token: Token, place: int) -> int:
        if token.sign == "?":
            return self._glued(token, place)
        hit = self.index.match(self.tokens, place) if self.index.codes else None
        if hit is None and self.index.numerals:
            hit = self.index.match_numeral(self.tokens, place)
        match = self.lexicon.match(self.tokens, place)
        if (
            hit
            and token.fold == "p"
            and self._is_figure(place + 1)
            and self.line[token.end : token.end + 1] != "."
        ):
            return self._add(WordKind.DOUBT, place, 1)  # p 12: phát 12, or phường 12?
        if hit and (match is None or hit.length >= match[1]):
            if len(self.index.codes) > 1 and self._names_a_street(token):
                hit = Hit(self.index.codes, hit.length)  # đường Quán Thánh runs through other wards too
            return self._add(WordKind.UNIT, place, hit.length, hit=hit)
        if match and match[1] > 1:
            return self._add(match[0].kind, place, match[1], sense=match[0].value)
        if starts_number(token):
            return self._spoken(place)
        if match and not (token.sign and self._awaits_number(place)):
            return self._add(match[0].kind, place, 1, sense=match[0].value)
        if match:
            return self._add(WordKind.DOUBT, place, 1) + self._virtual(place, int(token.sign))
        return self._add(WordKind.UNKNOWN, place, 1)

    def _names_a_street(self, token: Token) -> bool:
        before = self.terms[-1] if self.terms and not token.gap and not token.colon else None
        if before is None or before.kind not in (WordKind.LABEL, WordKind.UNKNOWN):
            return False
        return before.end + 1 == token.at and fold(before.text) in _STREETS

    def _is_figure(self, place: int) -> bool:
        return place < len(self.tokens) and self.tokens[place].form is Form.FIGURE

    def _awaits_number(self, place: int) -> bool:
        """``phat1`` is the keyboard's phát before a number, else perhaps phát 1."""
        after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        return after is None or after.gap == HARD or after.form is not Form.FIGURE

    def _virtual(self, place: int, value: int) -> int:
        self._add(WordKind.NUMBER, place, 1, value=value, gap=0, text="")
        return 0

    def _glued(self, token: Token, place: int) -> int:
        """``h03phat30`` begins with a unit; in ``p30t25h2`` h2 may be a unit or a count."""
        digits = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if digits and digits.glued and not token.glued and digits.text.isdigit():
            codes = self.index.by_code(f"{token.fold}{digits.text[:4]}")
            return self._add(WordKind.UNIT, place, 2, hit=Hit(codes, 2))
        match = self.lexicon.match(self.tokens, place)
        return self._add(WordKind.DOUBT if match else WordKind.UNKNOWN, place, 1)

    def _spoken(self, place: int) -> int:
        """Words of one number; a phrase inside (hai mươi | từ chối) or a gap ends it."""
        end = place + 1
        while end < len(self.tokens):
            token = self.tokens[end]
            if token.gap or token.form is not Form.WORD or not continues_number(token):
                break
            match = self.lexicon.match(self.tokens, end)
            if match and match[1] > 1:
                break
            end += 1
        value = read_words(self.tokens[place:end])
        unmarked = end == place + 1 and lacks_marks(self.tokens[place])
        return self._add(WordKind.NUMBER, place, end - place, value=value, word=True, unmarked=unmarked)

    def _figure(self, token: Token, place: int) -> int:
        figure = read_digits(token.text)
        if token.sign == "?":
            return self._add(WordKind.NUMBER, place, 1, raw=token.text)
        if token.sign == "+":
            self._add(WordKind.ADD, place, 1)
            self.terms[-1].text = "+"
        if figure.date:
            return self._add(WordKind.TIME, place, 1)
        end = place + 1
        while end < len(self.tokens) and self._scales(self.tokens[end]):
            end += 1
        value = None if self._is_garbled(place + 1) else figure.value
        if end > place + 1:
            value = None if value is None else read_words(self.tokens[place + 1 : end], value)
        return self._add(WordKind.NUMBER, place, end - place, value=value, raw=token.text, day=figure.day)

    def _is_garbled(self, place: int) -> bool:
        """``3O``: a letter glued to a figure, that counts nothing."""
        after = self.tokens[place] if place < len(self.tokens) else None
        return (
            after is not None
            and after.glued
            and len(after.text) == 1
            and after.text.casefold() in _LOOKALIKES
        )

    def _scales(self, token: Token) -> bool:
        return not token.gap and token.form is Form.WORD and scales_number(token)

    def _clock(self, place: int) -> int:
        codes = self.index.by_code(self.tokens[place].text)
        if codes and len(self.index.codes) > 1 and not self._tells_time(place):
            # 01h03 is a unit; 11h05 may be one
            night = not _FIRST_HOUR <= int(self.tokens[place].text[:2]) <= _LAST_HOUR
            return self._add(WordKind.UNIT, place, 1, hit=Hit(codes if night else self.index.codes, 1))
        numbers = [
            int(part) for part in "".join(c if c.isdigit() else " " for c in self.tokens[place].text).split()
        ]
        if numbers[0] <= 24 and all(number < 60 for number in numbers[1:]):
            return self._add(WordKind.TIME, place, 1)
        return self._add(WordKind.NUMBER, place, 1)

    def _tells_time(self, place: int) -> bool:
        before = self.terms[-1] if self.terms and not self.tokens[place].gap else None
        return before is not None and (before.kind in _BEFORE_TIMES or fold(before.text) == "tu")

    def _code(self, token: Token, place: int) -> int:
        """``h03`` is a unit; ``p30`` and ``t25`` are counts unless a unit has that code or number."""
        codes = self.index.by_code(token.text)
        letter, number = token.fold[0], token.text[1:]
        if letter not in "pt":
            codes = codes or (self.index.ward(letter, number) if number.isdigit() else ())
            return self._add(WordKind.UNIT, place, 1, hit=Hit(codes, 1))
        match = self.lexicon.match([_letter(token)], 0)
        doubtful = bool(codes or self.index.ward(letter, number)) or match is None
        self._add(
            WordKind.DOUBT if doubtful else WordKind.COUNT, place, 1, sense=match[0].value if match else None
        )
        self.terms[-1].text, self.terms[-1].end = token.text[0], token.at + 1
        self._add(
            WordKind.NUMBER,
            place,
            1,
            value=read_digits(number).value,
            raw=number,
            gap=0,
            colon=False,
            at=token.at + 1,
        )
        self.terms[-1].text, self.terms[-1].glued = number, True
        return 1


def _letter(token: Token) -> Token:
    letter = Token(Form.WORD, token.text[0], token.at, token.at + 1)
    letter.fold = letter.key = token.fold[0]
    return letter


def clauses(terms: Sequence[Term]) -> list[list[Term]]:
    """The terms of a line, parted where a comma, a full stop or a bracket stands."""
    parts: list[list[Term]] = [[]] if terms else []
    for term in terms:
        if term.gap == HARD and parts[-1]:
            parts.append([])
        parts[-1].append(term)
    return parts


def read(line: str, tokens: Sequence[Token], lexicon: Lexicon, index: UnitIndex) -> list[Term]:
    """The terms of one line's tokens, in order."""
    return _Reader(line, tokens, lexicon, index).read()
