"""Messages as people type them, written before the parser: nothing may be booked that was not meant."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.grammar import parse

DATA = Path(__file__).parents[2] / "data" / "grammar"
CASES: list[dict[str, Any]] = [
    json.loads(line)
    for name in ("cases.jsonl", "fresh.jsonl")  # before the parser; after it, by somebody who had not seen it
    for line in (DATA / name).read_text(encoding="utf-8").splitlines()
]


def read(case: dict[str, Any]) -> dict[str, Any]:
    units = [SimpleNamespace(**unit) for unit in case.get("context", {}).get("units", [])]
    return parse(case["text"], units).as_json()


def answers(case: dict[str, Any]) -> list[dict[str, Any]]:
    return [case["expect"], *case.get("accept", [])]


def booked(entry: dict[str, Any]) -> bool:
    return any(name in entry for name in ("counts", "outcome", "outcomes"))


def same(entry: dict[str, Any], other: dict[str, Any], case: dict[str, Any]) -> bool:
    units = case.get("context", {}).get("units", [])
    if len(units) == 1:  # the only unit may be named or not
        entry, other = ({**item, "unit": item.get("unit") or units[0]["code"]} for item in (entry, other))
    return entry == other


def wrong(case: dict[str, Any], got: dict[str, Any]) -> list[dict[str, Any]]:
    """What was booked that no acceptable answer books."""
    wanted = [entry for answer in answers(case) for entry in answer["entries"]]
    return [
        entry
        for entry in got["entries"]
        if booked(entry) and not any(same(entry, other, case) for other in wanted)
    ]


def agrees(case: dict[str, Any], got: dict[str, Any]) -> bool:
    if case["class"] == "inspection":
        return got["intent"] == "inspection" and not any(booked(entry) for entry in got["entries"])
    if case.get("must_not_book"):
        return not wrong(case, got)
    return any(
        got["intent"] == answer["intent"]
        and got["problems"] == answer["problems"]
        and len(got["entries"]) == len(answer["entries"])
        and all(any(same(entry, other, case) for other in answer["entries"]) for entry in got["entries"])
        for answer in answers(case)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['class']}: {case['text'][:40]!r}")
def test_a_message_is_never_booked_wrongly(case: dict[str, Any]) -> None:
    assert wrong(case, read(case)) == []


def test_nearly_all_messages_are_understood_as_meant() -> None:
    missed = [case for case in CASES if not agrees(case, read(case))]
    share = 1 - len(missed) / len(CASES)
    assert share >= 0.98, Counter(case["class"] for case in missed)
