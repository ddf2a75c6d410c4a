"""``sipas people import``: a whole staff list at once, and again when it has changed."""

from __future__ import annotations

import asyncio
import csv
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, TextIO

import typer

from bot.commands.opening import opened
from bot.console import Format, fail, plain_cell, say, show
from bot.operating import invite_links
from bot.operating.command_time import present
from bot.operating.staff_file import BadCell, BadStaffFile, StaffRow, read_staff
from bot.settings import Settings, load_settings
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.campaign.types import Campaign
from storage.counting import units
from storage.engine.database import Database, DatabaseUnusable
from storage.people import staff_list
from storage.people.staff_list import Fate, Placed
from storage.planning import milestones
from storage.words.units import NATION

COLUMNS = ("row", "name", "role", "agency", "scope", "phone", "state", "token", "link", "expires_at")
"""Of the file of links."""


def import_staff(
    file: Annotated[Path, typer.Argument(help=say("staff.arg.file"))],
    out: Annotated[Path | None, typer.Option(help=say("staff.option.out"))] = None,
    form: Annotated[Format, typer.Option("--format", help=say("campaign.option.format"))] = Format.TABLE,
) -> None:
    """Good rows are kept, every bad cell is named on stderr; exit code 1 where there is one."""
    settings = load_settings()
    campaign = opened(settings.campaign)
    try:
        placed, bad = asyncio.run(_import(settings, campaign, file, out))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)
    except BadStaffFile as error:
        typer.echo(say("staff.bad_file", file=str(file), problem=say(error.key, **error.values)), err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        fail("file.unreadable", file=str(file), detail=error.strerror or str(error))
    _tell(placed, bad, file, out, form)
    if bad:
        raise typer.Exit(1)


async def _import(
    settings: Settings, campaign: Campaign, file: Path, out: Path | None
) -> tuple[list[Placed], list[BadCell]]:
    now = present(settings)
    database = Database(settings.url, guest=True)
    await database.open()
    try:
        async with database.read() as db:
            unit_codes = {unit.code for unit in await units.within(db, campaign.code, (NATION,))}
        good, bad = read_staff(file, campaign, unit_codes)
        with ExitStack() as files:
            links = files.enter_context(invite_links.private_file(out, mark=True)) if out else None
            bot = await invite_links.username(settings) if out else None
            async with database.write() as db:
                audit_log.attribute(db, Origin(Via.COMMAND, now))
                await milestones.activate(db, campaign.code, now)
                rows = [item.invite for item in good]
                placed = await staff_list.place(db, campaign.code, rows, now, links=out is not None)
            if links is not None:
                _write_links(links, good, placed, bot)
    finally:
        await database.close()
    return placed, bad


def _write_links(file: TextIO, good: Sequence[StaffRow], placed: Sequence[Placed], bot: str | None) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row, person in zip(good, placed, strict=True):
        invite = person.invite
        cells = (
            row.row,
            invite.name,
            invite.role.value,
            invite.agency.value,
            ",".join(invite.scope),
            invite.phone,
            person.fate.value,
            person.token,
            invite_links.link(bot, person.token) if bot and person.token else None,
            person.expires.isoformat() if person.expires else None,
        )
        writer.writerow([plain_cell(cell) for cell in cells])


def _tell(
    placed: Sequence[Placed], bad: Sequence[BadCell], file: Path, out: Path | None, form: Format
) -> None:
    for cell in bad:
        typer.echo(
            say(
                "staff.bad_cell",
                file=str(file),
                row=str(cell.row),
                column=cell.column or "…",
                given=cell.text,
                problem=say(cell.key, **cell.values),
            ),
            err=True,
        )
    fates = Counter(person.fate for person in placed)
    counts = {fate.value: fates[fate] for fate in Fate} | {"bad_rows": len({cell.row for cell in bad})}
    if form is Format.JSON:
        cells = [
            {
                "row": cell.row,
                "column": cell.column,
                "given": cell.text,
                "problem": say(cell.key, **cell.values),
            }
            for cell in bad
        ]
        typer.echo(json.dumps(counts | {"bad": cells}, ensure_ascii=False))
    elif form is Format.CSV:
        show([counts], {key: key for key in counts}, form)
    else:
        typer.echo(say("staff.done", file=str(file), **counts))
        unsent = any(person.fate is not Fate.JOINED for person in placed)
        if out is not None:
            typer.echo(say("staff.written", file=str(out)))
        elif unsent:
            typer.echo(say("staff.no_links"))
