"""What the bot answers to a postal worker's report, to its correction, and to the buttons below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.counting import absences, booking, closings, evidence, report_replies
from handlers.counting.booking import Booked, EntrySource, Option
from handlers.grammar import Parsed, parse
from handlers.registry import dialogue, edit, tap, text
from handlers.replies import phrases, tap_arguments
from storage.counting import drafts, reports, units
from storage.counting.reports import Report
from storage.engine.database import Connection
from storage.messaging import dialogues, messages
from storage.messaging.message import Message
from storage.words.counting_rules import Entry
from storage.words.counts import Count, Mode
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Role
from storage.words.units import Unit

MOST_UNITS_OFFERED = 8
"""How many units are offered as buttons when a message named none."""


@text(role=Role.POSTAL_WORKER)
async def report(db: Connection, message: Message) -> Reply:
    """A typed report: books what is clear, asks about the rest, echoes what was not understood."""
    own_units = await units.of(db, message.campaign.code, message.person)
    if not own_units:
        raise Refusal("report.no_units")
    if (last := absences.announced(message.text, message.today)) is not None:
        return await absences.note(db, message, last)
    if (finished := closings.finished(message.text, own_units)) is not None:
        return await closings.declare(db, message, finished, own_units)
    parsed = parse(message.text, own_units)
    if parsed.intent in ("recheck", "inspection"):
        raise Refusal("report.is_for_inspectors")
    if parsed.intent == "unknown":
        if message.media:
            return await evidence.offer(db, message, message.media)
        raise Refusal("report.not_understood", example=own_units[0].code)
    return await receive(db, message, parsed, own_units)


async def receive(db: Connection, message: Message, parsed: Parsed, own_units: Sequence[Unit]) -> Reply:
    """Books what a typed message was understood to report."""
    origin = EntrySource(message.log, message.sent_at, message.position)
    if _names_no_unit(parsed):
        return await _ask_unit(db, message, own_units, origin)
    outcomes = await booking.book(db, message, entries_of(parsed, own_units), origin)
    return report_replies.answer(message.log, outcomes, parsed)


@edit(role=Role.POSTAL_WORKER)
async def correct(db: Connection, message: Message) -> Reply:
    """An edited message corrects its report; a text that is not understood leaves the report as it was."""
    versions = await messages.versions(db, message)
    old = await reports.of_messages(db, versions)
    await drafts.drop_of(db, versions, message.now)
    if not old:
        return await report(db, message)
    return (await _replace(db, message, old, versions[0]))[0]


@tap("mode", role=Role.POSTAL_WORKER)
async def change_mode(db: Connection, message: Message) -> Reply:
    """The same counts read the other way: as a total instead of an addition, and back."""
    log, wanted = tap_arguments.number(message, 0), Mode.TOTAL if message.args[1:] == ("total",) else Mode.ADD
    old = await _standing(db, message, log)
    entries = [item.entry if item.row.mode is wanted else booking.flipped(item.entry) for item in old]
    origin = EntrySource(old[0].message, old[0].row.sent_at, old[0].row.position)
    outcomes = await booking.book(db, message, entries, origin, replacing=old)
    reply = report_replies.answer(log, outcomes, None, Text(f"mode.{wanted.value}"))
    booked = all(isinstance(outcome, Booked) for outcome in outcomes)
    return replace(reply, edit=booked)


@tap("fix", role=Role.POSTAL_WORKER)
async def ask_fix(db: Connection, message: Message) -> Reply:
    """The next text takes the place of the report: for phones that cannot edit, and people who never do."""
    log = tap_arguments.number(message, 0)
    old = await _standing(db, message, log)
    await dialogues.ask(db, message, "fix", {"log": log})
    return Reply("fix.ask", {"said": report_replies.counts_of(old)}, [[Button("fix.stop", "nofix")]])


@tap("nofix", role=Role.POSTAL_WORKER)
async def stop_fix(db: Connection, message: Message) -> Reply:
    """The report stays as it is."""
    question = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    if question is not None and question.name == "fix":
        await dialogues.end(db, message.channel, message.address)
    return Reply("fix.stopped", edit=True)


@dialogue("fix", role=Role.POSTAL_WORKER)
async def fix(db: Connection, message: Message) -> Reply:
    """What the report should have said; asked for until it is understood."""
    question = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    log = question.payload["log"] if question else 0
    logs = await messages.siblings(db, log, message.person.id)
    old = await reports.of_messages(db, logs)
    if not old:
        await dialogues.end(db, message.channel, message.address)
        return await report(db, message)
    await drafts.drop_of(db, logs, message.now)
    reply, understood = await _replace(db, message, old, log)
    if understood:
        await dialogues.end(db, message.channel, message.address)
        return reply
    return replace(reply, buttons=[[Button("fix.stop", "nofix")]])


async def _replace(db: Connection, message: Message, old: Sequence[Report], log: int) -> tuple[Reply, bool]:
    """Books a message in the place of the reports that came from ``log``; whether it was understood."""
    own_units = await units.of(db, message.campaign.code, message.person)
    parsed = parse(message.text, own_units)
    worked = {item.unit for item in old}
    if _names_no_unit(parsed) and len(worked) == 1:
        # Which unit was meant has been told before, by a tap.
        own_units = [unit for unit in own_units if unit.code in worked]
        parsed = parse(message.text, own_units)
    entries = entries_of(parsed, own_units)
    if not entries or parsed.problems:
        problems = report_replies.problems(parsed) or [Text("edit.nothing_said")]
        return phrases.lines(Text("edit.kept", {"said": report_replies.counts_of(old)}), *problems), False
    if [(item.unit, item.mode, dict(item.counts)) for item in entries] == [
        (item.unit, item.row.mode, dict(item.row.counts)) for item in old
    ]:
        raise Refusal("edit.same", said=report_replies.counts_of(old))
    origin = EntrySource(message.log, old[0].row.sent_at, old[0].row.position)
    outcomes = await booking.book(db, message, entries, origin, replacing=old)
    await evidence.follow(db, message, log, to=message.log)
    booked = {outcome.unit.code for outcome in outcomes if isinstance(outcome, Booked)}
    if gone := [item for item in old if item.unit in booked]:
        lead = Text("edit.done", {"said": report_replies.counts_of(gone)})
    else:
        lead = Text("edit.held", {"said": report_replies.counts_of(old)})
    return report_replies.answer(message.log, outcomes, parsed, lead), True


async def _standing(db: Connection, message: Message, log: int) -> list[Report]:
    """The live reports of the sender's message. Raises Refusal where it has none any more."""
    old = await reports.of_messages(db, await messages.siblings(db, log, message.person.id))
    if not old:
        raise Refusal("undo.nothing", spent=True)
    return old


async def _ask_unit(
    db: Connection, message: Message, own_units: Sequence[Unit], origin: EntrySource
) -> Reply:
    """Several units and none named: a draft with a button a unit, and the split of a full hand-out."""
    options: list[Option] = []
    for unit in own_units:
        parsed = parse(message.text, [unit])
        if parsed.entries and not parsed.problems:
            entries = tuple(entries_of(parsed, [unit]))
            options.append(Option("draft.unit", entries, {"code": unit.code, "name": unit.name}))
    if not options:
        alone = parse(message.text, own_units[:1])
        return phrases.lines(Text("report.nothing_booked"), *report_replies.problems(alone))
    reported = options[0].entries
    options = options[:MOST_UNITS_OFFERED]
    total = sum(unit.quota for unit in own_units)
    if len(reported) == 1 and dict(reported[0].counts) == {Count.ISSUED: total}:
        split = tuple(Entry(unit.code, Mode.ADD, {Count.ISSUED: unit.quota}) for unit in own_units)
        options.insert(0, Option("draft.split", split, {"units": len(own_units), "total": total}))
    ask = [
        Text(
            "draft.which_unit",
            {"said": phrases.joined([phrases.count_list(entry.counts) for entry in reported])},
        )
    ]
    if len(own_units) > MOST_UNITS_OFFERED:
        ask.append(Text("draft.other_units", {"example": own_units[-1].code}))
    draft = await booking.keep(db, message, options, origin, ask)
    return phrases.lines(*ask, buttons=report_replies.options(draft, options))


def _names_no_unit(parsed: Parsed) -> bool:
    return not parsed.entries and "which_unit" in [problem.code for problem in parsed.problems]


def entries_of(parsed: Parsed, own_units: Sequence[Unit]) -> list[Entry]:
    """The grammar's entries for the ledger; one without a unit is the sender's only unit's."""
    return [
        Entry(entry.unit or own_units[0].code, entry.mode, entry.counts, entry.comment)
        for entry in parsed.reports
    ]
