"""What the locale files hold and which keys the code names: read from the sources, for test_texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from bot.texts.locale_files import locale_files
from bot.texts.texts import message_id

ROOT = Path(__file__).parents[3]
ROOMS = ("bot", "handlers", "scheduler", "analytics", "storage")

# Where a key stands among the arguments of what takes one, and where the values for its placeholders do:
# a position of a dict, or None for keyword arguments.
VALUES_AT = {
    "Text": 1,
    "Reply": 1,
    "Button": 2,
    "Option": 2,
    "Refusal": None,
    "say": None,
    "fail": None,
    "bad_call": None,
    "warn": None,
}
LABELS = {"Button", "Option"}
_KEY = re.compile(r"^[a-z]\w*([.-]\w+)*$", re.ASCII)


@dataclass(frozen=True)
class Use:
    """A place that names a key. ``key`` has ``{}`` where the code fills something in.

    ``values`` are the names given for the placeholders; None where the code alone does not tell.
    """

    key: str
    by: str
    place: str
    values: frozenset[str] | None


def entries(file: Path) -> list[fluent.EntryType]:
    """What stands in a Fluent file, junk included."""
    return FluentParser().parse(file.read_text(encoding="utf-8")).body


def messages(language: str) -> dict[str, fluent.Message]:
    """All messages of a language by id; of two with one id the last."""
    found = [entry for file in locale_files(language) for entry in entries(file)]
    return {entry.id.name: entry for entry in found if isinstance(entry, fluent.Message)}


def placeholders(message: fluent.Message) -> set[str]:
    """The names that a message wants values for, those in selectors too."""
    seen = _Placeholders()
    seen.visit(message)
    return seen.names


class _Placeholders(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802 -- Fluent's name
        self.names.add(node.id.name)


def uses() -> list[Use]:
    """Every key that the code gives to Text, Reply, Refusal, Button, say, …"""
    return [use for path, tree in _sources() for use in _uses(path, tree)]


def literals() -> set[str]:
    """Every string of the code that could be a key, as a message id: some reach their Text by a variable."""
    return {
        message_id(node.value)
        for _, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEY.match(node.value)
    }


def matching(template: str, ids: set[str]) -> set[str]:
    """The known message ids that a key with ``{}`` can mean."""
    pattern = "(.+)".join(re.escape(part) for part in message_id(template).split("{}"))
    return {name for name in ids if re.fullmatch(pattern, name)}


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def _uses(path: str, tree: ast.Module) -> Iterator[Use]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        by = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
        first = node.args[0] if node.args else _keyword(node, "key")
        if by not in VALUES_AT or first is None:
            continue
        for key in _keys(first):
            if _KEY.match(key.replace("{}", "x")):
                yield Use(key, by, f"{path}:{node.lineno}", _given(node, VALUES_AT[by]))


def _keys(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(key)):
            yield key
        case ast.IfExp(body=body, orelse=orelse):
            yield from _keys(body)
            yield from _keys(orelse)
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)


def _given(call: ast.Call, position: int | None) -> frozenset[str] | None:
    if position is None:
        names = [keyword.arg for keyword in call.keywords]
        return None if None in names else frozenset(name for name in names if name)
    values = call.args[position] if len(call.args) > position else _keyword(call, "values")
    match values:
        case None:
            return frozenset()
        case ast.Dict(keys=keys) if all(isinstance(key, ast.Constant) for key in keys):
            return frozenset(str(key.value) for key in keys if isinstance(key, ast.Constant))
    return None


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
