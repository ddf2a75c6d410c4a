"""Which taps the numbers in a chat stand for, where a channel shows no buttons.

A number runs on from message to message, so that what is typed can only mean what was read; after the
last one it begins anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from storage.engine import json_codec
from storage.engine.database import Connection
from storage.engine.upserts import insert
from storage.tables import contacts

LAST = 99
REMEMBERED = 40
"""Numbers that can still be typed; of one message all can."""


async def give(db: Connection, channel: str, address: str, taps: Sequence[str]) -> int:
    """The number of the first tap; the others follow it. The same taps again keep their numbers."""
    open_ones = await _open(db, channel, address)
    if [tap for _, tap in open_ones[-len(taps) :]] == list(taps):
        return open_ones[-len(taps)][0]
    first = open_ones[-1][0] + 1 if open_ones else 1
    if first + len(taps) - 1 > LAST:
        first = 1
    fresh = [(first + place, tap) for place, tap in enumerate(taps)]
    taken = {number for number, _ in fresh}
    kept = [one for one in open_ones if one[0] not in taken]
    kept = kept[max(0, len(kept) + len(fresh) - REMEMBERED) :]
    text = json_codec.dumps([*kept, *fresh])
    row = insert(db, contacts).values(channel=channel, address=address, choices=text)
    here = [contacts.c.channel, contacts.c.address]
    await db.execute(row.on_conflict_do_update(index_elements=here, set_={"choices": text}))
    return first


async def meant(db: Connection, channel: str, address: str, number: int) -> str | None:
    """The tap that a number stands for."""
    return dict(await _open(db, channel, address)).get(number)


async def _open(db: Connection, channel: str, address: str) -> list[tuple[int, str]]:
    here = (contacts.c.channel == channel, contacts.c.address == address)
    text = await db.scalar(select(contacts.c.choices).where(*here))
    return [(int(number), str(tap)) for number, tap in json_codec.loads(text)] if text else []
