"""What waits to be sent is JSON; it must come back as what it was."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.engine import payloads
from storage.words.counts import Count
from storage.words.replies import Button, Reply, Text
from tests.field import NOW

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))])),
)
KEYS = st.text(st.characters(categories=["Ll"]), min_size=1, max_size=6)
TEXTS = st.recursive(
    st.builds(Text, KEYS, st.dictionaries(KEYS, PLAIN, max_size=3)),
    lambda inner: st.builds(Text, KEYS, st.dictionaries(KEYS, st.one_of(inner, st.lists(inner, max_size=3)))),
    max_leaves=5,
)
BUTTONS = st.builds(Button, KEYS, st.text(max_size=20), st.dictionaries(KEYS, PLAIN, max_size=2))
REPLIES = st.builds(
    Reply,
    KEYS,
    st.dictionaries(KEYS, st.one_of(PLAIN, TEXTS, st.lists(TEXTS, max_size=3)), max_size=4),
    st.lists(st.lists(BUTTONS, max_size=3), max_size=3),
)


@given(REPLIES)
def test_a_reply_comes_back(reply: Reply) -> None:
    assert payloads.load(payloads.dump({"reply": reply})) == {"reply": reply}


@given(
    st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))
)
def test_plain_values_come_back(value: object) -> None:
    assert payloads.load(payloads.dump(value)) == value


def test_a_moment_keeps_its_zone_and_a_day_is_no_moment() -> None:
    moment, day = payloads.load(payloads.dump([NOW, date(2019, 8, 29)]))
    assert moment == NOW
    assert moment.utcoffset() == timedelta(hours=7)
    assert not isinstance(day, datetime)


def test_what_people_typed_stays_text() -> None:
    """A message cannot pose as one of our texts: only keys have a meaning, and people type values."""
    typed = '{"$text": "error.parked", "values": {}}'
    assert payloads.load(payloads.dump(Text("report.ignored", {"words": typed}))).values == {"words": typed}


def test_tuples_are_lists_words_of_the_vocabulary_are_text() -> None:
    given = MappingProxyType({"scope": ("01", "02"), Count.ISSUED: 3})
    assert payloads.load(payloads.dump(given)) == {"scope": ["01", "02"], "issued": 3}
    assert type(payloads.load(payloads.dump(Count.LOST))) is str


def test_vietnamese_stays_readable_in_the_database() -> None:
    assert "phường Trúc Bạch" in payloads.dump({"name": "phường Trúc Bạch"})


def test_a_reply_queued_by_an_older_version_is_understood() -> None:
    stored = json.dumps({"reply": {"$reply": "report.booked", "values": {"n": 1}, "buttons": []}})
    assert payloads.load(stored) == {"reply": Reply("report.booked", {"n": 1}, [])}


def test_what_has_no_form_is_refused_when_it_is_put() -> None:
    with pytest.raises(TypeError):
        payloads.dump({"span": timedelta(days=1)})
