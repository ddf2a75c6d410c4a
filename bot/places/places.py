"""The administrative divisions of before July 2025. README.md names their source."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("places63.csv")


class Place(NamedTuple):
    """A province (two digits), district (three) or commune (five); a province's ``parent`` is empty."""

    code: str
    parent: str
    kind: str
    name: str


def below(parent: str) -> Sequence[Place]:
    """A province's districts or a district's communes in the order of their codes; of ``""`` the provinces.

    Empty for a commune, and for the five island districts that had none. Raises KeyError.
    """
    return _children()[parent]


@cache
def _children() -> Mapping[str, Sequence[Place]]:
    with FILE.open(newline="", encoding="utf-8") as lines:
        rows = csv.reader(lines)
        next(rows)
        children: dict[str, list[Place]] = {"": []}
        for row in rows:
            place = Place(*row)
            children[place.parent].append(place)  # parents stand before their children
            children[place.code] = []
    return children
