"""Replies as JSON, for the rows that wait to be sent: texts, dates and buttons keep their kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from storage.model import Button, Reply, Text


def dump(value: object) -> str:
    """JSON of a Reply, Text, or plain values that may hold Texts and dates."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Any:
    """What ``dump`` was given; tuples come back as lists."""
    return json.loads(text, object_hook=_revive)


def _plain(value: object) -> object:
    match value:
        case Reply():
            return {
                "$reply": value.key,
                "values": _plain(value.values),
                "buttons": [[_plain(button) for button in row] for row in value.buttons],
                "ask_phone": _plain(value.ask_phone),
                "hide_keyboard": value.hide_keyboard,
            }
        case Text():
            return {"$text": value.key, "values": _plain(value.values)}
        case Button():
            return {"$button": value.key, "tap": value.tap, "values": _plain(value.values)}
        case datetime():
            return {"$moment": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case str():
            return str(value)
        case _:
            return value


def _revive(found: dict[str, Any]) -> object:
    match found:
        case {"$reply": key, "values": values, "buttons": buttons}:
            # Rows of an older version that wait in the outbox know nothing of keyboards.
            return Reply(
                key,
                values,
                buttons,
                ask_phone=found.get("ask_phone"),
                hide_keyboard=found.get("hide_keyboard", False),
            )
        case {"$text": key, "values": values}:
            return Text(key, values)
        case {"$button": key, "tap": tap, "values": values}:
            return Button(key, tap, values)
        case {"$moment": moment}:
            return datetime.fromisoformat(moment)
        case {"$day": day}:
            return date.fromisoformat(day)
    return found
