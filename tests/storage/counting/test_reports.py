"""Reports in the database: nothing is ever lost, and the daily sums always tell what a replay tells."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from storage.counting import progress, reports
from storage.engine.database import Connection, Database
from storage.tables import daily
from storage.tables import reports as rows
from storage.words import counting_rules
from storage.words.counting_rules import Entry
from storage.words.counts import Count, Counts, Mode
from storage.words.units import NATION
from tests.field import CODE, LAN, NOW, TU, ZONE, furnish, logged, message, person, prepare, url_of

UNIT = "01-H03"


async def add(
    db: Connection,
    counts: Mapping[Count, int],
    *,
    mode: Mode = Mode.ADD,
    worker: int = LAN,
    unit: str = UNIT,
    sent_at: datetime = NOW,
    position: int = 1,
    **rest: Any,
) -> int:
    number = await reports.add(
        db,
        CODE,
        Entry(unit, mode, counts, rest.pop("comment", None)),
        worker=worker,
        message=rest.pop("message", None),
        sent_at=sent_at,
        received_at=max(NOW, sent_at),
        position=position,
        **rest,
    )
    await reports.refresh(db, CODE, unit, worker, ZONE)
    return number


async def days(db: Connection) -> dict[date, int]:
    found = await db.execute(select(daily.c.day, daily.c.distributed).order_by(daily.c.day))
    return {row.day: row.distributed for row in found}


async def test_a_report_comes_back_as_it_was_said(field: Database) -> None:
    async with field.write() as db:
        log = await logged(db, message(await person(db, LAN), "h3 phát 30 // mưa to"))
        number = await add(db, {Count.DISTRIBUTED: 30, Count.LOST: 0}, message=log, comment="mưa to")
        (found,) = await reports.of_messages(db, [log])
        assert found.entry == Entry(UNIT, Mode.ADD, {Count.DISTRIBUTED: 30, Count.LOST: 0}, "mưa to")
        assert (found.row.id, found.row.worker, found.row.sent_at) == (number, LAN, NOW)
        assert found.marked is None
        assert await reports.last_message(db, CODE, LAN) == log
        assert await reports.last_message(db, CODE, TU) is None


async def test_a_day_ends_at_midnight_in_vietnam(field: Database) -> None:
    async with field.write() as db:
        for text in ("2019-08-29T23:59:59+07:00", "2019-08-29T17:00:00+00:00", "2019-08-29T16:59:59+00:00"):
            await add(db, {Count.DISTRIBUTED: 1}, sent_at=datetime.fromisoformat(text))
        assert await days(db) == {date(2019, 8, 29): 2, date(2019, 8, 30): 1}


async def test_a_total_is_booked_on_its_day_as_what_it_changes(field: Database) -> None:
    async with field.write() as db:
        await add(db, {Count.DISTRIBUTED: 30})
        await add(db, {Count.DISTRIBUTED: 25}, mode=Mode.TOTAL, sent_at=NOW + timedelta(days=1))
        assert await days(db) == {date(2019, 8, 29): 30, date(2019, 8, 30): -5}


async def test_a_late_message_moves_what_the_total_changed(field: Database) -> None:
    async with field.write() as db:
        await add(db, {Count.DISTRIBUTED: 30}, mode=Mode.TOTAL)
        await add(db, {Count.DISTRIBUTED: 12}, sent_at=NOW - timedelta(days=1), position=2)
        assert await days(db) == {date(2019, 8, 28): 12, date(2019, 8, 29): 18}


async def test_undone_and_corrected_rows_stay_and_count_nothing(field: Database) -> None:
    async with field.write() as db:
        first = await add(db, {Count.DISTRIBUTED: 30})
        second = await add(db, {Count.DISTRIBUTED: 12}, position=2)
        await reports.void(db, [first], LAN, NOW)
        await reports.supersede(db, [second], NOW)
        await add(db, {Count.DISTRIBUTED: 21}, position=2, supersedes=second)
        assert counting_rules.totals(await reports.live(db, CODE, UNIT)).distributed == 21
        assert await days(db) == {date(2019, 8, 29): 21}
        kept = (await db.execute(select(rows).order_by(rows.c.id))).all()
        assert [(row.distributed, row.voided_by, row.supersedes) for row in kept] == [
            (30, LAN, None),
            (12, None, None),
            (21, None, second),
        ]


async def test_what_has_ended_ends_once(field: Database) -> None:
    later = NOW + timedelta(hours=1)
    async with field.write() as db:
        number = await add(db, {Count.DISTRIBUTED: 30})
        await reports.void(db, [number], LAN, NOW)
        await reports.void(db, [number], TU, later)
        await reports.supersede(db, [number], later)
        (row,) = (await db.execute(select(rows))).all()
        assert (row.voided_at, row.voided_by, row.superseded_at) == (NOW, LAN, None)


async def test_one_worker_refreshed_leaves_the_other_alone(field: Database) -> None:
    async with field.write() as db:
        await add(db, {Count.DISTRIBUTED: 10}, worker=TU)
        number = await add(db, {Count.DISTRIBUTED: 30})
        await reports.void(db, [number], LAN, NOW)
        await reports.refresh(db, CODE, UNIT, LAN, ZONE)
        assert await days(db) == {date(2019, 8, 29): 10}


async def test_many_reports_at_once_are_as_good_as_one_by_one(field: Database) -> None:
    history = [
        {
            "province": "01",
            "unit": UNIT,
            "worker": worker,
            "mode": mode.value,
            "distributed": count,
            "sent_at": NOW + timedelta(hours=7 * position),
            "received_at": NOW,
            "position": position,
        }
        for position, (worker, mode, count) in enumerate(
            [(LAN, Mode.ADD, 5), (TU, Mode.TOTAL, 9), (LAN, Mode.TOTAL, 3), (TU, Mode.ADD, 4)]
        )
    ]
    async with field.write() as db:
        await reports.load(db, CODE, history, ZONE)
        loaded = (await db.execute(select(daily).order_by(daily.c.worker, daily.c.day))).all()
        for worker in (LAN, TU):
            await reports.refresh(db, CODE, UNIT, worker, ZONE)
        assert (await db.execute(select(daily).order_by(daily.c.worker, daily.c.day))).all() == loaded
        await reports.load(db, CODE, [], ZONE)
        assert (await db.execute(select(daily).order_by(daily.c.worker, daily.c.day))).all() == loaded


STEP = st.one_of(
    st.tuples(
        st.just("say"),
        st.sampled_from([LAN, TU]),
        st.sampled_from([UNIT, "01-X07"]),
        st.sampled_from(Mode),
        st.dictionaries(st.sampled_from(list(Count)), st.integers(0, 40), min_size=1, max_size=3),
        st.integers(-40, 40),  # hours around a midnight
    ),
    st.tuples(st.just("void"), st.integers(0, 20)),
    st.tuples(st.just("correct"), st.integers(0, 20), st.integers(0, 40)),
)


def test_the_sum_of_all_days_is_the_replay(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        prepare(tmp_path / "sipas.db")
        database = Database(url_of(tmp_path / "sipas.db"))
        runner.run(database.open())

        @settings(max_examples=40)
        @given(st.lists(STEP, max_size=8))
        def holds(steps: list[tuple[Any, ...]]) -> None:
            runner.run(play(database, steps))

        try:
            holds()
        finally:
            runner.run(database.close())


async def play(database: Database, steps: list[tuple[Any, ...]]) -> None:
    """Plays reports, undos and corrections, compares after each, and leaves no trace."""
    booked: list[tuple[int, str, int]] = []
    async with database.write() as db:
        story = await db.begin_nested()
        if db.dialect.name == "postgresql":  # numbers given away stay so when a story is taken back
            await db.execute(text("ALTER SEQUENCE people_id_seq RESTART"))
        await furnish(db)
        for position, step in enumerate(steps):
            match step:
                case ("say", worker, unit, mode, counts, hours):
                    sent = NOW + timedelta(hours=hours)
                    number = await add(
                        db, counts, mode=mode, worker=worker, unit=unit, sent_at=sent, position=position
                    )
                    booked.append((number, unit, worker))
                case ("void", which) if booked:
                    number, unit, worker = booked[which % len(booked)]
                    await reports.void(db, [number], worker, NOW)
                    await reports.refresh(db, CODE, unit, worker, ZONE)
                case ("correct", which, count) if booked:
                    number, unit, worker = booked[which % len(booked)]
                    await reports.supersede(db, [number], NOW)
                    number = await add(
                        db, {Count.COLLECTED: count}, worker=worker, unit=unit, position=position
                    )
                    booked.append((number, unit, worker))
            await compare(db)
        await story.rollback()


async def compare(db: Connection) -> None:
    replayed = {unit: counting_rules.totals(await reports.live(db, CODE, unit)) for unit in (UNIT, "01-X07")}
    sums = await db.execute(
        select(daily.c.unit, *(func.sum(daily.c[count.value]) for count in Count)).group_by(daily.c.unit)
    )
    stored = defaultdict(Counts, {unit: Counts(*counts) for unit, *counts in sums})
    assert {unit: stored[unit] for unit in replayed} == replayed
    shown = {row["unit"]: row for row in await progress.by_unit(db, CODE, [NATION])}
    for unit, counts in replayed.items():
        assert Counts(**{count.value: shown[unit][count.value] for count in Count}) == counts
    incremental = (await db.execute(select(daily).order_by(*daily.primary_key))).all()
    await reports.rebuild(db, CODE, ZONE)
    assert (await db.execute(select(daily).order_by(*daily.primary_key))).all() == incremental
