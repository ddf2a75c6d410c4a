"""Within a snapshot a question is asked once; nowhere else."""

from __future__ import annotations

from storage.engine.database import Connection, Database
from storage.engine.snapshot_cache import remembered, remembering

asked: list[tuple[str, tuple[str, ...]]] = []


@remembered
async def names(_db: Connection, campaign: str, scope: list[str]) -> list[str]:
    asked.append((campaign, tuple(scope)))
    return [campaign, *scope]


async def test_a_snapshot_is_asked_once_and_another_anew(database: Database) -> None:
    asked.clear()
    async with database.read() as db, database.read() as other:
        with remembering(db):
            first = await names(db, "2019", ["01"])
            assert await names(db, "2019", ["01"]) is first
            assert await names(db, "2019", ["79"]) == ["2019", "79"]
            assert await names(db, "2018", scope=["01"]) == ["2018", "01"]
            assert await names(other, "2019", ["01"]) == first
        assert await names(db, "2019", ["01"]) == first
    assert asked == [
        ("2019", ("01",)),
        ("2019", ("79",)),
        ("2018", ("01",)),
        ("2019", ("01",)),
        ("2019", ("01",)),
    ]
