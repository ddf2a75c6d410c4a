"""The one sender: drains the outbox within Telegram's limits, replies before reminders."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import httpx
import structlog
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.clock import Clock
from bot.courier import Courier
from bot.patience import seconds_of
from storage import outbox, people
from storage.database import Connection, Database
from storage.outbox import Outcome, Parcel, Priority

log = structlog.get_logger(__name__)

ATTEMPTS = 8
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
IDLE = 1.0
"""Seconds after which the outbox is looked at again although nobody called."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Telegram's limits: messages a second overall, and seconds between two messages to one chat."""

    overall: float = 30.0
    between: float = 1.0


class Sender:
    """Claims parcels, has the courier deliver them, and stores what came of each."""

    def __init__(
        self, courier: Courier, database: Database, bot: str, clock: Clock, pace: Pace | None = None
    ) -> None:
        self._courier, self._database, self._bot, self._clock = courier, database, bot, clock
        self._pace = pace or Pace()
        self._wanted = asyncio.Event()
        self._outcomes: list[tuple[Parcel, Outcome]] = []
        self._flying: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, float] = {}
        self._next_slot = 0.0
        self._closed_until = 0.0
        self._recovered = False

    def wake(self) -> None:
        """Tells that the outbox has something new."""
        self._wanted.set()

    async def run(self) -> None:
        """Sends until cancelled. May be run again after a failure."""
        if not self._recovered:
            async with self._database.write() as db:
                await outbox.recover(db, self._bot)
            self._recovered = True
        while True:
            self._wanted.clear()
            parcels = await self._turn()
            for parcel in parcels:
                task = asyncio.create_task(self._deliver(parcel), name=f"parcel {parcel.id}")
                self._flying[parcel.address] = task
            if not parcels:
                await self._pause()

    async def drain(self, seconds: float) -> None:
        """Lets deliveries under way end, and stores what came of them."""
        if self._flying:
            await asyncio.wait(self._flying.values(), timeout=seconds)
        for task in list(self._flying.values()):
            task.cancel()
        await asyncio.gather(*self._flying.values(), return_exceptions=True)
        if self._outcomes:
            async with self._database.write() as db:
                await self._settle(db)

    async def _turn(self) -> list[Parcel]:
        now = asyncio.get_running_loop().time()
        self._resting = {address: until for address, until in self._resting.items() if until > now}
        skip = [*self._flying, *self._resting]
        async with self._database.read() as db:
            waiting = await outbox.any_waiting(db, self._bot, skip, self._clock.now())
        if not waiting and not self._outcomes:
            return []
        async with self._database.write() as db:
            settled = await self._settle(db)
            claimed = await outbox.claim(db, self._bot, self._clock.now(), skip) if waiting else []
        del self._outcomes[:settled]
        return claimed

    async def _settle(self, db: Connection) -> int:
        """Stores what came of deliveries; how many of the outcomes to forget when that is committed."""
        done = list(self._outcomes)
        now = self._clock.now()
        await outbox.settle(db, [outcome for _, outcome in done], now)
        for parcel, outcome in done:
            if outcome.error == "blocked":
                await people.set_reachable(db, parcel.channel, parcel.address, since=now)
                await outbox.cancel_for(db, parcel.channel, parcel.address)
        return len(done)

    async def _pause(self) -> None:
        loop = asyncio.get_running_loop()
        soonest = min(self._resting.values(), default=loop.time() + IDLE)
        try:
            async with asyncio.timeout(max(0.01, min(IDLE, soonest - loop.time()))):
                await self._wanted.wait()
        except TimeoutError:
            pass

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            if parcel.kind != "toast":
                await self._wait_for_slot(parcel)
            outcome = await self._try(parcel)
            self._outcomes.append((parcel, outcome))
        finally:
            if parcel.kind not in ("toast", "menu"):
                self._resting[parcel.address] = asyncio.get_running_loop().time() + self._pace.between
            del self._flying[parcel.address]
            self._wanted.set()

    async def _wait_for_slot(self, parcel: Parcel) -> None:
        try:
            await self._take_slot()
        except asyncio.CancelledError:
            # The call was not begun: not even a reminder needs to be given up.
            self._outcomes.append((parcel, Outcome(parcel.id, "queued")))
            raise

    async def _take_slot(self) -> None:
        """Waits for a turn; whoever is told to wait (429) while others have a turn makes them wait too."""
        loop = asyncio.get_running_loop()
        while True:
            slot = max(loop.time(), self._next_slot)
            self._next_slot = slot + 1 / self._pace.overall
            await asyncio.sleep(slot - loop.time())
            if slot >= self._closed_until:
                return

    async def _between_pieces(self) -> None:
        await asyncio.sleep(self._pace.between)
        await self._take_slot()

    async def _try(self, parcel: Parcel) -> Outcome:
        try:
            message_id = await self._courier.deliver(parcel, self._between_pieces)
            return Outcome(parcel.id, "sent", message_id=message_id)
        except RetryAfter as error:
            seconds = seconds_of(error)
            self._closed_until = max(self._closed_until, asyncio.get_running_loop().time() + seconds)
            self._next_slot = max(self._next_slot, self._closed_until)
            return self._again(parcel, "retry_after", seconds, limit=False)
        except Forbidden:
            return Outcome(parcel.id, "failed", error="blocked")
        except BadRequest as error:
            log.warning("send.refused", parcel=parcel.id, kind=parcel.kind, detail=str(error))
            return Outcome(parcel.id, "failed", error=str(error))
        except InvalidToken as error:
            return self._again(parcel, str(error), 30, limit=False)
        except TelegramError as error:
            return self._after_failure(parcel, error)
        except Exception as error:
            log.exception("send.broken", parcel=parcel.id, kind=parcel.kind)
            return Outcome(parcel.id, "failed", error=repr(error))

    def _after_failure(self, parcel: Parcel, error: TelegramError) -> Outcome:
        """After a cut connection, a 5xx or an unreadable answer the message may have arrived, or not."""
        never_left = isinstance(error.__cause__, _NEVER_LEFT)
        if parcel.priority is not Priority.REPLY and not never_left:
            return Outcome(parcel.id, "unknown", error=str(error))
        down = never_left or (isinstance(error, NetworkError) and not isinstance(error, TimedOut))
        return self._again(parcel, str(error), 2**parcel.attempts, limit=not down)

    def _again(self, parcel: Parcel, error: str, seconds: float, *, limit: bool = True) -> Outcome:
        if limit and parcel.attempts + 1 >= ATTEMPTS:
            return Outcome(parcel.id, "failed", error=error)
        later = self._clock.now() + timedelta(seconds=min(seconds, 60))
        return Outcome(parcel.id, "queued", error=error, not_before=later)
