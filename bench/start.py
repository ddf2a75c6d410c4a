"""What a start costs: commands that only tell something, the bot until its first getUpdates, and at rest.

    python -m bench.start [--short]

Processor time (user and system, best of several) and resident memory, in processes of their own with compiled
modules. Beside ours stands what there is no way below: a bare Typer program, and the echo bot of
python-telegram-bot. Telegram is a server that knows nothing; the bot's database is the demo's, at dawn, when
nobody is reminded. Needs Linux (/proc).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

ROOT = Path(__file__).parents[1]
TOKEN = "8019:token-of-the-bench"
DAWN = "2019-08-29T05:00:00+07:00"
BARE = """
import typer
app = typer.Typer(add_completion=False)
@app.command()
def hello(name: str = "you"):
    "Greets."
@app.command()
def bye():
    "Goes."
app()
"""
TICK = os.sysconf("SC_CLK_TCK")
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("SIPAS_") and name != "PYTHONDONTWRITEBYTECODE"
} | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"}


class Nowhere:
    """A Bot API server on a thread of its own: it has no updates, and counts who asked for them first."""

    def __init__(self) -> None:
        self.asked = Event()
        self.address = ""
        self._ready = Event()
        Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1")
        self.address = "http://{}:{}".format(*server.sockets[0].getsockname())
        self._ready.set()
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                sizes = [line.split(":")[1] for line in head if line.casefold().startswith("content-length")]
                await reader.readexactly(int(sizes[0]) if sizes else 0)
                body = json.dumps({"ok": True, "result": await self._answer(head[0].split()[1])}).encode()
                lines = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
                writer.write(lines.format(len(body)).encode() + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, path: str) -> Any:
        match path.partition("?")[0].rpartition("/")[2]:
            case "getMe":
                return {"id": 8019, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
            case "getUpdates":
                self.asked.set()
                await asyncio.sleep(10)
                return []
        return True


def spent(pid: int) -> float:
    """Seconds of processor that a process has used, in all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident(pid: int) -> float:
    """MiB of a process in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def command(*words: str) -> Callable[[], float]:
    """A call of Python that measures the seconds of processor until the end of it."""

    def run() -> float:
        child = subprocess.Popen([sys.executable, *words], env=ENVIRONMENT, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"{words}: {child.returncode}")
        return usage.ru_utime + usage.ru_stime

    return run


def best(measured: Callable[[], float], times: int) -> float:
    measured()  # compiles modules
    return min(measured() for _ in range(times))


@contextmanager
def running(words: list[str], more: Mapping[str, str]) -> Iterator[int]:
    child = subprocess.Popen(
        [sys.executable, *words],
        env=ENVIRONMENT | more,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()


def bot(words: list[str], server: Nowhere, more: Mapping[str, str], rest: float) -> tuple[float, float]:
    """Seconds of processor until the first getUpdates, and MiB after ``rest`` seconds more."""
    server.asked.clear()
    with running(words, more) as pid:
        if not server.asked.wait(60):
            raise RuntimeError(f"{words}: did not ask for updates")
        first = spent(pid)
        time.sleep(rest)
        return first, resident(pid)


def ours(server: Nowhere, folder: Path) -> dict[str, str]:
    more = {"SIPAS_DATA_DIR": str(folder), "SIPAS_BACKUP_KEEP": "0", "SIPAS_CLOCK": DAWN}
    subprocess.run(
        [sys.executable, "-m", "bot", "init", "--demo"],
        env=ENVIRONMENT | more,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return more | {"SIPAS_BOT_TOKEN": TOKEN, "SIPAS_TELEGRAM_API_URL": server.address}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer repetitions, less rest")
    times, rest = (2, 3.0) if parser.parse_args().short else (5, 12.0)
    began = time.process_time()
    sum(number * number for number in range(10_000_000))
    print(f"this machine: ten million squares in {time.process_time() - began:.2f} s")

    bare = best(command("-c", BARE, "--help"), times)
    for name, words in (("sipas --help", ["--help"]), ("sipas parse", ["parse", "phát 30 thu 25"])):
        took = best(command("-m", "bot", *words), times)
        print(f"{name:26} {took:6.2f} s    a bare Typer program {bare:6.2f} s    ratio {took / bare:.2f}")

    server = Nowhere()
    with TemporaryDirectory() as folder:
        more = ours(server, Path(folder))
        mine = [bot(["-m", "bot", "run"], server, more, rest) for _ in range(times)]
    echo = [
        bot(["-m", "bench.parts.echo_bot", server.address, TOKEN], server, {}, rest) for _ in range(times)
    ]
    for name, unit, index in (("until the first getUpdates", "s", 0), ("at rest, resident", "MiB", 1)):
        own, other = (min(figures[index] for figures in runs) for runs in (mine, echo))
        print(f"{name:26} {own:6.2f} {unit:4} the echo bot {other:6.2f} {unit:4} ratio {own / other:.2f}")


if __name__ == "__main__":
    main()
