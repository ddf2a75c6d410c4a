"""Cuts a line into words, figures, codes, times and phone numbers."""

from __future__ import annotations

import re
from enum import Enum

from handlers.grammar.text.fold import spell


class Form(Enum):
    """What a token looks like."""

    WORD = "word"
    FIGURE = "figure"
    CODE = "code"
    """A letter and digits together, perhaps with the province: h03, 01-H03, p30."""
    BALLOT = "ballot"
    CLOCK = "clock"
    PHONE = "phone"


SOFT, HARD = 1, 2
"""Strengths of the gap before a token: a dash or a slash, or the end of a clause."""


class Token:
    """``gap`` before it: 0, SOFT or HARD; ``glued``: nothing between it and the one before.

    ``sign`` of a figure: ``+``, or ``?`` where it cannot be a count (negative, percent, about); of a word
    the digit that a keyboard left for a tone, or ``?`` for a letter that is glued into others (p30t25h2).
    """

    __slots__ = (
        "asked",
        "at",
        "bracket",
        "colon",
        "end",
        "fold",
        "form",
        "gap",
        "glued",
        "key",
        "sentence",
        "sign",
        "text",
    )

    def __init__(self, form: Form, text: str, at: int, end: int) -> None:
        self.form, self.text, self.at, self.end = form, text, at, end
        self.fold = self.key = text
        self.gap = self.sentence = 0
        self.bracket = self.colon = self.glued = self.asked = False
        self.sign = ""


_FIGURE = r"[0-9]+(?:[.,:/~*^+\u2013\u2014\u2212-][0-9]+)*"
_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_SEPARATED = r"(?!\w|[.,/~\u2013-][0-9])"
_TOKEN = re.compile(
    rf"""
      (?P<phone>(?<![\w.,])(?:\+?84|0)(?=(?:[ .-]?[0-9]){{8,10}}(?![0-9]))
        [0-9]{{1,3}}(?:[ .-]?[0-9]{{2,4}}){{2,4}}(?![0-9]))
    | (?P<ballot>(?<![\w-])(?:(?:[0-9]{{2}}-){{1,2}}[a-zđ]|(?:[0-9]{{2}}-)?[0-9]{{2}}[shx]|[a-oq-su-zđ])
        [0-9]{{1,3}}-[0-9]{{1,4}}(?:-[a-z0-9])?(?!\w|-[0-9]))
    | (?P<code>(?<![\w-])(?:(?:[0-9]{{2}}[-._])?[a-zđ][0-9]{{1,3}}|[shx]-[0-9]{{2,3}}
        |[0-9]{{2}}(?:[sx][0-9]{{2,3}}|h[0-9]{{3}})){_SEPARATED})
    | (?P<clock>(?<![\w.,])[0-9]{{1,2}}
        (?:(?:h|g|giờ|gio)(?:[0-9]{{2}})?(?:p|ph|phút|phut)?|:[0-9]{{2}}(?::[0-9]{{2}})?)(?!\w|:[0-9]))
    | (?P<figure>(?!-[0-9]{{1,2}}(?:h|g|:))[-\u2212\u2013\u2014+~\u2248\u00b1<>\u2264\u2265\#$@]?
        {_FIGURE}(?:[ ]?[%\u2030$\u20ab\u20ac\u00b0]|\+)?)
    | (?P<mix>(?<!\w)(?:{_LETTER})+[0-9](?:\w|[.,:/~*^+\u2013\u2014\u2212-](?=[0-9]))*)
    | (?P<word>(?:{_LETTER})+)
    | (?P<odd>\d)
    | (?P<other>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PART = re.compile(rf"(?P<figure>{_FIGURE})|(?P<word>(?:{_LETTER})+)")
_FORMS = {
    "phone": Form.PHONE,
    "ballot": Form.BALLOT,
    "code": Form.CODE,
    "clock": Form.CLOCK,
    "figure": Form.FIGURE,
    "odd": Form.FIGURE,
    "word": Form.WORD,
}
_SPACE = re.compile(r"\s")
_HARD = frozenset(",;.!?()[]{}\u2026\u3002\uff0c\u3001")
_SHORTENED = frozenset(["p", "q", "h", "x", "t", "s", "f", "tt", "tx", "tp", "ubnd", "st"])
"""Words that a point shortens and does not end: P. Quán Thánh."""


def cut(line: str, slips: dict[str, tuple[str, str]]) -> list[Token]:
    """The tokens of one line. ``slips``: mistyped words and what they stand for."""
    tokens: list[Token] = []
    gap, colon, bracket, end, sentence, torn = 0, False, False, -1, 0, False
    for match in _TOKEN.finditer(line):
        name, text = match.lastgroup, match[0]
        if name == "other":
            if text in _HARD:
                if (
                    text == "."
                    and tokens
                    and tokens[-1].end == match.start()
                    and tokens[-1].fold in _SHORTENED
                ):
                    continue
                gap, bracket = HARD, text in "(["
                if text in "?!.":
                    _ask(tokens, sentence, asked=text == "?")
                    sentence = len(tokens)
            elif text == ":":
                colon = True
            elif text not in "\"'“”‘’`«»":
                gap = max(gap, SOFT)
            continue
        fresh = _split(match, slips) if name == "mix" else [_token(_FORMS[name or "odd"], match, slips)]
        fresh[0].gap, fresh[0].colon, fresh[0].glued = gap, colon, match.start() == end
        fresh[0].bracket = bracket
        for token in fresh:
            token.sentence = sentence
        torn = torn or (bool(tokens) and _is_torn(line[tokens[-1].end : match.start()], tokens[-1], fresh[0]))
        tokens += fresh
        gap, colon, bracket, end = 0, False, False, match.end()
    if torn:
        _ask(tokens, 0, asked=True)
    return tokens


def _is_torn(between: str, before: Token, after: Token) -> bool:
    """``ph?t 30``: a letter lost in transport must not leave the keyword ``t 30``."""
    letter = after.form in (Form.WORD, Form.CODE) and after.fold[1:].strip("0123456789") == ""
    return letter and before.form is Form.WORD and bool(between.strip(":,;()")) and not _SPACE.search(between)


def _ask(tokens: list[Token], sentence: int, *, asked: bool) -> None:
    for token in tokens[sentence:] if asked else ():
        token.asked = True


def _token(form: Form, match: re.Match[str], slips: dict[str, tuple[str, str]]) -> Token:
    token = Token(form, match[0], match.start(), match.end())
    if form is Form.WORD:
        token.fold, token.key = _spell(token.text, slips)
    elif form is Form.FIGURE:
        _read_sign(token, odd=match.lastgroup == "odd")
    else:
        token.fold = token.key = token.text.casefold()
    return token


def _read_sign(token: Token, *, odd: bool) -> None:
    text = token.text
    if odd or not text[-1].isdigit() or not (text[0].isdigit() or text[0] == "+"):
        token.sign = "?"
    elif text[0] == "+":
        token.sign, token.text = "+", text[1:]
    token.fold = token.key = token.text


def _split(match: re.Match[str], slips: dict[str, tuple[str, str]]) -> list[Token]:
    """``p30t25`` and ``phat30`` part at the digits; ``phat1`` is a slip of the keyboard and stays whole."""
    text, at = match[0], match.start()
    if text.casefold() in slips:
        token = Token(Form.WORD, text, at, match.end())
        token.fold, token.key = slips[text.casefold()]
        token.sign = text[-1] if text[-1].isdigit() else ""
        return [token]
    tokens: list[Token] = []
    for part in _PART.finditer(text):
        form = Form.FIGURE if part.lastgroup == "figure" else Form.WORD
        token = Token(form, part[0], at + part.start(), at + part.end())
        if form is Form.WORD:
            token.fold, token.key = _spell(part[0], slips)
            token.sign = "?" if len(part[0]) == 1 and token.fold not in "pt" else ""
        token.glued = bool(tokens)
        tokens.append(token)
    return tokens


def _spell(word: str, slips: dict[str, tuple[str, str]]) -> tuple[str, str]:
    low = word.casefold()
    return slips[low] if low in slips else spell(word)
