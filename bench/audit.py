"""What the audit log costs: booking reports with and without it, in one run.

    python bench/audit.py [--messages N]

Without it nothing is recorded, so that nothing is chained before the commit; all else is the same. Each
message is a transaction of its own on a real SQLite file, as far as storage knows it: lock, look, book, sum.
The two take turns message by message, and the figure is a ratio, so the machine matters little.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock
from zoneinfo import ZoneInfo

from storage.audit import audit_log, verify
from storage.audit.audit_log import Origin, Via
from storage.counting import reports, units
from storage.engine.database import Database
from storage.people import people
from storage.planning import milestones
from storage.words.counting_rules import Entry
from storage.words.counts import Count, Mode
from storage.words.roles import Agency, Role

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2019, 8, 29, 8, 30, tzinfo=ZONE)
CODE, UNITS = "2019", 40


async def settle(database: Database) -> int:
    """Forty units of one province and the one who reports them all."""
    async with database.write() as db:
        await milestones.activate(db, CODE, NOW)
        rows = [
            {"code": f"01-X{number:02d}", "name": f"Xã {number}", "level": "X", "province": "01", "quota": 20}
            for number in range(1, UNITS + 1)
        ]
        await units.add(db, CODE, rows)
        return await people.register(
            db,
            CODE,
            name="Lan",
            role=Role.POSTAL_WORKER,
            agency=Agency.BDT,
            scope=("01",),
            language="vi",
            now=NOW,
        )


async def book(database: Database, worker: int, number: int) -> None:
    """A message's transaction, as far as storage knows it."""
    code, sent = f"01-X{number % UNITS + 1:02d}", NOW + timedelta(minutes=number)
    async with database.write() as db:
        audit_log.attribute(db, Origin(Via.CHAT, sent, worker, number))
        await units.locked(db, CODE, [code])
        await reports.live(db, CODE, code)
        await reports.add(
            db,
            CODE,
            Entry(code, Mode.ADD, {Count.COLLECTED: 1}, None),
            worker=worker,
            message=None,
            sent_at=sent,
            received_at=sent,
            position=number,
        )
        await reports.refresh(db, CODE, code, worker, ZONE)


def unaudited() -> AbstractContextManager[object]:
    """Nothing is recorded while this lasts."""
    return mock.patch.object(audit_log, "record")


async def race(messages: int) -> dict[bool, list[float]]:
    """Seconds a message with (True) and without the log, on two databases that take turns."""
    took: dict[bool, list[float]] = {True: [], False: []}
    with TemporaryDirectory() as folder:
        lanes = {
            audited: Database(f"sqlite+aiosqlite:///{Path(folder) / f'{audited}.db'}") for audited in took
        }
        workers = {}
        for audited, database in lanes.items():
            await database.open()
            workers[audited] = await settle(database)
        for number in range(messages):
            for audited in (True, False) if number % 2 else (False, True):
                with nullcontext() if audited else unaudited():
                    start = time.perf_counter()
                    await book(lanes[audited], workers[audited], number)
                    took[audited].append(time.perf_counter() - start)
        async with lanes[True].read() as db:
            verdict = await verify.verify(db, None, {})
        for database in lanes.values():
            await database.close()
    if verdict.faults or sum(chain.head.number for chain in verdict.chains) < messages:
        raise SystemExit(f"the log is broken: {verdict.faults[:1]}")
    return took


def main() -> None:
    """Prints the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    took = asyncio.run(race(parser.parse_args().messages))
    medians = {audited: statistics.median(times) for audited, times in took.items()}
    print(f"with the log    {medians[True] * 1000:7.2f} ms a message")
    print(f"without         {medians[False] * 1000:7.2f} ms a message")
    print(f"ratio           {medians[True] / medians[False]:7.2f}")


if __name__ == "__main__":
    main()
