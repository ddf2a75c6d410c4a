"""The number on a paper form: ``19-01-H03-007-9`` is year, unit, serial, check character.

The check character is ISO/IEC 7064 Mod 37,36 over all that stands before it, without hyphens
(``1901H03007``): one wrong character and nearly every swap of neighbours is caught, and the character is
itself a digit or a letter, which Mod 37-2 (also ``*``) does not promise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.iso7064 import mod_37_36

from storage.words.units import UnitCode, unit_code

QUESTIONS = 22
"""Questions of the form: q1 … q22 of ``answers.csv``."""
OVERALL = "overall"
"""The form's question about the service as a whole."""

_NUMBER = re.compile(
    r"(?:(?:(?P<year>\d\d)-)?(?P<province>\d\d)-)?(?P<unit>[A-Z]\d{1,3})-(?P<serial>\d{1,4})(?:-(?P<check>[0-9A-Z]))?"
)


class BadBallotNumber(ValueError):
    """The text has not the form of a ballot's number."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot's number as typed. ``unit`` has no province where none was typed: ``H03``."""

    unit: str
    serial: int
    year: int | None = None
    check: str | None = None


def ballot_number(campaign_year: int, unit: str, serial: int) -> str:
    """``2019, 01-H03, 7`` → ``19-01-H03-007-9``. Raises ValueError on a code that is no full unit code."""
    code = unit_code(unit)
    return f"{campaign_year % 100:02d}-{code}-{serial:03d}-{check_character(campaign_year, code, serial)}"


def check_character(campaign_year: int, unit: UnitCode, serial: int) -> str:
    """The last character of a ballot's number."""
    return str(mod_37_36.calc_check_digit(f"{campaign_year % 100:02d}{unit.replace('-', '')}{serial:03d}"))


def parse(text: str) -> Ballot:
    """Reads ``19-01-H03-007-9``, ``01-H03-007``, ``h3-7``. Raises BadBallotNumber on any other form.

    Says nothing about whether the check character is right: ``agrees`` does.
    """
    match = _NUMBER.fullmatch(text.strip().upper())
    if match is None:
        raise BadBallotNumber(text)
    unit = f"{match['unit'][0]}{int(match['unit'][1:]):02d}"
    return Ballot(
        f"{match['province']}-{unit}" if match["province"] else unit,
        int(match["serial"]),
        2000 + int(match["year"]) if match["year"] else None,
        match["check"],
    )


def agrees(check: str | None, campaign_year: int, unit: UnitCode, serial: int) -> bool:
    """Whether a typed check character is that of the ballot; one that was not typed agrees."""
    return check is None or check.upper() == check_character(campaign_year, unit, serial)
