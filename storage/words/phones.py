"""Telephone numbers in E.164, from the forms that people in Vietnam write."""

from __future__ import annotations

import re

_FILLERS = re.compile(r"[\s.\-()']")
_VIETNAMESE = re.compile(r"(?:\+?84|0)?([35789]\d{8}|2\d{9})")
"""A mobile has 9 digits after the country code, a landline 10. Spreadsheets eat the leading zero."""
_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")


def e164(text: str) -> str:
    """``0912.345.678``, ``84 912 345 678`` or ``912345678`` → ``+84912345678``. Raises ValueError."""
    number = _FILLERS.sub("", text)
    if not number.isascii():
        raise ValueError(text)
    if number.startswith("+") and not number.startswith("+84"):
        if _INTERNATIONAL.fullmatch(number):
            return number
        raise ValueError(text)
    found = _VIETNAMESE.fullmatch(number)
    if found is None:
        raise ValueError(text)
    return f"+84{found[1]}"
