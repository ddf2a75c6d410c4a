"""Sees each stored update to its end: handled, ignored, or parked after some tries."""

from __future__ import annotations

import structlog

from bot.channels.channel import Channels, Unreadable
from bot.clock import Clock
from bot.inbound.arrival import Blocking
from bot.inbound.context import Transaction
from bot.inbound.endpoint import Endpoint
from bot.observing.metrics import Metrics
from storage.engine.database import Database, is_passing
from storage.messaging import inbox, lanes, outbox
from storage.messaging.inbox import ATTEMPTS, Stored
from storage.people import people

log = structlog.get_logger(__name__)


class Handling:
    """Has each update read by its channel and served by the endpoint. ``bot`` is the key of its rows."""

    def __init__(
        self,
        channels: Channels,
        bot: str,
        endpoint: Endpoint,
        database: Database,
        clock: Clock,
        metrics: Metrics | None = None,
    ) -> None:
        self._channels, self._bot, self._endpoint = channels, bot, endpoint
        self._database, self._clock = database, clock
        self._metrics = metrics or Metrics()

    async def handle(self, stored: Stored) -> None:
        """Handles an update until its inbox row has an end. Raises only what may pass (a full disk)."""
        while error := await self.attempt(stored, self._database.write):
            if is_passing(error):
                raise error
            if await self.fail(stored, error):
                return

    async def attempt(self, stored: Stored, transaction: Transaction) -> Exception | None:
        """Handles an update once, in a transaction; what went wrong, and then nothing has an effect."""
        with structlog.contextvars.bound_contextvars(update=stored.update_id, campaign=None, person=None):
            try:
                await self._serve(stored, transaction)
            except Unreadable as error:
                log.warning("update.unreadable", error=str(error))
                await self._finish(stored, transaction, "ignored", "unreadable", str(error))
            except Exception as error:
                if not is_passing(error):
                    log.error("update.failed", exc_info=error)
                return error
            return None

    async def _serve(self, stored: Stored, transaction: Transaction) -> None:
        channel = self._channels.get(stored.channel)
        if channel is None:
            raise Unreadable(f"nobody reads {stored.channel}")
        match await channel.read(stored):
            case None:
                await self._finish(stored, transaction, "ignored", "other")
            case Blocking() as blocking:
                await self._note(stored, blocking, transaction)
            case arrival:
                await self._endpoint.serve(stored, arrival, transaction)

    async def _note(self, stored: Stored, blocking: Blocking, transaction: Transaction) -> None:
        now, channel = self._clock.now(), stored.channel
        async with transaction() as db:
            since = now if blocking.blocked else None
            await people.set_reachable(db, channel, blocking.address, since=since)
            if blocking.blocked:
                await outbox.cancel_for(db, channel, blocking.address)
            await inbox.finish(db, stored.seq, "done", "membership", now)
        self._metrics.handled("membership", "noted")

    async def fail(self, stored: Stored, error: Exception) -> bool:
        """Counts a failure; True when the update has an end and the lane goes on."""
        async with self._database.write() as db:
            await lanes.hold(db, self._bot, stored.chat)
            if not await inbox.is_open(db, stored.seq):
                return True
            if await inbox.count_attempt(db, stored.seq, repr(error)) < ATTEMPTS:
                return False
            await self._endpoint.apologise(db, stored)
            await inbox.finish(db, stored.seq, "parked", "failed", self._clock.now(), repr(error))
        self._metrics.handled("failed", "parked")
        return True

    async def _finish(
        self, stored: Stored, transaction: Transaction, state: str, kind: str, error: str = ""
    ) -> None:
        async with transaction() as db:
            await inbox.finish(db, stored.seq, state, kind, self._clock.now(), error)
        self._metrics.handled(kind, state)
