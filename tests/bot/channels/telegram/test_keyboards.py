"""Replies as Telegram takes them: pieces that fit, labels without markup, buttons with their data."""

from __future__ import annotations

import html
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.keyboards import LONGEST, Renderer, cut, plain
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


TYPED = st.text(st.sampled_from(list("ab <>&\nđ")), max_size=120).map(lambda text: html.escape(text))


@given(TYPED, st.integers(20, 40))
def test_pieces_fit_lose_nothing_and_break_no_entity(text: str, longest: int) -> None:
    pieces = cut(text, longest)
    assert pieces
    assert all(len(piece) <= longest for piece in pieces)
    for piece in pieces:
        assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt|quot|#x27);)*", piece)
    kept = re.sub(r"\s", "", "".join(pieces))
    assert kept == re.sub(r"\s", "", text)


@given(TYPED)
def test_no_piece_is_empty_beside_others(text: str) -> None:
    """Telegram refuses a message of nothing but blanks."""
    pieces = cut(text, 20)
    assert len(pieces) == 1 or all(piece.strip() for piece in pieces)


def test_a_line_too_long_is_cut_at_a_blank() -> None:
    line = "chữ " * 2000
    pieces = cut(line, LONGEST)
    assert max(map(len, pieces)) <= LONGEST
    assert {word for piece in pieces for word in piece.split()} == {"chữ"}


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
