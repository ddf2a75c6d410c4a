"""What is asked of each noun when messages are undone, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.words.replies import Notice, Text


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """The log ids of the messages to be undone, the last of them last.

    ``later``: also what the same workers reported of the same units afterwards.
    """

    logs: list[int]
    later: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone, as lines, and what others are told; empty where the messages had no effect."""

    lines: list[Text] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    alone: list[Text] = field(default_factory=list)
    """Lines that are worth telling only where nothing else was undone."""
