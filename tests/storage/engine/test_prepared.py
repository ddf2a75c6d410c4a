"""A statement that was made ready says and finds what it said and found before."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, func, insert, select, text, tuple_, update
from sqlalchemy.exc import IntegrityError, MultipleResultsFound, NoResultFound, StatementError

from storage.engine.database import Connection, Database, savepoint
from storage.engine.sqlite import prepared
from storage.tables import campaigns, contacts, scopes
from tests.field import CHANNEL, NOW

pytestmark = [pytest.mark.sqlite, pytest.mark.driver]

ADD = insert(campaigns)
ALL = select(campaigns).order_by(campaigns.c.code)
SOME = (
    select(campaigns.c.code).where(campaigns.c.code.in_(bindparam("codes", expanding=True))).order_by("code")
)
PAIRS = select(contacts.c.address).where(
    tuple_(contacts.c.channel, contacts.c.address).in_(bindparam("pairs", expanding=True))
)
SINCE = select(func.count()).where(
    campaigns.c.activated_at >= bindparam("moment", type_=campaigns.c.activated_at.type)
)
RENAME = (
    update(campaigns)
    .where(campaigns.c.code == bindparam("old"))
    .values(code=bindparam("new"))
    .returning(campaigns.c.code, campaigns.c.activated_at)
)
TOUCH = update(campaigns).where(campaigns.c.demo.is_(False)).values(demo=True)
FORGET = delete(campaigns).where(campaigns.c.code == bindparam("code"))


def is_ready(db: Connection, statement: Any, given: Any) -> bool:
    return prepared.ready(statement, given, db.dialect) is not None


async def thrice(db: Connection, statement: Any, given: Any = None) -> list[Any]:
    """What a statement finds the first time, by SQLAlchemy, and twice more, when it is ready."""
    found = [(await db.execute(statement, given)).all() for _ in range(3)]
    assert is_ready(db, statement, given)
    return found


async def campaign(db: Connection, code: str, at: datetime = NOW) -> None:
    await db.execute(ADD, {"code": code, "activated_at": at})


async def test_rows_are_the_same_and_their_values_of_the_same_kinds(database: Database) -> None:
    async with database.write() as db:
        for code in ("a", "b", "c"):
            await campaign(db, code)
        first, second, third = await thrice(db, ALL)
    assert first == second == third
    assert [row.code for row in third] == ["a", "b", "c"]
    assert third[0].activated_at == NOW
    assert third[0].activated_at.tzinfo is UTC
    assert third[0].demo is False
    assert dict(third[0]._mapping) == dict(first[0]._mapping)


@pytest.mark.parametrize("codes", [[], ["b"], ["a", "c"], ["c", "b", "a"], ("a",)])
async def test_a_list_of_any_length(database: Database, codes: Sequence[str]) -> None:
    async with database.write() as db:
        for code in ("a", "b", "c", "d"):
            await campaign(db, code)
        for found in await thrice(db, SOME, {"codes": codes}):
            assert [row.code for row in found] == sorted(codes)


async def test_more_lengths_than_are_kept(database: Database) -> None:
    async with database.write() as db:
        await campaign(db, "3")
        for length in [*range(1, 300), 2, 5]:
            codes = [str(number) for number in range(length)]
            assert list((await db.execute(SOME, {"codes": codes})).scalars()) == ["3"][: length > 3]


async def test_what_is_left_to_sqlalchemy_works_as_ever(database: Database) -> None:
    async with database.write() as db:
        await db.execute(insert(contacts), {"channel": CHANNEL, "address": "7"})
        for _ in range(3):
            assert list((await db.execute(PAIRS, {"pairs": [(CHANNEL, "7"), (CHANNEL, "8")]})).scalars()) == [
                "7"
            ]


async def test_moments_compare_over_zones_and_naive_ones_are_refused(database: Database) -> None:
    async with database.write() as db:
        await campaign(db, "a", NOW.astimezone(UTC))
        for _ in range(3):
            assert await db.scalar(SINCE, {"moment": NOW}) == 1
            assert await db.scalar(SINCE, {"moment": NOW + timedelta(seconds=1)}) == 0
        with pytest.raises(StatementError, match="naive"):
            await db.scalar(SINCE, {"moment": NOW.replace(tzinfo=None)})


async def test_changes_tell_what_they_changed(database: Database) -> None:
    async with database.write() as db:
        for code in ("a", "b"):
            await campaign(db, code)
        for old, new in (("a", "c"), ("c", "d"), ("d", "e")):
            row = (await db.execute(RENAME, {"old": old, "new": new})).one()
            assert (row.code, row.activated_at) == (new, NOW)
        for changed in (2, 0, 0):
            assert (await db.execute(TOUCH)).rowcount == changed
        for code, gone in (("b", 1), ("b", 0), ("e", 1)):
            assert (await db.execute(FORGET, {"code": code})).rowcount == gone
        assert (await db.execute(ALL)).all() == []


async def test_single_values_are_those_of_sqlalchemy(database: Database) -> None:
    moments = select(campaigns.c.activated_at).order_by(campaigns.c.code)
    none = moments.where(campaigns.c.code == "none")
    async with database.write() as db:
        for number, code in enumerate(("a", "b")):
            await campaign(db, code, NOW + timedelta(days=number))
        for _ in range(3):
            assert await db.scalar(moments) == NOW
            assert await db.scalar(none) is None
            with pytest.raises(MultipleResultsFound):
                (await db.execute(moments)).scalar_one()
            with pytest.raises(NoResultFound):
                (await db.execute(none)).scalar_one()
        only = [(await db.execute(moments.where(campaigns.c.code == "b"))).scalar_one() for _ in range(3)]
    assert only == [NOW + timedelta(days=1)] * 3


async def test_rows_of_many_keep_their_own_values(database: Database) -> None:
    """What stands in several rows is turned once: no row may get the value of its neighbour."""
    late = NOW + timedelta(hours=1)
    moments = [NOW, NOW, None, None, late, NOW, late.astimezone(UTC), late]
    rows = [
        {"channel": CHANNEL, "address": str(number), "greeted_at": moment}
        for number, moment in enumerate(moments)
    ]
    add, told = insert(contacts), select(contacts.c.greeted_at).order_by(contacts.c.address)
    async with database.write() as db:
        for _ in range(3):
            await db.execute(delete(contacts))
            await db.execute(add, rows)
            assert list((await db.execute(told)).scalars()) == moments
        naive = {"channel": CHANNEL, "address": "x", "greeted_at": NOW.replace(tzinfo=None)}
        with pytest.raises(StatementError, match="naive"):
            await db.execute(add, [naive, naive])


async def test_many_rows_at_once_also_more_than_are_run_without_a_trip(database: Database) -> None:
    async with database.write() as db:
        for start in (0, 1_000, 2_000, 3_000):
            rows = [{"code": f"{start + number}", "activated_at": NOW} for number in range(start // 5 + 3)]
            await db.execute(ADD, rows)
        assert await db.scalar(select(func.count()).select_from(campaigns)) == 3 + 203 + 403 + 603


async def test_what_the_database_refuses_is_told_as_before_and_undone_alone(database: Database) -> None:
    orphan = insert(scopes)
    row = {"campaign": "none", "person": 999, "code": "VN", "position": 0}

    async def fail(db: Connection) -> None:
        async with savepoint(db):
            await campaign(db, "undone")
            await db.execute(orphan, row)

    async def refused(db: Connection) -> IntegrityError:
        with pytest.raises(IntegrityError) as error:
            await fail(db)
        return error.value

    async with database.write() as db:
        await campaign(db, "kept")
        errors = [await refused(db) for _ in range(3)]
    assert is_ready_error(errors[0], errors[2])
    async with database.read() as db:
        assert [found.code for found in await db.execute(ALL)] == ["kept"]


def is_ready_error(one: IntegrityError, other: IntegrityError) -> bool:
    """The same error by either way; neither shows values, which people wrote."""
    assert "999" not in str(one)
    assert "999" not in str(other)
    return str(one.orig) == str(other.orig)


async def test_a_statement_of_one_call_is_not_kept(database: Database) -> None:
    before = len(prepared._seen)
    async with database.write() as db:
        for number in range(50):
            await db.execute(select(campaigns.c.code).where(campaigns.c.code == str(number)))
    gc.collect()
    assert len(prepared._seen) <= before + 5


async def test_readers_see_the_same(database: Database) -> None:
    async with database.write() as db:
        await campaign(db, "a")

    async def look() -> list[str]:
        async with database.read() as db:
            return [row.code for row in await db.execute(ALL)]

    assert await asyncio.gather(*(look() for _ in range(12))) == [["a"]] * 12


async def test_a_reader_that_is_cancelled_is_as_good_as_new(database: Database) -> None:
    """Its thread may still be at work when the next one begins."""
    long = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) "
        "SELECT max(i) FROM n"
    )

    async def count() -> None:
        async with database.read() as db:
            await db.scalar(long)

    for _ in range(6):
        task = asyncio.create_task(count())
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with database.read() as db:
        assert (await db.execute(ALL)).all() == []
