"""What arrives, by poll or by webhook, is in the inbox before the channel is told that we have it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from bot.clock import Clock
from bot.inbound.envelope import Envelope
from bot.observing.health import Pulse, Sign
from bot.observing.metrics import Metrics
from storage.engine.database import Database
from storage.messaging import inbox

log = structlog.get_logger(__name__)

BOUND = 10_000
"""How many unhandled updates we keep before a webhook is told to come later."""
_LOOK_SECONDS = 1.0
"""How long a look at the length of the inbox holds."""


@dataclass(slots=True)
class _Batch:
    updates: list[Envelope] = field(default_factory=list)
    stored: bool = False
    error: Exception | None = None


class Intake:
    """Stores updates of ``bot``; calls that come while a commit is under way share the next one.

    ``arrived`` is called after each commit.
    """

    def __init__(
        self,
        bot: str,
        database: Database,
        clock: Clock,
        arrived: Callable[[], None],
        bound: int = BOUND,
        *,
        pulse: Pulse | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._bot, self._database, self._clock, self._arrived = bot, database, clock, arrived
        self._bound = bound
        self._pulse, self._metrics = pulse or Pulse(), metrics or Metrics()
        self._next = _Batch()
        self._turn = asyncio.Lock()
        self._looked_at, self._full = -_LOOK_SECONDS, False

    async def store(self, updates: Sequence[Envelope]) -> None:
        """Returns when they are on the disk; those without a usable ``update_id`` are logged and left out.

        Raises what the database raises; then none of them counts as received.
        """
        for kind, times in Counter(update.kind for update in updates).items():
            self._metrics.received(kind, times)
        usable = [update for update in updates if update.row is not None]
        if len(usable) < len(updates):
            numbers = [str(update.number)[:40] for update in updates if update.row is None]
            log.warning("update.unusable", numbers=numbers)
        if not usable:
            return
        batch = self._next
        batch.updates += usable
        async with self._turn:
            if batch.error is not None:
                raise batch.error
            if batch.stored:
                return
            if self._next is batch:
                self._next = _Batch()
            await self._commit(batch)

    async def is_full(self) -> bool:
        """Whether more updates wait to be handled than we want to keep; may be a second old."""
        now = asyncio.get_running_loop().time()
        if now - self._looked_at >= _LOOK_SECONDS:
            self._looked_at = now
            async with self._database.read() as db:
                self._full = await inbox.is_over(db, self._bot, self._bound)
        return self._full

    async def _commit(self, batch: _Batch) -> None:
        # In the order in which the channel numbered them, whichever request was faster.
        updates = sorted(batch.updates, key=lambda update: update.number or 0)
        rows = [update.row for update in updates if update.row is not None]
        try:
            async with self._database.write() as db:
                await inbox.add(db, self._bot, rows, self._clock.now())
        except Exception as error:
            batch.error = error
            self._pulse.stumble(Sign.STORE)
            raise
        batch.stored = True
        self._pulse.beat(Sign.STORE)
        self._arrived()
