"""An update is the bot's until the bot confirms it: nothing lost, nothing doubled, in order."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict

from bot.simulator import NothingHeard, Phone, Simulator, serve
from tests.bot.simulator.simulator_world import CHANNEL, GROUP, KEYBOARD, LAN, TOKEN, HandClock


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [message.text if (message := update.effective_message) else None for update in updates]


async def test_unconfirmed_updates_come_again_and_confirmed_ones_do_not(bot: Bot, phone: Phone) -> None:
    for text in ("phát 30", "thu 25", "hỏng 1"):
        await phone.says(text)
    first = await bot.get_updates(limit=2)
    assert texts(first) == ["phát 30", "thu 25"]
    assert texts(await bot.get_updates()) == ["phát 30", "thu 25", "hỏng 1"]
    assert texts(await bot.get_updates(offset=first[1].update_id)) == ["thu 25", "hỏng 1"]
    assert texts(await bot.get_updates(offset=first[1].update_id + 1)) == ["hỏng 1"]
    assert texts(await bot.get_updates()) == ["hỏng 1"]


async def test_a_negative_offset_forgets_all_but_the_last(bot: Bot, phone: Phone) -> None:
    for text in ("một", "hai", "ba"):
        await phone.says(text)
    assert texts(await bot.get_updates(offset=-1)) == ["ba"]
    assert texts(await bot.get_updates()) == ["ba"]


async def test_a_long_poll_wakes_at_once(bot: Bot, phone: Phone, simulator: Simulator) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    while not any(call.method == "getUpdates" for call in simulator.calls):
        await bot.get_me()
    await phone.says("phát 30")
    async with asyncio.timeout(5):
        assert texts(await poll) == ["phát 30"]


async def test_ticks_turn_double_when_the_bot_has_confirmed(
    bot: Bot, phone: Phone, simulator: Simulator
) -> None:
    number = await phone.says("phát 30")
    (update,) = await bot.get_updates()
    assert simulator.transcript(LAN)["seen"] == []
    await bot.get_updates(offset=update.update_id + 1)
    assert simulator.transcript(LAN)["seen"] == [number]


async def test_a_second_bot_makes_the_first_ones_poll_end(bot: Bot, url: str, simulator: Simulator) -> None:
    async with Bot(TOKEN, base_url=f"{url}/bot") as twin:
        first = asyncio.create_task(bot.get_updates(timeout=30))
        while not any(call.method == "getUpdates" for call in simulator.calls):
            await bot.get_me()
        second = asyncio.create_task(twin.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await bot.set_webhook("https://example.org/hook")
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await second
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()


async def test_allowed_updates_are_remembered(bot: Bot, phone: Phone) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await phone.says("phát 30")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    await phone.says("phát 31")
    assert texts(await bot.get_updates()) == ["phát 31"]


async def test_an_update_is_kept_for_a_day(bot: Bot, phone: Phone, clock: HandClock) -> None:
    await phone.says("phát 30")
    clock.wait(hours=23)
    await phone.says("thu 25")
    clock.wait(hours=2)
    assert texts(await bot.get_updates()) == ["thu 25"]


async def test_a_tap_carries_its_message_and_is_answered(bot: Bot, phone: Phone) -> None:
    await bot.send_message(LAN, "đã ghi", reply_markup=KEYBOARD)
    await phone.hears()
    await phone.taps("Hoàn tác")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.from_user.id) == ("undo:1", LAN)
    assert await query.answer("Đã hoàn tác.")
    assert await phone.feels() == "Đã hoàn tác."


async def test_a_tap_is_answered_within_150_seconds(bot: Bot, phone: Phone, clock: HandClock) -> None:
    sent = await bot.send_message(LAN, "đã ghi", reply_markup=KEYBOARD)
    query = await phone.taps("undo:1", sent.message_id)
    clock.wait(seconds=150)
    assert await bot.answer_callback_query(query)
    clock.wait(seconds=1)
    with pytest.raises(
        BadRequest, match="Query is too old and response timeout expired or query id is invalid"
    ):
        await bot.answer_callback_query(query)


async def test_a_forger_can_tap_what_nobody_offered(bot: Bot, phone: Phone) -> None:
    await phone.taps("undo:1 OR 1=1", 77)
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "undo:1 OR 1=1"
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_a_correction_comes_as_an_edited_message(bot: Bot, phone: Phone, clock: HandClock) -> None:
    number = await phone.says("phát 30")
    clock.wait(minutes=5)
    await phone.edits(number, "phát 13")
    _, update = await bot.get_updates()
    edited = update.edited_message
    assert edited is not None
    assert edited.edit_date is not None
    assert (edited.message_id, edited.text, edited.edit_date - edited.date) == (
        number,
        "phát 13",
        clock.now() - edited.date,
    )
    clock.wait(hours=49)
    with pytest.raises(AssertionError, match="message can't be edited"):
        await phone.edits(number, "phát 14")


async def test_everything_else_that_people_send(bot: Bot, phone: Phone, http: httpx.AsyncClient) -> None:
    first = await phone.says("/start abc@x")
    await phone.says("y lời", forward_from="Trưởng phòng", reply_to=first)
    await phone.sends(sticker="👍")
    await phone.sends(contact="+84912345678")
    await phone.sends(content={"location": {"latitude": 21.03, "longitude": 105.85}})
    await phone.uploads("document", "anh.pdf", b"%PDF-", "bản chụp /huy")
    in_group = await Phone.pick_up(http, GROUP, sender=LAN)
    await in_group.says("chào cả tổ")
    await (await Phone.pick_up(http, CHANNEL)).says("thông báo")
    start, forward, sticker, contact, place, document, group, post = await bot.get_updates()
    assert start.message is not None
    assert start.message.parse_entities(["bot_command"])
    assert forward.message is not None
    assert forward.message.forward_origin is not None
    assert forward.message.reply_to_message == start.message
    assert sticker.message is not None
    assert sticker.message.sticker is not None
    assert contact.message is not None
    assert contact.message.contact is not None
    assert contact.message.contact.user_id == LAN
    assert place.message is not None
    assert place.message.location is not None
    assert document.message is not None
    assert document.message.document is not None
    assert (document.message.document.file_name, document.message.caption) == ("anh.pdf", "bản chụp /huy")
    assert group.message is not None
    assert (group.message.chat.id, group.effective_user and group.effective_user.id) == (GROUP, LAN)
    assert post.channel_post is not None
    assert post.effective_user is None


async def test_a_phone_that_was_offline_keeps_its_own_time(bot: Bot, phone: Phone, clock: HandClock) -> None:
    written = clock.now().replace(hour=2)
    await phone.says("phát 30", date=written)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.date == written


async def test_blocking_tells_the_bot_and_writing_unblocks(bot: Bot, phone: Phone) -> None:
    await phone.blocks()
    await phone.blocks()
    await phone.says("tôi quay lại")
    blocked, unblocked, message = await bot.get_updates()
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member is not None
    assert unblocked.my_chat_member.new_chat_member.status == "member"
    assert message.message is not None


async def test_odd_updates_go_out_as_they_are_and_ids_go_on_after_them(
    bot: Bot, phone: Phone, http: httpx.AsyncClient
) -> None:
    odd = {"update_id": 5000, "message": {"text": 7}}
    assert (await http.post("/sim/updates", json=odd)).json() == {"update_id": 5000}
    raw = await http.get(f"/bot{TOKEN}/getUpdates")
    assert raw.json()["result"] == [odd]
    await phone.says("phát 30")
    assert (await bot.get_updates(offset=5001))[0].update_id == 5001


async def test_a_webhook_gets_each_update_until_it_accepts(bot: Bot, phone: Phone) -> None:
    got: list[tuple[str | None, int]] = []
    done = asyncio.Event()

    async def hook(request: Request) -> Response:
        update = await request.json()
        got.append((request.headers.get("x-telegram-bot-api-secret-token"), update["update_id"]))
        if len(got) == 3:
            done.set()
        return Response(status_code=503 if len(got) == 1 else 200)

    async with serve(Starlette(routes=[Route("/hook", hook, methods=["POST"])])) as address:
        assert await bot.set_webhook(f"{address}/hook", secret_token="s-1", allowed_updates=["message"])
        await phone.says("phát 30")
        await phone.says("thu 25")
        async with asyncio.timeout(10):
            await done.wait()
        first = got[0][1]
        assert got == [("s-1", first), ("s-1", first), ("s-1", first + 1)]
        info = await bot.get_webhook_info()
        assert (info.url, info.allowed_updates) == (f"{address}/hook", ("message",))
        assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
        await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""


async def test_a_webhook_says_itself_when_it_wants_an_update_again(
    bot: Bot, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def noted(_event: asyncio.Event, seconds: float) -> bool:
        waits.append(seconds)
        return False

    monkeypatch.setattr("bot.simulator.webhook.wait", noted)
    answers = [
        Response(status_code=503, headers={"Retry-After": "7"}),
        Response(status_code=503, headers={"Retry-After": "tomorrow"}),
        Response(status_code=200),
    ]
    done = asyncio.Event()

    async def hook(_request: Request) -> Response:
        if len(answers) == 1:
            done.set()
        return answers.pop(0)

    async with serve(Starlette(routes=[Route("/hook", hook, methods=["POST"])])) as address:
        await bot.set_webhook(f"{address}/hook")
        await phone.says("phát 30")
        async with asyncio.timeout(10):
            await done.wait()
        await bot.delete_webhook()
    assert waits == [7, 0.2]


async def test_a_webhook_gets_chats_side_by_side_and_each_in_order(
    bot: Bot, phone: Phone, http: httpx.AsyncClient
) -> None:
    """One chat whose update is not taken holds up no other."""
    other = await Phone.register(http, 777)
    got: list[tuple[int, str]] = []
    stuck, done = asyncio.Event(), asyncio.Event()

    async def hook(request: Request) -> Response:
        message = (await request.json())["message"]
        got.append((message["chat"]["id"], message["text"]))
        if message["text"] == "một":
            await stuck.wait()
        if message["text"] == "b":
            stuck.set()
        if len(got) == 4:
            done.set()
        return Response()

    async with serve(Starlette(routes=[Route("/hook", hook, methods=["POST"])])) as address:
        await phone.says("một")
        await phone.says("hai")
        await other.says("a")
        await other.says("b")
        await bot.set_webhook(f"{address}/hook")
        async with asyncio.timeout(10):
            await done.wait()
        await bot.delete_webhook()
    assert [text for chat, text in got if chat == phone.chat] == ["một", "hai"]
    assert [text for chat, text in got if chat == 777] == ["a", "b"]
    assert got.index((777, "b")) < got.index((phone.chat, "hai"))


async def test_pending_updates_can_be_dropped(bot: Bot, phone: Phone) -> None:
    await phone.says("phát 30")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_a_phone_that_hears_nothing_says_so(phone: Phone) -> None:
    with pytest.raises(NothingHeard, match="0 of 1 messages"):
        await phone.hears(timeout=0.05)
    with pytest.raises(LookupError, match="no button"):
        await phone.taps("Hoàn tác")
