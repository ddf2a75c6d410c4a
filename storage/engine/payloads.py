"""Replies as JSON, for the rows that wait to be sent: texts, dates and buttons keep their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from storage.engine import json_codec
from storage.words.replies import Button, Reply, Text


def dump(value: object) -> str:
    """JSON of a Reply, Text, or plain values that may hold Texts and dates."""
    return json_codec.dumps(value, _plain)


def load(text: str) -> Any:
    """What ``dump`` was given; tuples come back as lists."""
    return _revived(json_codec.loads(text))


def _plain(value: object) -> object:
    match value:
        case Text():
            return {"$text": value.key, "values": value.values}
        case Button():
            return {"$button": value.key, "tap": value.tap, "values": value.values}
        case Reply():
            return {
                "$reply": value.key,
                "values": value.values,
                "buttons": value.buttons,
                "ask_phone": value.ask_phone,
                "hide_keyboard": value.hide_keyboard,
            }
        case datetime():
            return {"$moment": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case Mapping():
            return dict(value)
    raise TypeError(f"{type(value).__name__} cannot wait to be sent")


def _revived(found: Any) -> Any:
    if type(found) is list:
        return [_revived(item) for item in found]
    if type(found) is not dict:
        return found
    values = {key: _revived(item) for key, item in found.items()}
    kind = _KINDS.get(next(iter(values), ""))
    return kind(values) if kind else values


_KINDS: Mapping[str, Callable[[dict[str, Any]], object]] = {
    # Rows of an older version that wait in the outbox know nothing of keyboards.
    "$reply": lambda found: Reply(
        found["$reply"],
        found["values"],
        found["buttons"],
        ask_phone=found.get("ask_phone"),
        hide_keyboard=found.get("hide_keyboard", False),
    ),
    "$text": lambda found: Text(found["$text"], found["values"]),
    "$button": lambda found: Button(found["$button"], found["tap"], found["values"]),
    "$moment": lambda found: datetime.fromisoformat(found["$moment"]),
    "$day": lambda found: date.fromisoformat(found["$day"]),
}
"""By the first key of an object."""
