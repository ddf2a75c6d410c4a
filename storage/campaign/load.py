"""Loads campaign files: every fault of a bad one at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from storage.campaign import checks as check
from storage.campaign.checks import BadCampaign, FileFault
from storage.campaign.file import FOLDER, SAMPLE, Tables, available, read
from storage.campaign.types import (
    PARTS,
    Calendar,
    Campaign,
    CampaignData,
    Level,
    Province,
    ReminderRules,
    Row,
    ScoreRules,
    Task,
    Totals,
    units_in_province,
)


class UnknownCampaign(LookupError):
    """No campaign of that code; ``codes`` are those there are."""

    def __init__(self, code: str, codes: Sequence[str]) -> None:
        super().__init__(f"{code}: known are {', '.join(codes)}")
        self.code, self.codes = code, tuple(codes)


def load(code_or_path: str | Path, folder: Path | None = None) -> Campaign:
    """The campaign of a code or of a file (a Path, or a text that ends in ``.toml``).

    Raises UnknownCampaign on a code without a file, BadCampaign with every fault of a bad one.
    """
    if isinstance(code_or_path, Path) or code_or_path.endswith(".toml"):
        path = Path(code_or_path)
    elif code_or_path in available(folder):
        path = (folder or FOLDER) / f"{code_or_path}.toml"
    else:
        raise UnknownCampaign(code_or_path, available(folder))
    raw, found = _examine(path)
    if found:
        raise BadCampaign(path, found)
    return Campaign.model_validate(raw)


def faults(path: Path) -> list[FileFault]:
    """Every fault of a campaign file, in the order of its keys; none where the file is good."""
    return _examine(path)[1]


def _examine(path: Path) -> tuple[dict[str, Any], list[FileFault]]:
    try:
        tables = read(path)
    except BadCampaign as error:
        return {}, list(error.faults)
    shapes = _shape_faults(tables)
    senses = [fault for fault in _sense_faults(tables, shapes) if not check.overlaps(fault, shapes)]
    found = [tables.address(fault) for fault in (*shapes, *senses)]
    return tables.raw, [*tables.faults, *sorted(found, key=_in_file_order)]


def _in_file_order(fault: FileFault) -> list[str | int]:
    return [int(part) if part.isdigit() else part for part in re.split(r"\[(\d+)\]", fault.key)]


def _shape_faults(tables: Tables) -> list[FileFault]:
    try:
        Campaign.model_validate(tables.raw)
    except ValidationError as error:
        found = check.shape_faults(error)
        # Where the sample design could not be fetched, that is the fault and not that it is missing here.
        return [fault for fault in found if not (tables.faults and fault.key in SAMPLE)]
    return []


def _sense_faults(tables: Tables, shapes: Sequence[FileFault]) -> Iterator[FileFault]:
    """What shapes cannot tell; ill-shaped rows are mended first, so that one fault hides no other."""
    raw = tables.raw
    year = raw["year"] if type(raw.get("year")) is int else None
    code = raw["code"] if isinstance(raw.get("code"), str) else None
    yield from check.task_faults(code, year, _mended_rows(tables, "tasks", Task), tables.texts("tasks", "id"))
    yield from _sample_faults(tables, shapes)
    if calendar := _mended(Calendar, raw.get("calendar")):
        yield from check.calendar_faults(calendar, year)
    if rules := _mended(ReminderRules, raw.get("reminders")):
        yield from check.reminder_faults(rules)
    if score := _mended(ScoreRules, raw.get("score")):
        yield from check.score_faults(score, PARTS)


def _sample_faults(tables: Tables, shapes: Sequence[FileFault]) -> list[FileFault]:
    levels = _mended_rows(tables, "levels", Level)
    provinces = _mended_rows(tables, "provinces", Province)
    counts = Counter(province.klass for province in provinces.values())
    classes = list(dict.fromkeys(klass for level in levels.values() for klass in level.quota))
    used = [klass for klass in classes if counts[klass]]
    row_faults = [
        *check.level_faults(levels, used, tables.texts("levels", "letter")),
        *check.province_faults(provinces, classes),
    ]
    totals = _mended(Totals, tables.raw.get("totals"))
    if totals is None or row_faults or any(fault.key.startswith(("levels", "provinces")) for fault in shapes):
        return row_faults
    design = list(levels.values())
    cells = {
        (level.letter, klass): units_in_province(design, level.letter, klass) * level.quota[klass]
        for level in design
        for klass in used
    }
    return list(check.totals_faults(totals, cells, counts))


_STAND_INS: dict[type[CampaignData], dict[str, object]] = {
    Task: {"id": "?", "number": "?", "title": "?", "start": date.min, "due": date.max},
    Level: {"letter": "Z", "name": "?", "quota": {}},
    Province: {"code": "00", "name": "?", "class": "?"},
    Totals: {"nation": 1, "levels": {}, "provinces": {}},
    ScoreRules: {"weights": {}},
}


def _mended(model: type[Row], row: object) -> Row | None:
    """The row without what is ill-shaped in it; None where it is no table or not to be mended."""
    if not isinstance(row, dict):
        return None
    try:
        return model.model_validate(row)
    except ValidationError as error:
        good = check.without(row, error)
    try:
        return model.model_validate(_STAND_INS.get(model, {}) | good)
    except ValidationError:
        return None


def _mended_rows(tables: Tables, name: str, model: type[Row]) -> dict[int, Row]:
    mended = ((index, _mended(model, row)) for index, row in enumerate(tables.rows(name)))
    return {index: row for index, row in mended if row is not None}
