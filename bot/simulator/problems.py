"""How the server says no: Telegram's own codes and descriptions, word for word."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Problem(Exception):
    """An answer other than ``ok``: HTTP status (also the ``error_code``), description, its parameters."""

    def __init__(
        self,
        status: int,
        description: str,
        retry_after: int | None = None,
        *,
        migrate_to: int | None = None,
    ) -> None:
        super().__init__(f"{status} {description}")
        self.status, self.description = status, description
        self.retry_after, self.migrate_to = retry_after, migrate_to

    @property
    def body(self) -> Json:
        """The JSON that Telegram sends along."""
        body: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        if self.migrate_to is not None:
            body["parameters"] = {"migrate_to_chat_id": self.migrate_to}
        return body


class Cut(Exception):
    """The connection ends without an answer (a fault that a test asked for)."""


class Garbage(Exception):
    """An answer that is no JSON, as a broken gateway gives it (a fault that a test asked for)."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(status)
        self.status, self.body = status, body


def bad(description: str) -> Problem:
    """400."""
    return Problem(400, f"Bad Request: {description}")


def forbidden(description: str) -> Problem:
    """403."""
    return Problem(403, f"Forbidden: {description}")


def conflict(description: str) -> Problem:
    """409."""
    return Problem(409, f"Conflict: {description}")


def too_many(seconds: int) -> Problem:
    """429 with ``retry_after``."""
    return Problem(429, f"Too Many Requests: retry after {seconds}", seconds)
