"""Re-checking step by step: ``/phuctra``, a unit, a ballot's number, an outcome, and the next ballot."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from handlers.grammar import find_units, parse
from handlers.inspecting import findings, open_questions, recheck_booking
from handlers.inspecting.findings import Findings, Named
from handlers.registry import command, tap
from handlers.replies import phrases
from handlers.replies.unit_buttons import unit_keys
from storage.counting import units
from storage.engine.database import Connection
from storage.inspecting import rechecks
from storage.messaging.message import Message
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Role
from storage.words.units import Unit

_ENDS = {"xong", "xong rồi", "xong roi", "hết", "het", "hết rồi", "thôi", "thoi", "dừng", "dung", "done"}
_SERIAL = re.compile(
    r"\s*(?:(?:phiếu\s+số|phieu\s+so|phiếu|phieu|số|so)\s+)?(\d{1,4})(?=[\s,;.:]|$)[\s,;.:]*(?:(?:và|va)\s+)?"
)
_NUMBER = re.compile(
    r"\s*((?:\d\d-){0,2}[a-z]\d{1,3}-\d{1,4}(?:-[0-9a-z])?)(?=[\s,;.:]|$)[\s,;.:]*(?:(?:và|va)\s+)?"
)
_AMOUNT = re.compile(r"(?:phiếu|phieu|p)\b")
_BATCH = re.compile(r"(?:kiểm|kiem|tổng|tong)\b")
MOST_FOUND = 8
"""Units that a part of a name may mean, offered as buttons."""


@command("phuctra", role=Role.INSPECTOR)
async def guide(db: Connection, message: Message) -> Reply:
    """``/phuctra`` asks for a unit, ``/phuctra H03`` for a ballot, ``/phuctra H03-007`` for its outcome."""
    own_units = await _own_units(db, message)
    if len(own_units) == 1 and not message.rest:
        return await begin(db, message, own_units[0])
    if not message.rest:
        await open_questions.listen(db, message, unit=None, choosing=True)
        return Reply("guide.ask_unit", buttons=unit_keys(own_units, "phuctra"))
    only = own_units[0] if len(own_units) == 1 else None
    reply = await take(db, replace(message, text=message.rest), own_units, only)
    if reply is None:
        await open_questions.listen(db, message, unit=None, choosing=True)
        return Reply("guide.no_such_unit", {"words": message.rest[:60]}, unit_keys(own_units, "phuctra"))
    return reply


@tap("phuctra", role=Role.INSPECTOR)
async def choose(db: Connection, message: Message) -> Reply:
    """``phuctra:unit:01-H03``, ``phuctra:page:2``, ``phuctra:units``, ``phuctra:done``."""
    own_units = await _own_units(db, message)
    match message.args:
        case ("unit", code):
            unit = next((unit for unit in own_units if unit.code == code), None)
            if unit is None:
                raise Refusal("recheck.not_in_scope", what=code)
            return await begin(db, message, unit)
        case ("page", page) if page.isdecimal() and len(page) < 6:
            return Reply("guide.ask_unit", buttons=unit_keys(own_units, "phuctra", int(page)), edit=True)
        case ("units",):
            await open_questions.listen(db, message, unit=None, choosing=True)
            return Reply("guide.ask_unit", buttons=unit_keys(own_units, "phuctra"))
        case ("done",):
            return await end(db, message, own_units)
    raise Refusal("tap.unknown")


async def begin(db: Connection, message: Message, unit: Unit) -> Reply:
    """The unit is chosen: its ballots' numbers follow."""
    await open_questions.listen(db, message, unit=unit.code, choosing=False, wants=None)
    return Reply(
        "guide.ask_ballot",
        {"code": unit.code, "name": unit.name, "quota": unit.quota},
        [[Button("guide.units", "phuctra:units"), Button("guide.done", "phuctra:done")]],
    )


async def end(db: Connection, message: Message, own_units: Sequence[Unit]) -> Reply:
    """No more ballots: what was found in the unit so far."""
    state = await open_questions.current(db, message)
    await open_questions.listen(db, message, unit=None, choosing=False)
    await open_questions.heard(db, message)
    done = await rechecks.of_inspector(db, message.campaign.code, message.person.id)
    unit = next((unit for unit in own_units if unit.code == state.unit and unit.code in done), None)
    standing = recheck_booking.standing(unit, done[unit.code]) if unit else None
    return phrases.lines(standing, Text("guide.ended"))


async def take(
    db: Connection, message: Message, own_units: Sequence[Unit], unit: Unit | None
) -> Reply | None:
    """A text of the guided re-check: numbers, with an outcome or without, another unit, or the end.

    None where it is none of these. ``unit``: whose ballots bare numbers are.
    """
    text = unicodedata.normalize("NFC", message.text).strip()
    if text.casefold().strip(" .!") in _ENDS:
        return await end(db, message, own_units)
    numbers, rest = split(text, unit)
    if numbers:
        return await _ballots(db, message, own_units, unit, numbers, rest)
    if unit and _BATCH.match(text.casefold()):
        parsed = parse(f"pt {unit.code}: {text}", own_units)
        return await recheck_booking.settle(
            db, message, findings.read(message, parsed, own_units), guided=unit.code
        )
    codes = find_units(text, own_units)
    if len(codes) == 1:
        return await begin(db, message, next(own for own in own_units if own.code == codes[0]))
    if codes:
        meant = [own for own in own_units if own.code in codes][:MOST_FOUND]
        return Reply("guide.which_unit", {"words": text}, unit_keys(meant, "phuctra"))
    return None


def split(text: str, unit: Unit | None) -> tuple[list[str], str]:
    """The ballots' numbers at the head of a text, and the rest: ``7, 008 khớp`` → ``[…-7, …-008]``, ``khớp``.

    No numbers where they are an amount: ``10 phiếu khớp``.
    """
    numbers: list[str] = []
    folded, place = text.casefold(), 0
    while place < len(text):
        if match := _NUMBER.match(folded, place):
            numbers.append(match[1].upper())
        elif unit and (match := _SERIAL.match(folded, place)):
            numbers.append(f"{unit.code}-{match[1]}")
        else:
            break
        place = match.end()
    if _AMOUNT.match(folded, place):
        return [], text
    return list(dict.fromkeys(numbers)), text[place:]


async def _ballots(
    db: Connection,
    message: Message,
    own_units: Sequence[Unit],
    unit: Unit | None,
    numbers: Sequence[str],
    rest: str,
) -> Reply:
    near = unit.code if unit else None
    resolved = Findings()
    for number in numbers:
        match findings.resolve(number, None, own_units, message.campaign.year, near):
            case Text() as fault:
                resolved.faults.append(fault)
            case (owner, ballot):
                unit = unit or owner
                if ballot not in [item.ballot for item in resolved.named]:
                    resolved.named.append(Named(owner.code, ballot))
    if not resolved.named or unit is None:
        raise Refusal("lines", lines=resolved.faults)
    if rest:
        listed = ", ".join(item.ballot for item in resolved.named)
        with_outcomes = findings.read(message, parse(f"pt {listed} {rest}", own_units), own_units, near)
        with_outcomes.faults[:0] = resolved.faults
        resolved = with_outcomes
    await open_questions.listen(db, message, unit=unit.code, choosing=False, wants=None)
    return await recheck_booking.settle(db, message, resolved, guided=unit.code)


async def _own_units(db: Connection, message: Message) -> list[Unit]:
    own_units = await units.of(db, message.campaign.code, message.person)
    if not own_units:
        raise Refusal("guide.no_units")
    return own_units
