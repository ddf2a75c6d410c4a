"""Backup, restore and moving the data as an operator types them, beside a bot and without one."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests import field
from tests.processes.processes import EVENING, sipas, started, typed, world

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(sys.platform != "linux", reason="processes with signals"),
]


async def test_a_day_of_an_operator(tmp_path: Path) -> None:
    """A bot runs: a backup is made, nothing else is let in. It stops: all goes."""
    async with world(tmp_path) as earth:
        field.Engine.name = "postgresql"
        field.prepare(tmp_path / "server.db")
        server = field.url_of(tmp_path / "server.db")
        field.Engine.name = "sqlite"
        ours = f"sqlite+aiosqlite:///{earth.file}"
        settings = earth.settings | {"clock": EVENING.isoformat(), "language": "en"}
        async with started(tmp_path, "run", **settings) as bot:
            await bot.says("@")
            lan = await earth.phone(101)
            await lan.says("h3 phát 30")
            await lan.hears()
            backed_up = await sipas(tmp_path, "backup", "safe", "--keep", "2", **settings)
            backed_up.well()
            (backup,) = (tmp_path / "safe").glob("*.db")
            assert re.search(r"backed up and proved, \d+ rows", backed_up.out)
            for words in (("restore", str(backup), "--force"), ("migrate-data", ours, server)):
                refused = await typed(tmp_path, *words, **settings)
                assert "A bot runs" in refused.failed_clearly()
            await lan.says("h3 phát 5")
            await lan.hears()
            await bot.stops_well()

        assert (
            "has data already" in (await typed(tmp_path, "restore", str(backup), **settings)).failed_clearly()
        )
        restored = await typed(tmp_path, "restore", str(backup), "--force", **settings)
        restored.well()
        assert "is kept as" in restored.out

        moved = await typed(tmp_path, "migrate-data", ours, server, "--format", "json", **settings)
        moved.well()
        tables = {row["table"]: row for row in json.loads(moved.out)}
        assert all(row["equal"] for row in tables.values())
        assert (tables["reports"]["rows_to"], tables["people"]["rows_to"]) == (1, 9)
        again = await typed(tmp_path, "migrate-data", ours, server, **settings)
        assert "has data already" in again.failed_clearly()

        async with started(tmp_path, "run", **settings | {"database_url": server}) as bot:
            await bot.says("@")
            await lan.says("h3 phát 7")
            while not (told := re.search(r"phát \+7 → (\d+)", (await lan.hears())[-1].text)):
                pass
            # Thirty from the backup; the five come again where Telegram was not told that we had them.
            assert told[1] in ("37", "42")
            await bot.stops_well()


async def test_a_call_that_cannot_be_meant(tmp_path: Path) -> None:
    settings = {"language": "en"}
    for words, said in (
        (("migrate-data", "mysql://a", "sqlite+aiosqlite:///b.db"), "must start with"),
        (("migrate-data", "sqlite+aiosqlite:///b.db", "sqlite+aiosqlite:///b.db"), "the same"),
        (("inbox", "retry"), "--all-parked"),
    ):
        assert said in (await typed(tmp_path, *words, **settings)).failed_clearly(2)
    for words in (
        ("backup",),
        ("inbox", "list"),
        ("migrate-data", "sqlite+aiosqlite:///a.db", "sqlite+aiosqlite:///b.db"),
    ):
        assert "sipas init" in (await typed(tmp_path, *words, **settings)).failed_clearly()
    missing = await typed(tmp_path, "restore", "nowhere.db", **settings)
    assert "not a whole backup" in missing.failed_clearly()
    assert not (tmp_path / "data").exists()
