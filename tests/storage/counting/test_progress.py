"""What the database adds up for others to judge."""

from __future__ import annotations

from datetime import date, timedelta

from storage.counting import progress, reports, units
from storage.engine.database import Connection, Database
from storage.inspecting import inspections, rechecks
from storage.inspecting.inspections import Inspection
from storage.inspecting.rechecks import Finding
from storage.words.counting_rules import Entry
from storage.words.counts import Count, Mode, Outcome
from storage.words.units import NATION
from tests.field import CODE, HUNG, LAN, NOW, TU, ZONE, logged, message, person


async def say(db: Connection, worker: int, unit: str, days: int = 0, **counts: int) -> None:
    said = Entry(unit, Mode.ADD, {Count(name): count for name, count in counts.items()})
    sent = NOW + timedelta(days=days)
    await reports.add(db, CODE, said, worker=worker, message=None, sent_at=sent, received_at=sent, position=1)
    await reports.refresh(db, CODE, unit, worker, ZONE)


async def test_a_row_for_every_unit_reported_or_not(field: Database) -> None:
    async with field.write() as db:
        await say(db, LAN, "01-H03", distributed=30, collected=10)
        await say(db, TU, "01-H03", issued=40, distributed=5)
        rows = {row["unit"]: row for row in await progress.by_unit(db, CODE, [NATION])}
    assert list(rows) == ["01-H03", "01-X07", "02-H01"]
    told = rows["01-H03"]
    assert (told["issued"], told["distributed"], told["collected"], told["workers"]) == (40, 35, 10, 2)
    silent = rows["02-H01"]
    assert (silent["issued"], silent["distributed"], silent["workers"], silent["quota"]) == (None, 0, 0, 30)
    assert silent["name"] == "UBND thành phố Hà Giang"


async def test_a_scope_is_the_nation_provinces_or_units(field: Database) -> None:
    async with field.read() as db:

        async def codes(*scope: str) -> list[str]:
            return [row["unit"] for row in await progress.by_unit(db, CODE, scope)]

        assert await codes("01") == ["01-H03", "01-X07"]
        assert await codes("01-X07", "02") == ["01-X07", "02-H01"]
        assert await codes() == []
        assert await progress.by_unit(db, "2018", [NATION]) == []
        assert [unit.code for unit in await units.within(db, CODE, ["02"])] == ["02-H01"]
        lan = await person(db, LAN)
        assert [unit.code for unit in await units.of(db, CODE, lan)] == ["01-H03", "01-X07"]


async def test_a_row_for_every_day_of_every_worker(field: Database) -> None:
    async with field.write() as db:
        await say(db, LAN, "01-H03", distributed=30)
        await say(db, TU, "01-H03", distributed=5)
        await say(db, LAN, "01-H03", days=1, collected=7)
        rows = await progress.by_day(db, CODE, ["01"])
    assert [(row["worker"], row["day"], row["distributed"], row["collected"]) for row in rows] == [
        (LAN, date(2019, 8, 29), 30, 0),
        (LAN, date(2019, 8, 30), 0, 7),
        (TU, date(2019, 8, 29), 5, 0),
    ]


async def test_provinces(field: Database) -> None:
    async with field.write() as db:
        await say(db, LAN, "01-H03", distributed=30, collected=10)
        await say(db, LAN, "01-X07", distributed=3, collected=2)
        assert await progress.by_province(db, CODE) == [
            {"province": "01", "units": 2, "quota": 70, "collected": 12},
            {"province": "02", "units": 1, "quota": 30, "collected": 0},
        ]


async def test_rechecks_count_while_they_live(field: Database) -> None:
    async with field.write() as db:
        hung = await person(db, HUNG)
        log = await logged(db, message(hung))
        await rechecks.add(
            db,
            CODE,
            [
                Finding("01-H03", Outcome.MATCH, 8),
                Finding("01-H03", Outcome.MISMATCH),
                Finding("01-X07", Outcome.MATCH, ballot="01-X07-001"),
            ],
            hung,
            message=log,
            checked_at=NOW,
            received_at=NOW,
        )
        assert await progress.rechecked_units(db, CODE) == {"01": 2}
        assert await rechecks.of_inspector(db, CODE, HUNG) == {
            "01-H03": {Outcome.MATCH: 8, Outcome.MISMATCH: 1},
            "01-X07": {Outcome.MATCH: 1},
        }
        assert sum(int(str(row["count"])) for row in await rechecks.within(db, CODE, ["01-H03"])) == 9
        undone = await rechecks.void_of(db, [log], HUNG, NOW)
        assert undone[0] == Finding("01-H03", Outcome.MATCH, 8)
        assert await rechecks.void_of(db, [log], HUNG, NOW) == []
        assert await progress.rechecked_units(db, CODE) == {}
        assert await rechecks.within(db, CODE, [NATION]) == []


async def test_a_ballot_checked_anew_counts_once(field: Database) -> None:
    async with field.write() as db:
        hung = await person(db, HUNG)
        for update, outcome in ((1, Outcome.UNREACHABLE), (2, Outcome.MATCH)):
            log = await logged(db, message(hung, update=update))
            finding = Finding("01-H03", outcome, ballot="01-H03-007")
            await rechecks.add(db, CODE, [finding], hung, message=log, checked_at=NOW, received_at=NOW)
        assert await rechecks.of_inspector(db, CODE, HUNG) == {"01-H03": {Outcome.MATCH: 1}}


async def test_inspections_count_while_they_live(field: Database) -> None:
    async with field.write() as db:
        hung = await person(db, HUNG)
        log = await logged(db, message(hung))
        note = Inspection("01", None, "Phát đúng đối tượng.")
        await inspections.add(db, CODE, note, hung, message=log, inspected_at=NOW, received_at=NOW)
        assert await inspections.count_of(db, CODE, HUNG) == 1
        assert await inspections.provinces(db, CODE) == {"01"}
        assert await inspections.void_of(db, [log], HUNG, NOW) == [note]
        assert await inspections.count_of(db, CODE, HUNG) == 0
        assert await inspections.provinces(db, CODE) == set()
