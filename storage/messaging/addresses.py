"""Addresses that change: a Telegram group that becomes a supergroup gets a new id."""

from __future__ import annotations

from sqlalchemy import Table, delete, literal, select

from storage.engine.database import Connection
from storage.engine.upserts import insert
from storage.messaging import outbox
from storage.tables import contacts, dialogues, holders


async def move(db: Connection, channel: str, old: str, new: str) -> None:
    """All that is known of an address, and all that waits for it, is of another one from now on.

    What is known of the new address already stands.
    """
    for table in (contacts, holders, dialogues):
        await _move(db, table, channel, old, new)
    await outbox.readdress(db, channel, old, new)


async def _move(db: Connection, table: Table, channel: str, old: str, new: str) -> None:
    here = (table.c.channel == channel, table.c.address == old)
    columns = [column for column in table.c if column is not table.c.address]
    await db.execute(
        insert(db, table)
        .from_select(
            [*(column.name for column in columns), "address"],
            select(*columns, literal(new)).where(*here),
        )
        .on_conflict_do_nothing()
    )
    await db.execute(delete(table).where(*here))
