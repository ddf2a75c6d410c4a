"""5,000 reminders at Telegram's limits by the real bot, while people go on reporting.

    python -m bench.reminders [--short]

Telegram is the simulator in another process, over HTTP, with its real limits: 30 messages a second, one a
second in a chat. Ideal is that every message which it took between the first and the last reminder had
found its thirtieth of a second.
"""

from __future__ import annotations

import argparse
import asyncio

from bench.parts.survey import BOT, at_work, surveyed
from bench.parts.telegram import DAWN, Line, telegram
from bot.channels.telegram.updates import CHANNEL
from bot.observing import logs
from storage.engine.database import Database
from storage.messaging import outbox
from storage.messaging.parcels import Priority, Target
from storage.words.replies import Text

LIMIT = 30
TYPISTS = range(101, 111)
READERS = 1_000_000
"""The first of the chats that are reminded."""


async def queue(database: Database, count: int) -> None:
    """Puts reminders of three lines into the outbox, as the tick does."""
    lines = {"lines": ["📅 Phát, thu phiếu điều tra", "Còn 7 ngày, đến hết 15/09/2019.", "Xem: /kehoach"]}
    async with database.write() as db:
        for number in range(count):
            target = Target(
                bot=BOT, channel=CHANNEL, address=str(READERS + number), person=None, language="vi"
            )
            text = Text("lines", lines)
            await outbox.put_text(db, target, text, DAWN, priority=Priority.REMINDER)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="600 reminders: twenty seconds")
    count = 600 if parser.parse_args().short else 5000
    last = int(count / LIMIT) - 4
    lines = [
        Line(3 + second + place / len(TYPISTS), chat, f"tổng phát {second + 1}")
        for second in range(0, last - 3, 4)
        for place, chat in enumerate(TYPISTS)
    ]
    chats = [*TYPISTS, *range(READERS, READERS + count)]
    logs.configure("WARNING")
    async with surveyed(TYPISTS) as database:
        await queue(database, count)
        with telegram(chats, lines, count) as server:
            server.begin()
            async with at_work(database, server.address):
                record = await server.end()
    reminded = [moment for moment, chat in record.written if chat >= READERS]
    took = max(reminded) - min(reminded)
    meanwhile = sum(min(reminded) < moment <= max(reminded) for moment, _ in record.written)
    waits = record.waits()
    print(f"{count:,} reminders and {len(lines):,} reports, SQLite, one process")
    ideal = meanwhile / LIMIT
    print(f"duration      {took:7.2f} s   ideal {ideal:7.2f} s   ratio {ideal / took:.3f}   (at least 0.97)")
    print(f"429s          {record.refused:7d}     busiest second {record.busiest_second()} messages")
    print(f"replies       median {waits[len(waits) // 2]:.3f} s   slowest {waits[-1]:.3f} s   (at most 2)")


if __name__ == "__main__":
    asyncio.run(main())
