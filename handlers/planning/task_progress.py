"""How far the tracked tasks are, for the eyes of one person: the own province, or the nation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.planning import plan_loading
from handlers.replies import phrases
from scheduler.plan import Plan, Progress, Where
from scheduler.shortfalls import Pace
from storage.campaign.types import Campaign, Task
from storage.counting import progress
from storage.engine.database import Connection
from storage.words.replies import Text
from storage.words.roles import Person
from storage.words.tasks import Tracks
from storage.words.units import NATION, province_of

MOST_BEHIND = 3
_PACED = frozenset({Tracks.DISTRIBUTION, Tracks.RECHECK, Tracks.ENTRY, Tracks.ENTRY_RECHECK})
"""Figures that are expected to grow day by day."""


@dataclass(frozen=True, slots=True)
class Standings:
    """All figures of a moment: by task and scope, by unit, and which units were re-checked."""

    figures: Mapping[Where, Progress]
    units: Sequence[Mapping[str, Any]] = ()
    rechecked: Set[str] = frozenset()


async def load(db: Connection, campaign: Campaign, figures: Mapping[Where, Progress]) -> Standings:
    """The figures with their units."""
    units = await progress.by_unit(db, campaign.code, [NATION])
    return Standings(figures, units, await progress.units_rechecked(db, campaign.code))


def seen_by(person: Person, scope: str) -> tuple[str, ...]:
    """What a person sees of a task in a scope: the nation sees all, others their own provinces."""
    if scope != NATION:
        return (scope,)
    return (NATION,) if person.national else tuple(dict.fromkeys(map(province_of, person.scope)))


def places(person: Person, task: Task) -> tuple[str, ...]:
    """Where a task has a date and an end of its own for a person: in each of their provinces, or once."""
    return seen_by(person, NATION) if task.provincial else (NATION,)


def lines(standings: Standings, plan: Plan, task: Task, scopes: Sequence[str], today: date) -> list[Text]:
    """Percentage, what is expected by today, and the three that are furthest behind; nothing untracked."""
    parts = [standings.figures[task.id, scope] for scope in scopes if (task.id, scope) in standings.figures]
    if task.tracks is None or not parts:
        return []
    whole = Progress(sum(part.done for part in parts), sum(part.target for part in parts))
    texts = [plan_loading.standing(whole, task)]
    if task.tracks in _PACED and task.start <= today:
        due = plan.due(task, scopes[0] if task.provincial else NATION)
        share = round(100 * plan.calendar.planned_share(min(task.start, due), due, today))
        if task.tracks is Tracks.DISTRIBUTION:
            pace = round(100 * _pace(standings, scopes).progress)
            texts.append(Text("reminder.pace", {"percent": pace, "planned": share}))
        else:
            texts.append(Text("reminder.expected", {"percent": share}))
    if behind := _behind(standings, plan.campaign, task, scopes):
        texts.append(Text("reminder.behind", {"names": phrases.joined(behind)}))
    return [line for line in texts if line is not None]


def _pace(standings: Standings, scopes: Sequence[str]) -> Pace:
    """What the planned curve is compared with: handing out counts as much as collecting."""
    rows = [row for row in standings.units if NATION in scopes or row["province"] in scopes]
    return Pace(*(sum(int(row[name]) for row in rows) for name in ("distributed", "collected", "quota")))


def _behind(standings: Standings, campaign: Campaign, task: Task, scopes: Sequence[str]) -> list[Text]:
    if task.tracks not in (Tracks.DISTRIBUTION, Tracks.RECHECK):
        return []
    if len(scopes) == 1 and scopes[0] != NATION:
        each = [
            (str(row["name"]), _of_unit(standings, task, row))
            for row in standings.units
            if row["province"] == scopes[0]
        ]
    else:
        each = [
            (province.name, standings.figures[task.id, province.code])
            for province in campaign.provinces
            if (task.id, province.code) in standings.figures
            and (scopes[0] == NATION or province.code in scopes)
        ]
    late = [(name, part) for name, part in each if part.done < part.target]
    late.sort(key=lambda item: (item[1].done / item[1].target, item[1].done - item[1].target))
    return [
        Text("reminder.behind_one", {"name": name, "done": part.done, "target": part.target})
        if part.target > 1
        else Text("reminder.behind_name", {"name": name})
        for name, part in late[:MOST_BEHIND]
    ]


def _of_unit(standings: Standings, task: Task, row: Mapping[str, Any]) -> Progress:
    if task.tracks is Tracks.RECHECK:
        return Progress(int(row["unit"] in standings.rechecked), 1)
    return Progress(int(row["collected"]), int(row["quota"]))
