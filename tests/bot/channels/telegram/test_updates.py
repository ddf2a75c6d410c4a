"""From Telegram's JSON to what the endpoint serves: what counts, whose lane it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.channels.telegram.updates import lane_of, read
from bot.inbound.arrival import Arrival
from storage.messaging.message import ArrivalKind

SENT = 1567042200  # 08:30 in Vietnam
LAN = {"id": 101, "is_bot": False, "first_name": "Lan"}
PRIVATE = {"id": 101, "type": "private", "first_name": "Lan"}
GROUP = {"id": -500, "type": "supergroup", "title": "Tổ bưu tá"}


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 7, "date": SENT, "chat": PRIVATE, "from": LAN, **fields}


def arrival(kind: str = "message", **fields: Any) -> Arrival | None:
    return read(Update.de_json({"update_id": 51, kind: message(**fields)}, None))


def came(kind: str = "message", **fields: Any) -> Arrival:
    found = arrival(kind, **fields)
    assert found is not None
    return found


def test_a_typed_text() -> None:
    found = came(text="h3 phát 30")
    assert (found.kind, found.address, found.message_id, found.update_id) == (
        ArrivalKind.TEXT,
        "101",
        "7",
        "51",
    )
    assert (found.text, found.channel, found.tap) == ("h3 phát 30", "telegram", None)
    assert int(found.sent_at.timestamp()) == SENT
    assert found.sent_at.tzinfo is not None


@pytest.mark.parametrize(
    ("typed", "name", "args"),
    [
        ("/start abc-DEF_9", "start", ("abc-DEF_9",)),
        ("/TienDo 01", "tiendo", ("01",)),
        ("/tiendo@sipas_bot 01 02", "tiendo", ("01", "02")),
        ("/", "", ()),
        ("/huy\nthêm", "huy", ("thêm",)),
    ],
)
def test_a_command(typed: str, name: str, args: tuple[str, ...]) -> None:
    found = came(text=typed)
    assert (found.kind, found.name, found.args) == (ArrivalKind.COMMAND, name, args)


def test_an_edit_keeps_the_messages_own_time() -> None:
    found = came("edited_message", text="h3 phát 31", edit_date=SENT + 600)
    assert (found.kind, found.message_id) == (ArrivalKind.EDIT, "7")
    assert int(found.sent_at.timestamp()) == SENT


def test_an_edited_command_is_an_edit() -> None:
    assert came("edited_message", text="/huy", edit_date=SENT).kind is ArrivalKind.EDIT


def test_the_words_under_a_picture_are_a_text() -> None:
    photo = [
        {"file_id": "small", "file_unique_id": "s", "width": 9, "height": 9, "file_size": 10},
        {"file_id": "large", "file_unique_id": "l", "width": 90, "height": 90, "file_size": 1000},
    ]
    assert (came(photo=photo, caption="h3 phát 30").kind, came(photo=photo).kind) == (
        ArrivalKind.TEXT,
        ArrivalKind.MEDIA,
    )
    assert came(photo=photo, caption="h3 phát 30").text == "h3 phát 30"


def test_a_forwarded_report_is_not_the_senders_own() -> None:
    origin = {"type": "hidden_user", "date": SENT, "sender_user_name": "Tư"}
    assert came(text="h3 phát 30", forward_origin=origin).kind is ArrivalKind.FORWARD


def test_a_tap() -> None:
    query = {
        "id": "99",
        "from": LAN,
        "chat_instance": "1",
        "data": "draft:51:0",
        "message": message(text="…", **{"from": {"id": 8019, "is_bot": True, "first_name": "SIPAS"}}),
    }
    found = read(Update.de_json({"update_id": 52, "callback_query": query}, None))
    assert found is not None
    assert (found.kind, found.name, found.args) == (ArrivalKind.TAP, "draft", ("51", "0"))
    assert (found.address, found.message_id, found.tap) == ("101", "7", "99")


def test_a_tap_under_a_message_that_is_too_old_to_be_shown() -> None:
    gone = {"message_id": 7, "date": 0, "chat": PRIVATE}
    query = {"id": "99", "from": LAN, "chat_instance": "1", "data": "undo:1", "message": gone}
    found = read(Update.de_json({"update_id": 52, "callback_query": query}, None))
    assert found is not None
    assert found.address == "101"


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(text="phát 30", chat=GROUP)},
        {"message": message(pinned_message=message(text="x"))},
        {"message": message(new_chat_title="x")},
        {"channel_post": {"message_id": 1, "date": SENT, "chat": {"id": -1, "type": "channel"}, "text": "x"}},
        {"edited_message": message(edit_date=SENT, location={"longitude": 105.8, "latitude": 21.0})},
        {"callback_query": {"id": "9", "from": LAN, "chat_instance": "1", "data": "undo:1"}},
        {"callback_query": {"id": "9", "from": LAN, "chat_instance": "1", "message": message(chat=GROUP)}},
        {"poll_answer": {"poll_id": "1", "user": LAN, "option_ids": [0], "option_persistent_ids": ["0"]}},
    ],
    ids=["group", "pin", "title", "channel", "live location", "inline tap", "tap in a group", "poll"],
)
def test_what_is_not_for_us(update: dict[str, Any]) -> None:
    assert read(Update.de_json({"update_id": 53, **update}, None)) is None


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": message(text="x")}, "101"),
        ({"edited_message": message(text="x")}, "101"),
        ({"message": message(chat=GROUP)}, "-500"),
        ({"callback_query": {"from": LAN, "message": message()}}, "101"),
        ({"callback_query": {"from": LAN}}, "101"),
        ({"my_chat_member": {"chat": PRIVATE, "from": LAN}}, "101"),
        ({"message": {"from": LAN}}, "101"),
        ({"message": "text"}, "-"),
        ({"message": {"chat": 5}}, "-"),
        ({}, "-"),
    ],
)
def test_a_lane_is_a_chat(update: dict[str, Any], lane: str) -> None:
    assert lane_of({"update_id": 1, **update}) == lane


JSON = st.recursive(
    st.sampled_from([None, True, 101, "101", "xin chào"]),
    lambda one: st.lists(one, max_size=2) | st.dictionaries(st.sampled_from(["chat", "from", "id"]), one),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["message", "callback_query", "my_chat_member", "poll"]), JSON))
def test_every_update_has_a_lane(update: dict[str, Any]) -> None:
    assert isinstance(lane_of(update), str)
