"""Heavy work happens in a worker process: it answers, it fails, it dies, it does not outlive the bot."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.outbound.made import Made
from bot.outbound.worker_process import WorkerProcess
from bot.texts.texts import texts
from storage.engine.database import Database
from tests.bot.chores import die, die_once, divide, whoami, work_forever
from tests.bot.post_office import until
from tests.field import CAMPAIGN, NOW, ZONE, url_of


@pytest.fixture
async def workshop(tmp_path: Path) -> AsyncIterator[WorkerProcess]:
    database = Database(url_of(tmp_path / "sipas.db"))
    workshop = WorkerProcess(database, CAMPAIGN, Clock(NOW), ZONE, {"greet": greet})
    yield workshop
    workshop.close()


async def greet(_shop: WorkerProcess, query: object, _texts: object) -> Made:
    return Made(caption=str(query))


async def test_a_maker_is_called_by_name(workshop: WorkerProcess) -> None:
    assert await workshop.make("greet", {"a": 1}, texts("vi")) == Made(caption="{'a': 1}")
    with pytest.raises(KeyError):
        await workshop.make("unknown", {}, texts("vi"))


async def test_work_is_done_elsewhere_in_one_process_that_survives_errors(workshop: WorkerProcess) -> None:
    worker = await workshop.compute(whoami)
    assert worker != os.getpid()
    with pytest.raises(ZeroDivisionError):
        await workshop.compute(divide, 1, divisor=0)
    assert await workshop.compute(divide, 6, divisor=4) == 1.5
    assert await workshop.compute(whoami) == worker


async def test_a_worker_that_dies_is_replaced(workshop: WorkerProcess, tmp_path: Path) -> None:
    assert await workshop.compute(die_once, str(tmp_path / "mark")) != os.getpid()


async def test_work_that_kills_every_worker_fails(workshop: WorkerProcess) -> None:
    with pytest.raises(BrokenProcessPool):
        await workshop.compute(die)


async def test_the_end_does_not_wait_for_long_work(workshop: WorkerProcess, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    work = asyncio.create_task(workshop.compute(work_forever, str(mark)))

    async def begun() -> bool:
        return mark.exists() and mark.read_text() != ""

    await until(begun)
    worker = int(mark.read_text())
    workshop.close()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)

    async def gone() -> bool:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return True
        return False

    await until(gone)
