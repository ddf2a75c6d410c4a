"""Taking updates in, durably, against the floor: one transaction of one ``executemany`` a batch.

    python -m bench.ingest [--updates N] [--rounds N]

Ours is what stands between a poll's JSON and the next offset: each update's number and lane, commit. The
floor is sqlite3 alone with rows that were made before, on the same disk with the same settings. A figure
above 1 means that ours is faster. Rounds alternate; medians are printed.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sqlite3
import statistics
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.parts.survey import BOT, surveyed
from bench.parts.telegram import DAWN
from bot.channels.telegram.envelopes import read, updates_of
from bot.channels.telegram.updates import CHANNEL
from bot.clock import Clock
from bot.inbound.intake import Intake

BATCH = 100
"""What Telegram hands out at once."""
_INSERT = """
    INSERT OR IGNORE INTO inbox (bot, channel, update_id, chat, payload, received_at)
    VALUES (?, ?, ?, ?, ?, ?)
"""


def update(number: int) -> dict[str, Any]:
    """A report as Telegram sends it."""
    chat = 101 + number % 500
    person = {"id": chat, "is_bot": False, "first_name": f"Bưu tá {chat}", "language_code": "vi"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "from": person,
            "chat": {"id": chat, "first_name": f"Bưu tá {chat}", "type": "private"},
            "date": 1567000000 + number,
            "text": "H03 phát 30 thu 12, X07 tổng phát 45",
        },
    }


async def ours(bodies: list[bytes]) -> float:
    async with surveyed([]) as database:
        intake = Intake(BOT, database, Clock(DAWN), lambda: None)
        began = perf_counter()
        for body in bodies:
            await intake.store([read(update) for update in updates_of(body)])
        return perf_counter() - began


async def floor(bodies: list[bytes]) -> float:
    moment = datetime.isoformat(DAWN)
    batches = [
        [
            (BOT, CHANNEL, str(one["update_id"]), str(one["message"]["chat"]["id"]), json.dumps(one), moment)
            for one in json.loads(body)["result"]
        ]
        for body in bodies
    ]
    async with surveyed([]) as database:
        db = sqlite3.connect(Path(database.place), isolation_level=None)
        db.execute("PRAGMA synchronous = FULL")
        began = perf_counter()
        for rows in batches:
            db.execute("BEGIN IMMEDIATE")
            db.executemany(_INSERT, rows)
            db.execute("COMMIT")
        took = perf_counter() - began
        db.close()
    return took


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    gc.freeze()  # what is loaded is not looked at again, as in the bot itself
    bodies = [
        json.dumps({"ok": True, "result": [update(first + place) for place in range(BATCH)]}).encode()
        for first in range(1, given.updates, BATCH)
    ]
    times: dict[str, list[float]] = {"ours": [], "floor": []}
    for _ in range(given.rounds):
        times["ours"].append(await ours(bodies))
        times["floor"].append(await floor(bodies))
    rates = {name: given.updates / statistics.median(took) for name, took in times.items()}
    for name, rate in rates.items():
        print(f"{name:5} {rate:8,.0f} updates/s   {1e3 * BATCH / rate:.2f} ms a batch of {BATCH}")
    print(f"ratio {rates['ours'] / rates['floor']:8.2f}   (at least 0.5)   {given.updates:,} updates, SQLite")


if __name__ == "__main__":
    asyncio.run(main())
