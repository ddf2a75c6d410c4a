"""What a message says: ``parse`` is pure, knows no database and no clock."""

from handlers.grammar.parse import parse
from handlers.grammar.result import Fault, Inspection, Intent, Parsed, Problem, Recheck, Report
from handlers.grammar.text.fold import fold
from handlers.grammar.text.units import KnownUnit, find_unit, find_units

__all__ = [
    "Fault",
    "Inspection",
    "Intent",
    "KnownUnit",
    "Parsed",
    "Problem",
    "Recheck",
    "Report",
    "find_unit",
    "find_units",
    "fold",
    "parse",
]
