"""What came in, free of any channel: what a channel makes of an update that it stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.messaging.message import ArrivalKind, Media, SharedPhone


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a private chat sent us. ``message_id`` of a tap is that of the message with the button.

    ``tap`` is what the channel needs to acknowledge a tap, None where it needs nothing.
    """

    kind: ArrivalKind
    channel: str
    update_id: str
    address: str
    message_id: str
    name: str
    args: tuple[str, ...]
    text: str
    sent_at: datetime
    tap: str | None = None
    media: Media | None = None
    phone: SharedPhone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """Somebody has blocked us, or does so no more."""

    address: str
    blocked: bool
