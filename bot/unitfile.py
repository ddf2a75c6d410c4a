"""``units.csv``: the selected units of a real campaign, as DESIGN's chapter on files describes it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storage.campaign import Campaign
from storage.model import unit_code

_REQUIRED = ("unit", "name", "level", "province_code", "quota")


class BadUnits(Exception):
    """A row that cannot be used: its number (the header is 1), the column and what stood there."""

    def __init__(self, row: int, key: str, value: str) -> None:
        super().__init__(f"{row}: {key}: {value}")
        self.row, self.key, self.value = row, key, value


def read_units(file: Path, campaign: Campaign) -> list[dict[str, Any]]:
    """Rows for the table ``units``. Raises BadUnits at the first bad row, OSError where there is no file."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        for column in _REQUIRED:
            if column not in (reader.fieldnames or ()):
                raise BadUnits(1, column, "")
        rows = [_row(number, given, campaign) for number, given in enumerate(reader, start=2)]
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if row["code"] in seen:
            raise BadUnits(number, "unit", row["code"])
        seen.add(row["code"])
    return rows


def _row(number: int, given: Mapping[str, str | None], campaign: Campaign) -> dict[str, Any]:
    def cell(column: str) -> str:
        return (given.get(column) or "").strip()

    def checked(column: str, *, good: bool) -> str:
        if not good:
            raise BadUnits(number, column, cell(column))
        return cell(column)

    try:
        code = unit_code(cell("unit"))
    except ValueError:
        raise BadUnits(number, "unit", cell("unit")) from None
    levels = {level.letter for level in campaign.levels}
    provinces = {province.code for province in campaign.provinces}
    quota = checked("quota", good=cell("quota").isascii() and cell("quota").isdigit())
    return {
        "code": code,
        "name": checked("name", good=bool(cell("name"))),
        "level": checked("level", good=cell("level") in levels and cell("level") == code[3]),
        "province": checked(
            "province_code",
            good=cell("province_code") in provinces and code.startswith(cell("province_code")),
        ),
        "district": cell("district") or None,
        "quota": int(quota),
        "stratum": cell("stratum") or None,
        "cluster": cell("cluster") or None,
        "probability": _number(number, "probability", cell("probability")),
        "weight": _number(number, "weight", cell("weight")),
    }


def _number(row: int, column: str, text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise BadUnits(row, column, text) from None
