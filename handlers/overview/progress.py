"""How far the ballots are: ``/toi`` for one's own work, ``/tiendo`` for a coordinator's scope."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from analytics.progress import Grouping, furthest_behind, totals
from handlers.grammar import fold
from handlers.inspecting import assignments
from handlers.registry import command
from handlers.replies import phrases
from storage.counting import closings, drafts, progress
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.words.counts import Count, Counts
from storage.words.replies import Attachment, Refusal, Reply, Text
from storage.words.roles import Role
from storage.words.units import NATION, Unit, province_of, unit_code

WATCHERS = (Role.COORDINATOR, Role.POSTAL_SUPERVISOR)
MOST_ROWS = 12
"""Rows of a table that a phone shows without scrolling much."""
MOST_OWN_UNITS = 20


@command("toi", reads=True)
async def mine(db: Connection, message: Message) -> Reply:
    """My units and how far they are; for inspectors what is assigned and done."""
    match message.person.role:
        case Role.INSPECTOR:
            return await assignments.overview(db, message)
        case Role.POSTAL_WORKER:
            return await _worker(db, message)
    return await overview(db, message)


@command("tiendo", role=WATCHERS, reads=True)
async def overview(db: Connection, message: Message) -> Reply:
    """Progress of the person's scope, or of the province or unit named: a table and a chart."""
    scope = wanted_scope(message)
    rows = await progress.by_unit(db, message.campaign.code, scope)
    if not rows:
        raise Refusal("progress.no_units", scope=", ".join(scope))
    frame = pd.DataFrame(rows)
    whole = totals(frame).iloc[0]
    provinces = frame["province"].nunique()
    by: Grouping = "province" if provinces > 1 else "unit"
    table = totals(frame, by)
    named = _names(message, by, table)
    behind = furthest_behind(table, MOST_ROWS) if len(table) > MOST_ROWS else table
    parts = [
        Text("progress.title", {"scope": phrases.scope(message.campaign, scope), "at": message.now}),
        Text(
            "progress.whole",
            {
                "bar": phrases.bar(whole["collected"] / whole["quota"] if whole["quota"] else 0),
                "percent": phrases.percent(int(whole["collected"]), int(whole["quota"])),
                "collected": int(whole["collected"]),
                "quota": int(whole["quota"]),
                "distributed": int(whole["distributed"]),
                "outstanding": int(whole["outstanding"]),
                "units": int(whole["units"]),
                "started": int(whole["started"]),
                "finished": int(whole["finished"]),
            },
        ),
        Text("progress.behind" if len(table) > MOST_ROWS else f"progress.by_{by}"),
    ]
    parts += [_row(row, named) for row in behind.to_dict("records")]
    query = {"scope": list(scope), "by": by}
    return phrases.lines(*parts, attachments=[Attachment("chart", "progress", query)])


def wanted_scope(message: Message) -> tuple[str, ...]:
    """The scope asked for (``/tiendo 01``, ``/tiendo hà nội``, ``/tiendo 01-h3``), else the person's own.

    Raises Refusal beyond it.
    """
    if not message.rest:
        return message.person.scope
    wanted = _code_of(message)
    known = {NATION, *(province.code for province in message.campaign.provinces)}
    if wanted not in known and not (len(wanted) > 3 and wanted[:2] in known):
        raise Refusal("progress.unknown_scope", code=message.rest)
    if not message.person.national and (wanted == NATION or not message.person.covers(wanted)):
        raise Refusal("progress.not_yours", code=wanted)
    return (wanted,)


def _code_of(message: Message) -> str:
    """A province by its name or code, a unit by its code; what is neither, as typed."""
    named = {fold(province.name): province.code for province in message.campaign.provinces}
    if code := named.get(fold(message.rest)):
        return code
    wanted = message.args[0].upper()
    own = {province_of(code) for code in message.person.scope} - {NATION}
    for text in (wanted, *(f"{code}-{wanted}" for code in own if len(own) == 1)):
        try:
            return unit_code(text)
        except ValueError:
            continue
    return wanted


def _names(message: Message, by: str, table: pd.DataFrame) -> dict[str, str]:
    if by == "province":
        return {province.code: province.name for province in message.campaign.provinces}
    return dict(zip(table["code"], table["name"], strict=True))


def _row(row: Mapping[Hashable, Any], names: dict[str, str]) -> Text:
    collected, quota = int(row["collected"]), int(row["quota"])
    return Text(
        "progress.row",
        {
            "bar": phrases.bar(collected / quota if quota else 0),
            "percent": str(phrases.percent(collected, quota)).rjust(3),
            "code": str(row["code"]),
            "name": names.get(str(row["code"]), str(row["code"])),
            "collected": collected,
            "quota": quota,
        },
    )


async def _worker(db: Connection, message: Message) -> Reply:
    rows = await progress.by_unit(db, message.campaign.code, message.person.scope)
    if not rows:
        raise Refusal("report.no_units")
    parts: list[Text | None] = [Text("mine.title", {"name": message.person.name, "units": len(rows)})]
    closed = await closings.of(db, message.campaign.code, [row["unit"] for row in rows])
    for row in rows[:MOST_OWN_UNITS]:
        unit = Unit(row["unit"], row["name"], row["level"], row["province"], row["quota"], row["district"])
        counts = _counts(row)
        parts += [phrases.heading(unit), phrases.standing(unit, counts)]
        if closing := closed.get(unit.code):
            state = "confirmed" if closing.confirmed_at else "declared"
            parts.append(Text(f"closing.state_{state}"))
        if row["workers"] > 1:
            parts.append(Text("mine.shared", {"workers": row["workers"]}))
    if len(rows) > MOST_OWN_UNITS:
        parts.append(Text("mine.more", {"count": len(rows) - MOST_OWN_UNITS}))
    whole = totals(pd.DataFrame(rows)).iloc[0]
    if len(rows) > 1:
        figures = {name: int(whole[name]) for name in ("collected", "quota", "distributed", "outstanding")}
        parts.append(Text("mine.whole", figures))
    waiting = await drafts.count_open(db, message.campaign.code, message.person.id)
    if waiting:
        parts.append(Text("mine.drafts", {"count": waiting}))
    return phrases.lines(*parts)


def _counts(row: Mapping[str, Any]) -> Counts:
    return Counts(**{count.value: row[count.value] for count in Count})
