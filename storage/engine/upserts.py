"""Inserts that may meet a row which is there already: both engines know them, each in its own dialect."""

from __future__ import annotations

from functools import cache
from typing import cast

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.engine.database import Connection


def insert(db: Connection | SyncConnection, table: Table) -> sqlite.Insert:
    """An insert with ``on_conflict_do_nothing`` and ``on_conflict_do_update``, equal on both engines."""
    if db.dialect.name == "postgresql":
        return cast(sqlite.Insert, postgresql.insert(table))
    return sqlite.insert(table)


@cache
def insert_if_new(engine: str, table: Table) -> sqlite.Insert:
    """An insert, built once, that leaves what is there as it is. ``engine`` is the name of the dialect."""
    made = postgresql.insert(table) if engine == "postgresql" else sqlite.insert(table)
    return cast(sqlite.Insert, made.on_conflict_do_nothing())
