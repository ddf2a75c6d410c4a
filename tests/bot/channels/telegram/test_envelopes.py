"""What is read of an update before it is stored, by the short way and by the long one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import envelopes
from bot.channels.telegram.envelopes import read, updates_of
from bot.inbound.envelope import Envelope

IDS = st.one_of(
    st.integers(-(10**14), 10**14), st.sampled_from([10**25, -(2**63), "7", None, True, 1.5, {}, "a\0b"])
)
PARTIES = st.one_of(
    st.fixed_dictionaries({"id": IDS}, optional={"first_name": st.text()}), st.sampled_from([{}, "who", 5])
)
LETTERS = st.fixed_dictionaries(
    {}, optional={"chat": PARTIES, "from": PARTIES, "text": st.text(), "message_id": st.integers()}
)
TAPS = st.fixed_dictionaries(
    {"id": st.text()}, optional={"message": LETTERS, "from": PARTIES, "data": st.text()}
)
NUMBERS = st.one_of(st.integers(0, 2**63 - 1), st.sampled_from([-1, 2**63, "7", 7.5, True, None]))
CONTENTS = st.one_of(
    st.fixed_dictionaries({kind: shape})
    for kind, shape in {
        "message": LETTERS,
        "edited_message": LETTERS,
        "callback_query": TAPS,
        "my_chat_member": LETTERS,
        "channel_post": LETTERS,
        "of_tomorrow": st.text(),
    }.items()
)
"""Of an update's contents at most one is there, as Telegram says."""
UPDATES = st.builds(lambda number, content: {"update_id": number, **content}, NUMBERS, CONTENTS)


def told(envelope: Envelope) -> tuple[Any, ...]:
    """What an envelope says, whatever the spelling of its text."""
    row = envelope.row
    return envelope.kind, envelope.number, row and (int(row.update_id), row.chat, json.loads(row.payload))


@given(UPDATES, st.booleans())
def test_both_ways_of_reading_find_the_same(update: dict[str, Any], ascii_only: bool) -> None:
    text = json.dumps(update, ensure_ascii=ascii_only).encode()
    assert told(read(text)) == told(envelopes._read_in_full(text))


@given(st.lists(UPDATES, max_size=5))
def test_an_answer_is_cut_into_its_updates(updates: list[dict[str, Any]]) -> None:
    answer = json.dumps({"ok": True, "result": updates}, indent=1).encode()
    assert [json.loads(bytes(update)) for update in updates_of(answer)] == updates


@pytest.mark.parametrize(
    ("update", "kind", "lane"),
    [
        ({"message": {"chat": {"id": -100123}, "from": {"id": 5}}}, "message", "-100123"),
        ({"message": {"from": {"id": 5}}}, "message", "5"),
        ({"edited_message": {"chat": {"id": 5}}}, "edited_message", "5"),
        ({"callback_query": {"from": {"id": 5}, "message": {"chat": {"id": 6}}}}, "callback_query", "6"),
        ({"callback_query": {"from": {"id": 5}}}, "callback_query", "5"),
        ({"callback_query": {"from": {"id": 5}, "message": {"from": {"id": 8}}}}, "callback_query", "5"),
        ({"my_chat_member": {"chat": {"id": 5}}}, "my_chat_member", "5"),
        ({"of_tomorrow": {"chat": {"id": 5}}}, "other", "-"),
    ],
)
def test_kind_and_lane(update: dict[str, Any], kind: str, lane: str) -> None:
    text = json.dumps({"update_id": 1, **update}).encode()
    assert told(read(text)) == (kind, 1, (1, lane, json.loads(text)))


def test_half_a_character_is_stored_as_it_came() -> None:
    text = rb'{"update_id": 1, "message": {"chat": {"id": 5}, "text": "\ud83d"}}'
    row = read(text).row
    assert row is not None
    assert json.loads(row.payload)["message"]["text"] == "\ud83d"
    [again] = updates_of(rb'{"ok": true, "result": [' + text + b"]}")
    assert json.loads(bytes(again)) == json.loads(text)


@pytest.mark.parametrize("text", [b"", b"{", b"<html>", b'{"update_id": 1, "message": {"text": "\xff"}}'])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(text)


@pytest.mark.parametrize("answer", [b"{}", b"[]", b'{"result": 5}', b"<html>", b'{"result": [{}'])
def test_an_answer_without_a_list_is_refused(answer: bytes) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        updates_of(answer)
