"""Long polling that loses nothing: raw updates are committed before the next offset confirms them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.arrivals import lane_of
from bot.clock import Clock
from bot.patience import seconds_of
from storage import inbox
from storage.database import Database
from storage.inbox import Raw

log = structlog.get_logger(__name__)

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
LONG_POLL = 25
"""Seconds that Telegram holds an empty answer back."""
LONGEST_PAUSE = 30.0


class Poller:
    """Fetches updates for ``bot`` from ``url`` (``…/bot<token>``) and stores them."""

    def __init__(
        self,
        request: BaseRequest,
        url: str,
        bot: str,
        database: Database,
        clock: Clock,
        arrived: Callable[[], None],
    ) -> None:
        self._request, self._url, self._bot = request, url, bot
        self._database, self._clock, self._arrived = database, clock, arrived
        self._offset: int | None = None

    async def run(self) -> None:
        """Polls until cancelled; pauses longer after each failure in a row. Raises InvalidToken."""
        failures = 0
        while True:
            try:
                await self._store(await self._fetch())
                failures = 0
            except InvalidToken:
                raise
            except RetryAfter as error:
                await asyncio.sleep(seconds_of(error))
            except (TelegramError, ValueError, LookupError, TypeError) as error:
                failures += 1
                pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 8))
                log.warning("poll.failed", error=type(error).__name__, detail=str(error), pause=pause)
                await asyncio.sleep(pause)

    async def _fetch(self) -> list[Mapping[str, Any]]:
        query: dict[str, object] = {
            "timeout": LONG_POLL,
            "limit": 100,
            "allowed_updates": json.dumps(ALLOWED),
        }
        if self._offset is not None:
            query["offset"] = self._offset
        body = await self._request.retrieve(
            f"{self._url}/getUpdates?{urlencode(query)}", read_timeout=LONG_POLL + 10
        )
        found = json.loads(body)["result"]
        return [item for item in found if isinstance(item, dict) and isinstance(item.get("update_id"), int)]

    async def _store(self, updates: list[Mapping[str, Any]]) -> None:
        if not updates:
            return
        rows = [Raw(item["update_id"], lane_of(item), _storable(item)) for item in updates]
        async with self._database.write() as db:
            await inbox.add(db, self._bot, rows, self._clock.now())
        self._offset = rows[-1].update_id + 1
        self._arrived()


def _storable(update: Mapping[str, Any]) -> str:
    """Half a character (a lone surrogate) cannot be stored: it stays written as an escape."""
    return json.dumps(update, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
