"""What people do on their phones: write, edit, tap, send pictures, block the bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.simulator.calls import Upload, check_text
from bot.simulator.core import Simulator
from bot.simulator.limits import CALLBACK_DATA, EDIT_SECONDS, TEXT
from bot.simulator.markup import find_entities
from bot.simulator.personas import Access, Persona
from bot.simulator.problems import Json, bad


def say(
    sim: Simulator,
    chat: int,
    text: str,
    *,
    sender: int | None = None,
    reply_to: int | None = None,
    forward_from: str = "",
    date: datetime | None = None,
) -> Json:
    """A text; the message as the bot will get it. ``date`` is that of a phone that was offline.

    ``sender`` is who writes in a group; ``forward_from`` the name of a text's first author.
    Raises Problem 400.
    """
    text = _typed(text)
    content: Json = {"text": text}
    if entities := find_entities(text, []):
        content["entities"] = entities
    return send(sim, chat, content, sender=sender, reply_to=reply_to, forward_from=forward_from, date=date)


def send(
    sim: Simulator,
    chat: int,
    content: Mapping[str, object],
    *,
    sender: int | None = None,
    reply_to: int | None = None,
    forward_from: str = "",
    date: datetime | None = None,
) -> Json:
    """Any message, given the fields of Telegram's Message that make it (``{"contact": {…}}``)."""
    with sim.change():
        persona = _present(sim, chat)
        now = sim.seconds if date is None else int(date.timestamp())
        message: Json = {"message_id": sim.store.next("message"), "date": now, "chat": persona.chat}
        message |= _author(sim, persona, sender)
        if forward_from:
            origin = {"type": "hidden_user", "date": now, "sender_user_name": forward_from}
            message["forward_origin"] = origin
        if reply_to is not None:
            replied = _known(sim, chat, reply_to)
            replied.pop("reply_to_message", None)
            message["reply_to_message"] = replied
        message |= content
        sim.store.keep_message(message)
        sim.store.add_event(chat, "message", {"message": message})
        kind = "channel_post" if persona.type == "channel" else "message"
        sim.updates.push(kind, message, chat, message["message_id"])
    return message


def send_photo(sim: Simulator, chat: int, upload: Upload, caption: str = "") -> Json:
    """A picture (PNG or JPEG)."""
    with sim.change():
        return send(sim, chat, {"photo": sim.files.add_photo(upload)} | _captioned(caption))


def send_document(sim: Simulator, chat: int, upload: Upload, caption: str = "") -> Json:
    """A file."""
    with sim.change():
        return send(sim, chat, {"document": sim.files.add_document(upload)} | _captioned(caption))


def send_sticker(sim: Simulator, chat: int, emoji: str) -> Json:
    """A sticker, known by its emoji only."""
    sticker = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    ids = {"file_id": "sim-sticker", "file_unique_id": "sim-sticker"}
    return send(sim, chat, {"sticker": {**ids, **sticker, "emoji": emoji}})


def send_contact(sim: Simulator, chat: int, phone_number: str) -> Json:
    """The person's own telephone number."""
    persona = sim.personas.named(str(chat))
    contact = {"phone_number": phone_number, "first_name": persona.first_name, "user_id": persona.id}
    return send(sim, chat, {"contact": contact})


def edit(sim: Simulator, chat: int, number: int, text: str) -> Json:
    """Changes a sent text, or the caption of a picture or file. Raises Problem 400."""
    with sim.change():
        persona = _present(sim, chat)
        message = _known(sim, chat, number)
        if message.get("from", {}).get("is_bot") or sim.seconds - message["date"] > EDIT_SECONDS:
            raise bad("message can't be edited")
        field = "text" if "text" in message else "caption"
        text = _typed(text) if field == "text" else check_text(text).strip()
        if text == message.get(field, ""):
            return message
        dropped = {"entities", "caption_entities"}
        edited: Json = {key: value for key, value in message.items() if key not in dropped}
        edited |= {field: text, "edit_date": sim.seconds}
        if entities := find_entities(text, []):
            edited["entities" if field == "text" else "caption_entities"] = entities
        sim.store.keep_message(edited)
        sim.store.add_event(chat, "edit", {"message": edited})
        kind = "edited_channel_post" if persona.type == "channel" else "edited_message"
        sim.updates.push(kind, edited, chat, number)
    return edited


def tap(sim: Simulator, chat: int, number: int, data: str, *, sender: int | None = None) -> str:
    """Taps a button, or sends data that no button holds, as a forger would; the callback query's id.

    A message that is gone reaches the bot as inaccessible. Raises Problem 400.
    """
    if not 1 <= len(data.encode()) <= CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")
    with sim.change():
        persona = _present(sim, chat)
        message = sim.store.message(chat, number)
        if message is None:
            message = {"chat": persona.chat, "message_id": number, "date": 0}
        query = str(4_000_000_000_000 + sim.store.next("tap"))
        sim.store.run("INSERT INTO taps VALUES (?, ?, ?)", query, chat, sim.seconds)
        tapped = {
            "id": query,
            "from": _author(sim, persona, sender).get("from", persona.user),
            "message": message,
            "chat_instance": str(chat * 7919),
            "data": data,
        }
        sim.updates.push("callback_query", tapped, chat)
    return query


def button_data(sim: Simulator, chat: int, number: int, row: int, column: int) -> str:
    """The callback data of a message's button, rows and columns from 0. Raises Problem 400."""
    try:
        button = _known(sim, chat, number)["reply_markup"]["inline_keyboard"][row][column]
        return str(button["callback_data"])
    except (KeyError, IndexError):
        raise bad("there is no such button") from None


def block(sim: Simulator, chat: int) -> None:
    """Blocks the bot (a group throws it out)."""
    _set_access(sim, chat, Access.BLOCKED)


def unblock(sim: Simulator, chat: int) -> None:
    """Lets the bot in again."""
    _set_access(sim, chat, Access.STARTED)


def _set_access(sim: Simulator, chat: int, access: Access) -> None:
    with sim.change():
        persona = sim.personas.named(str(chat))
        if persona.access is access:
            return
        known = replace(persona, access=access)
        sim.personas.put(known)
        sim.store.add_event(chat, "chat", {"persona": known.view})
        here: Json = {"status": "member", "user": sim.bot}
        away: Json = {"status": "kicked", "user": sim.bot, "until_date": 0}
        old, new = (here, away) if access is Access.BLOCKED else (away, here)
        changed = {
            "chat": persona.chat,
            "from": persona.user,
            "date": sim.seconds,
            "old_chat_member": old,
            "new_chat_member": new,
        }
        sim.updates.push("my_chat_member", changed, chat)


def _present(sim: Simulator, chat: int) -> Persona:
    """The chat; whoever writes to a bot that they blocked or never started lets it in by that."""
    persona = sim.personas.named(str(chat))
    match persona.access:
        case Access.BLOCKED:
            unblock(sim, chat)
        case Access.NEW:
            sim.personas.put(replace(persona, access=Access.STARTED))
        case Access.GONE:
            raise bad("user is deactivated")
        case Access.STARTED:
            pass
    return persona


def _author(sim: Simulator, persona: Persona, sender: int | None) -> Json:
    if persona.type == "channel":
        return {"sender_chat": persona.chat}
    if persona.private:
        return {"from": persona.user}
    if sender is None:
        raise bad("somebody has to write in a group: name the sender")
    return {"from": sim.personas.named(str(sender)).user}


def _known(sim: Simulator, chat: int, number: int) -> Json:
    message = sim.store.message(chat, number)
    if message is None:
        raise bad("message not found")
    return message


def _typed(text: str) -> str:
    text = check_text(text).strip()
    if not text:
        raise bad("message text is empty")
    if len(text) > TEXT:
        raise bad("message is too long")
    return text


def _captioned(caption: str) -> Json:
    caption = caption.strip()
    if not caption:
        return {}
    entities = find_entities(caption, [])
    return {"caption": caption} | ({"caption_entities": entities} if entities else {})
