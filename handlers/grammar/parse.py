"""The one door of the grammar: what a message says."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.inspection import read_inspection
from handlers.grammar.recheck import read_recheck
from handlers.grammar.report.report import read_report
from handlers.grammar.result import Intent, Parsed, Problem, ProblemCode
from handlers.grammar.text.lines import Line, is_too_long, part
from handlers.grammar.text.opening import open_line
from handlers.grammar.text.units import KnownUnit, index_of
from handlers.grammar.text.words import WordKind

_ECHOED = 60
"""Characters of a message that is too long that its problem repeats."""


def parse(text: str, units: Sequence[KnownUnit]) -> Parsed:
    """What a message says, given the sender's units. Never raises; what is in doubt becomes a problem."""
    if is_too_long(text):
        return Parsed(Intent.REPORT, (), (Problem(ProblemCode.TOO_LONG, text.strip()[:_ECHOED]),))
    index = index_of(units)
    lines = part(text)
    kind, number, end = _head(lines)
    if kind is WordKind.INSPECT:
        return read_inspection(lines[number:], end, index)
    if kind is WordKind.RECHECK:
        return read_recheck(lines[number:], index)
    return read_report(lines, index)


def _head(lines: Sequence[Line]) -> tuple[WordKind | None, int, int]:
    """Whether a message opens as a re-check or an inspection, in which line, and where the opening ends.

    A ballot's code opens a re-check too, without its word.
    """
    for number, line in enumerate(lines):
        kind, place = open_line(line.tokens)
        if kind is WordKind.BALLOT:
            return WordKind.RECHECK, number, 0
        if kind is not None:
            return kind, number, line.tokens[place - 1].end
        if place < len(line.tokens):
            return None, 0, 0
    return None, 0, 0
