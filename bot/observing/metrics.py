"""Counters and histograms for Prometheus. Labels come from closed lists: no name, text or id gets in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.observing.health import Finding, Pulse, Sign
from storage.messaging.parcels import Priority
from storage.words.replies import Reply, Text

__all__ = ["CONTENT_TYPE_LATEST", "Metrics", "outcome_of"]

_BOOKED = frozenset({"unit.change", "recheck.ballot", "recheck.batch", "recheck.group", "inspection.booked"})
"""The texts that tell of new figures; a reply without any of them booked nothing."""
_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)


class Metrics:
    """One registry for each bot: a process may run several, tests do."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        count = partial(Counter, registry=self.registry)
        gauge = partial(Gauge, registry=self.registry)
        span = partial(Histogram, registry=self.registry, buckets=_SECONDS)
        self._received = count("sipas_updates_received", "Updates that arrived.", ["kind"])
        self._handled = count("sipas_updates_handled", "Updates that were ended.", ["kind", "outcome"])
        self._refused = count("sipas_refusals", "Messages that were refused, by the answer's key.", ["key"])
        self._sent = count("sipas_sends", "Tries to send, and what came of them.", ["kind", "result"])
        self._polls = count("sipas_poll_failures", "Polls that failed.")
        self._restarts = count("sipas_restarts", "Parts of the bot that were started anew.", ["part"])
        self._turned_away = count("sipas_webhook_refusals", "Webhook requests not taken.", ["status"])
        self._handling = span("sipas_handling_seconds", "From receiving an update to its end.")
        self._replying = span("sipas_reply_seconds", "From receiving an update to its reply being sent.")
        self._waiting = gauge("sipas_queue_waiting", "How many wait.", ["queue"])
        self._oldest = gauge("sipas_queue_age_seconds", "How long the oldest has waited.", ["queue"])
        self._silence = gauge("sipas_last_success_age_seconds", "How long ago it last went well.", ["of"])
        self._failing = gauge("sipas_failing_parts", "How many parts /healthz names as failing.")
        ProcessCollector(registry=self.registry)

    def received(self, kind: str, number: int = 1) -> None:
        """Updates arrived."""
        self._received.labels(kind).inc(number)

    def handled(self, kind: str, outcome: str, seconds: float | None = None) -> None:
        """An update was ended: booked, answered, greeted, noted, ignored or parked."""
        self._handled.labels(kind, outcome).inc()
        if seconds is not None:
            self._handling.observe(max(0.0, seconds))

    def refused(self, key: str) -> None:
        """A message was refused with this text key."""
        self._refused.labels(key).inc()

    def sent(self, kind: str, result: str) -> None:
        """A try to send ended: sent, failed, unknown, or queued again."""
        self._sent.labels(kind, result).inc()

    def replied_after(self, seconds: float) -> None:
        """A reply was sent, so long after what it answers was received."""
        self._replying.observe(max(0.0, seconds))

    def poll_failed(self) -> None:
        """A poll failed."""
        self._polls.inc()

    def restarted(self, part: str) -> None:
        """A part failed or was silent, and was started anew."""
        self._restarts.labels(part).inc()

    def turned_away(self, status: int) -> None:
        """A webhook request was not taken."""
        self._turned_away.labels(str(status)).inc()

    def render(self, finding: Finding, pulse: Pulse) -> bytes:
        """The text for Prometheus, with the queues as they were just found."""
        self._failing.set(len(finding.failing))
        if queues := finding.queues:
            self._waiting.labels("inbox").set(queues.inbox)
            self._oldest.labels("inbox").set(queues.inbox_age)
            for priority in Priority:
                name = f"outbox_{priority.name.lower()}"
                self._waiting.labels(name).set(queues.outbox.get(priority, 0))
                self._oldest.labels(name).set(queues.outbox_age.get(priority, 0.0))
        for sign in Sign:
            if (age := pulse.age(sign)) is not None:
                self._silence.labels(sign.value).set(age)
        return generate_latest(self.registry)


def outcome_of(reply: Reply) -> str:
    """``booked``, where the reply tells of new figures, else ``answered``."""
    return "booked" if not _BOOKED.isdisjoint(_keys(reply)) else "answered"


def _keys(value: object) -> Iterator[str]:
    match value:
        case Reply() | Text():
            yield value.key
            for inner in value.values.values():
                yield from _keys(inner)
        case list() | tuple():
            for inner in value:
                yield from _keys(inner)
