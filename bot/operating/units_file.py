"""``units.csv``: the selected units of a real campaign, as DESIGN's chapter on files describes it."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storage.campaign.types import Campaign
from storage.words.units import unit_code

_REQUIRED = ("unit", "name", "level", "province_code", "quota")


class BadUnits(Exception):
    """A row that cannot be used: its number (the header is 1), the column and what stood there."""

    def __init__(self, row: int, key: str, value: str) -> None:
        super().__init__(f"{row}: {key}: {value}")
        self.row, self.key, self.value = row, key, value


def read_units(file: Path, campaign: Campaign) -> list[dict[str, Any]]:
    """Rows for the table ``units``. Raises BadUnits at the first bad row, OSError where there is no file."""
    reader = csv.DictReader(io.StringIO(_text(file.read_bytes()), newline=""))
    for column in _REQUIRED:
        if column not in (reader.fieldnames or ()):
            raise BadUnits(1, column, "")
    rows = [_row(number, cells, campaign) for number, cells in enumerate(reader, start=2)]
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if row["code"] in seen:
            raise BadUnits(number, "unit", row["code"])
        seen.add(row["code"])
    return rows


def _text(content: bytes) -> str:
    """The file as text; a spreadsheet's mark at its start is dropped. Raises BadUnits with the row."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise BadUnits(row, "UTF-8", repr(content[error.start : error.start + 8])) from None


def _row(number: int, cells: Mapping[str, str | None], campaign: Campaign) -> dict[str, Any]:
    def cell(column: str) -> str:
        return (cells.get(column) or "").strip()

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
    quota = checked("quota", good=re.fullmatch("[0-9]{1,6}", cell("quota")) is not None)
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
        "probability": _number(number, "probability", cell("probability"), most=1),
        "weight": _number(number, "weight", cell("weight")),
    }


def _number(row: int, column: str, text: str, most: float = math.inf) -> float | None:
    """A positive number of at most ``most``, or nothing."""
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise BadUnits(row, column, text) from None
    if not (0 < number <= most and math.isfinite(number)):
        raise BadUnits(row, column, text)
    return number
