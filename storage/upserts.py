"""Inserts that may meet a row which is there already: both engines know them, each in its own dialect."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection


def insert(db: Connection | SyncConnection, table: Table) -> sqlite.Insert:
    """An insert with ``on_conflict_do_nothing`` and ``on_conflict_do_update``, equal on both engines."""
    if db.dialect.name == "postgresql":
        return cast(sqlite.Insert, postgresql.insert(table))
    return sqlite.insert(table)
