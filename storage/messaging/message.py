"""What somebody sent, as handlers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from storage.campaign.types import Campaign
from storage.words.roles import Person


class ArrivalKind(StrEnum):
    """What arrived."""

    COMMAND = "command"
    TEXT = "text"
    EDIT = "edit"
    TAP = "tap"
    MEDIA = "media"
    CONTACT = "contact"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or document, by the id that fetches it from the channel. ``size`` in bytes.

    ``album``: what photos that were sent together have in common; only the first has the caption.
    """

    kind: str
    file_id: str
    unique_id: str
    size: int | None
    album: str | None = None


@dataclass(frozen=True, slots=True)
class SharedPhone:
    """A contact that was shared. Only the sender's own (``own``) proves anything."""

    number: str
    own: bool


_BEHIND = 2**40
"""More than Telegram's update ids, by which reports were ordered before there were several channels."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a person sent, as handlers see it.

    ``sent_at`` is the message's own time and the time of a report, ``now`` when we handle it; both
    aware. ``args`` are the words after a command, or the parts of a tap after its name.
    ``message_id`` of a tap is that of the message under whose text the button stood. ``log`` is the
    id of the typed text in the message log; a tap has none (0). ``seq`` is the order of arrival.
    """

    kind: ArrivalKind
    bot: str
    seq: int
    update_id: str
    channel: str
    address: str
    message_id: str
    text: str
    args: tuple[str, ...]
    sent_at: datetime
    now: datetime
    zone: tzinfo
    person: Person
    campaign: Campaign
    log: int = 0
    media: Media | None = None
    phone: SharedPhone | None = None

    @property
    def position(self) -> int:
        """Its place in the order of arrival, behind all reports that bear an update id of Telegram's."""
        return _BEHIND + self.seq

    @property
    def today(self) -> date:
        """The local day on which we handle the message."""
        return self.now.astimezone(self.zone).date()

    @property
    def rest(self) -> str:
        """What follows the first word: the argument of a command, as typed."""
        parts = self.text.split(maxsplit=1)
        return parts[1].strip() if len(parts) > 1 else ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody not registered, who wrote to us. ``token`` is that of an invite, if there is one."""

    channel: str
    address: str
    token: str | None
    now: datetime
    campaign: Campaign
    greeted: bool = False
