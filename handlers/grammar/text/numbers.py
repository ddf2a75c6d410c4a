"""Numbers as people write and say them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from handlers.grammar.text import words
from handlers.grammar.text.fold import spell
from handlers.grammar.text.tokens import Token

LIMIT = 100_000
"""The largest number that is believed."""

_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d{2})|\d{4}([/.-])(\d{1,2})\4(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})[/.-](\d{1,2})")


class Figure(NamedTuple):
    """A number in digits. ``value`` None: no count. ``date``: a full date; ``day``: perhaps day and month."""

    value: int | None
    date: bool = False
    day: bool = False


@lru_cache(maxsize=4096)
def read_digits(text: str) -> Figure:
    """``1.200`` and ``1,200`` are thousands; ``2,5`` and ``12.5`` are fractions, so no counts."""
    if text.isdigit():
        plain = len(text) <= 2 or (not text.startswith("0") and len(text) <= 6)
        value = int(text) if plain else LIMIT + 1
        return Figure(value if value <= LIMIT else None)
    if _THOUSANDS.fullmatch(text):
        value = int(re.sub(r"\D", "", text[:12]))
        return Figure(value if value <= LIMIT else None)
    if match := _DATE.fullmatch(text):
        day, month = (match[1], match[3]) if match[1] else (match[6], match[5])
        short_dots = match[2] == "." and len(text.rsplit(".", 1)[-1]) == 2
        return Figure(None, date=_is_day(day, month) and not short_dots)
    match = _DAY_MONTH.fullmatch(text)
    return Figure(None, day=match is not None and _is_day(match[1], match[2]))


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


_DIGITS = {spell(word): value for word, value in words.DIGITS.items()}
_SCALES = {spell(word): value for word, value in words.SCALES.items()}
_FILLS = {spell(word) for word in words.FILLS}
_TWENTIES = {spell(word) for word in words.TWENTIES}
_HALVES = {spell(word) for word in words.HALVES}
_TAILS = {spell(word) for word in ("mốt", "tư", "lăm", "nhăm")}
_LATER = {spell(word) for word in ("mốt", "tư", "lăm", "nhăm", "linh", "lẻ", "rưỡi", "rưởi", "không")}
_MARKED_ONLY = {
    spell(word) for word in ("trăm", "nghìn", "ngàn", "chục", "vạn", "triệu", "mươi", *words.TWENTIES)
}

_SPOKEN = {*_DIGITS, *_SCALES, *_FILLS, *_HALVES}
_BY_FOLD: dict[str, list[tuple[str, str]]] = {}
for _word in (*words.DIGITS, *words.SCALES, *words.FILLS, *words.HALVES, *words.TWENTIES):
    _BY_FOLD.setdefault(spell(_word)[0], []).append(spell(_word))


def spoken(token: Token) -> list[tuple[str, str]]:
    """The number words that a token may be: one with marks, perhaps several without."""
    readings = _BY_FOLD.get(token.fold, [])
    if not readings or token.key == token.fold:
        return readings
    return [reading for reading in readings if reading[1] == token.key]


def starts_number(token: Token) -> bool:
    """Whether a number said in words can begin here: not with mốt, tư, linh, nor an unmarked tram."""
    marked = token.key != token.fold
    return any(reading not in _LATER and (marked or reading not in _MARKED_ONLY) for reading in spoken(token))


def lacks_marks(token: Token) -> bool:
    """Whether a token can be a number only if its marks were left out: sau, nam, bay; not hai, ba."""
    return token.key == token.fold and not any(key == token.key for _, key in spoken(token))


def continues_number(token: Token) -> bool:
    """Whether a token can be a later word of a number."""
    return bool(spoken(token))


def scales_number(token: Token) -> bool:
    """Whether a token multiplies the digits before it: 3 chục, 2 trăm, 2 nghìn."""
    return any(reading in _SCALES and reading[0] != "muoi" for reading in spoken(token)) or any(
        reading in _HALVES for reading in spoken(token)
    )


def read_words(tokens: Sequence[Token], first: int | None = None) -> int | None:
    """The number that words say, after ``first`` in digits if given. None where it is in doubt.

    ``hai lăm`` is 25, ``hai bốn`` 24, ``ba trăm lẻ hai`` 302. ``trăm hai`` (102, 120?), ``nghìn rưỡi``,
    ``mười năm``, ``hai ba`` (two or three?) and a bare ``chục`` are doubtful.
    """
    readings: list[list[tuple[str, str]]] = [spoken(token) for token in tokens]
    if any(reading in _HALVES for options in readings for reading in options):
        return None
    short = bool(tokens) and any(key == tokens[-1].key for _, key in readings[-1])
    found = {value for value in _values(readings, first, short) if value is not None and value <= LIMIT}
    return found.pop() if len(found) == 1 else None


def _values(readings: list[list[tuple[str, str]]], first: int | None, short: bool) -> set[int | None]:
    """``short``: the last word is a number beyond doubt, also without mươi before it."""
    thousands = [
        place for place, options in enumerate(readings) if any(_SCALES.get(o) == 1000 for o in options)
    ]
    if len(thousands) > 1:
        return {None}
    if not thousands:
        return {_below_thousand(readings, first, after=False, short=short)}
    head, tail = readings[: thousands[0]], readings[thousands[0] + 1 :]
    lead = _below_thousand(head, first, after=False)
    if not lead:
        return {None}
    rest = _below_thousand(tail, None, after=True, short=short) if tail else 0
    return {None if rest is None else lead * 1000 + rest}


def _below_thousand(
    readings: list[list[tuple[str, str]]], first: int | None, *, after: bool, short: bool = False
) -> int | None:
    """0–999, or more for digits before a scale. ``after`` a thousand the hundreds must be said."""
    hundreds = [
        place for place, options in enumerate(readings) if any(_SCALES.get(o) == 100 for o in options)
    ]
    if len(hundreds) > 1 or (after and not hundreds):
        return None
    if not hundreds:
        return _below_hundred(readings, first, short=short)
    head, tail = readings[: hundreds[0]], readings[hundreds[0] + 1 :]
    lead = first if first is not None and not head else _digit(head, zero=after)
    if lead is None or (first is not None and head) or (lead == 0 and not after):
        return None
    if not tail:
        return lead * 100
    if any(option in _FILLS for option in tail[0]):
        unit = 4 if [o for part in tail[1:] for o in part] == [_FOUR] else _digit(tail[1:])
        return None if not unit else lead * 100 + unit
    rest = _below_hundred(tail, None, short=short)
    return None if rest is None or rest < 10 else lead * 100 + rest


def _below_hundred(
    readings: list[list[tuple[str, str]]], first: int | None, *, short: bool = False
) -> int | None:
    if first is not None:
        if not readings:
            return first
        return first * 10 if len(readings) == 1 and _is(readings[0], "chuc") else None
    if not readings:
        return None
    if len(readings) == 1:
        return 10 if ("muoi", spell("mười")[1]) in readings[0] else _digit(readings)
    if any(option in _TWENTIES for option in readings[0]):
        return _tail(20, readings[1:])
    tens = _digit(readings[:1])
    if _is(readings[0], "muoi"):
        return _tail(10, readings[1:])
    if tens is None:
        return None
    if _is(readings[1], "muoi") or _is(readings[1], "chuc"):
        return tens * 10 if len(readings) == 2 else _tail(tens * 10, readings[2:])
    if tens < 2 or len(readings) > 2:
        return None
    tails = [option for option in readings[1] if option in _TAILS]
    return tens * 10 + _DIGITS[tails[0]] if tails else _side_by_side(tens, readings[1:] if short else [])


def _side_by_side(tens: int, readings: list[list[tuple[str, str]]]) -> int | None:
    """``hai bốn`` is 24. ``hai ba`` is two or three, ``năm bảy`` some; ``hai năm`` may be so many years."""
    unit = _digit(readings)
    doubtful = unit in (None, 1, 5, tens, tens + 1) or tens == _YEARS
    return None if unit is None or doubtful else tens * 10 + unit


def _tail(tens: int, readings: list[list[tuple[str, str]]]) -> int | None:
    """Tens and a unit. ``mươi năm`` may be so many years; in ``mười một`` mốt, tư are not said."""
    if len(readings) != 1 or _is(readings[0], "nam"):
        return None
    values = {_DIGITS[option] for option in readings[0] if option in _DIGITS}
    value = values.pop() if len(values) == 1 else None
    return None if not value else tens + value


def _digit(readings: list[list[tuple[str, str]]], *, zero: bool = False) -> int | None:
    if len(readings) != 1:
        return None
    values = {_DIGITS[option] for option in readings[0] if option in _DIGITS and option not in _LATER - _ZERO}
    value = values.pop() if len(values) == 1 else None
    return None if value is None or (value == 0 and not zero) else value


_ZERO = {spell("không")}
_FOUR = spell("tư")
_YEARS = words.DIGITS["năm"]


def _is(options: list[tuple[str, str]], word: str) -> bool:
    return any(option[0] == word for option in options)
