"""What can be wrong with a campaign file: every fault with its dotted key, as ``levels[1].quota.special``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any

from storage.words.roles import PROVINCIAL_AGENCIES

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from storage.campaign.types import Calendar, Level, Province, ReminderRules, ScoreRules, Task, Totals


EARLIEST, LATEST = time(7), time(21)
"""Local times between which people may be disturbed."""
SILENCE_STEPS = 3
"""The worker, the supervisor, the coordinator."""


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault: ``code`` and ``values`` make its text (``campaign.fault.<code>`` of the locale files).

    ``key`` counts rows from 0 and is empty where the file as a whole cannot be read; ``label`` is the
    name that a person knows the row by: a task's id, a level's letter, a province's code.
    """

    key: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    label: str = ""


class BadCampaign(Exception):
    """A campaign file that cannot be used, and everything that is wrong with it."""

    def __init__(self, path: Path, faults: Sequence[FileFault]) -> None:
        first = faults[0]
        super().__init__(f"{path}: {first.key or '?'}: {first.code}")
        self.path, self.faults = path, tuple(faults)


_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "enum": "unknown_value",
    "string_pattern_mismatch": "pattern",
    "string_too_short": "empty",
    "too_short": "empty",
    "greater_than": "more_than",
    "greater_than_equal": "at_least",
    "less_than": "less_than",
    "less_than_equal": "at_most",
    "finite_number": "not_number",
    "tuple_type": "not_list",
    "dict_type": "not_table",
    "model_type": "not_table",
    "model_attributes_type": "not_table",
}
_FAMILIES = {
    "date": "not_date",
    "time": "not_time",
    "int": "not_int",
    "float": "not_number",
    "bool": "not_bool",
    "string": "not_text",
}


def shape_faults(error: ValidationError) -> list[FileFault]:
    """What pydantic found, in our own codes; a kind that has no text of its own is ``invalid``."""
    return [_shape_fault(detail) for detail in error.errors(include_url=False)]


def without(table: Mapping[str, object], error: ValidationError) -> dict[str, object]:
    """A copy of a table without the values that ``error`` names."""
    good = deepcopy(dict(table))
    # From the last to the first: what is taken out of a list moves what stands behind it.
    for detail in reversed(error.errors(include_url=False)):
        *path, last = (step for step in detail["loc"] if step != "[key]")
        place: Any = good
        for step in path:
            place = place[step]
        if isinstance(place, list) or last in place:
            del place[last]
    return good


def overlaps(fault: FileFault, others: Sequence[FileFault]) -> bool:
    """Whether another fault is about the same value, a part of it, or the whole that it is a part of."""
    return any(_within(fault.key, other.key) or _within(other.key, fault.key) for other in others)


def _within(key: str, whole: str) -> bool:
    return key == whole or key.startswith((f"{whole}.", f"{whole}["))


def dotted(path: Sequence[str | int]) -> str:
    """``("tasks", 3, "due")`` → ``tasks[3].due``."""
    key = ""
    for step in path:
        if step == "[key]":
            continue
        key += f"[{step}]" if isinstance(step, int) else f".{step}" if key else step
    return key


def _shape_fault(detail: ErrorDetails) -> FileFault:
    kind, context = detail["type"], detail.get("ctx", {})
    code = _CODES.get(kind) or _FAMILIES.get(kind.split("_")[0], "invalid")
    values: dict[str, object] = (
        {} if code in {"missing", "unknown_key", "empty"} else {"given": _brief(detail["input"])}
    )
    match code:
        case "unknown_value":
            values["known"] = ", ".join(re.findall(r"'([^']*)'", context["expected"]))
        case "pattern":
            values["pattern"] = context["pattern"]
        case "more_than" | "at_least" | "less_than" | "at_most":
            values["bound"] = next(str(context[name]) for name in ("gt", "ge", "lt", "le") if name in context)
    return FileFault(dotted(detail["loc"]), code, values)


def _brief(typed: object) -> str:
    text = str(typed)
    return text if len(text) <= 60 else f"{text[:59]}…"


def task_faults(
    code: str | None, year: int | None, tasks: Mapping[int, Task], ids: Sequence[str]
) -> Iterator[FileFault]:
    """Faults of the plan's rows. ``ids``: all ids as the file has them, those of unreadable rows too."""
    parents = {task.parent for task in tasks.values()}
    children = {task.id for task in tasks.values() if task.parent}
    seen = Counter(ids)
    for index, task in tasks.items():
        at = f"tasks[{index}]"
        if seen[task.id] > 1:
            yield FileFault(f"{at}.id", "duplicate", {"given": task.id})
        if code is not None and not task.id.startswith(f"{code}-"):
            yield FileFault(f"{at}.id", "foreign_id", {"given": task.id, "campaign": code})
        elif code is not None and seen[task.id] == 1 and task.number != task.id.removeprefix(f"{code}-"):
            yield FileFault(f"{at}.number", "not_of_id", {"given": task.number, "id": task.id})
        if task.parent is not None and task.parent not in seen:
            yield FileFault(f"{at}.parent", "no_parent_task", {"given": task.parent})
        elif task.parent in children or task.parent == task.id:
            yield FileFault(f"{at}.parent", "nested_task", {"given": task.parent})
        if task.due < task.start:
            yield FileFault(f"{at}.due", "due_before_start", {"start": task.start, "due": task.due})
        for name, day in (("start", task.start), ("due", task.due)):
            if year is not None and abs(day.year - year) > 1:
                yield FileFault(f"{at}.{name}", "far_date", {"given": day, "year": str(year)})
        yield from _acting_faults(at, task, has_children=task.id in parents)


def _acting_faults(at: str, task: Task, *, has_children: bool) -> Iterator[FileFault]:
    provincial = [agency in PROVINCIAL_AGENCIES for agency in task.lead]
    if task.group != has_children:
        yield FileFault(f"{at}.group", "group_without_children" if task.group else "group_not_said")
    if task.group and task.tracks is not None:
        yield FileFault(f"{at}.tracks", "group_tracks", {"given": task.tracks.value})
    if not task.group and not task.lead:
        yield FileFault(f"{at}.lead", "no_lead")
    for name, agencies in (("lead", task.lead), ("support", task.support)):
        if len(set(agencies)) < len(agencies):
            yield FileFault(f"{at}.{name}", "duplicate", {"given": ", ".join(agencies)})
    if task.provincial and provincial and not any(provincial):
        yield FileFault(f"{at}.provincial", "not_provincial")
    if not task.provincial and provincial and all(provincial):
        yield FileFault(f"{at}.provincial", "is_provincial")


def level_faults(
    levels: Mapping[int, Level], used: Sequence[str], letters: Sequence[str]
) -> Iterator[FileFault]:
    """Faults of the sample design. ``used``: the provinces' classes; ``letters``: as the file has them."""
    for index, level in levels.items():
        at = f"levels[{index}]"
        if letters.count(level.letter) > 1:
            yield FileFault(f"{at}.letter", "duplicate", {"given": level.letter})
        if level.parent is not None and level.parent not in letters[:index]:
            yield FileFault(f"{at}.parent", "no_parent_level", {"given": level.parent})
        if bool(level.fixed) == bool(level.picks):
            yield FileFault(f"{at}.picks", "fixed_or_picks")
        if len(set(level.fixed)) < len(level.fixed):
            yield FileFault(f"{at}.fixed", "duplicate", {"given": ", ".join(level.fixed)})
        wanted = {"quota": level.quota, **({"picks": level.picks} if level.picks else {})}
        for name, table in wanted.items():
            for klass in used:
                if klass not in table:
                    yield FileFault(f"{at}.{name}.{klass}", "class_missing", {"given": klass})
        for klass in level.no_default:
            if klass not in level.quota:
                yield FileFault(
                    f"{at}.no_default", "unknown_class", {"given": klass, "known": ", ".join(level.quota)}
                )


def province_faults(provinces: Mapping[int, Province], classes: Sequence[str]) -> Iterator[FileFault]:
    """Faults of the list of provinces. ``classes``: those that some level has a quota for."""
    codes = Counter(province.code for province in provinces.values())
    names = Counter(province.name for province in provinces.values())
    for index, province in provinces.items():
        at = f"provinces[{index}]"
        if codes[province.code] > 1:
            yield FileFault(f"{at}.code", "duplicate", {"given": province.code})
        if names[province.name] > 1:
            yield FileFault(f"{at}.name", "duplicate", {"given": province.name})
        if classes and province.klass not in classes:
            yield FileFault(
                f"{at}.class", "unknown_class", {"given": province.klass, "known": ", ".join(classes)}
            )


def totals_faults(
    totals: Totals, cells: Mapping[tuple[str, str], int], provinces: Mapping[str, int]
) -> Iterator[FileFault]:
    """Where the plan's totals differ from the allocation.

    ``cells``: ballots of one province by level letter and class; ``provinces``: how many by class.
    """
    letters, classes = list(dict.fromkeys(letter for letter, _ in cells)), list(provinces)
    levels = {letter: sum(cells[letter, klass] * provinces[klass] for klass in classes) for letter in letters}
    sums = {klass: sum(cells[letter, klass] for letter in letters) for klass in classes}
    yield from _table_faults("totals.levels", totals.levels, levels)
    yield from _table_faults("totals.provinces", totals.provinces, sums)
    for letter, table in totals.cells.items():
        computed = {klass: cells[letter, klass] for klass in classes} if letter in letters else {}
        yield from _table_faults(f"totals.cells.{letter}", table, computed)
    if totals.nation != sum(levels.values()):
        yield FileFault(
            "totals.nation", "total_differs", {"planned": totals.nation, "computed": sum(levels.values())}
        )


def _table_faults(at: str, planned: Mapping[str, int], computed: Mapping[str, int]) -> Iterator[FileFault]:
    for name, figure in planned.items():
        if name not in computed:
            yield FileFault(f"{at}.{name}", "unknown_total", {"known": ", ".join(computed)})
        elif figure != computed[name]:
            yield FileFault(f"{at}.{name}", "total_differs", {"planned": figure, "computed": computed[name]})
    for name in computed:
        if name not in planned:
            yield FileFault(f"{at}.{name}", "missing")


def calendar_faults(calendar: Calendar, year: int | None) -> Iterator[FileFault]:
    """Faults of the days off and working Saturdays: they lie in the year or in the one after."""
    tables: dict[str, tuple[date, ...]] = {
        "days_off": calendar.days_off,
        "working_days": calendar.working_days,
    }
    for name, days in tables.items():
        for index, day in enumerate(days):
            at = f"calendar.{name}[{index}]"
            if year is not None and day.year not in (year, year + 1):
                yield FileFault(at, "far_date", {"given": day, "year": str(year)})
            if days.count(day) > 1:
                yield FileFault(at, "duplicate", {"given": day})
            if name == "working_days" and day in calendar.days_off:
                yield FileFault(at, "off_and_working", {"given": day})


def reminder_faults(rules: ReminderRules) -> Iterator[FileFault]:
    """Of slots and hours: days before fall, days after rise, informed slots exist, nights quiet."""
    if list(rules.before) != sorted(set(rules.before), reverse=True):
        yield FileFault("reminders.before", "not_falling")
    if list(rules.after) != sorted(set(rules.after)):
        yield FileFault("reminders.after", "not_rising")
    known = ["start", *(f"before-{n}" for n in rules.before), "due", *(f"after-{n}" for n in rules.after)]
    for index, slot in enumerate(rules.inform):
        if slot not in known:
            yield FileFault(
                f"reminders.inform[{index}]", "unknown_value", {"given": slot, "known": ", ".join(known)}
            )
    if rules.closes <= rules.opens:
        yield FileFault("reminders.closes", "closes_before_opens")
    for name in ("opens", "closes", "nudge_at", "bulletin_at"):
        at: time = getattr(rules, name)
        if not EARLIEST <= at <= LATEST:
            yield FileFault(f"reminders.{name}", "at_night", {"given": at.isoformat("minutes")})
    if list(rules.silent_after) != sorted(set(rules.silent_after)):
        yield FileFault("reminders.silent_after", "not_rising")
    if len(rules.silent_after) != SILENCE_STEPS:
        yield FileFault("reminders.silent_after", "not_three", {"count": SILENCE_STEPS})


def score_faults(rules: ScoreRules, parts: Sequence[str]) -> Iterator[FileFault]:
    """Faults of the weights: some part has one, nothing else has."""
    if not rules.weights:
        yield FileFault("score.weights", "empty")
    for part in rules.weights:
        if part not in parts:
            yield FileFault(f"score.weights.{part}", "unknown_part", {"known": ", ".join(parts)})
