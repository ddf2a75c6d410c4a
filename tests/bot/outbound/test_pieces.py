"""Long texts in pieces: they fit, lose nothing and are cut where it hurts least."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.pieces import cut

LONGEST = 4096


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
