"""The one door to APScheduler, which only ticks: what is due is decided elsewhere, nothing is pickled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import time
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

Tick = Callable[[], Awaitable[object]]


class Ticks:
    """Calls coroutine functions at intervals or times of the day, each by one call at a time.

    An exception of a tick goes to ``on_error`` and the next tick comes as usual. Ticks missed while the
    process was down are not made up for: the functions look at the state, not at the number of calls.
    """

    def __init__(self, zone: ZoneInfo, on_error: Callable[[Exception], None]) -> None:
        self._zone = zone
        self._on_error = on_error
        self._running: set[asyncio.Task[object]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=zone, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def every(self, seconds: float, tick: Tick) -> None:
        """Calls ``tick`` every so many seconds, the first time one interval after the start."""
        self._add(tick, IntervalTrigger(seconds=seconds, timezone=self._zone))

    def daily(self, at: time, tick: Tick) -> None:
        """Calls ``tick`` each day, Sundays too, at a local time."""
        trigger = CronTrigger(hour=at.hour, minute=at.minute, second=at.second, timezone=self._zone)
        self._add(tick, trigger)

    def start(self) -> None:
        """Begins to tick on the running event loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Cancels the ticks under way and waits for their clean-up: afterwards none runs."""
        if not self._scheduler.running:
            return
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # APScheduler stops in a callback of the loop
        await asyncio.gather(*self._running, return_exceptions=True)

    def _add(self, tick: Tick, trigger: object) -> None:
        async def run() -> None:
            task = asyncio.current_task()
            if task is not None:
                self._running.add(task)
                task.add_done_callback(self._running.discard)
            try:
                await tick()
            except asyncio.CancelledError:
                return  # by stop(); raised further, APScheduler would log it as a failure
            except Exception as error:
                self._on_error(error)

        self._scheduler.add_job(run, trigger)
