"""JSON by orjson, which is several times quicker; what it refuses is left to the standard library.

It refuses half a character (a lone surrogate), which may come from outside, and to write whole numbers beyond
64 bits; it reads those as floats.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson

Default = Callable[[Any], Any]
_OURS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS


def loads(text: str | bytes) -> Any:
    """What a JSON text says. Raises ValueError."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def dumps(value: object, default: Default | None = None) -> str:
    """A value as JSON without spaces. Half a character cannot be stored: it is written as an escape.

    ``default`` turns what JSON has no form for, also dates and dataclasses; a number that is none (NaN) or
    has no end becomes null. Raises TypeError, ValueError.
    """
    try:
        return orjson.dumps(value, default, _OURS).decode()
    except TypeError:
        return json.dumps(value, separators=(",", ":"), default=default)
