"""Foreign things have one door each. What import-linter cannot express is read from the sources here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import grimp
import pytest

from tests.sources import ROOMS, dotted, imported, sources, used

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

PATCHES = {"bot/texts/fluent_bundle.py", "bot/loading.py"}
"""What changes foreign modules, and says why: the first fluent.runtime, the second while something loads."""

ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv", "os.unsetenv"}


@cache
def names_used() -> dict[str, frozenset[str]]:
    """What each file uses of others, by path."""
    return {path: frozenset(used(tree)) for path, tree in sources().items()}


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
        ("if TYPE_CHECKING:\n    from telegram.ext import Application", "telegram.ext.Application"),
    ],
)
def test_the_reader_of_sources_sees_through_imports(code: str, name: str) -> None:
    assert name in set(used(ast.parse(code)))


def test_only_the_clock_knows_what_time_it_is() -> None:
    assert users(*CLOCK) == {"bot/clock.py"}


def test_only_one_file_reads_the_environment() -> None:
    assert users(*ENVIRONMENT, "dotenv") == {"bot/environment.py"}


@pytest.mark.parametrize(
    ("package", "door"),
    [
        ("aiohttp", "bot/channels/telegram/http.py"),
        ("apscheduler", "scheduler/ticks.py"),
        ("fluent", "bot/texts/fluent_bundle.py"),
        ("matplotlib", "analytics/charts/progress_chart.py"),
        ("msgspec", "bot/channels/telegram/envelopes.py"),
        ("orjson", "storage/engine/json_codec.py"),
        ("rich", "bot/console.py"),
    ],
)
def test_a_package_has_one_door(package: str, door: str) -> None:
    assert users(package) == {door}


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("from fluent.runtime import resolver\nresolver.MAX = 1", ["fluent.runtime.resolver.MAX"]),
        ("import sys\ndel sys.modules['x']", ["sys.modules"]),
        ("import json\nsetattr(json, 'loads', f)", ["json"]),
        ("import sys\nsys.path += [here]", ["sys.path"]),
        ("import json\n(json.loads, x) = f, 1", ["json.loads"]),
        ("import json\nfor json.loads in them: pass", ["json.loads"]),
        ("from storage import words\nwords.zone = 1", []),
        ("import json\nmine = json.loads\nmine.x = 1", []),
    ],
)
def test_the_reader_of_sources_sees_what_is_changed(code: str, changed: list[str]) -> None:
    assert sorted(changes(ast.parse(code))) == changed


def test_foreign_modules_are_changed_in_these_files() -> None:
    assert {path for path, tree in sources().items() if any(changes(tree))} == PATCHES


def changes(tree: ast.Module) -> Iterator[str]:
    """What a file changes within a foreign module or class that it has imported."""
    names = dict(imported(tree))
    for node in ast.walk(tree):
        changed: ast.expr | None = None
        match node:
            case ast.Attribute(ctx=ast.Store() | ast.Del()):
                changed = node
            case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
                changed = value
            case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[first, *_]):
                changed = first
        name = dotted(changed, names) if changed is not None else None
        if name and name.partition(".")[0] not in ROOMS:
            yield name


def test_only_telegrams_folder_knows_telegram() -> None:
    """Be it within a function or for types alone."""
    assert {path.rpartition("/")[0] for path in users("telegram")} == {"bot/channels/telegram"}


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


def circles(graph: grimp.ImportGraph) -> list[list[str]]:
    """Files that import each other, be it through others or for types alone."""
    reached: dict[str, set[str]] = {name: set() for name in graph.modules}
    for name, below in reached.items():
        waiting = set(graph.find_modules_directly_imported_by(name))
        while waiting:
            below.add(one := waiting.pop())
            waiting |= graph.find_modules_directly_imported_by(one) - below
    in_circles = {name for name, below in reached.items() if name in below}
    groups = {
        frozenset(other for other in in_circles & reached[name] if name in reached[other])
        for name in in_circles
    }
    return sorted(sorted(group) for group in groups)


def test_the_search_for_circles_finds_them() -> None:
    graph = grimp.ImportGraph()
    for importer, target in ("ab", "bc", "ca", "cd", "de", "xy", "yx"):
        graph.add_import(importer=importer, imported=target)
    assert circles(graph) == [["a", "b", "c"], ["x", "y"]]


def test_no_files_import_each_other() -> None:
    assert circles(grimp.build_graph(*ROOMS, cache_dir=None)) == []
