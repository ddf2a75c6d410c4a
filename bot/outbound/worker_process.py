"""Charts, files and computed texts: read on a reading connection, computed in a worker process."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import tzinfo
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any, ParamSpec, TypeVar

import structlog

from bot.clock import Clock
from bot.outbound.made import Made
from bot.texts.texts import Texts
from storage.campaign.types import Campaign
from storage.engine.database import Database

log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class WorkerProcess:
    """One worker process, started on first use, and the makers by name."""

    def __init__(
        self,
        database: Database,
        campaign: Campaign,
        clock: Clock,
        zone: tzinfo,
        makers: Mapping[str, Maker],
    ) -> None:
        self.database, self.campaign, self.clock, self.zone = database, campaign, clock, zone
        self._makers = makers
        self._pool: ProcessPoolExecutor | None = None

    async def make(self, name: str, query: Mapping[str, Any], texts: Texts) -> Made:
        """Makes what a parcel asks for, with labels in the reader's language. Raises KeyError."""
        return await self._makers[name](self, query, texts)

    async def compute(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a pure, picklable function in the worker process; in a new one, once, if that dies of it."""
        work = partial(function, *args, **kwargs)
        pool = self._open()
        try:
            return await _done(pool, work)
        except BrokenProcessPool:
            log.warning("worker.died")
            if self._pool is pool:
                self.close()
            return await _done(self._open(), work)

    def close(self) -> None:
        """Ends the worker process at once, whatever it is doing."""
        if self._pool is None:
            return
        self._pool.shutdown(wait=False)
        self._pool = None
        for worker in multiprocessing.active_children():
            worker.kill()

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=_settle_in)
        return self._pool


async def _done(pool: ProcessPoolExecutor, work: Callable[[], T]) -> T:
    with _ctrl_c_held_back():
        submitted = pool.submit(work)
    # A pool that breaks cannot cope with cancelled futures (Python 3.11: InvalidStateError in its thread).
    return await asyncio.shield(asyncio.wrap_future(submitted))


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """A terminal sends Ctrl-C to the worker too, also while it starts: it inherits that it is blocked."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


Maker = Callable[[WorkerProcess, Mapping[str, Any], Texts], Awaitable[Made]]


def _settle_in() -> None:
    """In the worker: Ctrl-C is the parent's business, and no worker outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
