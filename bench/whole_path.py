"""The whole path, poll to reply, against python-telegram-bot's bare echo that stores nothing, in one run.

    python -m bench.whole_path [--messages N] [--chats N] [--rounds N] [--profile]

Each has a process of its own, and so has Telegram: the simulator, over HTTP, without limits. Ours commits
each update, parses it, books a report, commits the reply, sends it and notes what became of it; the echo
answers with the text. Everybody types at once; counted is from the first message to the last answer. Rounds
alternate, medians are printed, also of the processor's time that a message cost the bot. ``--profile`` prints
where ours spends it.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import io
import multiprocessing
import pstats
import signal
import statistics
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bench.parts.phases import told
from bench.parts.survey import at_work, surveyed
from bench.parts.telegram import TOKEN, Line, telegram
from bot.channels.telegram.rate_limits import TelegramLimits
from bot.inbound.flood import Flood
from bot.observing import logs
from bot.simulator import Limits

WARM = 5.0
"""Seconds after the start in which each chat has written once."""
Contender = Callable[[str, Sequence[int], Connection, str], None]


def ours(address: str, chats: Sequence[int], pipe: Connection, profile: str) -> None:
    """Our bot with its logs as they are, which nobody reads here, until it is told to stop."""
    sys.stderr = io.StringIO()
    logs.configure("INFO")

    async def live() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        haste = {"pace": TelegramLimits(overall=10**6, between=0), "flood": Flood(burst=10**6)}
        async with surveyed(chats) as database, at_work(database, address, **haste):
            pipe.send(None)
            await asyncio.to_thread(pipe.recv)
            began = process_time()
            if profile:
                profiler = cProfile.Profile()
                profiler.enable()
            await stop.wait()
            pipe.send(process_time() - began)
            if profile:
                profiler.disable()
                profiler.dump_stats(profile)

    asyncio.run(live())


def echo(address: str, _chats: Sequence[int], pipe: Connection, _profile: str) -> None:
    """The bare echo bot of python-telegram-bot's own examples."""

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await update.message.reply_text(update.message.text)  # type: ignore[union-attr, arg-type]

    async def live() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        app = Application.builder().token(TOKEN).base_url(f"{address}/bot").build()
        app.add_handler(MessageHandler(filters.TEXT, answer))
        async with app:
            await app.updater.start_polling()  # type: ignore[union-attr]
            await app.start()
            pipe.send(None)
            await asyncio.to_thread(pipe.recv)
            began = process_time()
            await stop.wait()
            pipe.send(process_time() - began)
            await app.updater.stop()  # type: ignore[union-attr]
            await app.stop()

    asyncio.run(live())


def measure(
    contender: Contender, messages: int, chats: Sequence[int], profile: str = ""
) -> tuple[float, float]:
    """Messages a second, and milliseconds of the processor a message."""
    warm = [Line(0, chat, "phát 1") for chat in chats]
    lines = [Line(WARM, chats[number % len(chats)], "phát 1") for number in range(messages)]
    mine, theirs = multiprocessing.Pipe()
    spawn = multiprocessing.get_context("spawn")
    with telegram(chats, [*warm, *lines], limits=Limits.none()) as server:
        process = spawn.Process(target=contender, args=(server.address, chats, theirs, profile), daemon=True)
        process.start()
        try:
            mine.recv()
            server.begin()
            mine.send(None)
            record = asyncio.run(server.end())
            process.terminate()
            busy = mine.recv()
            process.join(30)
        finally:
            process.kill()
    began = record.typed[len(warm)][0]
    return messages / (record.written[-1][0] - began), busy / (messages + len(warm)) * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--chats", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    chats = range(101, 101 + given.chats)
    if given.profile:
        with TemporaryDirectory() as folder:
            file = str(Path(folder) / "profile")
            measure(ours, given.messages, chats, file)
            print(told(pstats.Stats(file), given.messages + given.chats))
        return
    found: dict[str, list[tuple[float, float]]] = {"ours": [], "echo": []}
    for _ in range(given.rounds):
        for contender in (ours, echo):
            found[contender.__name__].append(measure(contender, given.messages, chats))
    rates = {name: statistics.median(rate for rate, _ in rounds) for name, rounds in found.items()}
    for name, rounds in found.items():
        busy = statistics.median(busy for _, busy in rounds)
        print(f"{name:5} {rates[name]:6.0f} messages/s   {busy:.2f} ms of the processor a message")
    ratio = rates["ours"] / rates["echo"]
    print(f"ratio {ratio:6.2f}   (at least 1.0)   {given.messages:,} messages, {given.chats} chats, SQLite")


if __name__ == "__main__":
    main()
