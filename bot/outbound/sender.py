"""The sender of a channel: drains the outbox within the channel's limits, the most urgent first.

What is sent next is decided when there is a turn to send it, not before: a reply that is typed during a
broadcast of thousands gets the next turn.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import structlog

from bot.channels.channel import Outlet, Turn
from bot.channels.errors import ChannelError
from bot.clock import Clock
from bot.outbound.judgement import DeliveryJudgement, judge
from bot.outbound.pacing import Gate, Rests
from storage.engine.database import Connection
from storage.messaging import addresses, outbox
from storage.messaging.parcels import DeliveryResult, Parcel, ParcelState, Target, UnreadablePayload
from storage.people import people
from storage.words.replies import Text

log = structlog.get_logger(__name__)

IDLE = 1.0
"""Of a process that hears of all that it puts into the outbox itself."""
MOST_FLYING = 48
"""Calls at one time, fewer than the connections that there are."""
_SOON = 0.1
"""Seconds for which an outcome may wait to be stored together with the next claim."""
Transaction = Callable[[], AbstractAsyncContextManager[Connection]]
Observer = Callable[[Parcel, DeliveryResult], None]


class Sender:
    """Claims parcels, has the channel deliver them, and stores what came of each.

    ``write`` opens the transactions of whoever alone may send for this bot. ``observe`` hears of each
    try when it has ended. ``idle``: seconds after which the outbox is looked at although nobody called.
    """

    def __init__(
        self,
        channel: Outlet,
        write: Transaction,
        read: Transaction,
        bot: str,
        clock: Clock,
        observe: Observer = lambda _parcel, _outcome: None,
        idle: float = IDLE,
    ) -> None:
        self._channel, self._write, self._read = channel, write, read
        self._bot, self._clock, self._observe = bot, clock, observe
        self._idle = idle
        self._rests = Rests(channel.limits)
        self._gate: Gate | None = None
        self._wanted = asyncio.Event()
        self._told = True
        self._ended: list[tuple[Parcel, DeliveryJudgement]] = []
        self._flying: dict[str, tuple[Parcel, asyncio.Task[None]]] = {}
        self._made: deque[asyncio.Future[None]] = deque()
        self._turning: asyncio.Task[bool] | None = None

    def wake(self) -> None:
        """Tells that the outbox has something new."""
        self._told = True
        self._wanted.set()

    async def run(self) -> None:
        """Sends until cancelled. May be run again after a failure."""
        loop = asyncio.get_running_loop()
        gate = self._gate = self._gate or Gate(self._rests.pace.overall, loop.time())
        keep = [parcel.id for parcel, _ in [*self._flying.values(), *self._ended]]
        async with self._write() as db:
            await outbox.recover(db, self._bot, self._channel.name, keep)
        # What the process before this one sent in its last second counts for Telegram's limits, too.
        await asyncio.sleep(self._rests.pace.between)
        while True:
            self._wanted.clear()
            wait = gate.wait(loop.time())
            if wait == 0 and self._made:
                self._let_go(gate)
                continue
            if wait == 0 or (self._ended and (wait is None or wait > _SOON)):
                # A transaction that was begun is seen to its end, also when we are told to stop.
                self._turning = asyncio.create_task(self._turn(gate))
                if await asyncio.shield(self._turning):
                    continue
                wait = wait or self._rests.soonest(loop.time())
            await self._pause(self._idle if wait is None else min(self._idle, wait))

    async def drain(self, seconds: float) -> None:
        """Lets deliveries under way end, and stores what came of them."""
        if self._turning:
            await asyncio.wait([self._turning], timeout=seconds)
            self._turning.cancel()
            await asyncio.gather(self._turning, return_exceptions=True)
        tasks = [task for _, task in self._flying.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._ended:
            async with self._write() as db:
                await self._settle(db)
            self._ended.clear()

    async def _turn(self, gate: Gate) -> bool:
        """Stores what has ended and sends what there are turns for; whether anything was sent."""
        now = asyncio.get_running_loop().time()
        skip = [*self._flying, *self._rests.of(now)]
        turns = gate.take(MOST_FLYING - sum(not one.payload.made for one, _ in self._flying.values()), now)
        used = 0
        try:
            if not self._ended and not (turns and await self._anything(skip)):
                return False
            async with self._write() as db:
                settled = await self._settle(db)
                claimed = await self._claim(db, skip, turns) if turns else []
            del self._ended[:settled]
            used = sum(parcel.payload.counted and not parcel.payload.made for parcel in claimed)
        finally:
            gate.give_back(turns - used)
        for parcel in claimed:
            task = asyncio.create_task(self._deliver(parcel, gate), name=f"parcel {parcel.id}")
            self._flying[parcel.address] = (parcel, task)
        return bool(claimed)

    async def _claim(self, db: Connection, skip: list[str], turns: int) -> list[Parcel]:
        channel, now = self._channel, self._clock.now()
        return await outbox.claim(db, self._bot, channel.name, now, skip, turns, channel.payloads)

    async def _anything(self, skip: list[str]) -> bool:
        if self._told:
            self._told = False
            return True
        async with self._read() as db:
            return await outbox.any_waiting(db, self._bot, self._channel.name, skip, self._clock.now())

    async def _settle(self, db: Connection) -> int:
        """Stores what came of deliveries; how many of them to forget when that is committed."""
        ended, now = list(self._ended), self._clock.now()
        await outbox.settle(db, [verdict.outcome for _, verdict in ended], now)
        for parcel, verdict in ended:
            if verdict.moved is not None:
                await addresses.move(db, parcel.channel, parcel.address, verdict.moved)
            elif verdict.gone:
                await self._lose(db, parcel)
            elif verdict.apology is not None:
                target = Target(
                    bot=self._bot,
                    channel=parcel.channel,
                    address=parcel.address,
                    person=parcel.person,
                    language=parcel.language,
                )
                await outbox.put_text(db, target, Text(verdict.apology), now, cause=parcel.cause)
        return len(ended)

    async def _lose(self, db: Connection, parcel: Parcel) -> None:
        """Nobody is reached there, unless somebody wrote to us from there meanwhile."""
        await people.contact(db, parcel.channel, parcel.address)  # whoever writes just now is waited for
        if not await outbox.has_newer(db, parcel.channel, parcel.address, parcel.claimed_at):
            await people.set_reachable(db, parcel.channel, parcel.address, since=self._clock.now())
            await outbox.cancel_for(db, parcel.channel, parcel.address)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wanted.wait()
        except TimeoutError:
            pass

    async def _deliver(self, parcel: Parcel, gate: Gate) -> None:
        loop = asyncio.get_running_loop()
        began: float | None = None if parcel.payload.made else loop.time()

        async def turn() -> None:
            nonlocal began
            await self._queue_up()
            began = loop.time()

        try:
            verdict = await self._try(parcel, turn)
        except asyncio.CancelledError:
            if began is None:
                # The call was not begun: not even a reminder needs to be given up.
                again = DeliveryResult(id=parcel.id, state=ParcelState.QUEUED)
                self._ended.append((parcel, DeliveryJudgement(outcome=again)))
            raise
        else:
            self._ended.append((parcel, verdict))
            self._learn(parcel, verdict, gate, loop.time() if began is None else began)
            self._observe(parcel, verdict.outcome)
        finally:
            if parcel.payload.stands:
                self._rests.begin(parcel.address, loop.time())
            gate.hear()
            del self._flying[parcel.address]
            self._wanted.set()

    async def _try(self, parcel: Parcel, turn: Turn) -> DeliveryJudgement:
        try:
            if isinstance(parcel.payload, UnreadablePayload):
                raise TypeError(parcel.payload.detail)
            receipt = await self._channel.deliver(parcel, turn)
        except Exception as error:
            verdict = judge(parcel, error, self._clock.now())
            unforeseen = error if not isinstance(error, ChannelError) else None
            tell = log.error if verdict.apology or unforeseen else log.warning
            state, words = verdict.outcome.state, str(error)
            tell(
                "send.failed",
                parcel=parcel.id,
                kind=parcel.kind,
                state=state,
                detail=words,
                exc_info=unforeseen,
            )
            return verdict
        state = ParcelState.QUEUED if receipt.pieces else ParcelState.SENT
        return DeliveryJudgement(
            outcome=DeliveryResult(
                id=parcel.id,
                state=state,
                message_id=receipt.message_id,
                pieces=receipt.pieces,
                reply=receipt.reply,
            )
        )

    def _learn(self, parcel: Parcel, verdict: DeliveryJudgement, gate: Gate, began: float) -> None:
        """What a try tells about the channel's limits."""
        now = asyncio.get_running_loop().time()
        if verdict.wait is not None:
            self._rests.lengthen(parcel.address, now + verdict.wait)
            whole = gate.refuse(parcel.address, verdict.wait, now)
            log.warning("send.too_many", parcel=parcel.id, seconds=verdict.wait, whole_bot=whole)
        elif parcel.payload.counted:
            arrived = verdict.outcome.state is ParcelState.SENT or verdict.outcome.pieces > 0
            gate.end(began, well=arrived and parcel.payload.stands)

    async def _queue_up(self) -> None:
        """Waits for a turn for what was made meanwhile."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._made.append(mine)
        self._wanted.set()
        await mine

    def _let_go(self, gate: Gate) -> None:
        """Gives a turn to what has been made longest ago, if it still wants one."""
        first = self._made.popleft()
        if not first.done() and gate.take(1, asyncio.get_running_loop().time()):
            first.set_result(None)
