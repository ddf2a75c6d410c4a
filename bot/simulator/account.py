"""Methods about the bot itself: who it is, how it gets updates, its commands, files and answers to taps."""

from __future__ import annotations

import re

from bot.simulator.calls import Call, method
from bot.simulator.core import Simulator
from bot.simulator.limits import DOWNLOAD, TAP_SECONDS, TOAST
from bot.simulator.problems import Json, Problem, bad

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


@method("getMe")
def get_me(sim: Simulator, _call: Call) -> Json:
    """The bot, as in a fresh registration with group privacy switched off."""
    return sim.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
    }


@method("getUpdates")
async def get_updates(sim: Simulator, call: Call) -> list[Json]:
    """See ``Updates.poll``."""
    limit = call.number("limit", 100)
    with sim.store.transaction():
        sim.updates.allow(call.json("allowed_updates", list))
    return await sim.updates.poll(
        call.number("offset"), limit if 1 <= limit <= 100 else 100, call.number("timeout")
    )


@method("setWebhook")
def set_webhook(sim: Simulator, call: Call) -> bool:
    """Unlike Telegram itself, and like a local Bot API server, it takes plain ``http`` addresses."""
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        return delete_webhook(sim, call)
    if not re.match(r"https?://[^\s/]+", url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    sim.updates.allow(call.json("allowed_updates", list))
    if call.flag("drop_pending_updates"):
        sim.updates.drop_all()
    hook = {"url": url, "secret_token": secret, "max_connections": call.number("max_connections", 40)}
    sim.store.set("webhook", hook)
    sim.store.set("webhook_error", None)
    sim.updates.end_polls("setWebhook request")
    return True


@method("deleteWebhook")
def delete_webhook(sim: Simulator, call: Call) -> bool:
    """Back to ``getUpdates``."""
    if call.flag("drop_pending_updates"):
        sim.updates.drop_all()
    sim.store.set("webhook", None)
    return True


@method("getWebhookInfo")
def get_webhook_info(sim: Simulator, _call: Call) -> Json:
    """The webhook, how much waits, and the latest error while delivering."""
    hook = sim.updates.webhook
    info: Json = {
        "url": hook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": sim.updates.count(),
    }
    if hook:
        info["max_connections"] = hook["max_connections"]
        info |= sim.store.setting("webhook_error") or {}
    if allowed := sim.store.setting("allowed_updates"):
        info["allowed_updates"] = allowed
    return info


@method("setMyCommands")
def set_my_commands(sim: Simulator, call: Call) -> bool:
    """Keeps the menu of a scope and language."""
    commands = call.json("commands", list)
    if commands is None or len(commands) > 100 or not all(isinstance(one, dict) for one in commands):
        raise bad("can't parse commands JSON object")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    sim.store.set(_menu(call), [{**one, "command": one["command"].removeprefix("/")} for one in commands])
    return True


@method("getMyCommands")
def get_my_commands(sim: Simulator, call: Call) -> list[Json]:
    """The menu of exactly this scope and language."""
    return sim.store.setting(_menu(call)) or []


@method("deleteMyCommands")
def delete_my_commands(sim: Simulator, call: Call) -> bool:
    """Forgets the menu of a scope and language."""
    sim.store.run("DELETE FROM settings WHERE name = ?", _menu(call))
    return True


def _menu(call: Call) -> str:
    scope = call.json("scope", dict) or {}
    return _menu_name(scope.get("type", "default"), scope.get("chat_id", ""), call.text("language_code"))


def _menu_name(scope: str, chat: object, language: str) -> str:
    return f"commands {scope} {chat} {language}"


def shown_commands(sim: Simulator, chat: int) -> list[Json]:
    """The menu that a person sees: the narrowest scope first, in it the own language first."""
    persona = sim.personas.named(str(chat))
    wide = "all_private_chats" if persona.private else "all_group_chats"
    for scope, of in (("chat", chat), (wide, ""), ("default", "")):
        for language in (persona.language_code, ""):
            if menu := sim.store.setting(_menu_name(scope, of, language)):
                found: list[Json] = menu
                return found
    return []


@method("getChat")
def get_chat(sim: Simulator, call: Call) -> Json:
    """The chat with the fields that ChatFullInfo requires."""
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return sim.personas.named(call.text("chat_id")).chat | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


@method("sendChatAction")
def send_chat_action(sim: Simulator, call: Call) -> bool:
    """Shows for some seconds what the bot is doing."""
    persona = sim.personas.reached(call.text("chat_id"))
    if call.text("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    sim.store.add_event(persona.id, "action", {"action": call.text("action")})
    return True


@method("answerCallbackQuery")
def answer_callback_query(sim: Simulator, call: Call) -> bool:
    """Ends the waiting circle of a tapped button; too late after 150 s."""
    query = call.text("callback_query_id")
    tap = sim.store.row("SELECT chat, tapped_at FROM taps WHERE id = ?", query)
    if tap is None or sim.seconds - tap[1] > TAP_SECONDS:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = call.text("text")
    if len(text) > TOAST:
        raise bad("MESSAGE_TOO_LONG")
    answer = {"callback_query_id": query, "text": text, "show_alert": call.flag("show_alert")}
    sim.store.add_event(tap[0], "answer", answer)
    return True


@method("getFile")
def get_file(sim: Simulator, call: Call) -> Json:
    """Where a file can be fetched; bots get at most 20 MB."""
    found = sim.files.described(call.text("file_id"))
    if found is None:
        raise bad("invalid file_id")
    file, path, content = found
    if len(content) > DOWNLOAD:
        raise bad("file is too big")
    return {key: file[key] for key in ("file_id", "file_unique_id", "file_size")} | {"file_path": path}


def refuse_token(sim: Simulator, token: str) -> None:
    """Raises Problem 401 for a foreign token, 404 for what is none."""
    if not re.fullmatch(r"\d+:[\w-]+", token):
        raise Problem(404, "Not Found")
    if token != sim.token:
        raise Problem(401, "Unauthorized")
