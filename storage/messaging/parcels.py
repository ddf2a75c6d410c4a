"""What waits to be sent, as records: where it goes, how urgent it is, and what is in it.

The kinds here can be sent on any channel; a channel may queue kinds of its own (``Channel.payloads``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import ClassVar

from pydantic import InstanceOf, TypeAdapter, ValidationError

from storage.words.replies import Attachment, Reply


class Priority(IntEnum):
    """What goes first when a channel's limits make us wait."""

    REPLY = 0
    REMINDER = 1
    BROADCAST = 2


class ParcelState(StrEnum):
    """How far a parcel has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a message goes, and in which language. ``bot`` is the bot's id, the key of its rows."""

    bot: str
    channel: str
    address: str
    person: int | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What is in a parcel, one class a kind; its fields are what the row keeps.

    ``made``: made first, on its turn only then; ``counted``: counts against the channel's limits;
    ``stands``: is a message that stands in the chat, for which somebody may be waiting.
    """

    kind: ClassVar[str]
    made: ClassVar[bool] = False
    counted: ClassVar[bool] = True
    stands: ClassVar[bool] = True

    def content(self) -> dict[str, object]:
        """The fields by name, as ``payloads.dump`` takes them."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPayload(Payload):
    """A reply, sent as a new message."""

    kind: ClassVar[str] = "text"
    reply: InstanceOf[Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePayload(Payload):
    """Something that is made when it is sent: by whom, and of what."""

    made: ClassVar[bool] = True
    name: str
    query: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPayload(MadePayload):
    """A picture."""

    kind: ClassVar[str] = "chart"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePayload(MadePayload):
    """A document."""

    kind: ClassVar[str] = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewPayload(MadePayload):
    """A computed text."""

    kind: ClassVar[str] = "view"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadablePayload(Payload):
    """What a row holds that this version or this channel cannot read, and why."""

    kind: ClassVar[str] = "unreadable"
    detail: str


Kinds = Mapping[str, type[Payload]]
"""Classes of payloads by the kind that their rows bear."""
PAYLOADS: Kinds = {one.kind: one for one in (TextPayload, ChartPayload, FilePayload, ViewPayload)}


def promised(attachment: Attachment) -> Payload:
    """The payload of what a reply promises: a chart, file or view."""
    return PAYLOADS[attachment.kind](name=attachment.name, query=attachment.query)  # type: ignore[call-arg]


def read(kinds: Kinds, kind: str, content: object) -> Payload:
    """The payload of a row: old rows too, whose unknown fields are left aside."""
    try:
        return _reader(kinds[kind]).validate_python(content)
    except (KeyError, ValidationError) as error:
        return UnreadablePayload(detail=f"{kind}: {error!r}")


_readers: dict[type[Payload], TypeAdapter[Payload]] = {}


def _reader(kind: type[Payload]) -> TypeAdapter[Payload]:
    """Made on first use: not each command of the terminal reads parcels."""
    if kind not in _readers:
        _readers[kind] = TypeAdapter(kind)
    return _readers[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A row to send. ``pieces`` of a long text have arrived before; ``attempts`` count from the last of them.

    ``received_at`` is when the update came that a reply answers.
    """

    id: int
    channel: str
    address: str
    person: int | None
    cause: int | None
    priority: Priority
    kind: str
    language: str
    payload: Payload
    attempts: int
    pieces: int
    created_at: datetime
    received_at: datetime | None
    claimed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """What came of one parcel: sent, failed, unknown, or queued again (``not_before``).

    A long text of which ``pieces`` have arrived is queued again for the next one; ``reply`` is then what
    it was computed to, so that the pieces fit together.
    """

    id: int
    state: ParcelState
    message_id: str | None = None
    error: str | None = None
    not_before: datetime | None = None
    pieces: int = 0
    reply: Reply | None = None
