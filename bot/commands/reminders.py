"""``sipas reminders preview``: what would be sent from day to day, when and to whom, and nothing is sent."""

from __future__ import annotations

import asyncio
import html
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot import console
from bot.attachments.plan_files import ical
from bot.channels.telegram.keyboards import Renderer
from bot.commands.opening import opened
from bot.console import Format, bad_call, fail, say, show
from bot.operating.command_time import present
from bot.reminding.preview import Foreseen, walk
from bot.settings import Settings, load_settings
from bot.texts.texts import texts
from handlers.grammar import fold
from handlers.planning import calendar_file, plan_loading
from handlers.planning.calendar_file import Event
from scheduler.plan import Plan
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.campaign.types import Campaign
from storage.engine.database import Connection, Database, DatabaseUnusable
from storage.people import people
from storage.planning import campaign_editions, milestones
from storage.words.roles import PROVINCIAL_AGENCIES, Agency, Person, Role
from storage.words.units import NATION

app = typer.Typer(help=say("reminders.help"), no_args_is_help=True)

LONGEST = timedelta(days=1100)
"""More days than that are a slip of the year."""
_CHANNEL = "preview"
_TAG = re.compile(r"<[^<>]+>")


@app.callback()
def _group() -> None:
    """Keeps ``preview`` a command of its own while it is the only one."""


class PreviewFormat(StrEnum):
    """How it is printed: as a table, for programs, or as the plan's calendar file."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    ICS = "ics"


@dataclass(frozen=True, slots=True)
class _Stage:
    """What is walked through: the database's state, or notional people of a plan that has not begun."""

    db: Connection
    plan: Plan
    persons: Sequence[Person]
    notional: bool


@app.command("preview", help=say("reminders.preview.help"))
def preview(
    campaign: Annotated[str | None, typer.Option(help=say("sample.option.campaign"))] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=say("reminders.option.from"))
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help=say("reminders.option.to"))
    ] = None,
    person: Annotated[str | None, typer.Option(help=say("reminders.option.person"))] = None,
    form: Annotated[
        PreviewFormat, typer.Option("--format", help=say("reminders.option.format"))
    ] = PreviewFormat.TABLE,
) -> None:
    """Prints each message with its text; without a database, for a notional person of each agency."""
    settings = load_settings()
    chosen = opened(campaign or settings.campaign)
    start = first.date() if first else present(settings).astimezone(settings.zone).date()
    end = last.date() if last else max(start, max(task.due for task in chosen.tasks) + timedelta(weeks=5))
    if end < start:
        bad_call("reminders.backwards", start=start, end=end)
    if end - start > LONGEST:
        bad_call("reminders.too_long", days=LONGEST.days)
    try:
        asyncio.run(_preview(settings, chosen, start, end, person, form))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)


async def _preview(
    settings: Settings, chosen: Campaign, start: date, end: date, wanted: str | None, form: PreviewFormat
) -> None:
    async with _staged(settings, chosen, start) as stage:
        named = _named(stage.persons, wanted)
        if form is PreviewFormat.ICS:
            _print_calendar(settings, stage.plan, named, start, end)
            return
        foreseen = [
            message
            for message in await _walked(stage, start, end)
            if named is None or message.person == named
        ]
    if stage.notional:
        console.warn("reminders.notional", province=stage.plan.campaign.provinces[0].name)
    _print(foreseen, stage.plan.campaign, settings.zone, Format(form.value))


async def _walked(stage: _Stage, start: date, end: date) -> list[Foreseen]:
    foreseen: list[Foreseen] = []
    with console.progress((end - start).days + 1, "reminders.walking", stride=1) as step:
        async for _, of_day in walk(stage.db, stage.plan, start, end):
            foreseen += of_day
            step()
    return foreseen


@asynccontextmanager
async def _staged(settings: Settings, chosen: Campaign, start: date) -> AsyncIterator[_Stage]:
    """The database where the campaign has begun there, else a scratch one that is thrown away."""
    database = Database(settings.url, guest=True)
    try:
        if not database.is_missing():
            await database.join()
            async with database.read() as db:
                if await milestones.activated(db, chosen.code) is not None:
                    held = await campaign_editions.current(db, chosen.code)
                    campaign = held.campaign if held else chosen
                    yield await _stage(db, campaign, settings.zone, start, notional=False)
                    return
    finally:
        await database.close()
    with TemporaryDirectory() as folder:
        scratch = Database(f"sqlite+aiosqlite:///{Path(folder) / 'preview.db'}", guest=True)
        await scratch.open()
        try:
            # Provinces differ by their names alone: one stands for all.
            campaign = chosen.model_copy(update={"provinces": chosen.provinces[:1]})
            await _invent(
                scratch, campaign, datetime.combine(start, time(), settings.zone), settings.language
            )
            async with scratch.read() as db:
                yield await _stage(db, campaign, settings.zone, start, notional=True)
        finally:
            await scratch.close()


async def _stage(
    db: Connection, campaign: Campaign, zone: ZoneInfo, start: date, *, notional: bool
) -> _Stage:
    plan = await plan_loading.plan(db, campaign, zone, datetime.combine(start, time(), zone))
    return _Stage(db, plan, await people.everyone(db, campaign.code), notional)


async def _invent(database: Database, campaign: Campaign, now: datetime, language: str) -> None:
    """A coordinator for each agency (of the provincial post a supervisor), all present from the start."""
    async with database.write() as db:
        audit_log.attribute(db, Origin(Via.COMMAND, now))
        await milestones.activate(db, campaign.code, now)
        for agency in Agency:
            scope = campaign.provinces[0].code if agency in PROVINCIAL_AGENCIES else NATION
            number = await people.register(
                db,
                campaign.code,
                name=say(f"campaign.agency.{agency}"),
                role=Role.POSTAL_SUPERVISOR if agency is Agency.BDT else Role.COORDINATOR,
                agency=agency,
                scope=(scope,),
                language=language,
                now=now,
            )
            await people.link(db, _CHANNEL, str(number), number)


def _named(persons: Sequence[Person], wanted: str | None) -> Person | None:
    """The person of an id, an agency or a part of a name; None where nobody is asked for."""
    if wanted is None:
        return None
    matching = [person for person in persons if str(person.id) == wanted]
    matching = matching or [
        person for person in persons if person.agency.value.casefold() == wanted.casefold()
    ]
    matching = matching or [person for person in persons if fold(wanted) in fold(person.name)]
    if not matching:
        bad_call("reminders.nobody", given=wanted)
    if len(matching) > 1:
        some = ", ".join(f"{person.id} {person.name}" for person in matching[:10])
        bad_call("reminders.several", given=wanted, count=len(matching), names=some)
    return matching[0]


def _print(foreseen: Sequence[Foreseen], campaign: Campaign, zone: ZoneInfo, form: Format) -> None:
    renderer = Renderer("", zone)
    if form is Format.TABLE:
        rows = [_line(message, renderer, zone) for message in foreseen]
        show(
            rows, {name: say(f"reminders.column.{name}") for name in ("at", "person", "message")}, lines=True
        )
        typer.echo(say("reminders.total", count=len(foreseen)))
        return
    names = ("at", "person", "name", "role", "agency", "scope", "kind", "tasks", "text", "buttons")
    records = [_record(message, renderer, zone) for message in foreseen]
    if form is Format.CSV:
        joined = ("scope", "tasks", "buttons")
        records = [row | {name: ";".join(row[name]) for name in joined} for row in records]  # type: ignore[arg-type]
    show(records, dict.fromkeys(names, ""), form)


def _line(message: Foreseen, renderer: Renderer, zone: ZoneInfo) -> dict[str, object]:
    local = message.at.astimezone(zone)
    weekday = say(f"weekday.{local.isoweekday()}")
    who = dict.fromkeys([message.person.name, say(f"campaign.agency.{message.person.agency.value}")])
    return {
        "at": say("reminders.at", weekday=weekday, day=local.date(), time=f"{local:%H:%M}"),
        "person": "\n".join(who),
        "message": text_of(message, renderer),
    }


def _record(message: Foreseen, renderer: Renderer, zone: ZoneInfo) -> dict[str, object]:
    label = renderer.texts(message.person.language)
    return {
        "at": message.at.astimezone(zone).isoformat(),
        "person": message.person.id,
        "name": message.person.name,
        "role": message.person.role.value,
        "agency": message.person.agency.value,
        "scope": list(message.person.scope),
        "kind": message.kind,
        "tasks": list(dict.fromkeys(f"{key.task}:{key.slot}" for key in message.keys)),
        "text": text_of(message, renderer),
        "buttons": [
            html.unescape(label.say(key.key, **key.values)) for row in message.reply.buttons for key in row
        ],
    }


def text_of(message: Foreseen, renderer: Renderer) -> str:
    """What the person reads, without markup."""
    pieces = renderer.pieces(message.reply, message.person.language)
    return html.unescape(_TAG.sub("", "\n".join(pieces)))


def _print_calendar(settings: Settings, plan: Plan, person: Person | None, start: date, end: date) -> None:
    language = person.language if person else settings.language
    shown: list[Event] = [event for event in calendar_file.events(plan, person) if start <= event.day <= end]
    now = present(settings)
    sys.stdout.buffer.write(ical(plan.campaign.title, shown, texts(language, settings.zone), now))
