"""Which failures of the database a later try may not meet: they must not count against the message."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engine.database import is_passing
from tests.field import opened


@pytest.mark.postgresql
async def test_a_connection_lost_inside_a_savepoint_is_no_fault_of_the_message(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database:
        errors: list[Exception] = []
        try:
            async with database.write() as db, db.begin_nested():
                number = await db.scalar(text("SELECT pg_backend_pid()"))
                async with database.write() as other:
                    await other.execute(text(f"SELECT pg_terminate_backend({number})"))
                await db.execute(text("SELECT 1"))
        except Exception as error:
            errors.append(error)

        assert [is_passing(error) for error in errors] == [True]
