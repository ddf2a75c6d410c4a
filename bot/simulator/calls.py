"""A call of a Bot API method: its name, parameters in any of Telegram's ways, uploaded files."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from bot.simulator.problems import Json, bad

if TYPE_CHECKING:
    from bot.simulator.core import Simulator


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
        """A parameter as text, empty where it is missing."""
        value = self.params.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number. Raises Problem 400."""
        text = self.text(name)
        try:
            return int(text) if text else default
        except ValueError:
            raise bad(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        """A Boolean: ``true``, ``True``, ``yes`` and 1 are true."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def json(self, name: str) -> Any:
        """A JSON value, None where it is missing. Raises Problem 400."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None


Method = Callable[["Simulator", Call], "object | Awaitable[object]"]
Registered = TypeVar("Registered", bound=Method)
METHODS: dict[str, Method] = {}
"""The methods that exist, by lower-case name: Telegram does not mind the case."""


def method(name: str) -> Callable[[Registered], Registered]:
    """Puts a function into ``METHODS``."""

    def register(function: Registered) -> Registered:
        METHODS[name.lower()] = function
        return function

    return register
