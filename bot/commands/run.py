"""``sipas run``: the bot; without a token against the built-in simulator, with three phones in a browser."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

import structlog
import typer

from bot.assembly.assembly import BotConfig, CannotListen, Service, WebhookRefused
from bot.assembly.leader import Duty
from bot.assembly.nightly_backup import Vault
from bot.channels.errors import BadToken
from bot.clock import Clock
from bot.commands.opening import opened
from bot.console import bad_call, fail, say
from bot.observing import logs
from bot.settings import Settings, load_settings
from bot.web.address import Address, Hook
from storage.campaign.types import Campaign
from storage.counting import units
from storage.engine.database import Database, DatabaseUnusable
from storage.engine.leader import Occupied
from storage.planning import milestones

log = structlog.get_logger(__name__)

WEB_PORT = 8020
"""Where a webhook is served when no port is set."""


def run(
    role: Annotated[Duty, typer.Option(help=say("run.role.help"))] = Duty.ALL,
) -> None:
    """Runs until Ctrl-C or SIGTERM."""
    settings = load_settings()
    _check(role, settings)
    logs.configure(settings.log_level)
    campaign = opened(settings.campaign)
    try:
        asyncio.run(_run(settings, campaign, role))
    except BadToken:
        fail("run.bad_token")
    except WebhookRefused as refused:
        fail("run.bad_webhook", detail=str(refused))
    except CannotListen as error:
        fail("run.web_port_taken", detail=str(error))
    except Occupied as error:
        fail("run.occupied", file=str(error))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)


def _check(role: Duty, settings: Settings) -> None:
    """A part of the work needs others that do the rest, on a database that they can share."""
    if role is Duty.ALL:
        return
    if settings.bot_token is None:
        bad_call("run.role_needs_token")
    if not settings.url.startswith("postgresql"):
        bad_call("run.role_needs_server")
    if role is Duty.WEB and settings.webhook_url is None:
        bad_call("run.web_needs_hook")


async def _run(settings: Settings, campaign: Campaign, role: Duty) -> None:
    stop = asyncio.Event()
    _on_signals(stop.set)
    database = Database(settings.url)
    await database.open()
    try:
        if settings.bot_token is None:
            from bot.commands.playing import play  # with the simulator, of which a real bot needs nothing

            await play(settings, campaign, database, stop, _web(settings))
        else:
            await _work(settings, campaign, database, stop, role)
    finally:
        await database.close()


async def _work(
    settings: Settings, campaign: Campaign, database: Database, stop: asyncio.Event, role: Duty
) -> None:
    """Against a real Bot API server."""
    assert settings.bot_token is not None  # noqa: S101 -- narrows the type
    clock = Clock(settings.start)
    async with database.usable(), database.read() as db:
        demo, loaded = await milestones.is_demo(db, campaign.code), await units.count(db, campaign.code)
    if demo:
        log.warning("database.is_demo", campaign=campaign.code)
    if not loaded:
        typer.echo(say("run.no_units", campaign=campaign.code), err=True)
    plan = BotConfig(
        settings.bot_token.get_secret_value(),
        str(settings.telegram_api_url),
        campaign,
        clock,
        settings.zone,
        duty=role,
        hooked=settings.webhook_url is not None,
        web=_web(settings, role),
        bound=settings.inbox_bound,
        keep_raw=timedelta(days=settings.keep_raw_days),
        vault=_vault(settings),
    )
    await Service(plan, database).run(
        stop, lambda name: typer.echo(say("run.polling", bot=name, campaign=campaign.code))
    )


def _vault(settings: Settings) -> Vault | None:
    """Where the nightly backups go; nowhere where none are to be kept."""
    return Vault(settings.backups, settings.backup_keep) if settings.backup_keep else None


def _web(settings: Settings, role: Duty = Duty.ALL) -> Address | None:
    """Where the bot itself listens: for a webhook, or where a port is set."""
    hook = None
    if role.listens and settings.webhook_url is not None and settings.webhook_secret is not None:
        path = settings.webhook_url.path or "/"
        hook = Hook(str(settings.webhook_url), path, settings.webhook_secret.get_secret_value())
    if hook is None and settings.web_port is None:
        return None
    return Address(settings.web_host, settings.web_port if settings.web_port is not None else WEB_PORT, hook)


def _on_signals(stop: Callable[[], None]) -> None:
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
