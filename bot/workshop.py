"""Charts, files and computed texts: read on a reading connection, computed in a worker process."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import tzinfo
from multiprocessing.process import BaseProcess
from typing import Any, ParamSpec, TypeVar

from bot.clock import Clock
from bot.texts import Texts
from storage.campaign import Campaign
from storage.database import Database
from storage.model import Reply

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Made:
    """What came out: a reply (a computed text), or data with a caption and a file name."""

    reply: Reply | None = None
    data: bytes = b""
    caption: str | None = None
    filename: str = ""


class Workshop:
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
        """Runs a pure, picklable function in the worker process."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, mp_context=multiprocessing.get_context("spawn"), initializer=_settle_in
            )
        return await asyncio.wrap_future(self._pool.submit(function, *args, **kwargs))

    def close(self) -> None:
        """Ends the worker process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


Maker = Callable[[Workshop, Mapping[str, Any], Texts], Awaitable[Made]]


def _settle_in() -> None:
    """In the worker: Ctrl-C is the parent's business, and no worker outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
