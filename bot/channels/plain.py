"""For channels of plain text, without buttons and without changes of what was sent."""

from __future__ import annotations

import html
import re

from bot.channels import choices
from bot.inbound.arrival import Arrival
from bot.outbound.pieces import cut
from bot.texts.texts import Texts
from storage.engine.database import Connection
from storage.messaging.parcels import Parcel, Payload, TextPayload, promised
from storage.words.replies import Reply, Text

_TAG = re.compile(r"</?[a-z][^>]*>")


def expand(reply: Reply, arrival: Arrival) -> list[Payload]:
    """New messages each time; what a tap would show for a moment is one where nothing else is said."""
    parcels: list[Payload] = []
    if reply.key:
        parcels.append(TextPayload(reply=reply))
    elif reply.toast is not None:
        parcels.append(TextPayload(reply=Reply(reply.toast.key, reply.toast.values)))
    parcels += [promised(attachment) for attachment in reply.attachments]
    if reply.follow is not None:
        parcels.append(TextPayload(reply=reply.follow))
    return parcels


async def pieces(db: Connection, parcel: Parcel, reply: Reply, texts: Texts, longest: int) -> list[str]:
    """The text of a reply with its numbered choices under it, in pieces of at most ``longest`` characters."""
    lines = await choices.numbered(db, parcel.channel, parcel.address, reply.buttons, texts)
    text = texts.render(Text(reply.key, reply.values))
    return [unmarked(piece) for piece in cut("\n".join([text, *lines]), longest)]


def unmarked(text: str) -> str:
    """A text without HTML: tags are gone, entities are what they stand for."""
    return html.unescape(_TAG.sub("", text))
