"""A campaign is data: one year's plan, sample design, weights and thresholds, read from a TOML file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from storage.campaign import checks as check
from storage.campaign.checks import BadCampaign, FileFault
from storage.campaign.file import FOLDER, SAMPLE, Tables, available, read
from storage.words.model import Agency, Tracks

__all__ = [
    "BadCampaign",
    "Calendar",
    "Campaign",
    "FileFault",
    "FlagRules",
    "Level",
    "Province",
    "ReminderRules",
    "ScoreRules",
    "Task",
    "Totals",
    "UnknownCampaign",
    "available",
    "faults",
    "load",
]

PARTS = ("coverage", "pace", "validity", "agreement", "integrity")
"""The parts of a score, each with a weight of the campaign."""

Day = Annotated[date, Strict()]
Line = Annotated[str, Field(min_length=1)]
Clock = Annotated[time, Strict()]
"""A local time of day, as TOML writes it: without a zone."""
Whole = Annotated[int, Strict(), Field(ge=1)]
Share = Annotated[float, Strict(), Field(gt=0, lt=1, allow_inf_nan=False)]
Weight = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]


class UnknownCampaign(LookupError):
    """No campaign of that code; ``known`` are the codes there are."""

    def __init__(self, code: str, known: Sequence[str]) -> None:
        super().__init__(f"{code}: known are {', '.join(known)}")
        self.code, self.known = code, tuple(known)


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Task(_Data):
    """A row of the plan. ``start`` and ``due`` are days, both inclusive.

    ``id``: ``2018-VI.5``, ``2019-4.5`` (nth child of its group) or ``2018-II`` (a row without children);
    ``number`` is the id without the campaign; ``parent`` is the id of its group row. ``period`` is the
    time as the plan writes it, empty where it writes none: such a group row spans its children.
    """

    id: Line
    number: Line
    title: Line
    period: str = ""
    parent: str | None = None
    start: Day
    due: Day
    lead: tuple[Agency, ...] = ()
    support: tuple[Agency, ...] = ()
    tracks: Tracks | None = None
    provincial: Annotated[bool, Strict()] = False
    """Whether completion and dates belong to each province (provinces lead) or to the nation."""
    group: Annotated[bool, Strict()] = False
    """A row with children: it sends nothing of its own."""
    note: str | None = None


class Level(_Data):
    """An administrative level and how its units are picked in a province.

    ``picks``: units per parent unit (per province without a parent) by province class; ``fixed``: names
    of units picked everywhere; ``quota``: ballots per unit by province class.
    """

    letter: Annotated[str, Field(pattern=r"^[A-Z]$")]
    name: Line
    parent: str | None = None
    fixed: tuple[Line, ...] = ()
    picks: dict[str, Whole] = Field(default_factory=dict)
    default_pick: str | None = None
    """Which unit is in by rule (the seat of the committee above), as the plan words it."""
    no_default: tuple[str, ...] = ()
    """Classes of provinces where the rule of ``default_pick`` does not hold."""
    quota: dict[str, Whole]


class Province(_Data):
    """A province, its GSO code and its class (a key of the levels' ``picks`` and ``quota``)."""

    code: Annotated[str, Field(pattern=r"^[0-9]{2}$")]
    name: Line
    klass: str = Field(alias="class")


class Totals(_Data):
    """What the plan says the allocation adds up to, in ballots; proved by ``sipas sample allocate``."""

    nation: Whole
    levels: dict[str, Whole]
    provinces: dict[str, Whole]
    """Ballots of one province, by class."""
    cells: dict[str, dict[str, Whole]] = Field(default_factory=dict)
    """Ballots of one province, by level letter and class; empty where the plan does not tell them."""


class Calendar(_Data):
    """Days off and working Saturdays beyond the country's public holidays."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "VN"
    days_off: tuple[Day, ...] = ()
    working_days: tuple[Day, ...] = ()


class ReminderRules(_Data):
    """Slots in days around the due day, and the hours (local) in which reminders go out."""

    before: tuple[Whole, ...] = (30, 14, 7, 3, 1)
    after: tuple[Whole, ...] = (1, 3, 7)
    weeks_after: Annotated[int, Strict(), Field(ge=0)] = 4
    inform: tuple[str, ...] = ("start", "before-7", "before-1", "due")
    """Slots that supporting agencies get."""
    opens: Clock = time(8, 0)
    closes: Clock = time(17, 30)
    escalate_after: Whole = 3
    """Days overdue from which on the level above is told as well."""
    nudge_at: Clock = time(16, 30)
    """When workers are asked about ballots that they still have (local)."""
    bulletin_at: Clock = time(17, 30)
    """When coordinators who want it get the bulletin of a working day (local)."""
    silent_after: tuple[Whole, ...] = (2, 3, 5)
    """Working days without a report after which the worker, the supervisor, the coordinator is told."""
    shortfall: Share = 0.15
    """How far the progress may lie below the planned curve (0-1) before the coordinator is told."""
    shortfall_step: Share = 0.1
    """How much worse it must get to be told again."""
    shortfall_days: Whole = 2
    """For how many working days in a row."""


class ScoreRules(_Data):
    """Weights of the score's parts (they need not add up to 1) and the strength of shrinkage.

    A part without a weight counts nothing.
    """

    weights: dict[str, Weight]
    shrinkage: Weight = 10.0
    """Prior strength of the agreement, in re-checked ballots."""


class FlagRules(_Data):
    """From which figures on a pattern is a reason to look again (cần phúc tra)."""

    whole_quota_from: Whole = 30
    """Smallest quota, in ballots, whose return as a whole within a day is one."""
    series_from: Whole = 20
    """Reports from which on constant counts and digit preference are judged."""
    daily_limit: Whole = 100
    """Ballots that one worker can collect in a day at most."""
    false_discovery: Annotated[Weight, Field(lt=1)] = 0.05
    """Rate of Benjamini and Hochberg's correction over the tests of one run."""


class Campaign(_Data):
    """One year's survey. ``sample_from``: whose sample design this one takes where it has none."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Za-z_]+$")]
    title: Line
    document: Line
    issued_on: Day
    year: Annotated[int, Strict(), Field(ge=2000, le=2100)]
    note: str | None = None
    sample_from: str | None = None
    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]
    classes: dict[str, Line] = Field(default_factory=dict)
    """The classes of provinces in the plan's words."""
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    provinces: Annotated[tuple[Province, ...], Field(min_length=1)]
    totals: Totals
    calendar: Calendar = Calendar()
    reminders: ReminderRules = ReminderRules()
    score: ScoreRules
    flags: FlagRules = FlagRules()

    @property
    def leaves(self) -> tuple[Task, ...]:
        """The rows that act: all but those with children."""
        return tuple(task for task in self.tasks if not task.group)

    def task(self, task_id: str) -> Task:
        """The row of an id. Raises KeyError."""
        return _one(self.tasks, "id", task_id)

    def level(self, letter: str) -> Level:
        """The level of a letter. Raises KeyError."""
        return _one(self.levels, "letter", letter)

    def province(self, code: str) -> Province:
        """The province of a GSO code. Raises KeyError."""
        return _one(self.provinces, "code", code)

    def provinces_by_class(self) -> dict[str, int]:
        """How many provinces there are of each class, in the order of the levels' quotas."""
        counts = Counter(province.klass for province in self.provinces)
        order = dict.fromkeys(klass for level in self.levels for klass in level.quota)
        return {klass: counts[klass] for klass in order if counts[klass]}

    def units(self, letter: str, klass: str) -> int:
        """Units of a level in one province of a class."""
        return _units(self.levels, letter, klass)


_Row = TypeVar("_Row", bound=_Data)


def _one(rows: Iterable[_Row], name: str, wanted: str) -> _Row:
    for row in rows:
        if getattr(row, name) == wanted:
            return row
    raise KeyError(wanted)


def _units(levels: Sequence[Level], letter: str, klass: str) -> int:
    level = _one(levels, "letter", letter)
    here = len(level.fixed) if level.fixed else level.picks[klass]
    return here if level.parent is None else here * _units(levels, level.parent, klass)


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
    known = list(dict.fromkeys(klass for level in levels.values() for klass in level.quota))
    used = [klass for klass in known if counts[klass]]
    found = [
        *check.level_faults(levels, used, tables.texts("levels", "letter")),
        *check.province_faults(provinces, known),
    ]
    totals = _mended(Totals, tables.raw.get("totals"))
    if totals is None or found or any(fault.key.startswith(("levels", "provinces")) for fault in shapes):
        return found
    design = list(levels.values())
    cells = {
        (level.letter, klass): _units(design, level.letter, klass) * level.quota[klass]
        for level in design
        for klass in used
    }
    return list(check.totals_faults(totals, cells, counts))


_STAND_INS: dict[type[_Data], dict[str, object]] = {
    Task: {"id": "?", "number": "?", "title": "?", "start": date.min, "due": date.max},
    Level: {"letter": "Z", "name": "?", "quota": {}},
    Province: {"code": "00", "name": "?", "class": "?"},
    Totals: {"nation": 1, "levels": {}, "provinces": {}},
    ScoreRules: {"weights": {}},
}


def _mended(model: type[_Row], given: object) -> _Row | None:
    """The row without what is ill-shaped in it; None where it is no table or not to be mended."""
    if not isinstance(given, dict):
        return None
    try:
        return model.model_validate(given)
    except ValidationError as error:
        good = check.without(given, error)
    try:
        return model.model_validate(_STAND_INS.get(model, {}) | good)
    except ValidationError:
        return None


def _mended_rows(tables: Tables, name: str, model: type[_Row]) -> dict[int, _Row]:
    mended = ((index, _mended(model, row)) for index, row in enumerate(tables.rows(name)))
    return {index: row for index, row in mended if row is not None}
