"""What a message says: ``parse`` is pure, knows no database and no clock."""

from handlers.grammar.parse import parse
from handlers.grammar.result import Inspection, Intent, Parsed, Problem, ProblemCode, Recheck, Report
from handlers.grammar.text.fold import fold
from handlers.grammar.text.units import KnownUnit, find_unit, find_units

__all__ = [
    "Inspection",
    "Intent",
    "KnownUnit",
    "Parsed",
    "Problem",
    "ProblemCode",
    "Recheck",
    "Report",
    "find_unit",
    "find_units",
    "fold",
    "parse",
]
