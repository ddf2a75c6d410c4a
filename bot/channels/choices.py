"""Buttons as numbered choices, for channels that show none: shown under a text, typed back as a tap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.inbound.arrival import Arrival
from bot.texts.texts import Texts
from storage.engine.database import Connection
from storage.messaging import choices, dialogues
from storage.messaging.message import ArrivalKind
from storage.words.replies import Button

_TYPED = re.compile(r"\s*(#?)\s*([0-9]{1,3})\s*[.)]?\s*", re.ASCII)


async def numbered(
    db: Connection, channel: str, address: str, buttons: Sequence[Sequence[Button]], texts: Texts
) -> list[str]:
    """A line for each button, with a number that the chat remembers.

    While a question waits for a typed answer, which may be a number itself, choices bear a ``#``.
    """
    row = [button for line in buttons for button in line]
    if not row:
        return []
    first = await choices.give(db, channel, address, [button.tap for button in row])
    mark = "#{} {}" if await dialogues.waits(db, channel, address) else "{}. {}"
    labels = [texts.say(button.key, **button.values) for button in row]
    return [mark.format(number, label) for number, label in enumerate(labels, start=first)]


async def read(db: Connection, arrival: Arrival) -> Arrival:
    """A typed number as the tap that it stands for; all else, and an answer to a question, as it is."""
    if arrival.kind is not ArrivalKind.TEXT or not (typed := _TYPED.fullmatch(arrival.text)):
        return arrival
    marked, number = typed[1], int(typed[2])
    if not marked and await dialogues.waits(db, arrival.channel, arrival.address):
        return arrival
    tap = await choices.meant(db, arrival.channel, arrival.address, number)
    if tap is None:
        return arrival
    name, *args = tap.split(":")
    return replace(arrival, kind=ArrivalKind.TAP, name=name, args=tuple(args), text=tap)
