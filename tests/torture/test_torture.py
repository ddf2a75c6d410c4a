"""The small torture; ``make torture`` does the same a hundred times longer, with bots that load first."""

from __future__ import annotations

from pathlib import Path

from tests.torture.run import Order, run

SQLITE = Order("sqlite", messages=200, kills=4, seed=1444, chats=60, blows={"disk_full": 1})
POSTGRESQL = Order("postgresql", messages=200, kills=4, seed=3595, chats=60, blows={"restart_immediate": 1})


async def test_a_bot_on_sqlite_that_dies_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    figures = await run(SQLITE, tmp_path / "run", forked=True)

    assert figures.verdict.answered == SQLITE.messages
    assert figures.verdict.totals_told > 50
    assert not figures.oddities


async def test_bots_on_postgresql_that_die_again_and_again_lose_and_double_nothing(tmp_path: Path) -> None:
    figures = await run(POSTGRESQL, tmp_path / "run", forked=True)

    assert figures.verdict.answered == POSTGRESQL.messages
    assert figures.verdict.totals_told > 50
    assert not figures.oddities
