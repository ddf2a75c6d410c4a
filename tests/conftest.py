from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog

if TYPE_CHECKING:
    from tests.stack import Stack


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
async def stack(tmp_path: Path) -> AsyncIterator[Stack]:
    """A running bot with a handful of units and people, against the simulator over HTTP."""
    # Imported here: tests of the lower rooms run without assembling the bot.
    from tests.stack import running

    async with running(tmp_path) as started:
        yield started
