"""Everything from one database into another: equal on every engine, or nothing at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from storage.engine import exclusive
from storage.engine.database import Database
from storage.engine.leader import Occupied, term
from storage.messaging import inbox, lanes
from storage.messaging.inbox import Raw
from storage.operating import transfer
from storage.tables import inbox as inbox_rows
from storage.tables import reports, units
from storage.words.counts import Mode
from tests.field import BOT, CHANNEL, CODE, LAN, NOW, Engine, furnish, opened


async def fill(database: Database) -> None:
    """People, units, a report that was corrected twice, and updates that wait, some of them long."""
    async with database.write() as db:
        await furnish(db)
        await inbox.add(
            db, BOT, [Raw(str(number), str(100 + number % 3), "{}", CHANNEL) for number in range(1_200)], NOW
        )
        for number in range(3):
            await db.execute(
                insert(reports).values(
                    campaign=CODE,
                    province="01",
                    unit="01-H03",
                    worker=LAN,
                    mode=Mode.ADD.value,
                    distributed=10 + number,
                    comment="ngõ 5 “cũ”; 🌧",
                    sent_at=NOW + timedelta(microseconds=number),
                    received_at=NOW,
                    position=number,
                    supersedes=number or None,
                )
            )
        await db.execute(units.update().values(probability=0.1, weight=1 / 3))


async def test_all_arrives_as_it_was_on_the_other_engine_and_back(tmp_path: Path) -> None:
    other = "postgresql" if Engine.name == "sqlite" else "sqlite"
    async with opened(tmp_path / "a.db") as first:
        await fill(first)
        here, Engine.name = Engine.name, other
        async with opened(tmp_path / "b.db") as second:
            Engine.name = here
            there = await transfer.transfer(first, second)
            async with opened(tmp_path / "c.db") as third:
                back = await transfer.transfer(second, third)
    assert [one.source for one in there] == [one.target for one in back]
    assert {one.table: one.source.rows for one in there}["reports"] == 3
    assert {one.table: one.source.rows for one in there}["inbox"] == 1_200


async def test_work_goes_on_where_it_was(tmp_path: Path) -> None:
    """New rows get new numbers, and an update that waited is found by whoever handles it."""
    async with opened(tmp_path / "a.db") as first, opened(tmp_path / "b.db") as second:
        await fill(first)
        await transfer.transfer(first, second)
        async with second.write() as db:
            await inbox.add(db, BOT, [Raw("5000", "101", "{}", CHANNEL)], NOW)
            assert await db.scalar(select(func.max(inbox_rows.c.seq))) == 1_201
            if second.shared:
                found = await lanes.claim(db, BOT)
                assert found is not None
                assert found.update_id == "0"


async def test_a_target_with_data_is_left_alone_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    async with opened(tmp_path / "a.db") as first, opened(tmp_path / "b.db") as second:
        await fill(first)
        async with second.write() as db:
            await furnish(db)
        async with second.read() as db:
            before = await transfer.counts(db)
        with pytest.raises(transfer.NotEmpty):
            await transfer.transfer(first, second)
        async with second.read() as db:
            assert await transfer.counts(db) == before
        await transfer.transfer(first, second, replace=True)
        async with first.read() as one, second.read() as other:
            assert await transfer.counts(one) == await transfer.counts(other)


async def test_a_difference_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something in between changes a text: the sums tell it and the target stays empty."""
    send = transfer._send

    async def spoil(source: object, target: object, table: object, progress: object) -> transfer.Sum:
        result = await send(source, target, table, progress)  # type: ignore[arg-type]
        if table is units:
            await target.execute(units.update().where(units.c.code == "01-H03").values(name="X"))  # type: ignore[attr-defined]
        return result

    monkeypatch.setattr(transfer, "_send", spoil)
    async with opened(tmp_path / "a.db") as first, opened(tmp_path / "b.db") as second:
        await fill(first)
        with pytest.raises(transfer.NotEqual, match=r"^units$"):
            await transfer.transfer(first, second)
        async with second.read() as db:
            assert await transfer.first_filled(db) is None


@pytest.mark.sqlite
async def test_what_the_other_engine_cannot_hold_is_named(tmp_path: Path) -> None:
    """SQLite keeps a NUL in a text, PostgreSQL does not."""
    async with opened(tmp_path / "a.db") as first:
        await fill(first)
        async with first.write() as db:
            await db.execute(units.update().where(units.c.code == "01-H03").values(name="a\0b"))
        Engine.name = "postgresql"
        async with opened(tmp_path / "b.db") as second:
            with pytest.raises(transfer.NotTaken) as refused:
                await transfer.transfer(first, second)
            assert refused.value.table == "units"


async def test_a_bot_and_a_copy_keep_each_other_out(tmp_path: Path) -> None:
    async with (
        opened(tmp_path / "a.db", guest=True) as copying,
        opened(tmp_path / "a.db", guest=True) as other,
    ):
        await fill(copying)
        assert not await exclusive.is_led(other)
        async with term(copying, BOT):
            assert await exclusive.is_led(other)
            with pytest.raises(Occupied):
                async with exclusive.still(other):
                    pass
        async with exclusive.still(other):
            assert await exclusive.is_led(copying)
        assert not await exclusive.is_led(copying)


@pytest.mark.sqlite
async def test_any_process_of_a_bot_counts_on_a_server(tmp_path: Path) -> None:
    """A worker leads nothing, and still writes."""
    Engine.name = "postgresql"
    async with opened(tmp_path / "a.db", guest=True) as copying, opened(tmp_path / "a.db"):
        with pytest.raises(Occupied):
            async with exclusive.still(copying):
                pass
