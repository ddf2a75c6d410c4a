from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.field import furnish, opened


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty, migrated database file."""
    async with opened(tmp_path / "sipas.db") as database:
        yield database


@pytest.fixture
async def field(database: Database) -> Database:
    """The database with a few units and people."""
    async with database.write() as db:
        await furnish(db)
    return database
