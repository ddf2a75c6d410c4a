"""Telegram's updates as plain arrivals: the border where its types end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram import Chat, ChatMember, Update
from telegram import Message as TelegramMessage

from bot.inbound.arrival import Arrival, Blocking
from storage.messaging.message import ArrivalKind, Media, SharedPhone

CHANNEL = "telegram"
_WITH_CHAT = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
)


def lane_of(update: Mapping[str, Any]) -> str:
    """The chat (else the sender) of a raw update; ``-`` where it has neither."""
    for key in _WITH_CHAT:
        if isinstance(found := update.get(key), dict):
            return _id_of(found.get("chat")) or _id_of(found.get("from")) or "-"
    if isinstance(query := update.get("callback_query"), dict):
        message = query.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        return _id_of(chat) or _id_of(query.get("from")) or "-"
    return "-"


def _id_of(found: object) -> str | None:
    return str(found["id"]) if isinstance(found, dict) and "id" in found else None


def read(update: Update) -> Arrival | None:
    """The arrival in an update; None where it is nothing that we answer (groups, channels, polls …)."""
    if query := update.callback_query:
        message = query.message
        if message is None or message.chat.type != Chat.PRIVATE or query.data is None:
            return None
        data = _storable(query.data)
        name, *args = data.split(":")
        return Arrival(
            kind=ArrivalKind.TAP,
            channel=CHANNEL,
            update_id=str(update.update_id),
            address=str(message.chat.id),
            message_id=str(message.message_id),
            name=name,
            args=tuple(args),
            text=data,
            sent_at=message.date,
            tap=query.id,
        )
    message = update.message or update.edited_message
    if message is None or message.chat.type != Chat.PRIVATE or message.from_user is None:
        return None
    return _typed(update, message)


def _typed(update: Update, message: TelegramMessage) -> Arrival | None:
    if update.edited_message and message.location is not None:
        return None  # a shared live location moves on: nobody typed anything
    text = _storable(message.text if message.text is not None else message.caption or "")
    kind, name = ArrivalKind.TEXT, ""
    args: tuple[str, ...] = ()
    if update.edited_message:
        kind = ArrivalKind.EDIT
    elif message.forward_origin is not None:
        kind = ArrivalKind.FORWARD
    elif message.contact is not None:
        kind = ArrivalKind.CONTACT
    elif message.text is None and message.caption is None:
        if message.effective_attachment is None:
            return None
        kind = ArrivalKind.MEDIA
    elif text.startswith("/"):
        kind = ArrivalKind.COMMAND
        head, *rest = text.split()
        name, args = head[1:].partition("@")[0].casefold(), tuple(rest)
    return Arrival(
        kind=kind,
        channel=CHANNEL,
        update_id=str(update.update_id),
        address=str(message.chat.id),
        message_id=str(message.message_id),
        name=name,
        args=args,
        text=text,
        sent_at=message.date,
        media=_media(message),
        phone=_phone(message),
    )


def blocking(update: Update) -> Blocking | None:
    """Whether somebody has blocked us, or let us in again; None where it is about another chat."""
    member = update.my_chat_member
    if member is None or member.chat.type != Chat.PRIVATE:
        return None
    return Blocking(address=str(member.chat.id), blocked=member.new_chat_member.status == ChatMember.BANNED)


def _storable(text: str) -> str:
    """Without what a database cannot keep: the zero character, and half a character as a question mark."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _media(message: TelegramMessage) -> Media | None:
    """The photo in its largest size, or the document."""
    if message.photo:
        largest = message.photo[-1]
        return Media(
            "photo", largest.file_id, largest.file_unique_id, largest.file_size, message.media_group_id
        )
    if found := message.document:
        return Media("document", found.file_id, found.file_unique_id, found.file_size, message.media_group_id)
    return None


def _phone(message: TelegramMessage) -> SharedPhone | None:
    if message.contact is None:
        return None
    own = message.from_user is not None and message.contact.user_id == message.from_user.id
    return SharedPhone(message.contact.phone_number, own)
