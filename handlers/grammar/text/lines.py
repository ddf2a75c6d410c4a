"""Parts a message into lines, their bullets and their comments."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from handlers.grammar.text.fold import clean
from handlers.grammar.text.lexicon import SLIPS
from handlers.grammar.text.tokens import Token, cut

MOST_CHARACTERS = 4096
MOST_LINES = 50

_COMMENT = re.compile(r"(?<!:)//|(?<!\w)(?:ghi\s+ch[úu]|gc)\s*[:\uff1a]", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*\(?(\d{1,2})[.)/](?:\s+|(?=[^\W\d_]))(?=\S)")
_KEYCAP = re.compile(r"(\s*[0-9])\ufe0f?\u20e3(?=\s*[^\W\d_])")
_BULLET = re.compile(r"\s*[-–—•*+·]\s*(?=[^\W\d_])")


@dataclass
class Line:
    """``text`` without its bullet, cleaned; ``comment`` as it stands, None where there is none.

    ``listed``: it had a bullet; ``doubtful``: perhaps a list that ran on in one line (1. phát 2. thu).
    """

    text: str
    raw: str
    comment: str | None = None
    listed: bool = False
    doubtful: bool = False

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens of the text, cut once."""
        return cut(self.text, SLIPS)


def is_too_long(text: str) -> bool:
    """Whether a message is beyond the bounds of 4,096 characters and 50 lines."""
    return len(text) > MOST_CHARACTERS or len(text.strip().splitlines()) > MOST_LINES


def part(text: str) -> list[Line]:
    """The lines of a message. Numbered lines are bullets where they count 1, 2, 3."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    lines, number = [], 0
    for raw in text.splitlines():
        line = Line(raw, raw)
        if match := _COMMENT.search(raw):
            line.text, line.comment = raw[: match.start()], raw[match.end() :].strip()
        line.text = clean(_KEYCAP.sub(r"\1) ", line.text, count=1) if _KEYCAP.match(line.text) else line.text)
        match = _NUMBERED.match(line.text)
        if match and int(match[1]) == number + 1:
            number += 1
            line.text, line.listed = line.text[match.end() :], True
            line.doubtful = re.search(rf"(?<!\w){number + 1}[.)/]\s", line.text) is not None
        elif match := _BULLET.match(line.text):
            line.text, line.listed = line.text[match.end() :], True
        lines.append(line)
    return lines
