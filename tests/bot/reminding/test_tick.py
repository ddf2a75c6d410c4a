"""The parts of a tick: what one cannot do holds up no other."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import Clock
from bot.inbound.context import Context
from bot.reminding import mornings, remind
from handlers.declared import registry
from storage.engine.database import Database
from storage.tables import reminders as ledger
from tests.field import BOT, CAMPAIGN, LAN, TU, ZONE, furnish, opened

AFTERNOON = datetime.fromisoformat("2019-08-29T16:30:00+07:00")


async def nudged(database: Database) -> set[int]:
    async with database.read() as db:
        return set(await db.scalars(select(ledger.c.person).where(ledger.c.task == "nudge")))


async def test_a_fault_in_the_mornings_part_keeps_no_worker_from_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_frame: Context, _now: datetime) -> int:
        raise RuntimeError("a province that no file knows")

    monkeypatch.setattr(mornings, "remind", breaks)
    async with opened(tmp_path / "sipas.db") as database:
        async with database.write() as db:
            await furnish(db)
        frame = Context(
            BOT, database, CAMPAIGN, Clock(AFTERNOON), ZONE, registry, lambda _role, _language: ""
        )
        with pytest.raises(ExceptionGroup) as failed:
            await remind(frame)
        assert "a province that no file knows" in str(failed.value.exceptions[0])
        assert await nudged(database) == {LAN, TU}
