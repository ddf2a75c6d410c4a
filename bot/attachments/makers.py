"""What is made when it is sent: the progress chart and the score of a scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from analytics.charts.labels import ProgressLabels, hidden_rows
from analytics.progress import totals
from analytics.scoring.scores import PARTS
from analytics.scoring.scores import score as score_frame
from bot.attachments.personal_data import my_data
from bot.attachments.plan_files import bulletin_text, plan_file
from bot.outbound.made import Made
from bot.outbound.pieces import cut
from bot.outbound.worker_process import Maker, WorkerProcess
from bot.texts.numerals import number, percent
from bot.texts.texts import Texts
from handlers.replies import phrases
from storage.campaign.calendar import WorkCalendar
from storage.campaign.types import Campaign
from storage.counting import evidence, progress
from storage.inspecting import rechecks
from storage.people import people
from storage.words.replies import Reply, Text
from storage.words.tasks import Tracks
from storage.words.units import NATION

LONGEST_CAPTION = 1024
"""Telegram's limit; its own count leaves the markup out."""
MOST_LISTED = 5
"""How many lowest groups a score names."""


async def progress_picture(shop: WorkerProcess, query: Mapping[str, Any], texts: Texts) -> Made:
    """The chart of ``/tiendo``. Query: ``scope``, ``by`` (province or unit)."""
    async with shop.database.read() as db:
        rows = await progress.by_unit(db, shop.campaign.code, query["scope"])
    scope = texts.render(phrases.scope(shop.campaign, query["scope"]))
    at = shop.clock.now()
    groups = len({row[query["by"]] for row in rows if row["quota"] > 0})
    labels = ProgressLabels(
        title=texts.say("progress.chart_title"),
        subtitle=texts.say("progress.chart_subtitle", scope=scope, at=at),
        distributed=texts.say("progress.chart_distributed"),
        collected=texts.say("progress.chart_collected"),
        quota=texts.say("progress.chart_quota"),
        others=texts.say("progress.chart_others", count=hidden_rows(groups)),
        empty=texts.say("progress.chart_empty"),
        number=partial(number, texts.language),
        percent=partial(percent, texts.language),
        names={province.code: province.name for province in shop.campaign.provinces},
    )
    data = await shop.compute(draw_progress, rows, query["by"], labels)
    return Made(
        data=data, caption=texts.say("progress.chart_caption", scope=scope, at=at), filename="tiendo.png"
    )


async def bulletin_picture(shop: WorkerProcess, query: Mapping[str, Any], texts: Texts) -> Made:
    """The week's bulletin: the chart of its scope with what is told. Query: ``scope``, ``by``, ``told``."""
    made = await progress_picture(shop, query, texts)
    told: Reply = query["told"]
    caption = cut(texts.render(Text(told.key, told.values)), LONGEST_CAPTION)[0]
    return replace(made, caption=caption)


def draw_progress(rows: Sequence[Mapping[str, Any]], by: Any, labels: ProgressLabels) -> bytes:
    """The chart as PNG, from the rows of ``progress.by_unit``; runs in the worker process."""
    from analytics.charts.progress_chart import progress_chart

    return progress_chart(totals(pd.DataFrame(list(rows)), by), labels)


async def score_text(shop: WorkerProcess, query: Mapping[str, Any], texts: Texts) -> Made:
    """The text of ``/diem``. Query: ``scope``."""
    campaign, scope = shop.campaign, list(query["scope"])
    async with shop.database.read() as db:
        units = await progress.by_unit(db, campaign.code, scope)
        found = await rechecks.within(db, campaign.code, [NATION])
    today = shop.clock.now().astimezone(shop.zone).date()
    task = next((task for task in campaign.tasks if task.tracks is Tracks.DISTRIBUTION), None)
    planned = WorkCalendar(campaign.calendar).planned_share(task.start, task.due, today) if task else None
    whole, groups = await shop.compute(score_rows, units, found, campaign, planned)
    names = {province.code: province.name for province in campaign.provinces}
    names |= {row["unit"]: row["name"] for row in units}
    parts = [
        Text("score.title", {"scope": phrases.scope(campaign, scope), "at": shop.clock.now()}),
        _overall(whole),
        *(_part(whole, part) for part in PARTS),
    ]
    scored = [row for row in groups if row["score"] is not None]
    if len(scored) > 1:
        parts.append(Text("score.lowest"))
        parts += [
            Text("score.row", {"score": round(row["score"], 1), "name": names.get(row["code"], row["code"])})
            for row in scored[:MOST_LISTED]
        ]
    return Made(reply=phrases.lines(*parts))


def score_rows(
    units: Sequence[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
    campaign: Campaign,
    planned: float | None,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The whole scope's score, and its groups' from the lowest; runs in the worker process.

    NaN becomes None.
    """
    frame, evidence = pd.DataFrame(list(units)), pd.DataFrame(list(found))
    by = "province" if frame["province"].nunique() > 1 else "unit"
    every = score_frame(frame, pd.DataFrame(), evidence, campaign.score, planned, "nation")
    groups = score_frame(frame, pd.DataFrame(), evidence, campaign.score, planned, by)  # type: ignore[arg-type]
    return _records(every)[0], _records(groups.sort_values(["score", "code"]))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): None if pd.isna(value) else value for key, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _overall(row: Mapping[str, Any]) -> Text:
    if row["score"] is None:
        return Text("score.no_score")
    return Text("score.score", {"score": round(row["score"], 1)})


def _part(row: Mapping[str, Any], part: str) -> Text:
    name = Text(f"score.part_{part}")
    if row[part] is None:
        return Text("score.part_missing", {"part": name})
    if part != "agreement":
        return Text("score.part", {"part": name, "value": f"{100 * row[part]:.0f}"})
    return Text(
        "score.agreement",
        {
            "part": name,
            "value": f"{100 * row[part]:.0f}",
            "low": f"{100 * row['low']:.0f}",
            "high": f"{100 * row['high']:.0f}",
            "n": int(row["n"]),
            "note": "" if row["agreement_counts"] else Text("score.not_counted"),
        },
    )


async def evidence_file(shop: WorkerProcess, query: Mapping[str, Any], texts: Texts) -> Made:
    """A photo or document of ``/anh``, by the id under which Telegram has it. Query: ``id``."""
    async with shop.database.read() as db:
        file = await evidence.get(db, query["id"])
        names = await people.names(db, [file.person]) if file else {}
    if file is None:
        return Made(reply=Reply("evidence.gone"))
    values = {"code": file.unit or "", "at": file.sent_at, "name": phrases.who(names, file.person)}
    return Made(file_id=file.file_id, caption=texts.say("evidence.caption", **values))


MAKERS: dict[str, Maker] = {
    "bulletin": bulletin_picture,
    "bulletin_now": bulletin_text,
    "calendar": plan_file,
    "evidence": evidence_file,
    "progress": progress_picture,
    "score": score_text,
    "my_data": my_data,
}
