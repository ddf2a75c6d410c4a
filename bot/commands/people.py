"""``sipas people``: inviting from the command line; the first admin comes in this way."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Annotated

import typer
from telegram import Bot
from telegram.error import TelegramError

from bot import settings
from bot.clock import Clock
from bot.commands.campaign import opened
from bot.console import Format, bad_call, fail, say, show
from bot.settings import Settings
from storage import invites, milestones, units
from storage.campaign import Campaign
from storage.database import Database, DatabaseUnusable
from storage.invites import Invite
from storage.model import NATION, Agency, Role

app = typer.Typer(help=say("people.help"), no_args_is_help=True)

SIMULATED = "sipas_bot"
"""The username of the bot in the simulator."""


@app.callback()
def people() -> None:
    """Keeps ``invite`` a command of its own name while it is the only one."""


@app.command("invite", help=say("people.invite.help"))
def invite(
    name: Annotated[str, typer.Option(help=say("people.option.name"))],
    role: Annotated[Role, typer.Option(help=say("people.option.role"))],
    agency: Annotated[Agency, typer.Option(help=say("people.option.agency"))],
    scope: Annotated[str, typer.Option(help=say("people.option.scope"))],
    language: Annotated[str, typer.Option(help=say("people.option.language"))] = "vi",
    form: Annotated[Format, typer.Option("--format", help=say("campaign.option.format"))] = Format.TABLE,
) -> None:
    """Prints a single-use token and its deep link."""
    given = settings.load()
    campaign = opened(given.campaign)
    codes = tuple(invites.scope_of(scope))
    if not name.strip() or not codes:
        bad_call("people.empty")
    if language not in ("vi", "en"):
        bad_call("people.language", given=language)
    wanted = Invite(name.strip(), role, agency, codes, language)
    try:
        token, link, expires = asyncio.run(_issue(given, campaign, wanted))
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)
    row: dict[str, object] = {"token": token, "link": link, "expires_at": expires.isoformat()}
    if form is Format.JSON:
        typer.echo(json.dumps(row, ensure_ascii=False))
    elif form is Format.CSV:
        show([row], {key: key for key in row}, form)
    else:
        typer.echo(say("people.invited", name=wanted.name, expires=expires, link=link or token))


async def _issue(given: Settings, campaign: Campaign, wanted: Invite) -> tuple[str, str | None, datetime]:
    now = Clock(given.start).now()
    username = await _username(given)
    database = Database(given.url, guest=True)
    await database.open()
    try:
        async with database.write() as db:
            await milestones.activate(db, campaign.code, now)
            known = {unit.code for unit in await units.within(db, campaign.code, wanted.scope)}
            provinces = {province.code for province in campaign.provinces}
            for code in wanted.scope:
                if code not in known and code not in provinces and code != NATION:
                    bad_call("people.unknown_code", code=code, campaign=campaign.code)
            token, expires = await invites.issue(db, campaign.code, wanted, now)
    finally:
        await database.close()
    link = f"https://t.me/{username}?start={token}" if username else None
    return token, link, expires


async def _username(given: Settings) -> str | None:
    """The bot's username, asked of Telegram; None (and a word on stderr) where it cannot be asked."""
    if given.bot_token is None:
        return SIMULATED
    api = str(given.telegram_api_url).rstrip("/")
    bot = Bot(given.bot_token.get_secret_value(), base_url=f"{api}/bot", base_file_url=f"{api}/file/bot")
    try:
        async with bot:
            return bot.username
    except TelegramError as error:
        typer.echo(say("people.no_link", detail=str(error)), err=True)
        return None
