"""``sipas run``: the bot; without a token against the built-in simulator, with three phones in a browser."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import structlog
import typer
from telegram.error import InvalidToken

from bot import settings
from bot.assembly.assembly import BotConfig, CannotListen, Service, WebhookRefused
from bot.assembly.leader import Duty
from bot.assembly.nightly_backup import Vault
from bot.clock import Clock
from bot.commands.opening import opened
from bot.console import bad_call, fail, say
from bot.demo import STRANGER, demo_units, phones, populate
from bot.observing import logs
from bot.operating.command_time import DEMO_START, phones_of
from bot.settings import Settings
from bot.simulator import Persona, Simulator, create_app, serve
from bot.web.app import Address, Hook
from storage.campaign.types import Campaign
from storage.counting import units
from storage.engine.database import Database, DatabaseUnusable
from storage.engine.leader import Occupied
from storage.planning import milestones
from storage.words.units import Unit

log = structlog.get_logger(__name__)

WEB_PORT = 8020
"""Where a webhook is served when no port is set."""
DEMO_TOKEN = "8019:built-in-simulator-no-secret"  # noqa: S105 -- of no use anywhere else


def run(
    role: Annotated[Duty, typer.Option(help=say("run.role.help"))] = Duty.ALL,
) -> None:
    """Runs until Ctrl-C or SIGTERM."""
    given = settings.load()
    _check(role, given)
    logs.configure(given.log_level)
    campaign = opened(given.campaign)
    try:
        asyncio.run(_run(given, campaign, role))
    except InvalidToken:
        fail("run.bad_token")
    except WebhookRefused as refused:
        fail("run.bad_webhook", detail=str(refused))
    except CannotListen as error:
        fail("run.web_port_taken", detail=str(error))
    except Occupied as error:
        fail("run.occupied", file=str(error))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)


def _check(role: Duty, given: Settings) -> None:
    """A part of the work needs others that do the rest, on a database that they can share."""
    if role is Duty.ALL:
        return
    if given.bot_token is None:
        bad_call("run.role_needs_token")
    if not given.url.startswith("postgresql"):
        bad_call("run.role_needs_server")
    if role is Duty.WEB and given.webhook_url is None:
        bad_call("run.web_needs_hook")


async def _run(given: Settings, campaign: Campaign, role: Duty) -> None:
    stop = asyncio.Event()
    _on_signals(stop.set)
    database = Database(given.url)
    await database.open()
    try:
        if given.bot_token is None:
            await _play(given, campaign, database, stop)
        else:
            await _work(given, campaign, database, stop, role)
    finally:
        await database.close()


async def _work(
    given: Settings, campaign: Campaign, database: Database, stop: asyncio.Event, role: Duty
) -> None:
    """Against a real Bot API server."""
    assert given.bot_token is not None  # noqa: S101 -- narrows the type
    clock = Clock(given.start)
    async with database.read() as db:
        demo, loaded = await milestones.is_demo(db, campaign.code), await units.count(db, campaign.code)
    if demo:
        log.warning("database.is_demo", campaign=campaign.code)
    if not loaded:
        typer.echo(say("run.no_units", campaign=campaign.code), err=True)
    plan = BotConfig(
        given.bot_token.get_secret_value(),
        str(given.telegram_api_url),
        campaign,
        clock,
        given.zone,
        duty=role,
        hooked=given.webhook_url is not None,
        web=_web(given, role),
        bound=given.inbox_bound,
        keep_raw=timedelta(days=given.keep_raw_days),
        vault=_vault(given),
    )
    await Service(plan, database).run(
        stop, lambda name: typer.echo(say("run.polling", bot=name, campaign=campaign.code))
    )


def _vault(given: Settings) -> Vault | None:
    """Where the nightly backups go; nowhere where none are to be kept."""
    return Vault(given.backups, given.backup_keep) if given.backup_keep else None


def _web(given: Settings, role: Duty = Duty.ALL) -> Address | None:
    """Where the bot itself listens: for a webhook, or where a port is set."""
    hook = None
    if role.listens and given.webhook_url is not None and given.webhook_secret is not None:
        path = given.webhook_url.path or "/"
        hook = Hook(str(given.webhook_url), path, given.webhook_secret.get_secret_value())
    if hook is None and given.web_port is None:
        return None
    return Address(given.web_host, given.web_port if given.web_port is not None else WEB_PORT, hook)


async def _play(given: Settings, campaign: Campaign, database: Database, stop: asyncio.Event) -> None:
    """Against the simulator in this process, with the demo campaign."""
    async with database.read() as db:
        demo, loaded = await milestones.is_demo(db, campaign.code), await units.count(db, campaign.code)
    if loaded and not demo:
        fail("run.real_without_token", campaign=campaign.code)
    clock, sampled = Clock(given.start or DEMO_START), demo_units(campaign)
    simulator = _simulator(phones_of(given), clock)
    try:
        if not loaded:
            typer.echo(say("run.populating", campaign=campaign.code))
            await populate(database, campaign, sampled, clock.now(), given.zone)
        _people(simulator, [item.unit for item in sampled])
        async with AsyncExitStack() as stack:
            try:
                address = await stack.enter_async_context(
                    serve(create_app(simulator), given.host, given.port)
                )
            except OSError as error:
                fail("run.port_taken", detail=str(error))
            plan = BotConfig(
                DEMO_TOKEN, address, campaign, clock, given.zone, web=_web(given), bound=given.inbox_bound
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


def _on_signals(stop: Callable[[], None]) -> None:
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
