"""What bulletins tell of, and how often: words that deciding and storing share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Figures = Mapping[str, int]


class BulletinKind(StrEnum):
    """How often it comes."""

    DAILY = "daily"
    WEEKLY = "weekly"


Wishes = Mapping[BulletinKind, datetime]
"""The bulletins that a person wants, each since when."""


@dataclass(frozen=True, slots=True)
class ToldBulletin:
    """The figures that a person was told, and on which day."""

    day: date
    figures: Figures
