"""``sipas parse``: what the grammar understands of a message, as JSON in the shape of the agreed examples."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from bot.console import bad_call, fail, say
from handlers import grammar


@dataclass(frozen=True, slots=True)
class GivenUnit:
    """A unit of the sender, as the caller gives it."""

    code: str
    name: str


class BadLine(Exception):
    """A line of a JSONL file that is no case: the text key of what is wrong."""


def parse(
    text: Annotated[str | None, typer.Argument(help=say("parse.text"), metavar="TEXT")] = None,
    units: Annotated[str, typer.Option("--units", help=say("parse.units"))] = "",
    jsonl: Annotated[bool, typer.Option("--jsonl", help=say("parse.jsonl"))] = False,
) -> None:
    """Prints one line of JSON for TEXT, or one for each line of standard input (``--jsonl``)."""
    if jsonl == (text is not None):
        bad_call("parse.one_source")
    if text is not None:
        _print(text, _listed(units))
        return
    for row, raw in enumerate(_read(), start=1):
        if not raw.strip():
            continue
        try:
            message, own_units = _case(raw)
        except BadLine as error:
            fail("parse.bad_line", row=str(row), problem=say(str(error)))
        _print(message, own_units)


def _print(text: str, units: Sequence[GivenUnit]) -> None:
    typer.echo(json.dumps(grammar.parse(text, units).as_json(), ensure_ascii=False))


def _read() -> Iterator[bytes]:
    yield from sys.stdin.buffer


def _listed(units: str) -> list[GivenUnit]:
    """``01-H03=UBND quận Ba Đình;01-X07=…``."""
    own_units = []
    for pair in filter(None, (part.strip() for part in units.split(";"))):
        code, equals, name = pair.partition("=")
        if not code.strip() or not equals or not name.strip():
            bad_call("parse.bad_units", given=pair)
        own_units.append(GivenUnit(code.strip(), name.strip()))
    return own_units


def _case(raw: bytes) -> tuple[str, list[GivenUnit]]:
    try:
        case = json.loads(raw.decode("utf-8-sig"))
    except ValueError as error:
        raise BadLine("parse.no_json") from error
    if not isinstance(case, dict) or not isinstance(case.get("text"), str):
        raise BadLine("parse.no_text")
    try:
        context = case.get("context")
        listed = [] if context is None else context.get("units", [])
        units = [GivenUnit(unit["code"], unit["name"]) for unit in listed]
    except (AttributeError, KeyError, TypeError) as error:
        raise BadLine("parse.no_units") from error
    if not all(isinstance(word, str) for unit in units for word in (unit.code, unit.name)):
        raise BadLine("parse.no_units")
    return case["text"], units
