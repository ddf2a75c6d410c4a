from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from hypothesis import settings
from sqlalchemy import Connection, Engine, event

from storage.engine.database import Database
from tests import field, plain_sqlite

if TYPE_CHECKING:
    from tests.stack import Stack

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ENGINES = ("sqlite", "postgresql")
_DOORS = {"opened", "running", "url_of", "post_office", "world"}
"""Whoever imports one of these, or asks for a fixture that is made of them, is tested on both engines."""
_ON_BOTH = {"test_endpoint", "test_flood", "test_lanes", "test_sender", "test_booking", "test_undo_stories"}
"""Beside all of ``tests/storage``: what reads and writes most on its way through the whole bot."""
_FIXTURES = {"stack", "database", "db"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("postgresql"):
        metafunc.parametrize("engine", ["postgresql"], indirect=True)
        return
    touches = _FIXTURES.intersection(metafunc.fixturenames) or _DOORS.intersection(vars(metafunc.module))
    if touches and not metafunc.definition.get_closest_marker("sqlite"):
        metafunc.parametrize("engine", ENGINES, indirect=True)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many a test waits for a process of its own."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both", action="store_true", help="every test and every case on both engines")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything runs on SQLite; on PostgreSQL what depends on the engine, and with ``--both`` all of it.

    On plain SQLite nothing does, and what is about our own driver is skipped. What takes longest begins
    first: at the end one process would wait for it alone.
    """
    items.sort(key=lambda item: "torture" not in item.path.parts)
    if Database.plain:
        for item in items:
            if item.get_closest_marker("driver"):
                item.add_marker(pytest.mark.skip(f"our own driver; not with {plain_sqlite.VARIABLE}"))
    elif config.getoption("both"):
        return
    kept, spared = [], []
    for item in items:
        cases = getattr(item, "callspec", None)
        served = cases is not None and cases.params.get("engine") == "postgresql"
        (spared if served and (Database.plain or not _depends_on_the_engine(item)) else kept).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=spared)


def _depends_on_the_engine(item: pytest.Item) -> bool:
    return (
        "storage" in item.path.parts
        or item.path.stem in _ON_BOTH
        or item.get_closest_marker("postgresql") is not None
    )


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database engine of this test."""
    field.Engine.name = getattr(request, "param", "sqlite")
    yield field.Engine.name
    field.clear()
    field.Engine.name = "sqlite"


class _Remembered(dict[Any, Any]):
    """Compiled statements by SQLAlchemy's key without its first part, the engine that they were made for."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(key[1:])

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


_STATEMENTS = {name: _Remembered() for name in ENGINES}


@event.listens_for(Engine, "engine_connect")
def _know_the_statements(connection: Connection) -> None:
    """A bot compiles a statement once in its life, not once a test."""
    connection.execution_options(compiled_cache=_STATEMENTS[connection.dialect.name])


@pytest.fixture(autouse=True, scope="session")
def _plain_logs() -> None:
    """As in production: the library's own tracebacks show all local variables and take seconds."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )


@pytest.fixture
async def stack(tmp_path: Path, engine: str) -> AsyncIterator[Stack]:
    """A running bot with a handful of units and people, against the simulator over HTTP."""
    # Imported here: tests of the lower rooms run without assembling the bot.
    from tests.stack import running

    async with running(tmp_path) as started:
        yield started
