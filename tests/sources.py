"""The sources of the five rooms as syntax trees, and the foreign names that a tree uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "scheduler", "analytics", "storage")


@cache
def sources() -> dict[str, ast.Module]:
    """The syntax trees of the five rooms, by path."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    }


def used(tree: ast.AST) -> Iterator[str]:
    """Full names of foreign things: ``datetime.datetime.now``, however it was imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
    names = dict(imported(tree))
    yield from (name for _, name in imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (name := dotted(node, names)):
            yield name


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What is imported anywhere in a tree: the name that it has there, and the full one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name if alias.asname else alias.name.partition(".")[0]
                yield alias.asname or name, name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    """``datetime.now`` as ``datetime.datetime.now``; None for what hangs on no imported name."""
    match node:
        case ast.Name(id=name):
            return names.get(name)
        case ast.Attribute(value=value, attr=attr):
            head = dotted(value, names)
            return f"{head}.{attr}" if head else None
    return None
