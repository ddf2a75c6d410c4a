"""Units, their codes, and the scopes that are written like them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NewType

UnitCode = NewType("UnitCode", str)
"""``01-H03``: GSO province code, level letter, number."""


NATION = "VN"
"""The scope code of the whole country; the others are a province code or unit codes."""


_UNIT = re.compile(r"^(\d{2})-?([A-Z])(\d{1,3})$")


def unit_code(text: str) -> UnitCode:
    """``01-h3`` → ``01-H03``. Raises ValueError where the text is no full unit code."""
    match = _UNIT.match(text.strip().upper())
    if match is None:
        raise ValueError(text)
    return UnitCode(f"{match[1]}-{match[2]}{int(match[3]):02d}")


def province_of(unit: str) -> str:
    """The province code of a unit code: ``01`` of ``01-H03``."""
    return unit[:2]


@dataclass(frozen=True, slots=True)
class Unit:
    """A selected department, district or commune committee. ``quota`` in ballots."""

    code: UnitCode
    name: str
    level: str
    province: str
    quota: int
    district: str | None = None
