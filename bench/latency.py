"""How long a person waits for the answer at 20 messages a second, over the whole bot.

    python -m bench.latency [--short]

Two minutes, 60 people who write a report each every three seconds; Telegram is the simulator in another
process, over HTTP, with its real limits. Measured where Telegram stands: from the message that a phone
sent to the answer that it took from the bot.
"""

from __future__ import annotations

import argparse
import asyncio

from bench.parts.survey import at_work, surveyed
from bench.parts.telegram import Line, telegram
from bot.observing import logs

RATE, PEOPLE = 20, 60
CHATS = range(101, 101 + PEOPLE)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="ten seconds")
    seconds = 10 if parser.parse_args().short else 120
    lines = [
        Line(2 + number / RATE, CHATS[number % PEOPLE], f"tổng phát {1 + number // PEOPLE}")
        for number in range(seconds * RATE)
    ]
    logs.configure("WARNING")
    async with surveyed(CHATS) as database:
        with telegram(CHATS, lines) as server:
            async with at_work(database, server.address):
                server.begin()
                record = await server.end()
    waits = record.waits()
    parts = {name: waits[min(len(waits) - 1, int(len(waits) * share))] for name, share in SHARES}
    print(f"{len(lines):,} reports in {seconds} s, {PEOPLE} chats, SQLite, one process")
    print("   ".join(f"{name} {wait * 1e3:.0f} ms" for name, wait in parts.items()), end="   ")
    print(f"slowest {waits[-1] * 1e3:.0f} ms   429s {record.refused}")


SHARES = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))


if __name__ == "__main__":
    asyncio.run(main())
