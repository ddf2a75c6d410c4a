"""Who asks to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetRequest:
    """The person, and the update by which it was asked (``seq``).

    ``own``: channels and addresses that nobody else uses.
    """

    person: int
    name: str
    own: tuple[tuple[str, str], ...]
    seq: int
    now: datetime
