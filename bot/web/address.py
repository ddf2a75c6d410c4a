"""Where the bot itself can be reached, as plain data: what serves it is loaded where there is an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.inbound.envelope import Envelope


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram brings updates, and what proves that it is Telegram."""

    url: str
    path: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Address:
    """Where we listen; a reverse proxy in front of it speaks https. Without a ``hook`` the bot polls."""

    host: str
    port: int
    hook: Hook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """How a channel brings updates: ``header`` carries the secret, ``read`` is ``Channel.envelope``."""

    path: str
    header: str
    secret: str = field(repr=False)
    read: Callable[[bytes], Envelope]
