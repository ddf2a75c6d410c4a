"""``sipas run`` without a token: the simulator in this process, with the demo campaign."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import typer

from bot.assembly.assembly import BotConfig, Service
from bot.clock import Clock
from bot.console import fail, say
from bot.demo import STRANGER, demo_units, phones, populate
from bot.operating.command_time import DEMO_START, phones_of
from bot.settings import Settings
from bot.simulator import Persona, Simulator, create_app, serve
from bot.web.address import Address
from storage.campaign.types import Campaign
from storage.counting import units
from storage.engine.database import Database
from storage.planning import milestones
from storage.words.units import Unit

DEMO_TOKEN = "8019:built-in-simulator-no-secret"  # noqa: S105 -- of no use anywhere else


async def play(
    settings: Settings, campaign: Campaign, database: Database, stop: asyncio.Event, web: Address | None
) -> None:
    """Until ``stop``; fills an empty database first."""
    async with database.read() as db:
        demo, loaded = await milestones.is_demo(db, campaign.code), await units.count(db, campaign.code)
    if loaded and not demo:
        fail("run.real_without_token", campaign=campaign.code)
    clock, sampled = Clock(settings.start or DEMO_START), demo_units(campaign)
    simulator = _simulator(phones_of(settings), clock)
    try:
        if not loaded:
            typer.echo(say("run.populating", campaign=campaign.code))
            await populate(database, campaign, sampled, clock.now(), settings.zone)
        _people(simulator, [item.unit for item in sampled])
        async with AsyncExitStack() as stack:
            try:
                address = await stack.enter_async_context(
                    serve(create_app(simulator), settings.host, settings.port)
                )
            except OSError as error:
                fail("run.port_taken", detail=str(error))
            plan = BotConfig(
                DEMO_TOKEN, address, campaign, clock, settings.zone, web=web, bound=settings.inbox_bound
            )
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


def _people(simulator: Simulator, sample: Sequence[Unit]) -> None:
    for person in phones(sample):
        if person.chat is not None:
            simulator.add_user(
                Persona(person.chat, person.name, role=person.role.value, featured=person.featured)
            )
    simulator.add_user(Persona(STRANGER, say("run.stranger")))
