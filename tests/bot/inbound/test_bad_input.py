"""Whatever else arrives during a conversation gets its answer or none, and the conversation goes on."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select

from bot.simulator import Heard, Persona, Phone
from storage.tables import inbox
from tests.bot.post_office import until
from tests.stack import STRANGER, Stack

LAN, SON = 101, 105
GROUP, CHANNEL = -1001, -1002
DATE = 1_567_042_200


async def books(phone: Phone, added: int, total: int) -> Heard:
    """The ordinary thing between the odd ones: a report that is booked."""
    await phone.says(f"H03 phát {added}")
    return await told(phone, f"phát +{added} → {total}")


async def told(phone: Phone, words: str) -> Heard:
    """Waits for the message that has ``words``, whatever comes before it."""
    while True:
        for heard in await phone.hears():
            if words in heard.text:
                return heard


async def toasted(phone: Phone, button: str, message: int) -> None:
    """Taps, and waits until Telegram's clock on the button stops."""
    await phone.taps(button, message)
    await phone.feels()


async def states(stack: Stack) -> list[str]:
    """How each update ended, in order of arrival."""
    async with stack.database.read() as db:
        return list(await db.scalars(select(inbox.c.state).order_by(inbox.c.seq)))


async def inject(stack: Stack, update: dict[str, Any]) -> None:
    """Puts raw JSON into Telegram's queue."""
    answer = await stack.client.post("/sim/updates", json=update)
    answer.raise_for_status()


def message(stack: Stack, chat: int, **fields: object) -> dict[str, Any]:
    """A message of a private chat as Telegram writes it."""
    persona = stack.simulator.personas.named(str(chat))
    return {"message_id": 9000, "date": DATE, "chat": persona.chat, "from": persona.user, **fields}


async def test_groups_and_channels_are_not_answered_whatever_they_say(stack: Stack) -> None:
    stack.simulator.add_user(Persona(GROUP, type="supergroup", title="Tổ bưu tá"))
    stack.simulator.add_user(Persona(CHANNEL, type="channel", title="Thông báo"))
    lan, group, channel = (
        await stack.phone(LAN),
        await stack.phone(GROUP, sender=LAN),
        await stack.phone(CHANNEL),
    )
    answer = await books(lan, 1, 1)
    await group.says("H03 phát 40")
    await group.says("/toi@sipas_bot")
    await group.taps(answer.buttons[0][0][1], 1)
    await channel.says("H03 phát 40")
    await books(lan, 2, 3)
    for chat in (GROUP, CHANNEL):
        assert not [one for one in stack.simulator.transcript(chat)["messages"] if is_ours(one)]

    async def all_ended() -> bool:
        return "new" not in await states(stack)

    await until(all_ended)
    assert (await states(stack)).count("ignored") == 4


async def test_stickers_forwards_and_long_texts_are_answered_and_not_booked(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await books(lan, 1, 1)
    for sent, words in (
        ({"sticker": "👍"}, "chưa nhận được"),
        ({"content": {"location": {"latitude": 21.0, "longitude": 105.8}}}, "chưa nhận được"),
        ({"content": {"text": "H03 phát 30 " * 834}}, "dài quá 4.096 ký tự"),
        ({"content": {"text": "x" * 10_000}}, "dài quá 4.096 ký tự"),
    ):
        await lan.sends(**sent)
        await told(lan, words)
    await lan.says("H03 phát 30", forward_from="Chị Tư")
    await told(lan, "Tin chuyển tiếp không được ghi")
    await books(lan, 2, 3)


async def test_a_long_message_that_is_forwarded_or_edited_is_answered_too(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await books(lan, 1, 1)
    sent = [one for one in stack.simulator.transcript(LAN)["messages"] if not is_ours(one)][-1]
    long = {**sent, "text": "H03 phát 9 " * 1000, "edit_date": DATE}
    await inject(stack, {"edited_message": long})
    await told(lan, "dài quá")
    await books(lan, 2, 3)


async def test_nobody_undoes_or_changes_what_another_person_reported(stack: Stack) -> None:
    lan, son = await stack.phone(LAN), await stack.phone(SON)
    answer = await books(lan, 5, 5)
    await son.says("phát 4")
    own = await told(son, "phát +4 → 4")
    forged = [data for row in answer.buttons for _, data in row]
    assert len(forged) >= 2
    for data in forged:
        await toasted(son, data, own.id)
        await told(son, "Không còn gì để hủy")
    await books(lan, 1, 6)
    await son.says("phát 1")
    await told(son, "phát +1 → 5")


@pytest.mark.parametrize(
    "data",
    [
        "x",
        "undo",
        "undo:",
        "undo:-1",
        "undo:abc",
        "undo:99999999999999999999999999",
        "mode:1",
        "mode::",
        "mode:abc:total",
        "draft:1:0",
        "draft:x:y",
        "draft:1:99999999999999999999999999",
        "draft:-1:drop",
        "invite:admin",
        "language:xx",
        "nhac:0",
        ":::",
        "undo:1'; DROP TABLE reports; --",
        "‮🤷" + "é" * 28,
        "x" * 64,
    ],
)
async def test_forged_buttons_are_answered_and_do_nothing(stack: Stack, data: str) -> None:
    lan = await stack.phone(LAN)
    answer = await books(lan, 5, 5)
    await toasted(lan, data, answer.id)
    await books(lan, 1, 6)
    assert set(await states(stack)) == {"done"}, "a forged button is a refusal, not a failure"


async def test_random_button_data_never_fails(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    answer = await books(lan, 5, 5)
    seeded = random.Random(1444)
    names = ["undo", "mode", "draft", "invite", "language", "recheck", "plan", ""]
    parts = ["", "0", "-1", "1", "total", "drop", "٣", "2018-VI.5", "01", "9" * 30, "\x00", "a b"]
    for _ in range(40):
        data = ":".join([seeded.choice(names), *seeded.choices(parts, k=seeded.randint(0, 4))])[:60] or ":"
        await toasted(lan, data, answer.id)
    await lan.says("/toi")
    await told(lan, "01-X07")
    assert set(await states(stack)) == {"done"}


async def test_a_tap_on_a_message_that_is_gone_is_answered(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    answer = await books(lan, 5, 5)
    await toasted(lan, answer.buttons[0][0][1], 777)
    await told(lan, "Đã hủy")
    await books(lan, 1, 1)


async def test_strangers_are_answered_once_whatever_they_send(stack: Stack) -> None:
    stranger, lan = await stack.phone(STRANGER), await stack.phone(LAN)
    sent = await stranger.says("H03 phát 30")
    greeting = await told(stranger, "công cụ nội bộ")
    await stranger.edits(sent, "H03 phát 31")
    await stranger.sends(sticker="👍")
    await stranger.says("phát 5", forward_from="Ai đó")
    await toasted(stranger, "undo:1", greeting.id)
    await books(lan, 1, 1)
    assert len([one for one in stack.simulator.transcript(STRANGER)["messages"] if is_ours(one)]) == 1


async def test_updates_that_nobody_can_read_are_passed_over(stack: Stack) -> None:
    lan = await stack.phone(LAN)
    await books(lan, 1, 1)
    broken: list[dict[str, Any]] = [
        {},
        {"message": {}},
        {"message": None},
        {"message": []},
        {"message": "phát 5"},
        {"message": 5},
        {"message": {"message_id": "x", "date": "y", "chat": {"id": LAN}}},
        {"message": {"message_id": 1, "date": DATE, "chat": {"id": LAN, "type": "private"}}},
        {"message": message(stack, LAN, date=10**15, text="H03 phát 7")},
        {"message": message(stack, LAN, date=-1, text=None)},
        {"message": message(stack, LAN)},
        {"callback_query": {}},
        {"callback_query": {"id": "1", "from": {"id": LAN}, "chat_instance": "1"}},
        {"callback_query": {"id": "1", "from": {"id": LAN}, "message": "x", "data": "undo:1"}},
        {"edited_message": {"message_id": 2}},
        {"my_chat_member": {"chat": {"id": LAN, "type": "private"}}},
        {"message_from_the_year_2030": {"chat": {"id": LAN}, "text": "H03 phát 7"}},
        {"update": {"message": message(stack, LAN, text="H03 phát 7")}},
    ]
    for update in broken:
        await inject(stack, update)
    await books(lan, 2, 3)
    assert len(await states(stack)) == len(broken) + 2
    assert "new" not in await states(stack)


def is_ours(shown: dict[str, Any]) -> bool:
    """Whether a message is the bot's."""
    return bool(shown.get("from", {}).get("is_bot"))
