from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from sqlalchemy import Connection, Engine, event

from tests import field

if TYPE_CHECKING:
    from tests.stack import Stack

ENGINES = ("sqlite", "postgresql")
_DOORS = {"opened", "running", "url_of", "post_office", "world"}
"""Whoever imports one of these, or asks for a fixture that is made of them, is tested on both engines."""
_FIXTURES = {"stack", "database", "db"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("postgresql"):
        metafunc.parametrize("engine", ["postgresql"], indirect=True)
        return
    touches = _FIXTURES.intersection(metafunc.fixturenames) or _DOORS.intersection(vars(metafunc.module))
    if touches and not metafunc.definition.get_closest_marker("sqlite"):
        metafunc.parametrize("engine", ENGINES, indirect=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, help="what runs on both engines runs on this one alone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if (wanted := config.getoption("engine")) is None:
        return
    kept, spared = [], []
    for item in items:
        cases = getattr(item, "callspec", None)
        engine = cases.params.get("engine", wanted) if cases is not None else wanted
        (kept if engine == wanted else spared).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=spared)


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
