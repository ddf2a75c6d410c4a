"""Long polling that loses nothing: raw updates are committed before the next offset confirms them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from urllib.parse import urlencode

import structlog
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.delivery_errors import translate
from bot.channels.telegram.envelopes import ALLOWED, read, updates_of
from bot.channels.telegram.rate_limits import seconds_of
from bot.inbound.envelope import Envelope
from bot.inbound.intake import Intake
from bot.observing.health import Pulse, Sign
from bot.observing.metrics import Metrics
from storage.engine import json_codec

log = structlog.get_logger(__name__)

LONG_POLL = 25
"""Seconds that Telegram holds an empty answer back."""
LONGEST_PAUSE = 30.0


class Poller:
    """Fetches updates from ``url`` (``…/bot<token>``) and has them stored.

    ``connect`` makes what carries the calls: each run has its own, so that a run anew has no old connection.
    """

    def __init__(
        self,
        connect: Callable[[], BaseRequest],
        url: str,
        intake: Intake,
        *,
        pulse: Pulse | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._connect, self._url, self._intake = connect, url, intake
        self._pulse, self._metrics = pulse or Pulse(), metrics or Metrics()
        self._offset: int | None = None
        self._closed_until = 0.0

    async def run(self) -> None:
        """Polls until cancelled; pauses longer after each failure in a row. Raises BadToken."""
        if (wait := self._closed_until - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        async with self._connect() as request:
            await self._poll(request)

    async def _poll(self, request: BaseRequest) -> None:
        failures = 0
        while True:
            try:
                await self._store(await self._fetch(request))
                failures = 0
                self._pulse.beat(Sign.POLL)
            except InvalidToken as error:
                raise translate(error) from error
            except RetryAfter as error:
                self._metrics.poll_failed()
                self._closed_until = time.monotonic() + seconds_of(error)
                await asyncio.sleep(seconds_of(error))
            except (TelegramError, ValueError, LookupError, TypeError) as error:
                failures += 1
                self._metrics.poll_failed()
                pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 8))
                log.warning("poll.failed", error=type(error).__name__, detail=str(error), pause=pause)
                await asyncio.sleep(pause)

    async def _fetch(self, request: BaseRequest) -> list[Envelope]:
        query: dict[str, object] = {
            "timeout": LONG_POLL,
            "limit": 100,
            "allowed_updates": json_codec.dumps(ALLOWED),
        }
        if self._offset is not None:
            query["offset"] = self._offset
        body = await request.retrieve(
            f"{self._url}/getUpdates?{urlencode(query)}", read_timeout=LONG_POLL + 10
        )
        return [read(update) for update in updates_of(body)]

    async def _store(self, updates: list[Envelope]) -> None:
        if not updates:
            return
        self._pulse.beat(Sign.UPDATE)
        await self._intake.store(updates)
        # Also past updates that could not be stored: they must not come for ever.
        self._offset = max(update.number for update in updates if update.number is not None) + 1
