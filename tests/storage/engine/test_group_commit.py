"""One commit for many on SQLite: who returns is stored, who fails fails alone, nobody hurts the others."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.audit import audit_log
from storage.audit.audit_log import Action, Origin, Via
from storage.engine.database import Connection, Database
from storage.engine.sqlite.group_commit import TransactionLost
from storage.people import people
from storage.tables import audit as audit_rows
from storage.tables import contacts, scopes
from tests.field import CHANNEL, CODE, NOW

pytestmark = pytest.mark.sqlite


async def greet(database: Database, *names: str) -> None:
    async with database.write() as db:
        for name in names:
            await people.greet(db, CHANNEL, name, NOW)


async def greeted(database: Database) -> list[str]:
    async with database.read() as db:
        return list(await db.scalars(select(contacts.c.address).order_by(contacts.c.address)))


class Slow:
    """A caller who stays in the middle of its part until it is let go."""

    def __init__(self, database: Database, name: str) -> None:
        self._database, self._name = database, name
        self.inside, self.go = asyncio.Event(), asyncio.Event()

    async def write(self) -> None:
        async with self._database.write() as db:
            await people.greet(db, CHANNEL, self._name, NOW)
            self.inside.set()
            await self.go.wait()


async def settle() -> None:
    """Everybody gets as far as can be without the one who is slow."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.driver
async def test_those_who_wait_share_a_commit(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.engine.writer.sync_engine, "commit", commits.append)
    await asyncio.gather(*(greet(database, f"{number:02d}") for number in range(30)))
    assert await greeted(database) == [f"{number:02d}" for number in range(30)]
    assert len(commits) <= 2


@pytest.mark.driver
async def test_nobody_returns_before_the_commit(database: Database) -> None:
    slow = Slow(database, "slow")
    first, second = asyncio.create_task(greet(database, "first")), asyncio.create_task(slow.write())
    await slow.inside.wait()
    await settle()
    assert not first.done(), "a power cut now would lose what it wrote"
    assert await greeted(database) == []
    slow.go.set()
    await asyncio.gather(first, second)
    assert await greeted(database) == ["first", "slow"]


async def test_a_failure_undoes_its_own_part_alone(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as db:
            await people.greet(db, CHANNEL, "failed", NOW)
            async with db.begin_nested():
                await people.greet(db, CHANNEL, "failed deeper", NOW)
                raise ValueError

    outcomes = await asyncio.gather(
        greet(database, "a"), fail(), greet(database, "b"), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), ValueError, type(None)]
    assert await greeted(database) == ["a", "b"]


async def test_a_savepoint_within_a_part_is_undone_alone(database: Database) -> None:
    async with database.write() as db:
        await people.greet(db, CHANNEL, "kept", NOW)
        whole = await db.begin_nested()
        await people.greet(db, CHANNEL, "undone", NOW)
        await whole.rollback()
    assert await greeted(database) == ["kept"]


async def test_whoever_is_cancelled_hurts_nobody(database: Database) -> None:
    slow = Slow(database, "cancelled within its part")
    before = asyncio.create_task(greet(database, "before"))
    within = asyncio.create_task(slow.write())
    waiting = asyncio.create_task(greet(database, "cancelled in the queue"))
    behind = asyncio.create_task(greet(database, "behind"))
    await slow.inside.wait()
    for task in (waiting, within):
        task.cancel()
    outcomes = await asyncio.gather(before, within, waiting, behind, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [
        type(None),
        asyncio.CancelledError,
        asyncio.CancelledError,
        type(None),
    ]
    assert await greeted(database) == ["before", "behind"]


async def test_whoever_is_cancelled_before_the_commit_does_not_stop_it(database: Database) -> None:
    slow = Slow(database, "slow")
    first, second = asyncio.create_task(greet(database, "first")), asyncio.create_task(slow.write())
    await slow.inside.wait()
    await settle()
    first.cancel()
    slow.go.set()
    await second
    assert await greeted(database) == ["first", "slow"]


@pytest.mark.driver
async def test_a_commit_that_fails_is_told_to_everybody(database: Database) -> None:
    async def orphan() -> None:
        async with database.write() as db:
            await db.execute(text("PRAGMA defer_foreign_keys = ON"))
            await db.execute(insert(scopes), {"campaign": CODE, "person": 999, "code": "VN", "position": 0})

    outcomes = await asyncio.gather(
        greet(database, "a"), orphan(), greet(database, "b"), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [IntegrityError] * 3
    assert await greeted(database) == []
    await greet(database, "after")
    assert await greeted(database) == ["after"]


async def test_a_full_disk_stores_what_it_says_it_stored(database: Database) -> None:
    async with database.write() as db:
        pages = await db.scalar(text("PRAGMA page_count"))
        await db.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    names = [f"{number}-" + "x" * 900 for number in range(60)]
    outcomes = await asyncio.gather(*(greet(database, name) for name in names), return_exceptions=True)
    refused = {name for name, outcome in zip(names, outcomes, strict=True) if outcome is not None}
    kinds = {type(outcome) for outcome in outcomes if outcome is not None}
    assert kinds
    assert kinds <= {OperationalError, TransactionLost}
    assert await greeted(database) == sorted(set(names) - refused)
    async with database.write() as db:
        await db.execute(text("PRAGMA max_page_count = 1000000"))
    await asyncio.gather(*(greet(database, name) for name in refused))
    assert await greeted(database) == sorted(names)


@pytest.mark.driver
async def test_when_the_engine_ends_the_transaction_nobody_is_told_of_success(database: Database) -> None:
    async def end_all(db: Connection) -> None:
        """What SQLite does by itself on some faults of the disk."""
        driver = (await db.get_raw_connection()).driver_connection
        await driver.rollback()  # type: ignore[union-attr]
        raise OSError("the disk")

    async def hit() -> None:
        async with database.write() as db:
            await end_all(db)

    outcomes = await asyncio.gather(greet(database, "a"), hit(), greet(database, "b"), return_exceptions=True)
    assert all(isinstance(outcome, Exception) for outcome in outcomes)
    assert await greeted(database) == []
    await greet(database, "after")
    assert await greeted(database) == ["after"]


async def test_the_log_holds_each_callers_own_origin_and_nothing_of_who_failed(database: Database) -> None:
    async def change(subject: str, origin: Origin | None, *, fail: bool = False) -> None:
        async with database.write() as db:
            if origin is not None:
                audit_log.attribute(db, origin)
            audit_log.record(db, CODE, "01", Action.REPORT_BOOK, subject, None, {"collected": 1})
            if fail:
                raise ValueError

    chat = Origin(Via.CHAT, NOW, cause=7)
    await asyncio.gather(
        change("reports:1", chat),
        change("reports:2", None),
        change("reports:3", chat, fail=True),
        change("reports:4", chat),
        return_exceptions=True,
    )
    async with database.read() as db:
        found = await db.execute(
            select(audit_rows.c.number, audit_rows.c.subject, audit_rows.c.cause).order_by(
                audit_rows.c.number
            )
        )
        assert [tuple(row) for row in found] == [
            (1, "reports:1", 7),
            (2, "reports:2", None),
            (3, "reports:4", 7),
        ]


async def test_who_must_wait_for_another_process_does_not_hold_up_the_loop(database: Database) -> None:
    holder = sqlite3.connect(database.place, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(greet(database, "waits"))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    assert await greeted(database) == [], "reading goes on"
    holder.execute("COMMIT")
    await waiting
    assert await greeted(database) == ["waits"]
    holder.close()


async def test_a_kept_connection_is_given_back_to_who_wants_it_alone(database: Database) -> None:
    await greet(database, "before")
    async with asyncio.timeout(5):
        await database.open()
    await greet(database, "after")
    assert await greeted(database) == ["after", "before"]
