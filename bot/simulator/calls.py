"""A call of a Bot API method: its name, parameters in any of Telegram's ways, uploaded files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.simulator.problems import Json, bad

WHOLE = re.compile(r"-?[0-9]{1,18}")
"""A number that fits into 64 bits."""


def check_text(text: str) -> str:
    """The text itself. Raises Problem 400 where it holds half a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    return text


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """Parameters are text (forms, query) or JSON values; the getters read both alike."""

    method: str
    params: Json = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A parameter as text, empty where it is missing. Raises Problem 400 where it is no Unicode."""
        value = self.params.get(name)
        if value is None:
            return ""
        return check_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))

    def number(self, name: str, default: int = 0) -> int:
        """A whole number of at most 64 bits. Raises Problem 400."""
        text = self.text(name)
        if not text:
            return default
        if not WHOLE.fullmatch(text):
            raise bad(f"invalid {name} specified")
        return int(text)

    def flag(self, name: str) -> bool:
        """A Boolean: ``true``, ``True``, ``yes`` and 1 are true."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def json(self, name: str, kind: type) -> Any:
        """A JSON object (dict) or array (list), None where it is missing. Raises Problem 400."""
        value = self.params.get(name)
        if isinstance(value, str):
            try:
                value = json.loads(check_text(value)) if value else None
            except ValueError:
                raise bad(f"can't parse {name} JSON object") from None
        if value is not None and not isinstance(value, kind):
            raise bad(f"can't parse {name} JSON object")
        return value


Method = Callable[[Any, Call], object]
"""Takes the simulator, which knows all of this module, and a call; what it returns may be awaitable."""
Registered = TypeVar("Registered", bound=Method)
METHODS: dict[str, Method] = {}
"""The methods that exist, by lower-case name: Telegram does not mind the case."""


def method(name: str) -> Callable[[Registered], Registered]:
    """Puts a function into ``METHODS``."""

    def register(function: Registered) -> Registered:
        METHODS[name.lower()] = function
        return function

    return register
