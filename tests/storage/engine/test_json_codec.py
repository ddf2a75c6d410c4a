"""JSON as it comes from outside, and as it is stored: also what orjson refuses."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.engine import json_codec

pytestmark = pytest.mark.sqlite

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**64 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
        st.just("nửa ký tự: \ud83d"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(VALUES)
def test_what_is_written_can_be_stored_and_comes_back(value: Any) -> None:
    written = json_codec.dumps(value)
    assert json_codec.loads(written.encode()) == value
    assert json.loads(written) == value


@given(VALUES)
def test_what_others_write_is_read(value: Any) -> None:
    assert json_codec.loads(json.dumps(value)) == value
    assert json_codec.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) == value


def test_half_a_character_stands_as_an_escape() -> None:
    assert json_codec.dumps({"text": "a\ud83d"}) == '{"text":"a\\ud83d"}'


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", b"\xff", "[1,]"])
def test_what_is_no_json_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError):
        json_codec.loads(text)


def test_what_has_no_form_needs_one_also_beside_what_orjson_refuses() -> None:
    day = date(2019, 8, 29)
    assert json_codec.dumps([day], str) == '["2019-08-29"]'
    assert json.loads(json_codec.dumps([day, 2**70, "\ud83d"], str)) == ["2019-08-29", 2**70, "\ud83d"]
    with pytest.raises(TypeError):
        json_codec.dumps([day])
