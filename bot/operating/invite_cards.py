"""The sheet of invitations to print: a card for each person, with the link as text and as QR code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.texts.texts import texts
from handlers.replies import phrases
from storage.campaign.types import Campaign
from storage.people.invites import Invite
from storage.words.units import NATION, Unit, province_of

TEMPLATES = Path(__file__).parents[1] / "templates"


@dataclass(frozen=True, slots=True)
class Card:
    """An invite with its link. ``qr`` is the link as inline SVG."""

    invite: Invite
    link: str
    expires: datetime
    qr: str


def card(invite: Invite, link: str, expires: datetime) -> Card:
    """Draws the code, with 15 % of it to spare for a wet or folded card (error correction M)."""
    return Card(invite, link, expires, segno.make_qr(link, error="m").svg_inline(border=2, omitsize=True))


def render(
    cards: Iterable[Card], campaign: Campaign, units: Mapping[str, Unit], language: str, zone: ZoneInfo
) -> str:
    """The page as HTML that needs nothing else; a post office (province) starts a sheet of paper.

    The page is in ``language``, each card in its person's.
    """
    say = texts(language, zone, escape=False).say
    districts = {unit.district for unit in units.values()}
    placed = sorted(((_place(card.invite, units, districts), card) for card in cards), key=itemgetter(0))
    offices: dict[tuple[str, str], dict[str, list[dict[str, object]]]] = {}
    for (office, district, _), card in placed:
        name = say("sheet.nation") if office == NATION else campaign.province(office).name
        rounds = offices.setdefault((office, name), {})
        named = units[district].name if district in units else district
        rounds.setdefault(named, []).append(_told(card, campaign, zone))
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("sheet.html").render(
        language=language,
        title=campaign.title,
        how=[say("sheet.how_1"), say("sheet.how_2"), say("sheet.how_3")],
        offices=[
            {
                "name": name,
                "count": say("sheet.count", count=sum(map(len, rounds.values()))),
                "rounds": rounds,
            }
            for (_, name), rounds in offices.items()
        ],
    )


def _place(
    invite: Invite, units: Mapping[str, Unit], districts: Collection[str | None]
) -> tuple[str, str, str]:
    """Province, district of the first unit, and name; the nation comes last, who has no district first."""
    first = invite.scope[0]
    if NATION in invite.scope:
        return NATION, "", invite.name
    own = first if first in districts else ""
    district = units[first].district or own if first in units else ""
    return province_of(first), district, invite.name


def _told(card: Card, campaign: Campaign, zone: ZoneInfo) -> dict[str, object]:
    invite = card.invite
    own = texts(invite.language, zone, escape=False)
    return {
        "name": invite.name,
        "role": own.say(f"role.{invite.role.value}"),
        "scope": own.say("holder.scope", scope=phrases.scope(campaign, invite.scope)),
        "link": card.link,
        "expires": own.say("sheet.expires", at=card.expires),
        "single": own.say("sheet.single"),
        "qr": Markup(card.qr),  # noqa: S704 -- made here, of squares only
        "language": invite.language,
    }
