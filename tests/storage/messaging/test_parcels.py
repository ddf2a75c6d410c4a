"""Payloads as rows keep them: old rows are read, what nobody can read is told and not sent."""

from __future__ import annotations

import json

import pytest

from storage.engine import payloads
from storage.messaging import parcels
from storage.messaging.parcels import PAYLOADS, ChartPayload, TextPayload, UnreadablePayload
from storage.words.replies import Button, Reply

OF_THE_FIRST_YEAR = '{"reply":{"$reply":"x","values":{},"buttons":[]},"silent":true}'
"""Without the fields that came later, with one that went."""


def test_what_is_put_comes_back() -> None:
    for payload in (
        TextPayload(reply=Reply("x", {"n": 1}, [[Button("undo.button", "undo:1")]])),
        ChartPayload(name="progress", query={"scope": ["VN"]}),
    ):
        row = payloads.dump(payload.content())
        assert parcels.read(PAYLOADS, payload.kind, payloads.load(row)) == payload


def test_rows_of_older_versions_are_read() -> None:
    assert parcels.read(PAYLOADS, "text", payloads.load(OF_THE_FIRST_YEAR)) == TextPayload(
        reply=Reply("x", {}, [])
    )


@pytest.mark.parametrize(
    ("kind", "content"), [("text", "null"), ("text", '{"reply":"x"}'), ("toast", "{}"), ("chart", "{}")]
)
def test_what_cannot_be_read_says_so(kind: str, content: str) -> None:
    payload = parcels.read(PAYLOADS, kind, json.loads(content))
    assert isinstance(payload, UnreadablePayload)
    assert payload.detail.startswith(f"{kind}: ")
