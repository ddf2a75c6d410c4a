"""Saved minutes of inspections: the list of a scope, and one in full."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.registry import tap
from handlers.replies import phrases, tap_arguments
from storage.counting import units
from storage.engine.database import Connection
from storage.inspecting import minutes
from storage.inspecting.minutes import HEADINGS, Record
from storage.messaging.message import Message
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Agency, Role

READERS = (Role.INSPECTOR, Role.COORDINATOR)
MOST_LISTED = 8


@tap("minutes", role=READERS)
async def show(db: Connection, message: Message) -> Reply:
    """``minutes:5`` shows saved minutes in full, ``minutes:list`` the list."""
    if message.args == ("list",):
        return await listed(db, message)
    saved = await minutes.find(
        db, message.campaign.code, message.person.scope, _agency(message), tap_arguments.number(message, 0)
    )
    if saved is None:
        raise Refusal("minutes.gone")
    record, texts = saved
    head = {
        "where": await place(db, message, record.province, record.unit),
        "at": record.inspected_at,
        "agency": Text(f"agency.{record.agency.value}"),
        "inspector": record.inspector or Text("minutes.nobody"),
    }
    return phrases.lines(
        Text("minutes.shown", head),
        *sections(texts),
        buttons=[[Button("minutes.list", "minutes:list")]],
    )


async def listed(db: Connection, message: Message) -> Reply:
    """The last minutes: an inspector's agency's, all of a coordinator's scope."""
    records = await minutes.recent(
        db, message.campaign.code, message.person.scope, _agency(message), MOST_LISTED
    )
    if not records:
        return Reply("minutes.none")
    buttons = [
        [
            Button(
                "minutes.key",
                f"minutes:{record.id}",
                {"at": record.inspected_at.astimezone(message.zone).date(), "where": _place(message, record)},
            )
        ]
        for record in records
    ]
    return Reply("minutes.recent", {"count": len(records)}, buttons)


def _agency(message: Message) -> Agency | None:
    return message.person.agency if message.person.role is Role.INSPECTOR else None


def _place(message: Message, record: Record) -> str:
    return record.unit or message.campaign.province(record.province).name


def sections(texts: Mapping[int, str]) -> list[Text]:
    """All headings, each with what was typed under it."""
    return [
        Text(
            "minutes.section",
            {
                "heading": heading,
                "title": Text(f"minutes.heading_{heading}"),
                "text": texts.get(heading) or Text("minutes.no_text"),
            },
        )
        for heading in HEADINGS
    ]


async def place(db: Connection, message: Message, province: str, unit: str | None) -> Text:
    """The line that names the unit, or the province."""
    if unit is None:
        return Text("inspection.province", {"name": message.campaign.province(province).name})
    found = await units.within(db, message.campaign.code, [unit])
    return Text("unit.heading", {"code": unit, "name": found[0].name if found else ""})
