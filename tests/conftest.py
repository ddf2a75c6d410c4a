from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.stack import Stack


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[Stack]:
    """A running bot with a handful of units and people, against the simulator over HTTP."""
    # Imported here: tests of the lower rooms run without assembling the bot.
    from tests.stack import running

    async with running(tmp_path) as started:
        yield started
