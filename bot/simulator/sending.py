"""Methods with which a bot writes to a chat: send, edit, delete."""

from __future__ import annotations

from typing import Any

from bot.simulator.calls import Call, Upload, method
from bot.simulator.core import Simulator
from bot.simulator.limits import CAPTION, EDIT_SECONDS, TEXT
from bot.simulator.markup import check_markup, find_entities, parse_html, trim
from bot.simulator.personas import Persona
from bot.simulator.problems import Json, bad

_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


@method("sendMessage")
def send_message(sim: Simulator, call: Call) -> Json:
    """A text."""
    persona = sim.personas.reached(call.text("chat_id"))
    content = _text(call)
    return _send(sim, call, persona, content | _preview(call))


@method("sendPhoto")
def send_photo(sim: Simulator, call: Call) -> Json:
    """A picture."""
    persona = sim.personas.reached(call.text("chat_id"))
    given = _file(call, "photo")
    photo = sim.files.add_photo(given) if isinstance(given, Upload) else sim.files.sent("photo", given)
    return _send(sim, call, persona, {"photo": photo} | _caption(call))


@method("sendDocument")
def send_document(sim: Simulator, call: Call) -> Json:
    """A file."""
    persona = sim.personas.reached(call.text("chat_id"))
    given = _file(call, "document")
    if isinstance(given, Upload):
        document = sim.files.add_document(given)
    else:
        document = sim.files.sent("document", given)
    return _send(sim, call, persona, {"document": document} | _caption(call))


def _file(call: Call, name: str) -> Upload | str:
    """The upload of a parameter (sent as its own part or as ``attach://part``), or a file id."""
    value = call.text(name)
    part = value.removeprefix("attach://") if value.startswith("attach://") else name
    if part in call.files:
        return call.files[part]
    if not value or part != name:
        raise bad(f"there is no {name} in the request")
    if value.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    return value


def _send(sim: Simulator, call: Call, persona: Persona, content: Json) -> Json:
    markup = call.json("reply_markup", dict)
    keyboard = None if markup is None else check_markup(markup)
    replied = _replied(sim, call, persona)
    sim.rates.take(persona.id, group=not persona.private)
    message: Json = {"message_id": sim.store.next("message")}
    if persona.type == "channel":
        message["sender_chat"] = persona.chat
    else:
        message["from"] = sim.bot
    message |= {"date": sim.seconds, "chat": persona.chat} | replied | content
    if call.flag("protect_content"):
        message["has_protected_content"] = True
    if keyboard:
        message["reply_markup"] = keyboard
    sim.store.keep_message(message)
    sim.store.add_event(persona.id, "message", {"message": message})
    return message


def _replied(sim: Simulator, call: Call, persona: Persona) -> Json:
    reply = call.json("reply_parameters", dict) or {}
    number = Call(call.method, reply).number("message_id") or call.number("reply_to_message_id")
    if not number:
        return {}
    message = sim.store.message(persona.id, number)
    if message is None:
        if reply.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    message.pop("reply_to_message", None)
    return {"reply_to_message": message}


def _formatted(call: Call, text: str, entities: str) -> tuple[str, list[Json]]:
    mode = call.text("parse_mode").lower()
    if mode == "html":
        plain, marks = parse_html(call.text(text))
    elif mode in {"", "none"}:
        plain, marks = call.text(text), _marks(call, entities)
    else:
        raise bad("unsupported parse_mode")
    plain, marks = trim(plain, marks)
    return plain, find_entities(plain, marks)


def _marks(call: Call, name: str) -> list[Json]:
    marks: list[Json] = call.json(name, list) or []
    numbered = all(
        isinstance(mark, dict)
        and isinstance(mark.get("type"), str)
        and all(isinstance(mark.get(key), int) and mark[key] >= 0 for key in ("offset", "length"))
        for mark in marks
    )
    if not numbered:
        raise bad("can't parse MessageEntity")
    return marks


def _text(call: Call) -> Json:
    text, entities = _formatted(call, "text", "entities")
    if not text:
        raise bad("message text is empty")
    if len(text) > TEXT:
        raise bad("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def _caption(call: Call) -> Json:
    caption, entities = _formatted(call, "caption", "caption_entities")
    if len(caption) > CAPTION:
        raise bad("message caption is too long")
    content: Json = {"caption": caption} if caption else {}
    return content | ({"caption_entities": entities} if entities else {})


def _preview(call: Call) -> Json:
    options = call.json("link_preview_options", dict)
    return {"link_preview_options": options} if options else {}


@method("editMessageText")
def edit_message_text(sim: Simulator, call: Call) -> Json:
    """A new text, and a new keyboard or none."""
    message = _own(sim, call)
    content = _text(call)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _edit(sim, call, message, ("text", "entities", "link_preview_options"), content | _preview(call))


@method("editMessageCaption")
def edit_message_caption(sim: Simulator, call: Call) -> Json:
    """A new caption, and a new keyboard or none."""
    message = _own(sim, call)
    if "photo" not in message and "document" not in message:
        raise bad("there is no caption in the message to edit")
    return _edit(sim, call, message, ("caption", "caption_entities"), _caption(call))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(sim: Simulator, call: Call) -> Json:
    """A new keyboard or none."""
    return _edit(sim, call, _own(sim, call), (), {})


def _own(sim: Simulator, call: Call) -> Json:
    if call.text("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    persona = sim.personas.reached(call.text("chat_id"))
    if not call.text("message_id"):
        raise bad("message identifier is not specified")
    message = sim.store.message(persona.id, call.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message.get("from", {}).get("id") != sim.bot["id"] and persona.type != "channel":
        raise bad("message can't be edited")
    return message


def _edit(sim: Simulator, call: Call, message: Json, replaced: tuple[str, ...], content: Json) -> Json:
    markup = call.json("reply_markup", dict)
    keyboard = None if markup is None else check_markup(markup)
    dropped = {*replaced, "reply_markup", "edit_date"}
    edited: dict[str, Any] = {key: value for key, value in message.items() if key not in dropped} | content
    if keyboard:
        edited["reply_markup"] = keyboard
    if edited == {key: value for key, value in message.items() if key != "edit_date"}:
        raise bad(_MODIFIED)
    sim.rates.take(message["chat"]["id"], group=message["chat"]["type"] != "private")
    edited["edit_date"] = sim.seconds
    sim.store.keep_message(edited)
    sim.store.add_event(message["chat"]["id"], "edit", {"message": edited})
    return edited


@method("deleteMessage")
def delete_message(sim: Simulator, call: Call) -> bool:
    """Takes a message away for both sides, within two days."""
    persona = sim.personas.reached(call.text("chat_id"))
    number = call.number("message_id")
    message = sim.store.message(persona.id, number)
    if message is None:
        raise bad("message to delete not found")
    if sim.seconds - message["date"] > EDIT_SECONDS:
        raise bad("message can't be deleted for everyone")
    sim.store.run("DELETE FROM messages WHERE chat = ? AND id = ?", persona.id, number)
    sim.store.add_event(persona.id, "delete", {"message_id": number})
    return True
