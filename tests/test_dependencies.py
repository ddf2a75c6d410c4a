"""pyproject.toml declares what is imported, and nothing that is not."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions, version

import pytest

from tests.sources import ROOMS, ROOT, imported, sources

NEVER_IMPORTED = {
    "asyncpg": "SQLAlchemy loads it for a database on PostgreSQL",
    "greenlet": "SQLAlchemy's asyncio stands on it, and installs it on some platforms alone",
    "python-multipart": "Starlette reads forms by it",
    "tzdata": "time zones where the system has none",
}
TOOLS = {
    "import-linter": "run by make check",
    "mypy": "run by make check",
    "pandas-stubs": "read by mypy",
    "pytest-asyncio": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "ruff": "run by make check",
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


KNOWN_FROM_WITHIN = {"aiosqlite", "sqlalchemy"}
"""What ``storage/engine/sqlite`` knows more of than is promised: another minor version may break it."""


def plain(name: str) -> str:
    """A distribution's name as indices compare it."""
    return re.sub(r"[-_.]+", "-", name).casefold()


def declared(lines: list[str]) -> set[str]:
    return {plain(re.match(r"[\w.-]+", line)[0]) for line in lines}  # type: ignore[index]


RUNTIME = declared(PROJECT["dependencies"])
DEV = declared(PROJECT["optional-dependencies"]["dev"])


@cache
def distributions() -> dict[str, set[str]]:
    return {module: set(map(plain, names)) for module, names in packages_distributions().items()}


def modules(tree: ast.AST) -> set[str]:
    """The top-level names of foreign modules that a tree imports, be it in a function."""
    names = {full.partition(".")[0] for _, full in imported(tree)}
    return names - set(sys.stdlib_module_names) - {*ROOMS, "tests", "bench"}


def undeclared(trees: dict[str, ast.Module], allowed: set[str]) -> list[str]:
    return sorted(
        f"{path}: {module}"
        for path, tree in trees.items()
        for module in modules(tree)
        if not distributions().get(module, {plain(module)}) & allowed
    )


def trees(folder: str) -> dict[str, ast.Module]:
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def needed(of: dict[str, ast.Module]) -> set[str]:
    """The distributions of all that these trees import."""
    names = {module for tree in of.values() for module in modules(tree)}
    return {one for module in names for one in distributions().get(module, {plain(module)})}


@pytest.mark.parametrize("library", sorted(KNOWN_FROM_WITHIN))
def test_the_next_minor_version_of_what_is_known_from_within_is_kept_out(library: str) -> None:
    major, minor, *_ = version(library).split(".")
    bounds = f"{library}>={major}.{minor},<{major}.{int(minor) + 1}"
    assert [line for line in PROJECT["dependencies"] if line.startswith(library)] == [bounds]


def test_the_program_imports_only_what_is_declared() -> None:
    assert undeclared(sources(), RUNTIME) == []


@pytest.mark.parametrize("folder", ["tests", "bench"])
def test_the_tests_import_only_what_is_declared(folder: str) -> None:
    assert undeclared(trees(folder), RUNTIME | DEV) == []


def test_what_is_declared_is_imported_or_has_a_reason() -> None:
    assert RUNTIME - needed(sources()) == set(NEVER_IMPORTED)
    assert DEV - needed(trees("tests")) == set(TOOLS)
    assert set() == RUNTIME & DEV


def test_what_is_declared_is_pinned() -> None:
    pinned = declared((ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines())
    assert pinned >= RUNTIME | DEV


def test_an_import_in_a_function_counts_and_the_standard_library_does_not() -> None:
    tree = ast.parse("import os.path\ndef f():\n    from requests.adapters import X\n    from . import y")
    assert modules(tree) == {"requests"}
    assert undeclared({"x.py": tree}, RUNTIME) == ["x.py: requests"]


def test_every_data_file_of_a_package_is_part_of_the_package() -> None:
    """What the program reads beside its code must be in a wheel."""
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    packed = {
        path
        for room, patterns in setup["package-data"].items()
        for pattern in patterns
        for path in (ROOT / room).glob(pattern)
    }
    present = {
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert present - packed == set()
