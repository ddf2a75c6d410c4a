"""``/sua``: a supervisor corrects figures in a worker's stead, with a reason; the worker is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from handlers.counting import booking, report_replies
from handlers.counting.booking import Booked, EntrySource, Held, Outcome
from handlers.grammar import find_units, parse
from handlers.registry import command, dialogue, tap
from handlers.replies import phrases, tap_arguments
from handlers.replies.unit_buttons import unit_keys
from storage.counting import units
from storage.engine.database import Connection
from storage.messaging import dialogues
from storage.messaging.message import Message
from storage.people import people, workers
from storage.words.counting_rules import Entry
from storage.words.replies import Button, Notice, Refusal, Reply, Text
from storage.words.roles import Person, Role
from storage.words.units import Unit

NAME = "sua"
SHORTEST_REASON = 3
MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Correction:
    """What is known of a correction so far. ``words`` are the counts as typed, in the message ``log``."""

    unit: str | None = None
    worker: int | None = None
    words: str | None = None
    reason: str | None = None
    log: int = 0
    sent_at: datetime | None = None
    position: int = 0


@command("sua", role=Role.POSTAL_SUPERVISOR)
async def correct(db: Connection, message: Message) -> Reply:
    """``/sua H03 tổng phát 120 // lý do`` does it all; whatever is missing is asked for."""
    own_units = await units.of(db, message.campaign.code, message.person)
    if not own_units:
        raise Refusal("correction.no_units")
    if not message.rest:
        return await _go_on(
            db, message, Correction(unit=own_units[0].code if len(own_units) == 1 else None), own_units
        )
    parsed = parse(message.rest, own_units)
    if not parsed.reports and (codes := find_units(message.rest, own_units)):
        return await _unit_said(db, message, Correction(), codes, own_units)
    named = list(dict.fromkeys(entry.unit for entry in parsed.reports if entry.unit))
    if len(named) > 1:
        raise Refusal("correction.one_unit")
    if parsed.problems or not parsed.reports:
        problems = report_replies.problems(parsed) or [
            Text("correction.not_understood", {"example": own_units[0].code})
        ]
        return phrases.lines(Text("report.nothing_booked"), *problems)
    draft = _with_words(
        message,
        Correction(unit=named[0] if named else own_units[0].code),
        message.rest,
        parsed.reports[0].comment,
    )
    return await _go_on(db, message, draft, own_units)


@dialogue(NAME, role=Role.POSTAL_SUPERVISOR)
async def receive(db: Connection, message: Message) -> Reply:
    """The answer to what was asked: a unit, the counts, or the reason."""
    draft, own_units = await _current(db, message), await units.of(db, message.campaign.code, message.person)
    words = message.text.strip()
    if draft.unit is None:
        return await _unit_said(db, message, draft, find_units(words, own_units), own_units)
    unit = tap_arguments.unit(own_units, draft.unit)
    if draft.worker is None:
        return await _go_on(db, message, draft, own_units)
    if draft.words is None:
        parsed = parse(words, [unit])
        if parsed.problems or not parsed.reports:
            problems = report_replies.problems(parsed) or [
                Text("correction.not_understood", {"example": unit.code})
            ]
            return phrases.lines(*problems)
        draft = _with_words(message, draft, words, parsed.reports[0].comment)
        return await _go_on(db, message, draft, own_units)
    if len(words) < SHORTEST_REASON:
        raise Refusal("correction.reason_too_short")
    return await _go_on(db, message, replace(draft, reason=words), own_units)


@tap(NAME, role=Role.POSTAL_SUPERVISOR)
async def choose(db: Connection, message: Message) -> Reply:
    """A unit, a page of units, or one of the workers who share a unit."""
    draft, own_units = await _current(db, message), await units.of(db, message.campaign.code, message.person)
    match tap_arguments.word(message, 0):
        case "page":
            keys = unit_keys(own_units, NAME, tap_arguments.number(message, 1))
            return Reply("correction.which_unit", buttons=keys, edit=True)
        case "unit":
            draft = replace(
                draft, unit=tap_arguments.unit(own_units, tap_arguments.word(message, 1)).code, worker=None
            )
        case "worker" if draft.unit:
            sharing = await workers.of_unit(db, message.campaign.code, draft.unit)
            worker = next(
                (person for person in sharing if person.id == tap_arguments.number(message, 1)), None
            )
            if worker is None:
                raise Refusal("tap.unknown", spent=True)
            draft = replace(draft, worker=worker.id)
        case _:
            raise Refusal("tap.unknown", spent=True)
    return replace(await _go_on(db, message, draft, own_units), edit=True)


async def corrected(
    db: Connection, message: Message, outcomes: Sequence[Outcome], origin: EntrySource, *, edit: bool
) -> Reply:
    """The reply to a correction, and the message that tells the worker what changed and why."""
    worker = origin.worker or 0
    name = phrases.who(await people.names(db, [worker]), worker)
    parts: list[Text | None] = []
    buttons: list[list[Button]] = []
    notices: list[Notice] = []
    for outcome in outcomes:
        match outcome:
            case Booked():
                lines = report_replies.booked_lines(outcome)
                parts += [Text("correction.done", {"name": name}), *lines]
                values = {
                    "by": message.person.name,
                    "reason": origin.reason or "",
                    "lines": [*filter(None, lines)],
                }
                notices.append(Notice(worker, "correction.told", values))
                buttons.append([Button("undo.button", f"undo:{origin.log}")])
            case Held():
                parts += report_replies.held_lines(outcome)
                buttons += report_replies.options(outcome.draft, outcome.options)
    parts.append(Text("correction.reason", {"reason": origin.reason or ""}))
    return phrases.lines(*parts, buttons=buttons, edit=edit, notices=notices)


async def _unit_said(
    db: Connection, message: Message, draft: Correction, codes: Sequence[str], own_units: Sequence[Unit]
) -> Reply:
    if len(codes) == 1:
        return await _go_on(db, message, replace(draft, unit=codes[0]), own_units)
    await dialogues.ask(db, message, NAME, asdict(draft))
    matching = [unit for unit in own_units if unit.code in codes]
    if not matching:
        return Reply(
            "correction.unknown_unit", {"words": message.rest or message.text}, unit_keys(own_units, NAME)
        )
    return Reply("correction.which_unit", buttons=unit_keys(matching[:MOST_FOUND], NAME))


async def _go_on(db: Connection, message: Message, draft: Correction, own_units: Sequence[Unit]) -> Reply:
    """Asks for the next thing that is missing; books when nothing is."""
    if draft.unit is None:
        await dialogues.ask(db, message, NAME, asdict(draft))
        return Reply("correction.which_unit", buttons=unit_keys(own_units, NAME))
    unit = tap_arguments.unit(own_units, draft.unit)
    sharing = await workers.of_unit(db, message.campaign.code, unit.code)
    if not sharing:
        raise Refusal("correction.no_worker", code=unit.code, name=unit.name)
    if len(sharing) == 1:
        draft = replace(draft, worker=sharing[0].id)
    if draft.worker and draft.words and draft.reason:
        await dialogues.end(db, message.channel, message.address)
        return await _book(db, message, draft, unit)
    await dialogues.ask(db, message, NAME, asdict(draft))
    return await _question(db, message, draft, unit, sharing)


async def _question(
    db: Connection, message: Message, draft: Correction, unit: Unit, sharing: Sequence[Person]
) -> Reply:
    values = {"code": unit.code, "name": unit.name}
    if draft.worker is None:
        buttons = [
            [Button("correction.worker", f"{NAME}:worker:{person.id}", {"name": person.name})]
            for person in sharing
        ]
        return Reply("correction.which_worker", values, buttons)
    if draft.words is None:
        standing = phrases.standing(unit, await booking.figures(db, message.campaign.code, unit.code))
        name = next((person.name for person in sharing if person.id == draft.worker), "")
        return Reply("correction.which_counts", values | {"worker": name, "standing": standing})
    return Reply("correction.which_reason", values)


async def _book(db: Connection, message: Message, draft: Correction, unit: Unit) -> Reply:
    entries = [
        Entry(unit.code, report.mode, report.counts, report.comment)
        for report in parse(draft.words or "", [unit]).reports
    ]
    origin = EntrySource(
        draft.log, draft.sent_at or message.sent_at, draft.position, worker=draft.worker, reason=draft.reason
    )
    outcomes = await booking.book(db, message, entries, origin)
    return await corrected(db, message, outcomes, origin, edit=False)


def _with_words(message: Message, draft: Correction, words: str, comment: str | None) -> Correction:
    reason = comment if comment and len(comment) >= SHORTEST_REASON else draft.reason
    return replace(
        draft,
        words=words,
        reason=reason,
        log=message.log,
        sent_at=message.sent_at,
        position=message.position,
    )


async def _current(db: Connection, message: Message) -> Correction:
    pending = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    if pending is None or pending.name != NAME:
        raise Refusal("correction.over", spent=True)
    payload: Mapping[str, object] = pending.payload
    return Correction(**payload)  # type: ignore[arg-type]
