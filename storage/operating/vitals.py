"""What an operator looks at first: figures of the database, of any engine, for ``sipas doctor``."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal_column, select

from storage.engine import exclusive
from storage.engine.database import Database
from storage.messaging.inbox import NEW
from storage.messaging.parcels import Priority
from storage.tables import contacts, inbox, outbox

MENDED = (3, 51, 3)
"""The first SQLite in which two connections that checkpoint at once cannot damage the file."""


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server: its version, connections in use and allowed, and whether it may be written."""

    version: str
    connections: int
    most: int
    recovering: bool
    readonly: bool


@dataclass(frozen=True, slots=True)
class Vitals:
    """How it stands. ``unsent``: since when the oldest reply or reminder that should be out waits."""

    led: bool
    waiting: int
    oldest: datetime | None
    parked: int
    unsent: datetime | None
    unreachable: int
    server: Server | None


def sqlite_is_mended() -> bool:
    """Whether the library of this process has the fault of write-ahead logs no more."""
    return sqlite3.sqlite_version_info >= MENDED


async def take(database: Database, now: datetime) -> Vitals:
    """Reads them from one snapshot. Raises what the engine raises."""
    led = await exclusive.is_led(database)
    async with database.read() as db:
        waiting = (
            await db.execute(select(func.count(inbox.c.seq), func.min(inbox.c.received_at)).where(NEW))
        ).one()
        parked = await db.scalar(select(func.count()).select_from(inbox).where(inbox.c.state == "parked"))
        due = func.coalesce(outbox.c.not_before, outbox.c.created_at)
        unsent = await db.scalar(
            select(func.min(due)).where(
                outbox.c.state.in_(("queued", "sending")),
                outbox.c.priority < Priority.BROADCAST,
                due <= now,
                outbox.c.not_after.is_(None) | (outbox.c.not_after > now),
            )
        )
        unreachable = await db.scalar(
            select(func.count(contacts.c.person.distinct())).where(contacts.c.unreachable_since.is_not(None))
        )
        server = None
        if database.shared:
            row = (
                await db.execute(
                    select(
                        func.current_setting("server_version"),
                        func.current_setting("max_connections"),
                        func.pg_is_in_recovery(),
                        literal_column("current_setting('default_transaction_read_only') = 'on'"),
                    )
                )
            ).one()
            server = Server(row[0], await exclusive.connections(db), int(row[1]), row[2], row[3])
    return Vitals(led, waiting[0], waiting[1], parked or 0, unsent, unreachable or 0, server)
