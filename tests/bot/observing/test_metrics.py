"""Figures for monitoring: what came, what became of it, how long it took; never who or what was said."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.inbound.endpoint import Endpoint
from bot.inbound.handling import Handling
from bot.observing.health import Finding, Pulse, Queues, Sign
from bot.observing.metrics import Metrics, outcome_of
from storage.messaging.parcels import Priority
from storage.words.replies import Reply, Text
from tests.bot.post_office import until
from tests.bot.web.test_app import LAN, Site, hooked, update

__all__ = ["hooked"]
HUNG, STRANGER = 102, 109


def figures(metrics: Metrics, finding: Finding | None = None, pulse: Pulse | None = None) -> dict[str, float]:
    text = metrics.render(finding or Finding([], {}, None), pulse or Pulse()).decode()
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_each_bot_counts_for_itself() -> None:
    one, two = Metrics(), Metrics()
    one.received("message")
    assert figures(one)['sipas_updates_received_total{kind="message"}'] == 1
    assert 'sipas_updates_received_total{kind="message"}' not in figures(two)


def test_durations_fall_into_buckets_and_a_clock_put_back_is_no_error() -> None:
    metrics = Metrics()
    for seconds in (0.04, 0.3, 1_000.0, -5.0):
        metrics.replied_after(seconds)
    found = figures(metrics)
    assert found['sipas_reply_seconds_bucket{le="0.05"}'] == 2
    assert found['sipas_reply_seconds_bucket{le="2.0"}'] == 3, "the promise: a reply within two seconds"
    assert found["sipas_reply_seconds_count"] == 4


def test_queues_and_silences_are_told_as_they_are_now() -> None:
    pulse = Pulse()
    pulse.beat(Sign.POLL)
    queues = Queues(3, 12.5, {Priority.REMINDER: 40}, {Priority.REMINDER: 70.0})
    samples = figures(Metrics(), Finding(["inbox"], {}, queues), pulse)
    assert samples['sipas_queue_waiting{queue="inbox"}'] == 3
    assert samples['sipas_queue_age_seconds{queue="inbox"}'] == 12.5
    assert samples['sipas_queue_waiting{queue="outbox_reminder"}'] == 40
    assert samples['sipas_queue_age_seconds{queue="outbox_reminder"}'] == 70
    assert samples['sipas_queue_waiting{queue="outbox_reply"}'] == 0
    assert samples['sipas_last_success_age_seconds{of="poll"}'] >= 0
    assert samples["sipas_failing_parts"] == 1


def test_a_reply_that_tells_of_new_figures_is_a_booking() -> None:
    change = Text("unit.change", {"count": Text("count.distributed")})
    assert outcome_of(Reply("lines", {"lines": [Text("report.late"), change]})) == "booked"
    assert outcome_of(Reply("inspection.booked", {"note": "unit.change"})) == "booked"
    assert (
        outcome_of(Reply("lines", {"lines": [Text("report.nothing_booked", {"x": "unit.change"})]}))
        == "answered"
    )


async def counted(site: Site, name: str, wanted: float = 1) -> dict[str, float]:
    """Waits until a figure is as it should be; all figures."""

    async def there() -> bool:
        return (await site.metrics()).get(name) == wanted

    await until(there)
    return await site.metrics()


async def test_what_became_of_messages(hooked: Site) -> None:
    lan, hung = await hooked.stack.phone(LAN), await hooked.stack.phone(HUNG)
    stranger = await hooked.stack.phone(STRANGER)
    await lan.says("h3 phát 30 thu 10")
    await counted(hooked, 'sipas_updates_handled_total{kind="text",outcome="booked"}')
    await lan.says("h3 phát")
    await lan.says("/toi")
    await counted(hooked, 'sipas_updates_handled_total{kind="command",outcome="answered"}')
    await lan.says("hôm nay trời mưa")
    await counted(hooked, 'sipas_refusals_total{key="report.not_understood"}')
    await hung.says("pt H03-007 khớp")
    await counted(hooked, 'sipas_updates_handled_total{kind="text",outcome="booked"}', 2)
    await stranger.says("/start")
    await counted(hooked, 'sipas_updates_handled_total{kind="command",outcome="greeted"}')
    await stranger.blocks()
    found = await counted(hooked, 'sipas_updates_handled_total{kind="membership",outcome="noted"}')
    assert found['sipas_updates_received_total{kind="message"}'] == 6
    assert found['sipas_updates_received_total{kind="my_chat_member"}'] == 1
    assert found["sipas_handling_seconds_count"] == 6


async def test_a_parked_update_is_counted(hooked: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Endpoint, "serve", broken)
    assert (await hooked.bring(update(70_001))).status_code == 200
    await counted(hooked, 'sipas_updates_handled_total{kind="failed",outcome="parked"}')


async def test_the_time_from_receiving_to_the_reply(hooked: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits in the inbox counts: the person has waited, too."""
    working, real = asyncio.Event(), Handling.attempt

    async def slowly(*args: Any) -> Any:
        await working.wait()
        return await real(*args)

    monkeypatch.setattr(Handling, "attempt", slowly)
    assert (await hooked.bring(update(70_001))).status_code == 200
    hooked.stack.clock.move_to(hooked.stack.clock.now() + timedelta(minutes=4))
    working.set()
    found = await counted(hooked, "sipas_reply_seconds_count")
    assert found['sipas_reply_seconds_bucket{le="60.0"}'] == 0
    assert found['sipas_reply_seconds_bucket{le="300.0"}'] == 1
    assert found['sipas_handling_seconds_bucket{le="60.0"}'] == 0
