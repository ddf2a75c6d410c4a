"""Vietnamese letters with and without marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\u20e3]"
)


def clean(text: str) -> str:
    """NFC, full-width forms made plain, invisible characters removed."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text).translate(_FULL_WIDTH))


def fold(text: str) -> str:
    """The text without marks and case: ``Đã Phát`` → ``da phat``."""
    text = text.casefold()
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=8192)
def spell(word: str) -> tuple[str, str]:
    """The folded word, and a key that keeps its marks but not where the tone stands: hòa is hoà.

    The two are equal where the word was typed without marks.
    """
    low = word.casefold()
    if low.isascii():
        return low, low
    letters = unicodedata.normalize("NFD", low)
    tones = "".join(letter for letter in letters if letter in _TONES)
    return fold(low), "".join(letter for letter in letters if letter not in _TONES) + tones
