"""``sipas campaign``: which campaigns there are, what is due when, what is wrong with a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from analytics.sampling.allocation import allocate
from bot.clock import Clock
from bot.commands.apply import apply
from bot.commands.opening import fault_line, opened
from bot.console import Format, FormatOption, bad_call, fail, say, show
from bot.settings import load_settings
from storage.campaign import load as campaigns
from storage.campaign.file import FOLDER, available
from storage.campaign.types import Campaign, Task
from storage.words.roles import Agency

app = typer.Typer(help=say("campaign.help"), no_args_is_help=True)


@app.command("list", help=say("campaign.list.help"))
def list_campaigns(form: FormatOption = Format.TABLE) -> None:
    """The shipped campaigns, one a row."""
    rows = [_summary(opened(code)) for code in available()]
    names = ["code", "title", "document", "start", "due", "tasks", "units", "ballots"]
    if form is Format.TABLE:
        rows = [row | {"period": say("campaign.show.period", **_span(row))} for row in rows]
        names[3:5] = ["period"]
    show(rows, {name: say(f"campaign.column.{name}") for name in names}, form)


def _span(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in ("start", "due")}


def _summary(campaign: Campaign) -> dict[str, object]:
    frame = allocate(campaign)
    return {
        "code": campaign.code,
        "title": campaign.title,
        "document": campaign.document,
        "start": min(task.start for task in campaign.tasks),
        "due": max(task.due for task in campaign.tasks),
        "tasks": len(campaign.tasks),
        "units": int(frame["total_units"].sum()),
        "ballots": int(frame["total"].sum()),
    }


@app.command("show", help=say("campaign.show.help"))
def show_timeline(
    code: Annotated[str, typer.Argument(help=say("campaign.arg.code"))],
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help=say("campaign.option.today"))
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """The plan's rows: a timeline for people, all fields with their state for programs."""
    campaign = opened(code)
    day = today.date() if today else _today()
    if form is not Format.TABLE:
        rows = [_record(task, day, form) for task in campaign.tasks]
        show(rows, dict.fromkeys(rows[0], ""), form)
        return
    typer.echo(
        say(
            "campaign.show.title",
            title=campaign.title,
            document=campaign.document,
            issued=campaign.issued_on,
        )
    )
    if campaign.note:
        typer.echo(say("campaign.show.note", note=campaign.note))
    names = ("number", "task", "period", "lead", "support", "note")
    columns = {"mark": "", **{name: say(f"campaign.column.{name}") for name in names}}
    show(_timeline(campaign, day), columns)
    typer.echo(say("campaign.show.running"))


def _today() -> date:
    settings = load_settings()
    return Clock(settings.clock).now().astimezone(settings.zone).date()


def state(task: Task, today: date) -> str:
    """Where a row stands by its dates alone: ``past``, ``running`` or ``ahead``."""
    if task.due < today:
        return "past"
    return "ahead" if today < task.start else "running"


def _timeline(campaign: Campaign, today: date) -> list[dict[str, object]]:
    """The rows by their start, as the plan has them within a day; today's line parts what has started."""
    # Python's sort is stable; the plan's own order is not by time (2018: row II is December's).
    tasks = sorted(campaign.tasks, key=lambda task: task.start)
    rows: list[dict[str, object]] = [_line(task, today) for task in tasks]
    started = sum(task.start <= today for task in tasks)
    rows.insert(started, {"mark": "──", "task": say("campaign.show.today", today=today)})
    return rows


def _line(task: Task, today: date) -> dict[str, object]:
    dates = say("campaign.show.period", start=task.start, due=task.due)
    return {
        "mark": "▶" if state(task, today) == "running" else "",
        "number": task.number,
        "task": task.title,
        "period": f"{task.period}\n{dates}" if task.period else dates,
        "lead": _names(task.lead),
        "support": _names(task.support),
        "note": task.note or "",
    }


def _names(agencies: Iterable[Agency]) -> str:
    return ";\n".join(say(f"campaign.agency.{agency}") for agency in agencies)


def _record(task: Task, today: date, form: Format) -> dict[str, object]:
    record = task.model_dump(mode="json") | {"state": state(task, today)}
    if form is Format.CSV:
        return record | {name: ";".join(record[name]) for name in ("lead", "support")}
    return record


@app.command("check", help=say("campaign.check.help"))
def check_file(file: Annotated[str, typer.Argument(help=say("campaign.arg.file"))]) -> None:
    """Every fault on stdout, one a line; exit code 1 where there is one, 2 where there is no file."""
    path = FOLDER / f"{file}.toml" if file in available() else Path(file)
    if not path.exists():
        bad_call("campaign.no_file", path=file)
    found = campaigns.faults(path)
    for fault in found:
        typer.echo(fault_line(fault, path))
    if found:
        fail("campaign.check.failed", path=file, count=len(found))
    campaign = campaigns.load(path)
    summary = _summary(campaign)
    typer.echo(
        say(
            "campaign.good",
            path=file,
            provinces=len(campaign.provinces),
            **{name: summary[name] for name in ("tasks", "units", "ballots")},
        )
    )


app.command("apply", help=say("apply.help"))(apply)
