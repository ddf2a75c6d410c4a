"""What PTB sends to us and what we answer, held against Telegram's own documentation and PTB's types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import telegram
from telegram.request import HTTPXRequest, RequestData

from bot.simulator import Phone, Simulator
from tests.bot.simulator.simulator_world import GROUP, KEYBOARD, LAN, TOKEN, picture

ORACLE = Path(__file__).parents[4] / "shared" / "telegram-bot-api.min.json"

Spoken = tuple[str, list[str], Any]
"""Method, names of its parameters, result."""


class Listening(HTTPXRequest):
    """Remembers what went over the wire."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Spoken] = []

    async def do_request(  # type: ignore[override]
        self, url: str, method: str, request_data: RequestData | None = None, **rest: Any
    ) -> tuple[int, bytes]:
        code, payload = await super().do_request(url, method, request_data, **rest)
        if "/file/" not in url:
            names = list(request_data.parameters) if request_data else []
            self.heard.append((url.rpartition("/")[2], names, json.loads(payload)["result"]))
        return code, payload


async def talk(bot: telegram.Bot, phone: Phone, group: Phone) -> list[object]:
    """Uses every method once, and gives what PTB made of the answers."""
    first = await phone.says("/start")
    results: list[object] = [await bot.get_me(), await bot.get_chat(LAN), await bot.get_chat(GROUP)]
    quoted = telegram.ReplyParameters(first)
    text = await bot.send_message(
        LAN,
        "<b>a</b> <a href='https://example.org'>b</a> /huy",
        "HTML",
        reply_markup=KEYBOARD,
        reply_parameters=quoted,
    )
    photo = await bot.send_photo(LAN, picture(), caption="<i>c</i>", parse_mode="HTML")
    document = await bot.send_document(LAN, b"a,b", filename="a.csv")
    results += [text, photo, document, await bot.edit_message_text("d", LAN, text.message_id)]
    results.append(await bot.edit_message_caption(LAN, photo.message_id, caption="e"))
    results.append(await bot.edit_message_reply_markup(LAN, photo.message_id, reply_markup=KEYBOARD))
    assert document.document is not None
    results.append(await bot.get_file(document.document.file_id))
    await bot.send_chat_action(LAN, "typing")
    await bot.set_my_commands([("huy", "Hoàn tác")])
    results += await bot.get_my_commands()
    await bot.delete_my_commands()
    await bot.set_webhook("https://example.org", secret_token="s", allowed_updates=["message"])
    results.append(await bot.get_webhook_info())
    await bot.delete_webhook()
    await bot.get_updates(allowed_updates=[])
    await phone.edits(first, "/help")
    await phone.says("lời", reply_to=first, forward_from="Ai đó")
    await phone.uploads("photo", "a.png", picture(), "ảnh")
    await phone.sends(sticker="👍")
    await phone.sends(contact="0912345678")
    await group.says("chào")
    query = await phone.taps("undo:1", photo.message_id)
    await phone.taps("undo:1", 999)
    await phone.blocks()
    await phone.unblocks()
    results += await bot.get_updates()
    await bot.answer_callback_query(query, "xong", show_alert=True)
    await bot.delete_message(LAN, photo.message_id)
    return results


@pytest.fixture
async def spoken(
    url: str, simulator: Simulator, http: httpx.AsyncClient, phone: Phone
) -> tuple[list[Spoken], list[object]]:
    group = await Phone.pick_up(http, GROUP, sender=LAN)
    calls, polls = Listening(), Listening()
    async with telegram.Bot(TOKEN, f"{url}/bot", request=calls, get_updates_request=polls) as bot:
        results = await talk(bot, phone, group)
    return calls.heard + polls.heard, results


async def test_ptb_knows_every_field_of_our_answers(spoken: tuple[list[Spoken], list[object]]) -> None:
    assert [found for result in spoken[1] for found in unknown_fields(result)] == []


def unknown_fields(value: object) -> list[str]:
    """Fields that PTB put aside because its types do not have them."""
    if isinstance(value, tuple | list):
        return [found for item in value for found in unknown_fields(item)]
    if not isinstance(value, telegram.TelegramObject):
        return []
    names = {name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())}
    public = [name for name in names if not name.startswith("_") and name != "api_kwargs"]
    inner = [found for name in public for found in unknown_fields(getattr(value, name, None))]
    return [f"{type(value).__name__}.{name}" for name in value.api_kwargs] + inner


@pytest.mark.skipif(
    not ORACLE.exists(), reason="Telegram's documentation does not stand beside this checkout"
)
async def test_calls_and_answers_are_as_telegram_documents_them(
    spoken: tuple[list[Spoken], list[object]],
) -> None:
    oracle = json.loads(ORACLE.read_text(encoding="utf-8"))
    heard = spoken[0]
    assert len({method for method, _, _ in heard}) >= 19
    problems = []
    for method, names, result in heard:
        page = oracle["methods"][method]
        known = {field["name"] for field in page.get("fields", [])}
        problems += [f"{method}: parameter {name}" for name in names if name not in known]
        problems += best_match(oracle["types"], page["returns"], result, method)
    assert problems == []


def best_match(types: Any, kinds: list[str], value: object, where: str) -> list[str]:
    """What is wrong with a value by the kindest reading of its possible types."""
    return min((mismatches(types, kind, value, where) for kind in kinds), key=len)


def mismatches(types: Any, kind: str, value: object, where: str) -> list[str]:
    plain = {"Integer": int, "String": str, "Float": float, "True": bool, "Boolean": bool}
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: no array"]
        inner = kind.removeprefix("Array of ")
        return [faults for item in value for faults in mismatches(types, inner, item, where)]
    if kind in plain:
        fits = type(value) is plain[kind] and (kind != "True" or value is True)
        return [] if fits else [f"{where}: {value!r} is no {kind}"]
    page = types[kind]
    if page.get("subtypes"):
        return best_match(types, page["subtypes"], value, where)
    if not isinstance(value, dict):
        return [f"{where}: no {kind}"]
    fields = {field["name"]: field for field in page.get("fields", [])}
    faults = [f"{where}: {kind}.{name} is not documented" for name in value if name not in fields]
    faults += [
        f"{where}: {kind}.{n} is missing" for n, f in fields.items() if f["required"] and n not in value
    ]
    for name in value.keys() & fields.keys():
        faults += best_match(types, fields[name]["types"], value[name], f"{where}.{name}")
    return faults
