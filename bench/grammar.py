"""Prints how long a message takes to read: the median and the slowest of the agreed examples.

``python -m bench.grammar [ROUNDS]``
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

from handlers.grammar import KnownUnit, parse

EXAMPLES = Path(__file__).parents[1] / "tests" / "data" / "grammar" / "examples.jsonl"


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    cases = [json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]
    messages: list[tuple[str, Sequence[KnownUnit]]] = [
        (case["text"], [SimpleNamespace(**unit) for unit in case.get("context", {}).get("units", [])])
        for case in cases
    ]
    times = {text: _median(text, units, rounds) for text, units in messages}
    slowest = max(times, key=lambda text: times[text])
    print(f"messages  {len(messages)}")
    print(f"median    {statistics.median(times.values()):.1f} µs")
    print(f"slowest   {times[slowest]:.1f} µs  {slowest!r}")


def _median(text: str, units: Sequence[KnownUnit], rounds: int) -> float:
    parse(text, units)
    taken = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        parse(text, units)
        taken.append(time.perf_counter_ns() - start)
    return statistics.median(taken) / 1000


if __name__ == "__main__":
    main()
