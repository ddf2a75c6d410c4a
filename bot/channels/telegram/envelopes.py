"""What of an update is read before it is stored: its number, its lane and its kind.

The rest stays text as Telegram wrote it. Only the few fields that are needed are made into objects
(docs/decisions/0021-msgspec-for-envelopes.md); what has another shape than expected is read in full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from msgspec import Meta, MsgspecError, Raw, Struct, field
from msgspec.json import Decoder

from bot.channels.telegram.updates import CHANNEL, lane_of
from bot.inbound.envelope import Envelope
from storage.engine import json_codec
from storage.messaging import inbox

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
"""The kinds of updates that we ask Telegram for."""
NOBODY = "-"
"""The lane of updates that name no chat, or none that a database takes."""
_LANE = re.compile(r"-?[0-9]{1,20}", re.ASCII)
_MOST = 2**63 - 1
Json = bytes | Raw
"""JSON as it came."""
_Id = Annotated[int, Meta(ge=-_MOST, le=_MOST)]


class _Party(Struct, gc=False):
    id: _Id


class _Letter(Struct, gc=False):
    """A message or what is like one."""

    chat: _Party | None = None
    sender: _Party | None = field(default=None, name="from")


class _Tap(Struct, gc=False):
    message: _Letter | None = None
    sender: _Party | None = field(default=None, name="from")


class _Update(Struct, gc=False):
    update_id: Annotated[int, Meta(ge=0, le=_MOST)]
    message: _Letter | None = None
    edited_message: _Letter | None = None
    callback_query: _Tap | None = None


class _Answer(Struct, gc=False):
    result: list[Raw]


_update = Decoder(_Update).decode
_answer = Decoder(_Answer).decode


def updates_of(answer: bytes) -> Sequence[Json]:
    """The updates of an answer to ``getUpdates``. Raises ValueError, LookupError, TypeError."""
    try:
        return _answer(answer).result
    except MsgspecError:
        found = json_codec.loads(answer)["result"]
        if not isinstance(found, list):
            raise TypeError("no list of updates") from None
        return [json_codec.dumps(update).encode() for update in found]


def read(update: Json) -> Envelope:
    """The envelope of an update. Raises ValueError and RecursionError where it is no JSON."""
    try:
        found = _update(update)
    except MsgspecError:
        return _read_in_full(update)
    if found.message is not None:
        kind, letter = "message", found.message
    elif found.edited_message is not None:
        kind, letter = "edited_message", found.edited_message
    elif found.callback_query is not None:
        kind, letter = "callback_query", found.callback_query.message or _Letter()
        letter = letter if letter.chat else _Letter(found.callback_query.sender)
    else:
        return _read_in_full(update)
    party = letter.chat or letter.sender
    lane = str(party.id) if party else NOBODY
    return Envelope(
        kind, found.update_id, inbox.Raw(str(found.update_id), lane, str(update, "utf-8"), CHANNEL)
    )


def _read_in_full(text: Json) -> Envelope:
    update = json_codec.loads(bytes(text))
    number = update.get("update_id") if isinstance(update, dict) else None
    if type(number) is not int:
        return Envelope("unusable", None, None)
    if not 0 <= number <= _MOST:
        return Envelope("unusable", number, None)
    lane = lane_of(update)
    lane = lane if _LANE.fullmatch(lane) else NOBODY
    row = inbox.Raw(str(number), lane, json_codec.dumps(update), CHANNEL)
    return Envelope(kind_of(update), number, row)


def kind_of(update: Mapping[str, Any]) -> str:
    """Which of the kinds that we ask for a raw update is; ``other`` for those of tomorrow."""
    for kind in ALLOWED:
        if kind in update:
            return kind
    return "other"
