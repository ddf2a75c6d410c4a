"""What the bot answers to a postal worker's report, to its correction, and to the buttons below it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import booking, wording
from handlers.booking import Booked, Held, Option, Origin
from handlers.grammar import Parsed, parse
from handlers.registry import edit, tap, text
from storage import drafts, messages, reports, units
from storage.database import Connection
from storage.ledger import Entry
from storage.model import Button, Count, Message, Mode, Refusal, Reply, Role, Text, Unit

MOST_UNITS_OFFERED = 8
"""How many units are offered as buttons when a message named none."""


@text(role=Role.POSTAL_WORKER)
async def report(db: Connection, message: Message) -> Reply:
    """A typed report: books what is clear, asks about the rest, echoes what was not understood."""
    known = await units.of(db, message.campaign.code, message.person)
    if not known:
        raise Refusal("report.no_units")
    parsed = parse(message.text, known)
    if parsed.intent in ("recheck", "inspection"):
        raise Refusal("report.is_for_inspectors")
    if parsed.intent == "unknown":
        raise Refusal("report.not_understood", example=known[0].code)
    origin = Origin(message.log, message.sent_at, message.update_id)
    if "which_unit" in [problem.code for problem in parsed.problems] and not parsed.entries:
        return await _ask_unit(db, message, known, origin)
    outcomes = await booking.book(db, message, _entries(parsed, known), origin)
    return _reply(message.log, outcomes, parsed)


@edit(role=Role.POSTAL_WORKER)
async def correct(db: Connection, message: Message) -> Reply:
    """An edited message corrects its report; a text that is not understood leaves the report as it was."""
    versions = await messages.versions(db, message)
    old = await reports.of_messages(db, versions)
    await drafts.drop_of(db, versions, message.now)
    if not old:
        return await report(db, message)
    known = await units.of(db, message.campaign.code, message.person)
    parsed = parse(message.text, known)
    entries = _entries(parsed, known)
    if not entries or parsed.problems:
        problems = _problems(parsed) or [Text("edit.nothing_said")]
        return wording.lines(Text("edit.kept", {"said": _told(old)}), *problems)
    if [(item.unit, item.mode, dict(item.counts)) for item in entries] == [
        (item.unit, item.row.mode, dict(item.row.counts)) for item in old
    ]:
        raise Refusal("edit.same", said=_told(old))
    origin = Origin(message.log, old[0].row.sent_at, old[0].row.position)
    outcomes = await booking.book(db, message, entries, origin, replacing=old)
    return _reply(message.log, outcomes, parsed, Text("edit.done", {"said": _told(old)}))


@tap("mode", role=Role.POSTAL_WORKER)
async def change_mode(db: Connection, message: Message) -> Reply:
    """The same counts read the other way: as a total instead of an addition, and back."""
    log, wanted = _number(message, 0), Mode.TOTAL if message.args[1:] == ("total",) else Mode.ADD
    old = await reports.of_messages(db, await messages.siblings(db, log, message.person.id))
    if not old:
        raise Refusal("undo.nothing")
    entries = [item.entry if item.row.mode is wanted else booking.flipped(item.entry) for item in old]
    origin = Origin(old[0].message, old[0].row.sent_at, old[0].row.position)
    outcomes = await booking.book(db, message, entries, origin, replacing=old)
    reply = _reply(log, outcomes, None, Text(f"mode.{wanted.value}"))
    held = any(isinstance(outcome, Held) for outcome in outcomes)
    return Reply(reply.key, reply.values, reply.buttons, edit=not held)


@tap("draft", role=Role.POSTAL_WORKER)
async def settle_draft(db: Connection, message: Message) -> Reply:
    """A button under a held message: books that meaning, or drops it."""
    draft = await drafts.find(db, message.campaign.code, message.person.id, _number(message, 0))
    if draft is None:
        raise Refusal("draft.gone")
    if message.args[1:] == ("drop",):
        await drafts.close(db, draft.id, "dropped", message.now)
        return Reply("draft.dropped", edit=True)
    try:
        entries, origin = booking.chosen(draft.payload, _number(message, 1), draft.message)
    except IndexError:
        raise Refusal("tap.unknown") from None
    replacing = [
        item
        for item in await reports.of_messages(db, await _versions(db, message, draft.message))
        if item.row.id in draft.payload["replacing"]
    ]
    outcomes = await booking.book(db, message, entries, origin, replacing=replacing, confirmed=True)
    state = "booked" if any(isinstance(outcome, Booked) for outcome in outcomes) else "dropped"
    await drafts.close(db, draft.id, state, message.now)
    reply = _reply(draft.message or 0, outcomes, None)
    return Reply(reply.key, reply.values, reply.buttons, edit=True)


async def _versions(db: Connection, message: Message, log: int | None) -> list[int]:
    return await messages.siblings(db, log, message.person.id) if log else []


async def _ask_unit(db: Connection, message: Message, known: Sequence[Unit], origin: Origin) -> Reply:
    """Several units and none named: a draft with a button a unit, and the split of a full hand-out."""
    options: list[Option] = []
    for unit in known:
        parsed = parse(message.text, [unit])
        if parsed.entries and not parsed.problems:
            entries = tuple(_entries(parsed, [unit]))
            options.append(Option("draft.unit", entries, {"code": unit.code, "name": unit.name}))
    if not options:
        alone = parse(message.text, known[:1])
        return wording.lines(Text("report.nothing_booked"), *_problems(alone))
    said = options[0].entries
    options = options[:MOST_UNITS_OFFERED]
    total = sum(unit.quota for unit in known)
    if len(said) == 1 and dict(said[0].counts) == {Count.ISSUED: total}:
        split = tuple(Entry(unit.code, Mode.ADD, {Count.ISSUED: unit.quota}) for unit in known)
        options.insert(0, Option("draft.split", split, {"units": len(known), "total": total}))
    draft = await booking.keep(db, message, options, origin)
    ask = Text("draft.which_unit", {"said": wording.joined([wording.said(entry.counts) for entry in said])})
    return wording.lines(ask, buttons=_options(draft, options))


def _entries(parsed: Parsed, known: Sequence[Unit]) -> list[Entry]:
    """The grammar's entries for the ledger; one without a unit is the sender's only unit's."""
    return [
        Entry(entry.unit or known[0].code, entry.mode, entry.counts, entry.comment)
        for entry in parsed.reports
    ]


def _reply(
    log: int, outcomes: Sequence[Booked | Held], parsed: Parsed | None, lead: Text | None = None
) -> Reply:
    parts: list[Text | None] = [lead] if lead else []
    buttons: list[list[Button]] = []
    booked = [outcome for outcome in outcomes if isinstance(outcome, Booked)]
    for outcome in outcomes:
        if isinstance(outcome, Booked):
            parts += _booked_lines(outcome)
        else:
            parts += _held_lines(outcome)
            buttons += _options(outcome.draft, outcome.options, outcome if len(outcomes) > 1 else None)
    if parsed is not None:
        problems = _problems(parsed)
        if problems and not outcomes:
            parts.append(Text("report.nothing_booked"))
        parts += problems
        if parsed.ignored:
            parts.append(Text("report.ignored", {"words": ", ".join(parsed.ignored)}))
    if any(outcome.entries for outcome in booked):
        buttons.append(_report_buttons(log, booked))
    return wording.lines(*parts, buttons=buttons)


def _report_buttons(log: int, booked: Sequence[Booked]) -> list[Button]:
    row = [Button("undo.button", f"undo:{log}")]
    modes = {entry.mode for outcome in booked for entry in outcome.entries}
    if modes == {Mode.ADD}:
        row.append(Button("mode.to_total", f"mode:{log}:total"))
    elif modes == {Mode.TOTAL}:
        row.append(Button("mode.to_add", f"mode:{log}:add"))
    return row


def _booked_lines(outcome: Booked) -> list[Text | None]:
    judgement = outcome.judgement
    counts = list(dict.fromkeys(count for entry in outcome.entries for count in entry.counts))
    if not counts:
        counts = [count for count in Count if judgement.after.get(count) != judgement.before.get(count)]
    return [
        wording.heading(judgement.unit),
        *wording.changes(judgement, counts),
        wording.standing(judgement.unit, judgement.after),
        Text("report.marked") if outcome.marked else None,
    ]


def _held_lines(outcome: Held) -> list[Text | None]:
    judgement = outcome.judgement
    said = [wording.said(entry.counts) for entry in outcome.entries]
    reasons = [
        Text(
            f"breach.{'below_zero' if breach.balance not in ('in_hand', 'outstanding') else breach.balance}",
            {
                "by": breach.by,
                "count": Text(f"count.{breach.balance}"),
                "distributed": judgement.after.distributed,
                "back": judgement.after.distributed - judgement.after.outstanding,
                "issued": judgement.after.in_hand(judgement.unit.quota)
                + judgement.after.distributed
                + judgement.after.spoiled,
                "used": judgement.after.distributed + judgement.after.spoiled,
            },
        )
        for breach in judgement.breaches
    ]
    if not reasons:
        reasons = [
            Text(
                "excess",
                {
                    "count": Text(f"count.{excess.count.value}"),
                    "total": judgement.after.get(excess.count),
                    "quota": judgement.unit.quota,
                    "by": excess.by,
                },
            )
            for excess in judgement.excesses
        ]
    kept = Text("draft.kept", {"said": wording.joined(said)}) if said else None
    return [wording.heading(judgement.unit), *reasons, kept]


def _options(draft: int, options: Sequence[Option], held: Held | None = None) -> list[list[Button]]:
    prefix = held.judgement.unit.code if held else ""
    rows = [
        [_prefixed(Button(option.key, f"draft:{draft}:{number}", option.values), prefix)]
        for number, option in enumerate(options)
    ]
    return [*rows, [_prefixed(Button("draft.drop", f"draft:{draft}:drop"), prefix)]]


def _prefixed(button: Button, code: str) -> Button:
    if not code:
        return button
    return Button("draft.of_unit", button.tap, {"code": code, "label": Text(button.key, button.values)})


def _problems(parsed: Parsed) -> list[Text]:
    return [Text(f"problem.{problem.code}", {"words": problem.text}) for problem in parsed.problems]


def _told(old: Sequence[reports.Report]) -> Text:
    return wording.joined([wording.said(item.row.counts) for item in old])


def _number(message: Message, place: int) -> int:
    try:
        return int(message.args[place])
    except (IndexError, ValueError):
        raise Refusal("tap.unknown") from None
