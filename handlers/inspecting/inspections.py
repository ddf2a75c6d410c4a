"""Inspection notes: ``/kiemtra``, typed in one go or asked for, and messages that start with ``kiểm tra``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.grammar import Parsed, find_unit
from handlers.registry import command
from handlers.replies import phrases
from handlers.replies.undone import Undone, UndoRequest
from storage.counting import units
from storage.engine.database import Connection
from storage.inspecting import inspections
from storage.inspecting.inspections import Inspection
from storage.messaging import dialogues
from storage.messaging.message import Message
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Role
from storage.words.units import Unit, province_of

SHORTEST_NOTE = 3
"""Letters below which a note says nothing."""
_CODE = re.compile(r"(?:\d{2}-)?[A-Za-z]\d{1,3}")


@command("kiemtra", role=Role.INSPECTOR)
async def inspect(db: Connection, message: Message) -> Reply:
    """``/kiemtra H03 …`` books the note; without a note the bot asks for it."""
    own_units = await units.of(db, message.campaign.code, message.person)
    unit, note = _split(message.rest, own_units)
    if len(note) >= SHORTEST_NOTE:
        return await _add(db, message, unit, note, own_units)
    await dialogues.ask(db, message, "kiemtra", {"unit": unit.code if unit else None})
    if unit:
        return Reply("inspection.ask_of_unit", {"code": unit.code, "name": unit.name})
    return Reply("inspection.ask")


async def receive(db: Connection, message: Message, own_units: Sequence[Unit]) -> Reply:
    """The note that ``/kiemtra`` asked for."""
    question = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    asked = question.payload["unit"] if question else None
    reply = await _note(db, message, message.text, asked, own_units)
    await dialogues.end(db, message.channel, message.address)
    return reply


async def rewrite(
    db: Connection, message: Message, old: Sequence[Inspection], own_units: Sequence[Unit]
) -> Reply:
    """An edited note, about the unit of the old one where it names none."""
    words = message.rest if message.text.startswith("/") else message.text
    return await _note(db, message, words, old[0].unit, own_units)


async def book(db: Connection, message: Message, parsed: Parsed, own_units: Sequence[Unit]) -> Reply:
    """Books a note that was typed as ``kiểm tra H03: …``."""
    if parsed.problems:
        problems = [Text(f"problem.{part.code}", {"words": part.text}) for part in parsed.problems]
        return phrases.lines(Text("inspection.nothing_booked"), *problems)
    entry = parsed.inspections[0]
    unit = next((part for part in own_units if part.code == entry.unit), None)
    return await _add(db, message, unit, entry.comment, own_units)


async def has_note(db: Connection, logs: Sequence[int]) -> bool:
    """Whether versions of a message booked a note that is live."""
    return await inspections.is_of(db, logs)


async def void(db: Connection, message: Message, logs: Sequence[int]) -> list[Inspection]:
    """Undoes the notes of earlier versions of a message."""
    return await inspections.void_of(db, logs, message.person.id, message.now)


async def take_back(db: Connection, message: Message, undo: UndoRequest) -> Undone:
    """Undoes notes."""
    return Undone(
        [
            Text("undo.inspection", {"where": note.unit or note.province, "note": note.note})
            for note in await void(db, message, undo.logs)
        ]
    )


async def _note(
    db: Connection, message: Message, words: str, asked: str | None, own_units: Sequence[Unit]
) -> Reply:
    unit, note = _split(words, own_units)
    if len(note) < SHORTEST_NOTE:
        raise Refusal("inspection.too_short")
    return await _add(
        db, message, unit or next((own for own in own_units if own.code == asked), None), note, own_units
    )


async def _add(
    db: Connection, message: Message, unit: Unit | None, note: str, own_units: Sequence[Unit]
) -> Reply:
    provinces = {own.province for own in own_units}
    if unit is None and len(provinces) != 1:
        raise Refusal("inspection.which_unit")
    province = province_of(unit.code) if unit else provinces.pop()
    await inspections.add(
        db,
        message.campaign.code,
        Inspection(province, unit.code if unit else None, note),
        message.person,
        message=message.log,
        inspected_at=message.sent_at,
        received_at=message.now,
    )
    where = (
        phrases.heading(unit)
        if unit
        else Text("inspection.province", {"name": message.campaign.province(province).name})
    )
    return Reply(
        "inspection.booked",
        {"where": where, "note": note, "at": message.sent_at},
        [[Button("undo.button", f"undo:{message.log}")]],
    )


def _split(words: str, own_units: Sequence[Unit]) -> tuple[Unit | None, str]:
    """The unit at the head of a note, if one stands there, and the note.

    Raises Refusal for the code of a unit that is not the inspector's.
    """
    head, *rest = words.split(maxsplit=1) or [""]
    code = find_unit(head.rstrip(":,."), own_units)
    if code is None:
        if _CODE.fullmatch(head.rstrip(":,.")):
            raise Refusal("inspection.not_in_scope", what=head.rstrip(":,.").upper())
        return None, words.strip()
    return next(unit for unit in own_units if unit.code == code), "".join(rest).strip()
