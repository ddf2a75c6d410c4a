"""``sipas run``: the bot; without a token against the built-in simulator, with three phones in a browser."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import structlog
import typer
from telegram.error import InvalidToken

from bot import logs, settings
from bot.clock import Clock
from bot.commands.campaign import opened
from bot.console import fail, say
from bot.demo import STRANGER, demo_units, phones, populate
from bot.service import Plan, Service
from bot.settings import Settings
from bot.simulator import Persona, Simulator, create_app, serve
from storage import milestones, units
from storage.campaign import Campaign
from storage.database import Database, DatabaseUnusable

log = structlog.get_logger(__name__)

DEMO_START = datetime.fromisoformat("2019-08-29T08:30:00+07:00")
DEMO_TOKEN = "8019:built-in-simulator-no-secret"  # noqa: S105 -- of no use anywhere else


def run() -> None:
    """Runs until Ctrl-C or SIGTERM."""
    given = settings.load()
    logs.configure(given.log_level)
    campaign = opened(given.campaign)
    try:
        asyncio.run(_run(given, campaign))
    except InvalidToken:
        fail("run.bad_token")
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)


async def _run(given: Settings, campaign: Campaign) -> None:
    stop = asyncio.Event()
    _on_signals(stop.set)
    database = Database(given.url)
    await database.open()
    try:
        if given.bot_token is None:
            await _play(given, campaign, database, stop)
        else:
            await _work(given, campaign, database, stop)
    finally:
        await database.close()


async def _work(given: Settings, campaign: Campaign, database: Database, stop: asyncio.Event) -> None:
    """Against a real Bot API server."""
    assert given.bot_token is not None  # noqa: S101 -- narrows the type
    clock = Clock(given.start)
    async with database.read() as db:
        demo, loaded = await milestones.is_demo(db, campaign.code), await units.count(db, campaign.code)
    if demo:
        log.warning("database.is_demo", campaign=campaign.code)
    if not loaded:
        typer.echo(say("run.no_units", campaign=campaign.code), err=True)
    plan = Plan(given.bot_token.get_secret_value(), str(given.telegram_api_url), campaign, clock, given.zone)
    await Service(plan, database).run(
        stop, lambda name: typer.echo(say("run.polling", bot=name, campaign=campaign.code))
    )


async def _play(given: Settings, campaign: Campaign, database: Database, stop: asyncio.Event) -> None:
    """Against the simulator in this process, with the demo campaign."""
    async with database.read() as db:
        demo, loaded = await milestones.is_demo(db, campaign.code), await units.count(db, campaign.code)
    if loaded and not demo:
        fail("run.real_without_token", campaign=campaign.code)
    clock = Clock(given.start or DEMO_START)
    simulator = _simulator(given.data_dir / "simulator.db", clock)
    try:
        if not loaded:
            typer.echo(say("run.populating", campaign=campaign.code))
            await populate(database, campaign, clock.now(), given.zone)
        _people(simulator, campaign)
        async with AsyncExitStack() as stack:
            try:
                address = await stack.enter_async_context(
                    serve(create_app(simulator), given.host, given.port)
                )
            except OSError as error:
                fail("run.port_taken", detail=str(error))
            plan = Plan(DEMO_TOKEN, address, campaign, clock, given.zone)
            await Service(plan, database).run(
                stop, lambda _name: typer.echo(say("run.playing", address=address, campaign=campaign.code))
            )
    finally:
        simulator.close()


def _simulator(state: Path, clock: Clock) -> Simulator:
    try:
        return Simulator(state, clock, DEMO_TOKEN)
    except OSError as error:
        fail("database.folder", detail=str(error))
    except sqlite3.DatabaseError as error:
        fail("run.bad_phones", file=str(state), detail=str(error))


def _people(simulator: Simulator, campaign: Campaign) -> None:
    cast = phones([item.unit for item in demo_units(campaign)])
    for person in cast:
        if person.chat is not None:
            simulator.add_user(
                Persona(person.chat, person.name, role=person.role.value, featured=person.featured)
            )
    simulator.add_user(Persona(STRANGER, say("run.stranger")))


def _on_signals(stop: Callable[[], None]) -> None:
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
