"""Replies as Telegram takes them: pieces that fit, labels without markup, buttons with their data."""

from __future__ import annotations

import json

import pytest

from bot.channels.telegram.keyboards import Renderer, plain
from storage.words.replies import Button, Reply, Text
from tests.field import ZONE


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer("sipas_bot", ZONE)


def test_a_short_text_is_one_piece(renderer: Renderer) -> None:
    assert renderer.pieces(Reply("lines", {"lines": ["một", "hai"]}), "vi") == ["một\nhai"]


def test_what_people_typed_is_text_not_markup(renderer: Renderer) -> None:
    assert renderer.pieces(Reply("lines", {"lines": ["<b>5 & 6</b>"]}), "vi") == [
        "&lt;b&gt;5 &amp; 6&lt;/b&gt;"
    ]


def test_long_texts_are_cut_at_line_ends(renderer: Renderer) -> None:
    lines = [f"dòng {number}: " + "chữ " * 30 for number in range(100)]
    pieces = renderer.pieces(Reply("lines", {"lines": lines}), "vi")
    assert len(pieces) > 1
    assert "\n".join(pieces).splitlines() == lines


def test_buttons_carry_their_data_and_read_as_typed(renderer: Renderer) -> None:
    rows = [[Button("lines", "undo:51", {"lines": ["A & B <C>"]})], [Button("draft.drop", "draft:5:drop")]]
    keyboard = renderer.keyboard(rows, "vi")
    assert keyboard is not None
    first, second = json.loads(keyboard)["inline_keyboard"]
    assert first == [{"text": "A & B <C>", "callback_data": "undo:51"}]
    assert second[0]["callback_data"] == "draft:5:drop"
    assert renderer.keyboard((), "vi") is None


def test_a_label_has_no_markup() -> None:
    assert plain("A &amp;lt; B") == "A &lt; B"
    assert plain("&lt;3 &gt; &amp;") == "<3 > &"


def test_a_language_we_do_not_have_is_vietnamese(renderer: Renderer) -> None:
    assert renderer.texts("fr").language == "vi"
    english = Text("tap.unknown")
    assert renderer.texts("en").render(english) != renderer.texts("vi").render(english)
