"""What can go wrong on the way to Telegram, on a test's order."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """How a call fails."""

    STATUS = "status"
    """An error answer; nothing was done."""
    CUT_BEFORE = "cut_before"
    """The connection ends; nothing was done."""
    CUT_AFTER = "cut_after"
    """The connection ends; the call was accepted, and the caller cannot know."""
    DELAY = "delay"
    """The call only waits for its ``seconds``, then goes its way."""
    GARBAGE = "garbage"
    """A gateway's page instead of JSON; nothing was done."""


@dataclass(slots=True)
class Fault:
    """The next ``times`` calls of ``method`` (``*``: of any) fail, after ``skip`` that go well.

    ``chat``: only calls to that chat. ``status``, ``description``, ``retry_after`` and ``migrate_to``
    (a group's new id) are those of the answer, which comes after ``seconds``.
    """

    method: str = "*"
    kind: FaultKind = FaultKind.STATUS
    times: int = 1
    skip: int = 0
    chat: int | None = None
    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    migrate_to: int | None = None
    seconds: float = 0

    def __post_init__(self) -> None:
        self.kind = FaultKind(self.kind)

    def meets(self, method: str, chat: str) -> bool:
        """Whether the fault is about this call."""
        named = self.method == "*" or self.method.lower() == method.lower()
        return named and (self.chat is None or str(self.chat) == chat)


class Faults:
    """The faults that are still to come, first ordered first."""

    def __init__(self) -> None:
        self._faults: deque[Fault] = deque()

    def add(self, fault: Fault) -> None:
        """Orders a fault."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Forgets all that did not happen yet."""
        self._faults.clear()

    def __len__(self) -> int:
        return len(self._faults)

    def take(self, method: str, chat: str) -> Fault | None:
        """The fault of this call, and counts it."""
        for fault in self._faults:
            if not fault.meets(method, chat):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._faults.remove(fault)
            return fault
        return None
