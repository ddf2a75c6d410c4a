"""``/baocao``: a report by taps, for those who would rather not type. Typing works at every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace

from handlers.counting import booking, report_replies, reports
from handlers.counting.booking import EntrySource
from handlers.grammar import find_units, fold, parse
from handlers.registry import command, dialogue, tap
from handlers.replies import phrases, tap_arguments
from handlers.replies.unit_buttons import unit_keys
from storage.counting import units
from storage.engine.database import Connection
from storage.messaging import dialogues, messages
from storage.messaging.message import Message
from storage.words.counting_rules import Entry
from storage.words.counts import Count, Counts, Mode
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Role
from storage.words.units import Unit

NAME = "baocao"
QUICK = (1, 2, 3, 5, 10, 20)
MOST_FOUND = 8
_SPOKEN = {
    Count.DISTRIBUTED: "phát",
    Count.COLLECTED: "thu",
    Count.SPOILED: "hỏng",
    Count.BLANK: "trắng",
    Count.LOST: "mất",
    Count.REFUSED: "từ chối",
    Count.UNREACHABLE: "không gặp",
    Count.REPLACED: "thay thế",
    Count.ISSUED: "nhận",
}
"""The counts in the order of their buttons, in the grammar's words: what is logged is what could be typed."""
_SEND = frozenset({"gui", "gui di", "ok", "dong y"})
_CANCEL = frozenset({"huy", "thoi", "bo"})


@dataclass(frozen=True, slots=True)
class Form:
    """What was tapped so far. ``session`` tells the buttons of this form from those of an older one.

    ``count`` is the open question, ``adding``: another count is to be chosen.
    """

    session: int
    unit: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    count: str | None = None
    adding: bool = False


@command("baocao", role=Role.POSTAL_WORKER)
async def begin(db: Connection, message: Message) -> Reply:
    """Asks for the unit, or for the counts where there is only one; ``/baocao H03`` names it at once."""
    own_units = await units.of(db, message.campaign.code, message.person)
    if not own_units:
        raise Refusal("report.no_units")
    codes = find_units(message.rest, own_units) if message.rest else ()
    if message.rest and not codes:
        raise Refusal("guided.unknown_unit", words=message.rest)
    only = codes[0] if len(codes) == 1 else own_units[0].code if len(own_units) == 1 else None
    return await _show(db, message, Form(message.seq, only), own_units, among=codes)


@tap(NAME, role=Role.POSTAL_WORKER)
async def fill(db: Connection, message: Message) -> Reply:
    """``baocao:<session>:…``. A button of an earlier step sets what it says; of an older form, nothing."""
    form = await _current(db, message)
    if form is None or form.session != tap_arguments.number(message, 0):
        raise Refusal("guided.over", spent=True)
    own_units = await units.of(db, message.campaign.code, message.person)
    match tap_arguments.word(message, 1), tap_arguments.word(message, 2):
        case "unit", code:
            form = replace(form, unit=tap_arguments.unit(own_units, code).code, count=None)
        case "page", _:
            reply = await _show(
                db, message, replace(form, unit=None), own_units, page=tap_arguments.number(message, 2)
            )
            return replace(reply, edit=True)
        case "count", name if name in set(Count):
            form = replace(form, count=name)
        case "number", name if name in set(Count) and form.unit:
            form = _answered(form, name, tap_arguments.number(message, 3))
        case "type", name if name in set(Count):
            await _wait(db, message, replace(form, count=name))
            return Reply("guided.type", {"count": Text(f"count.{name}")}, edit=True)
        case "back" | "more" as step, _:
            form = replace(form, count=None, adding=step == "more")
        case "cancel", _:
            await dialogues.end(db, message.channel, message.address)
            return Reply("guided.cancelled", edit=True)
        case "send", _ if form.unit and form.counts:
            return replace(await _send(db, message, form), edit=True)
        case _:
            raise Refusal("tap.unknown", spent=True)
    return replace(await _show(db, message, form, own_units), edit=True)


@dialogue(NAME, role=Role.POSTAL_WORKER)
async def receive(db: Connection, message: Message) -> Reply:
    """Typed at any step: a number answers the open question; a whole report is booked as always."""
    form = await _current(db, message)
    own_units = await units.of(db, message.campaign.code, message.person)
    if form is None or message.media:
        return await _typed(db, message, own_units, form)
    words = fold(message.text).strip(" .!")
    if words in _CANCEL:
        await dialogues.end(db, message.channel, message.address)
        return Reply("guided.cancelled")
    if words in _SEND and form.unit and form.counts:
        return await _send(db, message, form)
    if form.count and (number := _number(message.text)) is not None:
        return await _show(db, message, _answered(form, form.count, number), own_units)
    if name := next((count for count, word in _SPOKEN.items() if words == fold(word)), None):
        return await _show(db, message, replace(form, count=name.value), own_units)
    if codes := _units_named(message.text, own_units):
        unit = codes[0] if len(codes) == 1 else None
        return await _show(db, message, replace(form, unit=unit, count=None), own_units, among=codes)
    return await _typed(db, message, own_units, form)


async def _typed(db: Connection, message: Message, own_units: Sequence[Unit], form: Form | None) -> Reply:
    """No answer: a report (of the chosen unit if it names none), or anything else that a worker says."""
    chosen = [unit for unit in own_units if form and unit.code == form.unit]
    parsed = parse(message.text, own_units)
    if not parsed.reports and chosen:
        alone = parse(message.text, chosen)
        parsed = alone if alone.reports else parsed
    if form is not None and not parsed.reports and parsed.problems:
        screen = await _show(db, message, form, own_units)
        lines = [*report_replies.problems(parsed), Text(screen.key, screen.values)]
        return phrases.lines(*lines, buttons=screen.buttons)
    if not parsed.reports:
        return await reports.report(db, message)
    await dialogues.end(db, message.channel, message.address)
    reply = await reports.receive(db, message, parsed, chosen or own_units)
    if form is None or not form.counts:
        return reply
    left = Text("guided.left_out", {"said": phrases.count_list(_counts(form))})
    return replace(reply, key="pair_lines", values={"first": Text(reply.key, reply.values), "second": left})


async def _send(db: Connection, message: Message, form: Form) -> Reply:
    """Books the form, logged in the words that could have been typed."""
    await dialogues.end(db, message.channel, message.address)
    counts = _counts(form)
    words = " ".join([form.unit or "", *(f"{_SPOKEN[count]} {number}" for count, number in counts.items())])
    # A tap has no time of its own: its message's is that of the question.
    typed = replace(message, text=words, sent_at=message.now)
    log = await messages.log(db, typed)
    entry = Entry(form.unit or "", Mode.ADD, counts)
    outcomes = await booking.book(db, message, [entry], EntrySource(log, message.now, message.position))
    return report_replies.answer(log, outcomes)


async def _show(
    db: Connection,
    message: Message,
    form: Form,
    own_units: Sequence[Unit],
    *,
    page: int = 0,
    among: Sequence[str] = (),
) -> Reply:
    """Keeps the form and shows its next question."""
    await _wait(db, message, form)
    tag = f"{NAME}:{form.session}"
    cancel = [Button("guided.cancel", f"{tag}:cancel")]
    if form.unit is None:
        offered = [unit for unit in own_units if unit.code in among][:MOST_FOUND] or own_units
        return Reply("guided.which_unit", buttons=[*unit_keys(offered, tag, page), cancel])
    unit = tap_arguments.unit(own_units, form.unit)
    figures = await booking.figures(db, message.campaign.code, unit.code)
    head = [phrases.heading(unit), phrases.standing(unit, figures)]
    if form.count:
        ask = Text("guided.how_many", {"count": Text(f"count.{form.count}")})
        return phrases.lines(*head, ask, buttons=_numbers(tag, form, figures, unit))
    if form.adding or not form.counts:
        chosen = Text("guided.chosen", {"said": phrases.count_list(_counts(form))}) if form.counts else None
        return phrases.lines(*head, chosen, Text("guided.which_count"), buttons=[*_kinds(tag), cancel])
    summary = Text("guided.summary", {"said": phrases.count_list(_counts(form))})
    more = [Button("guided.more", f"{tag}:more")]
    return phrases.lines(*head, summary, buttons=[[Button("guided.send", f"{tag}:send")], more, cancel])


def _kinds(tag: str) -> list[list[Button]]:
    keys = [Button(f"guided.count_{count.value}", f"{tag}:count:{count.value}") for count in _SPOKEN]
    return [keys[start : start + 3] for start in range(0, len(keys), 3)]


def _numbers(tag: str, form: Form, figures: Counts, unit: Unit) -> list[list[Button]]:
    """Quick numbers, and all that is in hand or outstanding, with what the form holds so far."""
    name = f"{tag}:number:{form.count}"
    keys = [Button("guided.number", f"{name}:{number}", {"number": number}) for number in QUICK]
    after = figures + Counts(
        **{count: number for count, number in form.counts.items() if count != form.count}
    )
    everything = {"distributed": after.in_hand(unit.quota), "collected": after.outstanding}
    rows = [keys[:3], keys[3:]]
    if (whole := everything.get(form.count or "", 0)) > 0 and whole not in QUICK:
        rows.append([Button("guided.all", f"{name}:{whole}", {"number": whole})])
    rows.append([Button("guided.type_it", f"{tag}:type:{form.count}"), Button("guided.back", f"{tag}:back")])
    return rows


def _answered(form: Form, name: str, number: int) -> Form:
    if not 0 <= number <= 100_000:
        raise Refusal("tap.unknown", spent=True)
    return replace(form, counts=form.counts | {name: number}, count=None, adding=False)


def _number(text: str) -> int | None:
    """The number that a text is, in figures or words; the grammar reads it behind any keyword."""
    parsed = parse(f"{_SPOKEN[Count.DISTRIBUTED]} {text}", [])
    counts = [dict(entry.counts) for entry in parsed.reports]
    if parsed.problems or len(counts) != 1 or set(counts[0]) != {Count.DISTRIBUTED}:
        return None
    return counts[0][Count.DISTRIBUTED]


def _units_named(text: str, own_units: Sequence[Unit]) -> tuple[str, ...]:
    """The units that a text names and says nothing else of."""
    return () if parse(text, own_units).reports else find_units(text, own_units)


def _counts(form: Form) -> dict[Count, int]:
    return {count: form.counts[count.value] for count in _SPOKEN if count.value in form.counts}


async def _current(db: Connection, message: Message) -> Form | None:
    pending = await dialogues.current(db, message.campaign.code, message.channel, message.address)
    return Form(**pending.payload) if pending is not None and pending.name == NAME else None


async def _wait(db: Connection, message: Message, form: Form) -> None:
    await dialogues.ask(db, message, NAME, asdict(form))
