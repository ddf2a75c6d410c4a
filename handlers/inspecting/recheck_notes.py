"""A note that is put to a booked re-check afterwards."""

from __future__ import annotations

from handlers.inspecting import open_questions
from handlers.registry import tap
from handlers.replies import tap_arguments
from storage.engine.database import Connection
from storage.inspecting import rechecks
from storage.inspecting.rechecks import BookedFinding
from storage.messaging import messages
from storage.messaging.message import Message
from storage.words.replies import Refusal, Reply
from storage.words.roles import Role


@tap("note", role=Role.INSPECTOR)
async def ask(db: Connection, message: Message) -> Reply:
    """``note:51`` asks for a note to what message 51 booked."""
    log = tap_arguments.number(message, 0)
    booked = await _booked(db, message, log)
    if not booked:
        raise Refusal("note.gone")
    await open_questions.listen(db, message, log=log, wants="note")
    return Reply("note.ask", {"what": _what(booked)})


async def take(db: Connection, message: Message, log: int) -> Reply:
    """The note came."""
    booked = await _booked(db, message, log)
    await open_questions.heard(db, message)
    if not booked:
        raise Refusal("note.gone")
    note = message.text.strip()
    await rechecks.add_note(db, [item.id for item in booked], note)
    return Reply("note.stored", {"what": _what(booked), "note": note})


async def _booked(db: Connection, message: Message, log: int) -> list[BookedFinding]:
    """The live rows of one of the sender's own messages."""
    return await rechecks.of_messages(db, await messages.siblings(db, log, message.person.id))


def _what(booked: list[BookedFinding]) -> str:
    return ", ".join(dict.fromkeys(item.finding.ballot or item.finding.unit for item in booked))
