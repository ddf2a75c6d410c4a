"""``python -m tests.torture``: the full proof that nothing is lost and nothing doubled, on both engines."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from tests.torture.checker import Contradiction
from tests.torture.run import BLOWS, EVIDENCE, Figures, Order, judge_again, run

ENGINES = ("sqlite", "postgresql")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=3595)
    parser.add_argument("--chats", type=int, default=90)
    parser.add_argument("--blows", type=int, help="how often each other disaster falls (kills / 25)")
    parser.add_argument("--folder", type=Path, help="where files and logs of the run are kept")
    parser.add_argument("--again", type=Path, metavar="FILE", help=f"check the {EVIDENCE} of an earlier run")
    given = parser.parse_args()
    if given.again:
        return _told("again", lambda: judge_again(given.again))
    for engine in ENGINES if given.engine == "both" else (given.engine,):
        times = given.kills // 25 if given.blows is None else given.blows
        blows = dict.fromkeys(BLOWS[engine], times)
        order = Order(engine, given.messages, given.kills, given.seed, given.chats, blows)
        folder = given.folder and given.folder / engine
        if _told(f"{engine}, seed {order.seed}", partial(_tortured, order, folder)):
            return 1
    return 0


def _tortured(order: Order, folder: Path | None) -> Figures:
    return asyncio.run(run(order, folder))


def _told(name: str, proof: Callable[[], Figures]) -> int:
    _say(f"== {name}")
    try:
        _print(proof())
    except Contradiction as found:
        _say(f"CONTRADICTION ({name}): {found}")
        return 1
    return 0


def _print(figures: Figures) -> None:
    for name, figure in (figures.lines | asdict(figures.verdict)).items():
        _say(f"{name:>36}: {figure}")
    for event, where in figures.oddities.items():
        _say(f"{'odd':>36}: {event}: {where[:1500]}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
