"""A Telegram in bad weather: it refuses, breaks off, mumbles and dawdles by chance, and remembers all."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any

from bot.clock import Clock
from bot.simulator import Limits, Simulator
from bot.simulator.calls import Call
from bot.simulator.problems import Cut, Garbage, Problem, too_many
from bot.simulator.updates import Updates

SENDING = frozenset({"sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageReplyMarkup"})
WRITING = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
Json = dict[str, Any]


class Weather(StrEnum):
    """What can happen to a call."""

    TOO_MANY = "429 of a chat"
    CLOSED = "429 of the whole bot"
    BROKEN = "5xx"
    GARBAGE = "garbage"
    CUT_BEFORE = "cut before"
    CUT_AFTER = "cut after"
    SLOW = "slow"
    LATE = "answered too late"


CHANCES = {
    # per thousand calls
    Weather.TOO_MANY: 4,
    Weather.CLOSED: 0.5,
    Weather.BROKEN: 7,
    Weather.GARBAGE: 4,
    Weather.CUT_BEFORE: 7,
    Weather.CUT_AFTER: 8,
    Weather.SLOW: 15,
    Weather.LATE: 0.7,
}
_LATE = 6.0
"""Seconds: more than the bot's patience with an answer."""


@dataclass(slots=True)
class Sent:
    """A message or edit that Telegram took. ``doubtful``: the bot cannot know that it did.

    ``asked`` and ``at``, when it was, are moments of the machine's steady clock.
    """

    asked: float
    at: float
    method: str
    chat: int
    message: Json
    doubtful: bool

    @property
    def number(self) -> int:
        return int(self.message["message_id"])

    @property
    def text(self) -> str:
        return str(self.message.get("text") or self.message.get("caption") or "")

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Labels and data of the inline buttons, in reading order."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [(button["text"], button.get("callback_data", "")) for row in rows for button in row]

    @property
    def said(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What makes two messages the same to a reader."""
        return self.text, tuple(self.buttons)


class Forgetful(Updates):
    """Brings a webhook now and then what it has brought before: at once, or much later."""

    def __init__(self, telegram: Simulator, random: Random) -> None:
        super().__init__(telegram.store, telegram.bell, telegram.clock.now)
        self._random, self._brought = random, deque[Json](maxlen=60)
        self.calm, self.again = False, 0

    def accept(self, number: int) -> None:
        row = self._store.row("SELECT data FROM updates WHERE id = ?", number)
        dice = 1.0 if self.calm else self._random.random()
        if dice < 0.02:
            self.again += 1
            self._bell.ring()
            return
        super().accept(number)
        if row is not None:
            self._brought.append(json.loads(row[0]))
        if dice < 0.03:
            self.again += 1
            self._put(self._random.choice(self._brought))


class BadWeather(Simulator):
    """``snipe`` is called at calls of its choice, on either side of them: it kills."""

    def __init__(self, state: Path | None, clock: Clock, token: str, random: Random) -> None:
        super().__init__(state, clock, token, Limits())
        self._random = random
        self.updates = self.forgetful = Forgetful(self, random)
        self._calm = False
        self.sent: list[Sent] = []
        self.happened: Counter[Weather] = Counter()
        self.redelivered = self.shuffled = 0
        self.snipe: Callable[[str, bool], None] = lambda _method, _done: None
        self._closed_until = 0.0
        self._delivered: deque[Json] = deque(maxlen=60)

    @property
    def calm(self) -> bool:
        """Nothing more goes wrong by chance."""
        return self._calm

    @calm.setter
    def calm(self, calm: bool) -> None:
        self._calm = self.forgetful.calm = calm

    async def call(self, call: Call) -> object:
        asked = time.monotonic()
        self.snipe(call.method, False)
        weather = self._weather(call.method)
        if weather is not None:
            self.happened[weather] += 1
        await self._before(weather, call.method)
        result = await super().call(call)
        if call.method in SENDING and isinstance(result, dict):
            doubtful = weather in (Weather.CUT_AFTER, Weather.LATE)
            chat = int(result["chat"]["id"])
            self.sent.append(Sent(asked, time.monotonic(), call.method, chat, result, doubtful))
        if call.method == "getUpdates" and isinstance(result, list):
            result = self._jumbled(result)
        self.snipe(call.method, True)
        if weather is Weather.LATE:
            await asyncio.sleep(_LATE)
        if weather is Weather.CUT_AFTER:
            raise Cut
        return result

    def _weather(self, method: str) -> Weather | None:
        if self.calm or method in ("getMe", "setWebhook", "deleteWebhook"):
            return None
        dice = self._random.random() * 1000
        for weather, chance in CHANCES.items():
            dice -= chance
            if dice < 0:
                return None if weather is Weather.LATE and method not in SENDING else weather
        return None

    async def _before(self, weather: Weather | None, method: str) -> None:
        now = time.monotonic()
        if weather is Weather.CLOSED and method in SENDING:
            self._closed_until = now + self._random.uniform(1, 3)
        if method in SENDING and (left := self._closed_until - now) > 0:
            raise too_many(max(1, round(left + 0.5)))
        match weather:
            case Weather.TOO_MANY | Weather.CLOSED:
                raise too_many(1)
            case Weather.BROKEN:
                raise Problem(self._random.choice((500, 502, 503)), "Internal Server Error")
            case Weather.GARBAGE:
                raise Garbage(self._random.choice((200, 502)), "<html>Bad Gateway</html>")
            case Weather.CUT_BEFORE:
                raise Cut
            case Weather.SLOW:
                await asyncio.sleep(self._random.uniform(0.2, 2))

    def _jumbled(self, updates: list[Json]) -> list[Json]:
        """Chats in another order, now and then with updates that were delivered and confirmed before."""
        again = [one for one in self._delivered if not self.calm and self._random.random() < 0.01]
        self.redelivered += len(again)
        self._delivered.extend(updates)
        chats: dict[int, deque[Json]] = {}
        for update in again + updates:
            chats.setdefault(chat_of(update), deque()).append(update)
        jumbled: list[Json] = []
        while chats:
            chat = self._random.choice(list(chats))
            jumbled.append(chats[chat].popleft())
            if not chats[chat]:
                del chats[chat]
        self.shuffled += [one["update_id"] for one in jumbled] != sorted(one["update_id"] for one in jumbled)
        return jumbled


def chat_of(update: Json) -> int:
    """The chat of an update as people send them here."""
    found = update.get("message") or update.get("edited_message") or update["callback_query"]["message"]
    return int(found["chat"]["id"])
