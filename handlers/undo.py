"""Undoing a message's effects: ``/huy`` for the last one, the button for the one above it."""

from __future__ import annotations

from typing import Protocol

from handlers.counting import drafts, evidence, report_undo
from handlers.inspecting import inspections, minutes, rechecks
from handlers.registry import command, tap
from handlers.replies import phrases, tap_arguments
from handlers.replies.undone import Undone, UndoRequest
from storage.engine.database import Connection
from storage.messaging import messages
from storage.messaging.message import Message
from storage.words.replies import Refusal, Reply, Text
from storage.words.roles import Role

RECENT = 50
"""How many of a person's last messages ``/huy`` looks through."""
DOERS = (Role.POSTAL_WORKER, Role.POSTAL_SUPERVISOR, Role.INSPECTOR)


class Noun(Protocol):
    """A module whose rows come from messages."""

    async def take_back(self, db: Connection, message: Message, undo: UndoRequest) -> Undone:
        """Takes back what the messages did. Raises Refusal where that cannot be."""
        ...


NOUNS: tuple[Noun, ...] = (report_undo, rechecks, inspections, minutes, drafts, evidence)
"""All of them, in the order of their lines."""


@command("huy", role=DOERS)
async def undo_last(db: Connection, message: Message) -> Reply:
    """Undoes the last message that still has an effect, or waits for a tap."""
    for log in await messages.recent(db, message.campaign.code, message.person.id, RECENT):
        undone = await _undo(db, message, UndoRequest(await messages.siblings(db, log, message.person.id)))
        if undone.lines:
            return phrases.lines(*undone.lines, notices=undone.notices)
    raise Refusal("undo.nothing")


@tap("undo", role=DOERS)
async def undo_tapped(db: Connection, message: Message) -> Reply:
    """Undoes the message whose reply carries the button; ``undo:51:later`` takes later reports with it."""
    log, later = tap_arguments.number(message, 0), message.args[1:] == ("later",)
    logs = await messages.siblings(db, log, message.person.id)
    undone = await _undo(db, message, UndoRequest(logs, later))
    if not undone.lines:
        raise Refusal("undo.nothing", spent=True)
    return phrases.lines(*undone.lines, edit=True, notices=undone.notices)


async def _undo(db: Connection, message: Message, undo: UndoRequest) -> Undone:
    """Takes back all that messages did; no lines where they have no effect any more."""
    answers = [await noun.take_back(db, message, undo) for noun in NOUNS]
    lines = [line for undone in answers for line in undone.lines]
    return Undone(
        [Text("undo.done"), *lines] if lines else [line for undone in answers for line in undone.alone],
        [notice for undone in answers for notice in undone.notices],
    )
