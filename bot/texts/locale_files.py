"""What stands in the locale files, cut into messages but not parsed: that takes a thousandth of the time.

A message without placeholders is its own text; the others are parsed when one is first rendered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parents[1] / "locales"
_MESSAGE = re.compile(r"^([a-zA-Z][\w-]*) *=(.*(?:\n(?![a-zA-Z#-]).*)*)", re.ASCII | re.MULTILINE)
"""An id and all before the next message, term or comment."""


def locale_files(language: str) -> list[Path]:
    """The Fluent files of a language, in the order of their names."""
    return sorted((LOCALES / language).glob("*.ftl"))


@cache
def patterns(language: str) -> Mapping[str, str]:
    """What stands behind the ``=`` of each message, by its id."""
    return {
        match[1]: match[2]
        for file in locale_files(language)
        for match in _MESSAGE.finditer(file.read_text(encoding="utf-8"))
    }


def plain(pattern: str) -> str | None:
    """The text of a pattern without placeholders; None for one that Fluent has to render."""
    if "{" in pattern or "}" in pattern:
        return None
    first, *others = pattern.split("\n")
    indent = min((len(line) - len(line.lstrip(" ")) for line in others if line.strip(" ")), default=0)
    return "\n".join([first.lstrip(" "), *(line[indent:] for line in others)]).strip("\n").rstrip(" \n")
