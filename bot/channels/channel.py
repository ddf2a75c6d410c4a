"""What a channel is: all that the bot asks of Telegram, or of whatever carries its messages instead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.inbound.arrival import Arrival, Blocking
from bot.inbound.envelope import Envelope
from bot.inbound.intake import Intake
from bot.outbound.pacing import Limits
from bot.outbound.worker_process import WorkerProcess
from storage.messaging.inbox import Stored
from storage.messaging.parcels import Kinds, Parcel, Payload
from storage.words.replies import Reply
from storage.words.roles import Role

Turn = Callable[[], Awaitable[None]]
"""Waits for the turn to make a call that counts against the channel's limits."""


class Unreadable(Exception):
    """A stored update that the channel cannot make anything of, now or ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was delivered. Of a long text only the next piece was: ``pieces`` have arrived, more follow.

    ``reply`` is then what a computed text has become, for the rest of its pieces.
    """

    message_id: str | None = None
    pieces: int = 0
    reply: Reply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuChange:
    """A chat's menu of commands: how to recognise it, and the parcel that has it shown."""

    digest: str
    payload: Payload


class Outlet(Protocol):
    """The half of a channel that sends: what the sender needs of it."""

    @property
    def name(self) -> str:
        """Stands with each address, in the database too."""

    @property
    def limits(self) -> Limits:
        """How fast it takes messages."""

    @property
    def payloads(self) -> Kinds:
        """What it can send, by kind: those of every channel, and its own."""

    async def deliver(self, parcel: Parcel, turn: Turn) -> Receipt:
        """Makes one call that counts against the limits. Raises ChannelError, and Unmade.

        ``turn`` is awaited before it where something is made first, which takes a while.
        """


class Channel(Outlet, Protocol):
    """One way to reach people."""

    @property
    def shows_buttons(self) -> bool:
        """Whether buttons can be tapped; else they are numbered choices (``bot/channels/choices.py``)."""

    async def open(self, workshop: WorkerProcess, intake: Intake) -> None:
        """Gets ready: ``workshop`` makes what is made when it is sent, ``intake`` takes what arrives."""

    def envelope(self, update: bytes) -> Envelope:
        """What is read of an update before it is stored: its lane, above all.

        Raises ValueError and RecursionError where it is no update at all.
        """

    async def read(self, stored: Stored) -> Arrival | Blocking | None:
        """What a stored update is to us; None where it is nothing that we answer. Raises Unreadable."""

    def expand(self, reply: Reply, arrival: Arrival) -> Sequence[Payload]:
        """What a reply becomes here, in order: messages, changes of those that stand, signs of a tap."""

    def replacement(self, message_id: str, reply: Reply) -> Payload | None:
        """What changes a message that was sent before; None where that cannot be done."""

    def menu(self, role: Role | None, language: str) -> MenuChange | None:
        """A role's menu of commands, without a role everybody's; None where chats show none."""


Channels = Mapping[str, Channel]
"""The channels that a bot speaks on, by name."""


def by_name(*channels: Channel) -> Channels:
    """Channels by their own names."""
    return {channel.name: channel for channel in channels}
