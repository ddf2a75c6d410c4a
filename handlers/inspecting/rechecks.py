"""What the bot answers to an inspector's texts: re-checks, notes, and answers to what it asked."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.grammar import Parsed, find_unit, parse
from handlers.inspecting import (
    findings,
    form_questions,
    inspections,
    minutes,
    open_questions,
    recheck_booking,
    recheck_form,
    recheck_notes,
)
from handlers.registry import dialogue, edit, registry, text
from handlers.replies import phrases
from handlers.replies.undone import Undone, UndoRequest
from storage.counting import drafts, units
from storage.engine.database import Connection
from storage.inspecting import rechecks
from storage.inspecting.rechecks import Finding
from storage.messaging import dialogues, messages
from storage.messaging.message import Message
from storage.words.replies import Refusal, Reply, Text
from storage.words.roles import Role
from storage.words.units import Unit


@text(role=Role.INSPECTOR)
async def recheck(db: Connection, message: Message) -> Reply:
    """A typed re-check or inspection note: books what is clear, asks for missing outcomes, names the rest."""
    own_units = await units.of(db, message.campaign.code, message.person)
    parsed = parse(message.text, own_units)
    match parsed.intent:
        case "inspection":
            return await inspections.book(db, message, parsed, own_units)
        case "report":
            raise Refusal("recheck.is_for_workers")
        case "unknown":
            raise Refusal("recheck.not_understood", example=own_units[0].code if own_units else "01-H03")
    if unit := _only_named(parsed, own_units):
        return await recheck_form.begin(db, message, unit)
    return await recheck_booking.settle(db, message, findings.read(message, parsed, own_units))


@dialogue(open_questions.NAME, role=Role.INSPECTOR)
async def receive(db: Connection, message: Message) -> Reply:
    """The text that a guided re-check, a question or a note waits for; any other is handled as ever."""
    own_units = await units.of(db, message.campaign.code, message.person)
    state = await open_questions.current(db, message)
    booking = findings.is_booking(message.text, own_units)
    if state.wants == "note" and state.log is not None and not booking:
        return await recheck_notes.take(db, message, state.log)
    if state.recheck is not None and not booking:
        question = form_questions.answered(message.text, bare=state.wants == "question")
        booked = await rechecks.find(db, message.campaign.code, message.person.id, state.recheck)
        if question and booked:
            return await form_questions.settle(db, message, booked, question)
    if state.wants:
        state = await open_questions.heard(db, message)
        if state.back and not state.guided:
            return await registry.dialogues[state.back[0]].handler(db, message)
    unit = next((unit for unit in own_units if unit.code == state.unit), None)
    if state.guided:
        if reply := await recheck_form.take(db, message, own_units, unit):
            return reply
        if parse(message.text, own_units).intent not in ("recheck", "inspection"):
            raise Refusal("guide.no_number" if unit else "guide.no_such_unit", words=message.text[:60])
    else:
        await dialogues.end(db, message.channel, message.address)
    return await recheck(db, message)


@dialogue("kiemtra", role=Role.INSPECTOR)
async def receive_note(db: Connection, message: Message) -> Reply:
    """The note that ``/kiemtra`` asked for; a re-check that comes instead is no note."""
    own_units = await units.of(db, message.campaign.code, message.person)
    if not findings.is_booking(message.text, own_units):
        return await inspections.receive(db, message, own_units)
    await dialogues.end(db, message.channel, message.address)
    return await recheck(db, message)


@edit(role=Role.INSPECTOR)
async def correct(db: Connection, message: Message) -> Reply:
    """An edited message replaces what it booked; one that is not understood leaves it as it was."""
    versions = await messages.versions(db, message)
    if reply := await minutes.amend(db, message, versions):
        return reply
    own_units = await units.of(db, message.campaign.code, message.person)
    if reply := await _asked_anew(db, message, versions, own_units):
        return reply
    parsed = parse(message.text, own_units)
    old = await rechecks.of_messages(db, versions)
    noted = await inspections.has_note(db, versions)
    faults = findings.read(message, parsed, own_units).faults if old or noted else []
    understood = parsed.intent in ("recheck", "inspection") or (noted and not old)
    if not understood or faults or (parsed.problems and (old or noted)):
        problems = [Text(f"problem.{problem.code}", {"words": problem.text}) for problem in parsed.problems]
        return phrases.lines(Text("edit.kept_recheck"), *(faults or problems))
    await drafts.drop_of(db, versions, message.now)
    await rechecks.void_of(db, versions, message.person.id, message.now)
    notes = await inspections.void(db, message, versions)
    if parsed.intent in ("recheck", "inspection"):
        reply = await recheck(db, message)
    else:
        reply = await inspections.rewrite(db, message, notes, own_units)
    if not old and not notes:
        return reply
    return Reply(
        "pair_lines", {"first": Text("edit.replaced"), "second": Text(reply.key, reply.values)}, reply.buttons
    )


async def take_back(db: Connection, message: Message, undo: UndoRequest) -> Undone:
    """Undoes findings; what the inspector had found of the same ballots before holds again."""
    voided = await rechecks.void_of(db, undo.logs, message.person.id, message.now)
    lines = [
        Text(
            "undo.recheck",
            {
                "what": finding.ballot or finding.unit,
                "outcome": Text(f"outcome.{finding.outcome.value}"),
                "count": finding.count,
            },
        )
        for finding in voided
    ]
    return Undone([*lines, *await _restored(db, message, voided)])


async def _restored(db: Connection, message: Message, undone: Sequence[Finding]) -> list[Text]:
    """What holds again of the ballots whose last re-check was undone, as lines."""
    ballots = [finding.ballot for finding in undone if finding.ballot]
    live = await rechecks.live(db, message.campaign.code, message.person.id, ballots)
    return [
        Text("recheck.restored", {"ballot": ballot, "outcome": Text(f"outcome.{outcome.value}")})
        for ballot, outcome in sorted(live.items())
    ]


async def _asked_anew(
    db: Connection, message: Message, versions: Sequence[int], own_units: Sequence[Unit]
) -> Reply | None:
    """A ballot's number was corrected before its outcome came: the outcome of the other is asked for."""
    waiting = await drafts.waiting(db, message.campaign.code, message.person.id, recheck_booking.KIND)
    asked = next((draft for draft in waiting if draft.message in versions), None)
    unit = next((unit for unit in own_units if asked and unit.code == asked.payload["guided"]), None)
    if asked is None or unit is None:
        return None
    reply = await recheck_form.take(db, message, own_units, unit)
    if reply is not None:
        await drafts.close(db, asked.id, "dropped", message.now)
    return reply


def _only_named(parsed: Parsed, own_units: Sequence[Unit]) -> Unit | None:
    """The unit of ``pt H03``: whose ballots are to be asked for."""
    if parsed.entries or len(parsed.problems) != 1 or parsed.problems[0].code != "missing_outcome":
        return None
    code = find_unit(parsed.problems[0].text, own_units)
    return next((unit for unit in own_units if unit.code == code), None)
