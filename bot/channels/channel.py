"""What a channel is: all that the bot asks of Telegram, or of whatever carries its messages instead."""

from __future__ import annotations

from typing import Protocol

from bot.inbound.arrival import Arrival, Blocking
from storage.messaging.inbox import Stored


class Unreadable(Exception):
    """A stored update that the channel cannot make anything of, now or ever."""


class Channel(Protocol):
    """One way to reach people. ``name`` stands with each address, in the database too."""

    @property
    def name(self) -> str:
        """The channel's name, as stored."""

    async def read(self, stored: Stored) -> Arrival | Blocking | None:
        """What a stored update is to us; None where it is nothing that we answer. Raises Unreadable."""
