"""A campaign is data: one year's plan, sample design, weights and thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict

from storage.words.roles import Agency
from storage.words.tasks import Tracks

PARTS = ("coverage", "pace", "validity", "agreement", "integrity")
"""The parts of a score, each with a weight of the campaign."""


Day = Annotated[date, Strict()]


Line = Annotated[str, Field(min_length=1)]


Clock = Annotated[time, Strict()]
"""A local time of day, as TOML writes it: without a zone."""


Whole = Annotated[int, Strict(), Field(ge=1)]


Share = Annotated[float, Strict(), Field(gt=0, lt=1, allow_inf_nan=False)]


Weight = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]


class CampaignData(BaseModel):
    """A table of a campaign file: frozen, and refusing keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Task(CampaignData):
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


class Level(CampaignData):
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


class Province(CampaignData):
    """A province, its GSO code and its class (a key of the levels' ``picks`` and ``quota``)."""

    code: Annotated[str, Field(pattern=r"^[0-9]{2}$")]
    name: Line
    klass: str = Field(alias="class")


class Totals(CampaignData):
    """What the plan says the allocation adds up to, in ballots; proved by ``sipas sample allocate``."""

    nation: Whole
    levels: dict[str, Whole]
    provinces: dict[str, Whole]
    """Ballots of one province, by class."""
    cells: dict[str, dict[str, Whole]] = Field(default_factory=dict)
    """Ballots of one province, by level letter and class; empty where the plan does not tell them."""


class Calendar(CampaignData):
    """Days off and working Saturdays beyond the country's public holidays."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "VN"
    days_off: tuple[Day, ...] = ()
    working_days: tuple[Day, ...] = ()


class ReminderRules(CampaignData):
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


class ScoreRules(CampaignData):
    """Weights of the score's parts (they need not add up to 1) and the strength of shrinkage.

    A part without a weight counts nothing.
    """

    weights: dict[str, Weight]
    shrinkage: Weight = 10.0
    """Prior strength of the agreement, in re-checked ballots."""


class FlagRules(CampaignData):
    """From which figures on a pattern is a reason to look again (cần phúc tra)."""

    whole_quota_from: Whole = 30
    """Smallest quota, in ballots, whose return as a whole within a day is one."""
    series_from: Whole = 20
    """Reports from which on constant counts and digit preference are judged."""
    daily_limit: Whole = 100
    """Ballots that one worker can collect in a day at most."""
    false_discovery: Annotated[Weight, Field(lt=1)] = 0.05
    """Rate of Benjamini and Hochberg's correction over the tests of one run."""


class Campaign(CampaignData):
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
        return units_in_province(self.levels, letter, klass)


Row = TypeVar("Row", bound=CampaignData)


def _one(rows: Iterable[Row], name: str, wanted: str) -> Row:
    for row in rows:
        if getattr(row, name) == wanted:
            return row
    raise KeyError(wanted)


def units_in_province(levels: Sequence[Level], letter: str, klass: str) -> int:
    """Units of a level in one province of a class, those under each parent unit multiplied."""
    level = _one(levels, "letter", letter)
    here = len(level.fixed) if level.fixed else level.picks[klass]
    return here if level.parent is None else here * units_in_province(levels, level.parent, klass)
