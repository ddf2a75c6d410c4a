"""Health: red names what fails, green comes back by itself; a part that hangs is started anew."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assembly.watchdog import Watchdog
from bot.observing.health import LATE_OUTBOX, SILENCE, Health, Pulse, Queues, Sign, verdict
from bot.observing.metrics import Metrics
from bot.simulator import Fault, FaultKind
from storage.messaging import backlog, inbox, outbox
from storage.messaging.inbox import Raw
from storage.messaging.parcels import DeliveryResult, ParcelState, Priority
from storage.words.replies import Text
from tests.bot.post_office import BOT, NOW, at_work, post_office, target, until
from tests.field import CHANNEL, opened

CALM = Queues()


class Timer:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds, self.looks = 1_000.0, 0

    def __call__(self) -> float:
        self.looks += 1
        return self.seconds

    async def seen(self) -> None:
        """Waits until somebody has looked at it some more times."""
        enough = self.looks + 5

        async def looked() -> bool:
            return self.looks >= enough

        await until(looked)


def judged(queues: Queues | None = CALM, *, bound: int = 100, **silence: float) -> list[str]:
    return verdict({Sign(name): seconds for name, seconds in silence.items()}, frozenset(), queues, bound)


def test_all_is_well() -> None:
    assert judged(poll=25.0, tick=60.0) == []


@pytest.mark.parametrize("sign", sorted(SILENCE))
def test_silence_is_red_only_after_its_time(sign: Sign) -> None:
    assert judged(**{sign.value: SILENCE[sign]}) == []
    assert judged(**{sign.value: SILENCE[sign] + 1}) == [sign.value]


def test_two_minutes_without_a_poll() -> None:
    assert SILENCE[Sign.POLL] == 120


def test_a_database_that_does_not_answer_or_does_not_store() -> None:
    assert judged(None) == ["database"]
    assert verdict({}, frozenset({Sign.STORE}), CALM, 100) == ["database"]


def test_queues_are_red_by_length_or_age() -> None:
    assert judged(Queues(inbox=100), bound=100) == []
    assert judged(Queues(inbox=101), bound=100) == ["inbox"]
    assert judged(Queues(inbox=1, inbox_age=121)) == ["inbox"]


@pytest.mark.parametrize("priority", list(Priority))
def test_a_broadcast_may_wait_longer_than_a_reply(priority: Priority) -> None:
    late = LATE_OUTBOX[priority]
    assert judged(Queues(outbox_age={priority: late})) == []
    assert judged(Queues(outbox_age={priority: late + 1})) == ["outbox"]


def test_silence_counts_from_the_start_and_from_each_success() -> None:
    timer = Timer()
    pulse = Pulse(timer)
    assert (pulse.silence(Sign.POLL), pulse.age(Sign.POLL)) == (None, None)
    pulse.watch(Sign.POLL)
    timer.seconds += 130
    assert (pulse.silence(Sign.POLL), pulse.age(Sign.POLL)) == (130, None)
    pulse.beat(Sign.POLL)
    timer.seconds += 5
    assert (pulse.silence(Sign.POLL), pulse.age(Sign.POLL)) == (5, 5)
    pulse.unwatch(Sign.POLL)
    timer.seconds += 1_000
    assert pulse.silence(Sign.POLL) is None, "another process polls now"


def test_a_stumble_holds_until_the_next_success() -> None:
    pulse = Pulse()
    pulse.stumble(Sign.STORE)
    assert pulse.stumbling == {Sign.STORE}
    pulse.beat(Sign.STORE)
    assert pulse.stumbling == frozenset()


async def test_queues_tell_how_many_wait_and_since_when(tmp_path: Path) -> None:
    later = NOW + timedelta(seconds=90)
    async with opened(tmp_path / "sipas.db") as database:
        async with database.write() as db:
            await inbox.add(db, BOT, [Raw("1", "101", "{}", CHANNEL), Raw("2", "101", "{}", CHANNEL)], NOW)
            await inbox.add(db, "77", [Raw("1", "101", "{}", CHANNEL)], NOW - timedelta(days=1))
            first = (await inbox.waiting(db, BOT, 0, 1))[0].seq
            for priority in (Priority.REPLY, Priority.REPLY, Priority.BROADCAST):
                await outbox.put_text(db, target(101), Text("menu.start"), NOW, priority=priority)
        async with database.read() as db:
            assert (await backlog.received(db, BOT)).waiting == 2
            assert (await backlog.received(db, BOT)).age(later) == 90
            found = await backlog.unsent(db, BOT, later)
            assert {kind: (one.waiting, one.age(later)) for kind, one in found.items()} == {
                Priority.REPLY: (2, 90),
                Priority.BROADCAST: (1, 90),
            }
            assert not await inbox.is_over(db, BOT, 2)
            assert await inbox.is_over(db, BOT, 1)
        async with database.write() as db:
            await inbox.finish(db, first, "done", "text", later)
        async with database.read() as db:
            assert (await backlog.received(db, BOT)).waiting == 1
            assert (await backlog.received(db, "nobody")).age(later) == 0


async def test_what_is_to_be_sent_later_does_not_wait_and_a_retry_does(tmp_path: Path) -> None:
    async with opened(tmp_path / "sipas.db") as database:
        async with database.write() as db:
            await outbox.put_text(db, target(101), Text("menu.start"), NOW)
            (parcel,) = await outbox.claim(db, BOT, CHANNEL, NOW)
            soon = NOW + timedelta(seconds=60)
            await outbox.settle(
                db,
                [DeliveryResult(id=parcel.id, state=ParcelState.QUEUED, error="down", not_before=soon)],
                NOW,
            )
        async with database.read() as db:
            found = await backlog.unsent(db, BOT, NOW + timedelta(seconds=10))
            assert found[Priority.REPLY].age(NOW + timedelta(seconds=10)) == 10


async def test_a_poll_that_hangs_is_red_and_started_anew(tmp_path: Path) -> None:
    """Telegram takes the call and never answers: no error tells of it, only the silence."""
    timer = Timer()
    pulse, metrics = Pulse(timer), Metrics()
    async with post_office(tmp_path) as office:
        health = Health(BOT, office.database, office.clock, pulse, 100)
        office.simulator.faults.add(Fault("getUpdates", FaultKind.DELAY, seconds=3600, times=2))
        poller = office.poller(pulse=pulse, metrics=metrics)

        async def polls(times: int) -> None:
            async def polled() -> bool:
                return office.calls("getUpdates") >= times

            await until(polled)

        async with at_work(Watchdog(Sign.POLL, poller.run, pulse, metrics, look=0.01)):
            await polls(1)
            assert (await health.examine()).failing == []
            await (await office.phone()).says("h3 phát 30")
            timer.seconds += SILENCE[Sign.POLL] + 1
            await polls(2)
            assert (await health.examine()).failing == ["poll"], "the second one hangs too"
            timer.seconds += SILENCE[Sign.POLL] + 1
            await office.received(1)
            await polls(4)
            found = await health.examine()
            assert found.failing == []
            assert found.figures["poll_age"] == 0
        assert 'sipas_restarts_total{part="poll"} 2.0' in metrics.render(found, pulse).decode()


async def test_the_watchdog_waits_as_long_again_before_the_next_start() -> None:
    timer, starts = Timer(), list[float]()
    pulse = Pulse(timer)
    begun = asyncio.Event()

    async def hang() -> None:
        starts.append(timer.seconds)
        begun.set()
        await asyncio.Event().wait()

    async with at_work(Watchdog(Sign.POLL, hang, pulse, Metrics(), look=0.001)):
        for wanted in (1, 2, 3):
            async with asyncio.timeout(10):
                await begun.wait()
            assert len(starts) == wanted
            begun.clear()
            timer.seconds += 120
            await timer.seen()
            assert not begun.is_set(), "two minutes are not over"
            timer.seconds += 1
    assert starts == [1_000, 1_121, 1_242]


async def test_the_watchdog_ends_with_its_work() -> None:
    async def fail() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await Watchdog(Sign.POLL, fail, Pulse(), Metrics()).run()
