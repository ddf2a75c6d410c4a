"""Raw payloads go after their term, in small steps, and nothing else does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.assembly.pruning import prune
from bot.clock import Clock
from storage.messaging import inbox, outbox
from storage.messaging.inbox import Raw
from storage.messaging.parcels import Target
from storage.tables import inbox as updates
from storage.tables import outbox as sent
from storage.words.replies import Text
from tests.field import BOT, CHANNEL, NOW, opened


async def test_what_is_older_than_its_term_is_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.assembly.pruning._BATCH", 4)
    async with opened(tmp_path / "sipas.db") as database:
        async with database.write() as db:
            for moment, numbers in ((NOW - timedelta(days=31), range(10)), (NOW, range(10, 13))):
                await inbox.add(
                    db, BOT, [Raw(str(number), "101", "{}", CHANNEL) for number in numbers], moment
                )
                for _ in numbers:
                    await outbox.put_text(
                        db,
                        Target(bot=BOT, channel=CHANNEL, address="101", person=None, language="vi"),
                        Text("x"),
                        moment,
                    )
            await db.execute(updates.update().values(state="done"))
            await db.execute(sent.update().values(state="sent"))
        await prune(database, Clock(NOW), timedelta(days=30))
        async with database.read() as db:
            raw = select(func.count()).where(updates.c.payload.is_not(None))
            assert (await db.scalar(raw), await db.scalar(select(func.count(updates.c.seq)))) == (3, 13)
            told = select(func.count()).where(sent.c.payload != outbox.ERASED)
            assert (await db.scalar(told), await db.scalar(select(func.count(sent.c.id)))) == (3, 13)
