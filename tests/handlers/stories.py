"""What stories are told with: who says, taps or edits what, what comes back, and what the ledger holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.simulator import Heard, Phone
from storage.counting import progress, reports
from storage.words import counting_rules
from storage.words.counts import Count, Counts
from tests.stack import Stack

LAN, HUNG, HA, BAO, SON, MAI, TU, DUNG, YEN = 101, 102, 103, 104, 105, 106, 107, 108, 110
SCREEN = 25
"""Lines that a phone shows without scrolling."""


async def says(phone: Phone, text: str, *, date: datetime | None = None, messages: int = 1) -> Heard:
    """The last of the ``messages`` that answer a text."""
    await phone.says(text, date=date)
    return (await phone.hears(messages))[-1]


async def taps(phone: Phone, button: str, message: int | None = None) -> Heard:
    """What a tap brings: a new message, or the new state of the tapped one.

    That the tapped message only loses its buttons is no answer.
    """
    shown = {heard.id: heard.text for heard in phone.messages}
    await phone.taps(button, message)
    heard = (await phone.hears())[-1]
    await phone.feels()
    if heard.edited and not heard.buttons and heard.text == shown.get(heard.id):
        heard = (await phone.hears())[-1]
    return heard


async def edits(phone: Phone, message: int, text: str) -> Heard:
    """What the correction of a sent message brings."""
    await phone.edits(message, text)
    return (await phone.hears())[-1]


async def from_the_start(stack: Stack, chat: int) -> Phone:
    """A phone on which nothing has been heard yet, not even what came before it was picked up."""
    return Phone(stack.client, chat, 0)


async def rest(stack: Stack, phone: Phone) -> list[Heard]:
    """All that has come since the last time, once the bot has nothing more to say."""
    await stack.rests()
    return await phone.overhears()


async def is_quiet(stack: Stack, phone: Phone) -> bool:
    """Whether nothing comes."""
    return await rest(stack, phone) == []


async def counts(stack: Stack, unit: str) -> Counts:
    """A unit's figures: those of the ledger, which the daily sums must equal."""
    async with stack.database.read() as db:
        found = counting_rules.totals(await reports.live(db, stack.campaign.code, unit))
        (row,) = await progress.by_unit(db, stack.campaign.code, (unit,))
    daily = Counts(**{count.value: row[count.value] for count in Count})
    assert daily == found
    return found


async def figures(stack: Stack, unit: str) -> dict[str, int]:
    """The figures of a unit that are not zero, by their names."""
    found = await counts(stack, unit)
    return {count.value: found.get(count) for count in Count if found.get(count)}


async def rows(stack: Stack, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """What stands in the database, for what no reply tells."""
    from sqlalchemy import text

    async with stack.database.read() as db:
        return [tuple(row) for row in await db.execute(text(query), values)]


def lines(heard: Heard) -> list[str]:
    return heard.text.splitlines()
