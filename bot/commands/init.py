"""``sipas init``: makes or migrates the database, and loads units from a file or a demo campaign."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import Clock
from bot.commands.opening import opened
from bot.console import bad_call, fail, say
from bot.demo import demo_units, populate
from bot.operating.units_file import BadUnits, read_units
from bot.settings import Settings, load_settings
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.campaign.types import Campaign
from storage.counting import units
from storage.engine.database import Database, DatabaseUnusable
from storage.planning import milestones


def init(
    units_file: Annotated[Path | None, typer.Option("--units", help=say("init.option.units"))] = None,
    demo: Annotated[bool, typer.Option("--demo", help=say("init.option.demo"))] = False,
) -> None:
    """Creates the data folder and the database, migrates, and loads units where asked."""
    settings = load_settings()
    campaign = opened(settings.campaign)
    if demo and units_file:
        bad_call("init.one_of")
    try:
        asyncio.run(_init(settings, campaign, units_file, demo=demo))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)


async def _init(settings: Settings, campaign: Campaign, units_file: Path | None, *, demo: bool) -> None:
    now = Clock(settings.start).now()
    database = Database(settings.url, guest=True)
    await database.open()
    try:
        async with database.read() as db:
            loaded = await units.count(db, campaign.code)
        if loaded and (demo or units_file):
            fail("init.loaded_before", campaign=campaign.code, count=loaded)
        if demo:
            await populate(database, campaign, demo_units(campaign), now, settings.zone)
        elif units_file:
            await _load(database, campaign, units_file, now)
        async with database.read() as db:
            loaded = await units.count(db, campaign.code)
        typer.echo(say("init.done", file=database.place, campaign=campaign.code, count=loaded))
    finally:
        await database.close()


async def _load(database: Database, campaign: Campaign, file: Path, now: datetime) -> None:
    try:
        rows = read_units(file, campaign)
    except OSError as error:
        bad_call("file.unreadable", file=str(file), detail=error.strerror or str(error))
    except BadUnits as error:
        fail("init.bad_row", file=str(file), row=error.row, key=error.key, value=error.value)
    async with database.write() as db:
        audit_log.attribute(db, Origin(Via.COMMAND, now))
        await milestones.activate(db, campaign.code, now)
        await units.add(db, campaign.code, rows)
