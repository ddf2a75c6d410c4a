from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.field import cast, opened


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty, migrated database file."""
    async with opened(tmp_path / "sipas.db") as database:
        yield database


@pytest.fixture
async def field(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with a few units and people."""
    async with opened(tmp_path / "sipas.db", cast) as database:
        yield database
