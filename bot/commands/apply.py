"""``sipas campaign apply``: a changed campaign file takes the place of the one that the bot goes by."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

import typer

from bot.commands.opening import opened
from bot.console import Format, bad_call, fail, say, show
from bot.operating.command_time import present
from bot.settings import Settings, load_settings
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.campaign.types import Campaign
from storage.engine.database import Database, DatabaseUnusable
from storage.planning import campaign_changes, campaign_editions, milestones
from storage.planning.campaign_changes import Difference, TaskChange

_LONGEST = 60


def apply(
    file: Annotated[str, typer.Argument(help=say("campaign.arg.file"))],
    yes: Annotated[bool, typer.Option("--yes", help=say("apply.option.yes"))] = False,
    form: Annotated[Format, typer.Option("--format", help=say("campaign.option.format"))] = Format.TABLE,
) -> None:
    """Prints the difference, asks, and reconciles it with what was already sent."""
    settings = load_settings()
    new, running = opened(file), opened(settings.campaign)
    if new.code != running.code:
        bad_call("apply.another", given=new.code, campaign=running.code)
    try:
        asyncio.run(_apply(settings, running, new, form, yes=yes))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)


async def _apply(settings: Settings, running: Campaign, new: Campaign, form: Format, *, yes: bool) -> None:
    now = present(settings)
    database = Database(settings.url, guest=True)
    await database.join()
    try:
        async with database.read() as db:
            if await milestones.activated(db, new.code) is None:
                fail("apply.not_begun", campaign=new.code)
            held = await campaign_editions.current(db, new.code)
        old, number = (held.campaign, held.number) if held else (running, 0)
        differences = campaign_changes.differences(old, new)
        changed = campaign_changes.task_changes(old, new)
        _tell(differences, changed, now.astimezone(settings.zone).date(), form)
        if not differences:
            return
        if not yes:
            _ask()
        withdrawn = await _reconcile(database, old, new, number, now)
    finally:
        await database.close()
    typer.echo(say("apply.done", count=withdrawn), err=form is not Format.TABLE)


def _ask() -> None:
    if not sys.stdin.isatty():
        bad_call("apply.needs_yes")
    if not typer.confirm(say("apply.confirm")):
        fail("apply.given_up")


async def _reconcile(database: Database, old: Campaign, new: Campaign, number: int, now: datetime) -> int:
    async with database.write() as db:
        audit_log.attribute(db, Origin(Via.COMMAND, now))
        if await campaign_editions.number(db, new.code) != number:
            fail("apply.overtaken")
        if not await campaign_editions.keep(db, new, now, applied=True):
            fail("apply.overtaken")
        return await campaign_changes.reconcile(db, old, new, now)


def _tell(
    differences: Sequence[Difference], changed: Sequence[TaskChange], today: date, form: Format
) -> None:
    if form is not Format.TABLE:
        names = ("kind", "key", "before", "after")
        rows = [{name: getattr(difference, name) for name in names} for difference in differences]
        if form is Format.CSV:
            rows = [row | {name: _plain(row[name]) for name in ("before", "after")} for row in rows]
        show(rows, dict.fromkeys(names, ""), form)
        return
    if not differences:
        typer.echo(say("apply.same"))
        return
    columns = ("change", "key", "before", "after")
    show(
        [_line(difference) for difference in differences],
        {name: say(f"apply.column.{name}") for name in columns},
        lines=True,
    )
    for change in changed:
        if change.old is None and change.new is not None:
            key = "apply.new_late" if change.new.due < today else "apply.new_task"
            typer.echo(say(key, id=change.new.id, title=change.new.title, due=change.new.due))
        elif change.new is None and change.old is not None:
            typer.echo(say("apply.gone_task", id=change.old.id, title=change.old.title))
        elif change.moves and change.new is not None:
            typer.echo(say("apply.moved_task", id=change.new.id, title=change.new.title, due=change.new.due))


def _line(difference: Difference) -> dict[str, object]:
    return {
        "change": say(f"apply.kind_{difference.kind.value}"),
        "key": difference.key,
        "before": _short(difference.before),
        "after": _short(difference.after),
    }


def _short(value: object) -> str:
    """A value in a table; of a whole row what a person knows it by."""
    if isinstance(value, Mapping):
        named = [value.get(name) for name in ("title", "name", "start", "due")]
        return "\n".join(str(part) for part in named if part)
    text = _plain(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _plain(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
