"""Reads an inspector's note: the unit, if one stands at its head, and the text as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar.result import Inspection, Intent, Parsed, Problem, ProblemCode
from handlers.grammar.terms.terms import read
from handlers.grammar.text.lexicon import REPORT, SLIPS
from handlers.grammar.text.lines import Line
from handlers.grammar.text.tokens import cut
from handlers.grammar.text.units import UnitIndex
from handlers.grammar.text.words import WordKind

_EDGES = " \t\r\n:;,.-–—/"


def read_inspection(lines: Sequence[Line], end: int, index: UnitIndex) -> Parsed:
    """``kiểm tra H03: phiếu ghi đủ``. ``end``: where the opening words of the first line end."""
    first = lines[0]
    rest = first.text[end:].lstrip(_EDGES)
    terms = read(rest, cut(rest, SLIPS), REPORT, index)
    place = next((place for place, term in enumerate(terms) if term.kind is not WordKind.LEVEL), 0)
    unit = terms[place] if terms and terms[place].kind is WordKind.UNIT and terms[place].hit else None
    codes = unit.hit.codes if unit and unit.hit else ()
    if unit and len(codes) != 1 and index.codes:
        fault = ProblemCode.WHICH_UNIT if codes else ProblemCode.UNKNOWN_UNIT
        return Parsed(Intent.INSPECTION, (), (Problem(fault, unit.text),))
    told = [rest[unit.end :] if unit and codes else rest, first.comment or ""]
    note = " // ".join(text for part in told if (text := part.strip(_EDGES)))
    note = "\n".join([note, *(line.raw for line in lines[1:])]).strip(_EDGES)
    code = codes[0] if codes else None
    if not note:
        if code is None and not first.text[end:].strip(_EDGES):
            return Parsed(Intent.UNKNOWN)
        return Parsed(Intent.INSPECTION, (), (Problem(ProblemCode.MISSING_OUTCOME, first.text, code),))
    if code is None and note.endswith("?"):
        return Parsed(Intent.UNKNOWN)
    return Parsed(Intent.INSPECTION, (Inspection(code, note),))
