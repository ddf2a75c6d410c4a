"""What a reply becomes in Telegram: new messages, edits in place, the toast of a tap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import InstanceOf

from bot.inbound.arrival import Arrival
from storage.messaging.parcels import PAYLOADS, Kinds, Payload, TextPayload, promised
from storage.words.replies import Reply, Text
from storage.words.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPayload(Payload):
    """A message that changes in place. Without a reply it goes; one with an empty key loses its buttons."""

    kind: ClassVar[str] = "edit"
    message_id: str
    reply: InstanceOf[Reply] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToastPayload(Payload):
    """The answer that each tap must get, with or without words. Telegram takes these without limit."""

    kind: ClassVar[str] = "toast"
    counted: ClassVar[bool] = False
    stands: ClassVar[bool] = False
    callback: str
    text: InstanceOf[Text] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuPayload(Payload):
    """The commands that a chat shows: those of a role, or of everybody."""

    kind: ClassVar[str] = "menu"
    stands: ClassVar[bool] = False
    role: Role | None


TELEGRAM_PAYLOADS: Kinds = {
    **PAYLOADS,
    **{one.kind: one for one in (EditPayload, ToastPayload, MenuPayload)},
}


def expand(reply: Reply, arrival: Arrival) -> list[Payload]:
    """What a reply becomes, in order. A tapped message may change; a typed one may go (``unsay``)."""
    parcels: list[Payload] = []
    if arrival.tap is None:
        if reply.unsay:
            parcels.append(EditPayload(message_id=arrival.message_id, reply=None))
        if reply.key:
            parcels.append(TextPayload(reply=reply))
    else:
        parcels.append(ToastPayload(callback=arrival.tap, text=reply.toast))
        if reply.edit:
            parcels.append(EditPayload(message_id=arrival.message_id, reply=reply))
        elif reply.key:
            if reply.spent:
                parcels.append(EditPayload(message_id=arrival.message_id, reply=Reply("")))
            parcels.append(TextPayload(reply=reply))
    parcels += [promised(attachment) for attachment in reply.attachments]
    if reply.follow is not None:
        parcels.append(TextPayload(reply=reply.follow))
    return parcels
