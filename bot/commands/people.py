"""``sipas people``: inviting from the command line; the first admin comes in this way."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import opened
from bot.commands.staff import import_staff
from bot.console import Format, bad_call, fail, follow, say, show
from bot.operating import invite_cards, invite_links
from bot.operating.command_time import present
from bot.settings import Settings, load_settings
from storage.audit import audit_log
from storage.audit.audit_log import Origin, Via
from storage.campaign.types import Campaign
from storage.counting import units
from storage.engine.database import Database, DatabaseUnusable
from storage.people import invites, staff_list
from storage.people.invites import Invite
from storage.planning import milestones
from storage.words.roles import Agency, Role
from storage.words.units import NATION

app = typer.Typer(help=say("people.help"), no_args_is_help=True)
app.command("import", help=say("people.import.help"))(import_staff)


@app.command("invite", help=say("people.invite.help"))
def invite(
    name: Annotated[str | None, typer.Option(help=say("people.option.name"))] = None,
    role: Annotated[Role | None, typer.Option(help=say("people.option.role"))] = None,
    agency: Annotated[Agency | None, typer.Option(help=say("people.option.agency"))] = None,
    scope: Annotated[str | None, typer.Option(help=say("people.option.scope"))] = None,
    language: Annotated[str, typer.Option(help=say("people.option.language"))] = "vi",
    page: Annotated[Path | None, typer.Option("--sheet", help=say("people.option.sheet"))] = None,
    form: Annotated[Format, typer.Option("--format", help=say("campaign.option.format"))] = Format.TABLE,
) -> None:
    """Prints a single-use token and its deep link, or writes the sheet of all who have not joined."""
    settings = load_settings()
    campaign = opened(settings.campaign)
    one = {"--name": name, "--role": role, "--agency": agency, "--scope": scope}
    try:
        if page is not None:
            if any(value is not None for value in one.values()):
                bad_call("people.sheet_or_one")
            _tell_sheet(asyncio.run(_sheet(settings, campaign, page)), page, form)
        elif name is None or role is None or agency is None or scope is None:
            bad_call("people.missing", option=next(key for key, value in one.items() if value is None))
        else:
            wanted = _wanted(name, role, agency, scope, language)
            _tell(wanted, *asyncio.run(_issue(settings, campaign, wanted)), form)
    except DatabaseUnusable as error:
        fail(error.key, detail=error.detail)


def _wanted(name: str, role: Role, agency: Agency, scope: str, language: str) -> Invite:
    codes = tuple(invites.scope_of(scope))
    if not name.strip() or not codes:
        bad_call("people.empty")
    if language not in ("vi", "en"):
        bad_call("people.language", given=language)
    return Invite(name.strip(), role, agency, codes, language)


def _tell(wanted: Invite, token: str, link: str | None, expires: datetime, form: Format) -> None:
    row: dict[str, object] = {"token": token, "link": link, "expires_at": expires.isoformat()}
    if form is Format.JSON:
        typer.echo(json.dumps(row, ensure_ascii=False))
    elif form is Format.CSV:
        show([row], {key: key for key in row}, form)
    else:
        typer.echo(say("people.invited", name=wanted.name, expires=expires, link=link or token))


async def _issue(settings: Settings, campaign: Campaign, wanted: Invite) -> tuple[str, str | None, datetime]:
    now = present(settings)
    bot = await invite_links.username(settings)
    database = Database(settings.url, guest=True)
    await database.open()
    try:
        async with database.write() as db:
            audit_log.attribute(db, Origin(Via.COMMAND, now))
            await milestones.activate(db, campaign.code, now)
            known = {unit.code for unit in await units.within(db, campaign.code, wanted.scope)}
            provinces = {province.code for province in campaign.provinces}
            for code in wanted.scope:
                if code not in known and code not in provinces and code != NATION:
                    bad_call("people.unknown_code", code=code, campaign=campaign.code)
            token, expires = await invites.issue(db, campaign.code, wanted, now)
    finally:
        await database.close()
    return token, invite_links.link(bot, token) if bot else None, expires


async def _sheet(settings: Settings, campaign: Campaign, page: Path) -> int:
    """Writes the page of everybody imported who has not joined, with new links; how many cards it has."""
    now = present(settings)
    bot = await invite_links.username(settings)
    if bot is None:
        fail("sheet.no_link")
    database = Database(settings.url, guest=True)
    await database.open()
    try:
        async with database.read() as db:
            unit_by_code = {str(unit.code): unit for unit in await units.within(db, campaign.code, (NATION,))}
            if not await staff_list.outstanding(db, campaign.code):
                fail("sheet.nobody")
        with invite_links.private_file(page) as file:
            async with database.write() as db:
                audit_log.attribute(db, Origin(Via.COMMAND, now))
                renewed = [
                    (item.invite, *await staff_list.renew(db, item, now))
                    for item in await staff_list.outstanding(db, campaign.code, lock=True)
                ]
            cards = [
                invite_cards.card(invite, invite_links.link(bot, token), expires)
                for invite, token, expires in follow(renewed, "sheet.drawing")
            ]
            file.write(invite_cards.render(cards, campaign, unit_by_code, settings.language, settings.zone))
    finally:
        await database.close()
    return len(cards)


def _tell_sheet(cards: int, page: Path, form: Format) -> None:
    row: dict[str, object] = {"cards": cards, "file": str(page)}
    if form is Format.JSON:
        typer.echo(json.dumps(row, ensure_ascii=False))
    elif form is Format.CSV:
        show([row], {key: key for key in row}, form)
    else:
        typer.echo(say("sheet.done", cards=cards, file=str(page)))
