"""Foreign things have one door each. What import-linter cannot express is read from the sources here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "scheduler", "analytics", "storage")

CLOCK = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "pandas.Timestamp.now",
    "pandas.Timestamp.today",
    "pandas.Timestamp.utcnow",
}
"""Calls and names that tell the real time. Durations (``time.monotonic``, the loop's time) tell none."""

ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv", "os.unsetenv"}


@cache
def sources() -> dict[str, ast.Module]:
    """The syntax trees of the five rooms, by path."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    }


@cache
def names_used() -> dict[str, frozenset[str]]:
    """What each file uses of others, by path."""
    return {path: frozenset(used(tree)) for path, tree in sources().items()}


def used(tree: ast.AST) -> Iterator[str]:
    """Full names of foreign things: ``datetime.datetime.now``, however it was imported."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
                name = alias.name if alias.asname else alias.name.partition(".")[0]
                names[alias.asname or name] = name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield f"{node.module}.{alias.name}"
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (name := dotted(node, names)):
            yield name


def dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    """``datetime.now`` as ``datetime.datetime.now``; None for what hangs on no imported name."""
    match node:
        case ast.Name(id=name):
            return names.get(name)
        case ast.Attribute(value=value, attr=attr):
            head = dotted(value, names)
            return f"{head}.{attr}" if head else None
    return None


def users(*wanted: str) -> set[str]:
    """The files that use one of these things or something in them."""
    return {
        path
        for path, names in names_used().items()
        if any(f"{name}.".startswith(f"{one}.") for name in names for one in wanted)
    }


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("from datetime import datetime\nx = datetime.now(UTC)", "datetime.datetime.now"),
        ("import datetime as dt\nx = dt.date.today()", "datetime.date.today"),
        ("from datetime import datetime as D\nf(default=D.now)", "datetime.datetime.now"),
        ("from time import time\nx = time()", "time.time"),
        ("import os.path\nx = os.environ['HOME']", "os.environ"),
        ("def f():\n    from os import getenv", "os.getenv"),
        ("import matplotlib.pyplot as plt", "matplotlib.pyplot"),
    ],
)
def test_the_reader_of_sources_sees_through_imports(code: str, name: str) -> None:
    assert name in set(used(ast.parse(code)))


def test_only_the_clock_knows_what_time_it_is() -> None:
    assert users(*CLOCK) == {"bot/clock.py"}


def test_only_the_settings_read_the_environment() -> None:
    assert users(*ENVIRONMENT, "pydantic_settings", "dotenv") == {"bot/settings.py"}


@pytest.mark.parametrize(
    ("package", "door"), [("matplotlib", "analytics/charts.py"), ("apscheduler", "scheduler/ticks.py")]
)
def test_a_package_has_one_door(package: str, door: str) -> None:
    assert users(package) == {door}


def test_only_the_bot_opens_the_door_to_apscheduler() -> None:
    assert {path.partition("/")[0] for path in users("scheduler.ticks")} == {"bot"}


@pytest.mark.parametrize(
    ("packages", "room"),
    [
        (("telegram", "httpx", "starlette", "uvicorn", "typer", "rich", "fluent"), "bot"),
        (("sqlalchemy", "alembic", "aiosqlite", "asyncpg"), "storage"),
    ],
)
def test_a_package_has_one_room(packages: tuple[str, ...], room: str) -> None:
    assert {path.partition("/")[0] for path in users(*packages)} == {room}


def test_random_draws_name_their_seed() -> None:
    """Figures that cannot be repeated cannot be checked. Secrets come from ``secrets``."""
    assert users("random") == users("random.Random")
    unseeded = [
        f"{path}:{node.lineno}"
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and not node.args and not node.keywords
        if getattr(node.func, "id", getattr(node.func, "attr", "")) in ("Random", "default_rng")
    ]
    assert unseeded == []


def test_nothing_is_printed_but_by_the_console_or_a_command() -> None:
    printing = [
        f"{path}:{node.lineno}"
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("print", "input")
    ]
    assert printing == []
    commands = re.compile(r"bot/(cli|console|__main__|commands/\w+)\.py")
    assert [path for path in sorted(users("typer", "rich")) if not commands.fullmatch(path)] == []


def test_nothing_is_pickled_and_no_shell_is_called() -> None:
    assert users("pickle", "shelve", "marshal", "subprocess") == set()
