"""All rows from one database to another, whatever their engines: one snapshot, one transaction, proved.

A table's checksum is the sum of its rows' digests: the same on every engine, in whatever order they are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Table, func, insert, select
from sqlalchemy.exc import DBAPIError

from storage.audit.chain import canonical
from storage.engine.database import Connection, Database
from storage.engine.upserts import insert as upsert
from storage.tables import inbox, lanes, metadata

BATCH = 500
_DERIVED = frozenset({lanes.name})
"""Made anew where they are needed: SQLite has no use for lanes and keeps none."""
TABLES: tuple[Table, ...] = tuple(table for table in metadata.sorted_tables if table.name not in _DERIVED)
"""What is copied, parents before their children. Within a table the key's order does that."""

Progress = Callable[[str, int], None]
"""Hears of each batch: the table's name and how many rows."""


class NotEmpty(Exception):
    """The target has rows already, in the table that is named."""


class NotEqual(Exception):
    """What arrived is not what was sent; the target is left as it was."""

    def __init__(self, tables: Sequence[Copied]) -> None:
        super().__init__(", ".join(one.table for one in tables if not one.equal))
        self.tables = list(tables)


class NotTaken(Exception):
    """The target's engine refuses rows of a table: its name, the engine's words."""

    def __init__(self, table: str, detail: str) -> None:
        super().__init__(detail)
        self.table, self.detail = table, detail


class Interrupted(Exception):
    """An engine failed on the way; its words. Nothing was copied."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and the sum of their digests."""

    rows: int = 0
    total: int = 0

    @property
    def checksum(self) -> str:
        """For people and files: 64 hexadecimal digits."""
        return f"{self.total:064x}"

    def plus(self, rows: Sequence[Row[tuple[object, ...]]]) -> Sum:
        """With further rows."""
        total = self.total
        for row in rows:
            digest = hashlib.sha256(canonical(list(row)).encode()).digest()
            total += int.from_bytes(digest)
        return Sum(self.rows + len(rows), total % 2**256)


@dataclass(frozen=True, slots=True)
class Copied:
    """A table before and after."""

    table: str
    source: Sum
    target: Sum

    @property
    def equal(self) -> bool:
        """Whether all rows arrived as they were."""
        return self.source == self.target


async def copy(
    source: Connection, target: Connection, *, replace: bool = False, progress: Progress = lambda _t, _n: None
) -> list[Copied]:
    """Copies every table and reads it back, before anybody commits. ``source`` is a snapshot.

    ``replace`` first deletes what the target has. Raises NotEmpty, NotTaken and NotEqual: the target's
    transaction must then roll back.
    """
    if replace:
        for table in reversed(metadata.sorted_tables):
            await target.execute(table.delete())
    elif filled := await first_filled(target):
        raise NotEmpty(filled)
    sent = [await _send(source, target, table, progress) for table in TABLES]
    await _lay_lanes(target)
    await _set_sequences(target)
    copied = [
        Copied(table.name, there, await added(target, table))
        for table, there in zip(TABLES, sent, strict=True)
    ]
    if not all(one.equal for one in copied):
        raise NotEqual(copied)
    return copied


async def counts(db: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: int(await db.scalar(select(func.count()).select_from(table)) or 0) for table in TABLES
    }


async def first_filled(db: Connection) -> str | None:
    """A table that has rows; None where all are empty."""
    for table in TABLES:
        if await db.scalar(select(1).select_from(table).limit(1)):
            return table.name
    return None


async def added(db: Connection, table: Table) -> Sum:
    """The sum over a table as it stands."""
    result = Sum()
    async with db.stream(select(table)) as rows:
        async for batch in rows.partitions(BATCH):
            result = result.plus(batch)
    return result


async def _send(source: Connection, target: Connection, table: Table, progress: Progress) -> Sum:
    result = Sum()
    async with source.stream(select(table).order_by(*table.primary_key)) as rows:
        async for batch in rows.partitions(BATCH):
            result = result.plus(batch)
            try:
                await target.execute(insert(table), [dict(row._mapping) for row in batch])
            except DBAPIError as error:
                raise NotTaken(table.name, str(error.orig)) from error
            progress(table.name, len(batch))
    return result


async def _lay_lanes(db: Connection) -> None:
    """Every chat that has updates has its lane, where processes share them."""
    if db.dialect.name == "postgresql":
        chats = select(inbox.c.bot, inbox.c.chat).distinct()
        await db.execute(upsert(db, lanes).from_select(["bot", "chat"], chats).on_conflict_do_nothing())


async def _set_sequences(db: Connection) -> None:
    """The next row gets the next number: PostgreSQL keeps it apart from the rows, SQLite does not."""
    if db.dialect.name != "postgresql":
        return
    for table in TABLES:
        key = table.autoincrement_column
        if key is not None:
            last = await db.scalar(select(func.max(key)))
            place = func.pg_get_serial_sequence(table.name, key.name)
            await db.execute(select(func.setval(place, last or 1, last is not None)))


async def transfer(
    source: Database, target: Database, *, replace: bool = False, progress: Progress = lambda _t, _n: None
) -> list[Copied]:
    """One snapshot into one transaction. Raises Interrupted and what ``copy`` raises."""
    try:
        async with source.read() as read, target.write() as write:
            return await copy(read, write, replace=replace, progress=progress)
    except (DBAPIError, OSError) as error:
        raise Interrupted(str(error.orig if isinstance(error, DBAPIError) else error)) from error
