"""Minutes of an inspection, written heading by heading: ``/bienban``, and ``/bienban xem`` to read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.grammar import find_unit, find_units
from handlers.inspecting import findings, minutes_views
from handlers.registry import command, dialogue, registry, tap
from handlers.replies import phrases, tap_arguments
from handlers.replies.undone import Undone, UndoRequest
from handlers.replies.unit_buttons import unit_keys
from storage.counting import drafts, units
from storage.engine.database import Connection
from storage.inspecting import inspections, minutes
from storage.inspecting.inspections import Inspection
from storage.inspecting.minutes import HEADINGS, MinutesDraft, Section, Sheet
from storage.messaging import dialogues
from storage.messaging.message import Message
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Role
from storage.words.units import Unit

NAME = "bienban"
MOST_PROVINCES = 6
"""Provinces of a scope that are offered as buttons; more are typed."""
LONGEST_NOTE = 80
"""Characters of the first section that stand for the minutes in lists of notes."""


@command("bienban", role=minutes_views.READERS)
async def minute(db: Connection, message: Message) -> Reply:
    """Writes minutes, or goes on with those begun; ``/bienban xem`` lists what was saved."""
    word = message.args[0].casefold() if message.args else ""
    if message.person.role is not Role.INSPECTOR or word in ("xem", "ds"):
        return await minutes_views.listed(db, message)
    draft = await _open(db, message)
    if draft is not None:
        return Reply(
            "minutes.unfinished" if draft.sheet.at else "minutes.unsaved",
            {"where": await _where(db, message, draft.sheet), **_progress(draft.sheet)},
            [
                [Button("minutes.go_on", f"bienban:go:{draft.id}")],
                [Button("minutes.preview", f"bienban:preview:{draft.id}")],
                [Button("minutes.drop", f"bienban:drop:{draft.id}")],
            ],
        )
    own_units = await units.of(db, message.campaign.code, message.person)
    if message.rest:
        return await _begin_at(db, message, own_units, message.rest)
    return await _ask_where(db, message, own_units)


@tap(NAME, role=Role.INSPECTOR)
async def act(db: Connection, message: Message) -> Reply:
    """The buttons of minutes being written: ``bienban:unit:01-H03``, ``bienban:skip:12:3``."""
    match message.args:
        case ("unit" | "province" | "page" as step, code):
            return await _choose_where(db, message, step, code)
        case (step, _, *rest) if step in _STEPS:
            draft = await minutes.find_draft(
                db, message.campaign.code, message.person.id, tap_arguments.number(message, 1)
            )
            if draft is None:
                raise Refusal("draft.gone")
            _authorise(message, draft.sheet)
            heading = int(rest[0]) if len(rest) == 1 and rest[0] in map(str, HEADINGS) else None
            return await _step(db, message, draft, step, heading)
    raise Refusal("tap.unknown")


@dialogue(NAME, role=Role.INSPECTOR)
async def receive(db: Connection, message: Message) -> Reply:
    """The place, or the text of the heading that is asked for. A re-check typed in between is booked."""
    own_units = await units.of(db, message.campaign.code, message.person)
    if findings.is_booking(message.text, own_units):
        return await _interrupted(db, message)
    draft = await _open(db, message)
    if draft is None:
        return await _begin_at(db, message, own_units, message.text)
    sheet = draft.sheet
    if sheet.at is None:
        raise Refusal("minutes.all_told", _preview_keys(draft))
    sheet = sheet.with_section(sheet.at, Section(message.text.strip(), message.log)).passed()
    return await _keep(db, message, draft.id, sheet)


async def amend(db: Connection, message: Message, versions: Sequence[int]) -> Reply | None:
    """An edited message is the text of a heading: the new text stands there. None where it is not."""
    section = Section(message.text.strip(), message.log)
    draft = await _open(db, message)
    for heading, old in draft.sheet.sections.items() if draft else ():
        if draft and old.message in versions:
            await minutes.rewrite(db, draft.id, draft.sheet.with_section(heading, section))
            return Reply("minutes.amended", {"heading": heading, "title": Text(f"minutes.heading_{heading}")})
    saved = await minutes.typed_in(db, message.person.id, versions)
    if saved is None:
        return None
    await minutes.correct(db, *saved, section)
    return Reply("minutes.amended", {"heading": saved[1], "title": Text(f"minutes.heading_{saved[1]}")})


async def take_back(db: Connection, message: Message, undo: UndoRequest) -> Undone:
    """Saved minutes are a draft again, a text of a draft is taken out."""
    if message.person.role is not Role.INSPECTOR:
        return Undone()
    if await minutes.reopen(db, message.person.id, undo.logs):
        return Undone([Text("minutes.reopened")])
    draft = await _open(db, message)
    if draft is None or (sheet := draft.sheet.without(undo.logs)) is draft.sheet:
        return Undone()
    await minutes.rewrite(db, draft.id, sheet)
    heading = sheet.at or HEADINGS[0]
    title = Text(f"minutes.heading_{heading}")
    return Undone([Text("minutes.taken_back", {"heading": heading, "title": title})])


async def _interrupted(db: Connection, message: Message) -> Reply:
    """A re-check in the middle: it is booked, and the minutes still wait."""
    text = next(route for route in registry.texts if Role.INSPECTOR in route.roles)
    reply = await text.handler(db, message)
    draft = await _open(db, message)
    waiting = Text("minutes.waiting", _progress(draft.sheet)) if draft else Text("minutes.ask_where")
    return Reply("pair_lines", {"first": Text(reply.key, reply.values), "second": waiting}, reply.buttons)


# Where


async def _ask_where(db: Connection, message: Message, own_units: Sequence[Unit], page: int = 0) -> Reply:
    await dialogues.ask(db, message, NAME, {})
    provinces = _provinces(message)
    rows = [
        [
            Button(
                "minutes.province",
                f"bienban:province:{code}",
                {"name": message.campaign.province(code).name},
            )
        ]
        for code in (provinces if len(provinces) <= MOST_PROVINCES else ())
    ]
    return Reply("minutes.ask_where", buttons=[*rows, *unit_keys(own_units, NAME, page)])


async def _choose_where(db: Connection, message: Message, step: str, code: str) -> Reply:
    own_units = await units.of(db, message.campaign.code, message.person)
    if step == "page":
        reply = await _ask_where(
            db, message, own_units, int(code) if code.isdecimal() and len(code) < 6 else 0
        )
        return replace(reply, edit=True)
    if (draft := await _open(db, message)) is not None:
        raise Refusal("minutes.one_at_a_time", [[Button("minutes.go_on", f"bienban:go:{draft.id}")]])
    if step == "province" and code in _provinces(message):
        return await _begin(db, message, code, None)
    unit = next((unit for unit in own_units if step == "unit" and unit.code == code), None)
    if unit is None:
        raise Refusal("recheck.not_in_scope", what=code)
    return await _begin(db, message, unit.province, unit)


async def _begin_at(db: Connection, message: Message, own_units: Sequence[Unit], words: str) -> Reply:
    """Begins at a typed place: a unit's code or name, a province's code or name."""
    code = find_unit(words, own_units)
    if unit := next((unit for unit in own_units if unit.code == code), None):
        return await _begin(db, message, unit.province, unit)
    typed = words.strip().casefold()
    for province in _provinces(message):
        if typed in (province, message.campaign.province(province).name.casefold()):
            return await _begin(db, message, province, None)
    meant = [unit for unit in own_units if unit.code in find_units(words, own_units)]
    await dialogues.ask(db, message, NAME, {})
    return Reply("minutes.no_such_place", {"words": words[:60]}, unit_keys(meant or own_units, NAME))


async def _begin(db: Connection, message: Message, province: str, unit: Unit | None) -> Reply:
    sheet = Sheet(province, unit.code if unit else None, message.now)
    draft = await minutes.start(db, message.campaign.code, message.person.id, sheet, message.now)
    begun = Text("minutes.begun", {"where": await _where(db, message, sheet)})
    return await _ask(db, message, draft, begun)


def _provinces(message: Message) -> list[str]:
    """The provinces about which as a whole this person may write."""
    return [item.code for item in message.campaign.provinces if message.person.covers(item.code)]


def _authorise(message: Message, sheet: Sheet) -> None:
    """Scopes change while drafts wait."""
    place = sheet.unit or sheet.province
    if not message.person.covers(place):
        raise Refusal("recheck.not_in_scope", what=place)


# Heading by heading


async def _step(
    db: Connection, message: Message, draft: MinutesDraft, step: str, heading: int | None
) -> Reply:
    match step:
        case "go":
            return await _ask(db, message, draft)
        case "preview":
            return await _preview(db, message, draft)
        case "skip" if heading is not None and heading == draft.sheet.at:
            return await _keep(db, message, draft.id, draft.sheet.passed())
        case "mend" if heading is not None:
            sheet = replace(draft.sheet, at=heading, mending=True)
            await minutes.rewrite(db, draft.id, sheet)
            return await _ask(db, message, MinutesDraft(draft.id, sheet))
        case "save":
            return await _save(db, message, draft)
        case "drop":
            return _confirm_drop(draft)
        case "dropped":
            return await _drop(db, message, draft)
    return await _ask(db, message, draft)


_STEPS = ("go", "preview", "skip", "mend", "save", "drop", "dropped")


async def _keep(db: Connection, message: Message, draft: int, sheet: Sheet) -> Reply:
    await minutes.rewrite(db, draft, sheet)
    return await _ask(db, message, MinutesDraft(draft, sheet))


async def _ask(db: Connection, message: Message, draft: MinutesDraft, lead: Text | None = None) -> Reply:
    """Asks for the heading that is next; all of it to look through where none is."""
    sheet = draft.sheet
    if sheet.at is None:
        return await _preview(db, message, draft)
    await dialogues.ask(db, message, NAME, {})
    old = sheet.sections.get(sheet.at)
    asked = Text(
        "minutes.ask",
        {
            "heading": sheet.at,
            "title": Text(f"minutes.heading_{sheet.at}"),
            "hint": Text(f"minutes.hint_{sheet.at}"),
        },
    )
    row = [Button("minutes.keep" if old else "minutes.skip", f"bienban:skip:{draft.id}:{sheet.at}")]
    if sheet.sections:
        row.append(Button("minutes.preview", f"bienban:preview:{draft.id}"))
    return phrases.lines(lead, asked, Text("minutes.old", {"text": old.text}) if old else None, buttons=[row])


async def _preview(db: Connection, message: Message, draft: MinutesDraft) -> Reply:
    sheet = replace(draft.sheet, at=None, mending=False)
    await minutes.rewrite(db, draft.id, sheet)
    await dialogues.ask(db, message, NAME, {})
    texts = {heading: section.text for heading, section in sheet.sections.items()}
    return phrases.lines(
        Text("minutes.title", {"where": await _where(db, message, sheet), "at": sheet.started}),
        *minutes_views.sections(texts),
        Text("minutes.check"),
        buttons=_preview_keys(draft),
    )


def _preview_keys(draft: MinutesDraft) -> list[list[Button]]:
    mend = [
        Button("minutes.mend", f"bienban:mend:{draft.id}:{heading}", {"heading": heading})
        for heading in HEADINGS
    ]
    last = [
        Button("minutes.save", f"bienban:save:{draft.id}"),
        Button("minutes.drop", f"bienban:drop:{draft.id}"),
    ]
    return [mend[:3], mend[3:], last]


async def _save(db: Connection, message: Message, draft: MinutesDraft) -> Reply:
    sheet = draft.sheet
    if not sheet.sections:
        raise Refusal("minutes.empty")
    first = sheet.sections[min(sheet.sections)].text
    note = first if len(first) <= LONGEST_NOTE else first[: LONGEST_NOTE - 1].rstrip() + "…"
    log = max(section.message for section in sheet.sections.values())
    inspection = await inspections.add(
        db,
        message.campaign.code,
        Inspection(sheet.province, sheet.unit, note),
        message.person,
        message=log,
        inspected_at=sheet.started,
        received_at=message.now,
    )
    await minutes.add(db, inspection, sheet.sections)
    await minutes.settle(db, draft.id, log, message.now)
    await dialogues.end(db, message.channel, message.address)
    return Reply(
        "minutes.saved",
        {"where": await _where(db, message, sheet), "told": len(sheet.sections), "headings": len(HEADINGS)},
        [[Button("minutes.read", f"minutes:{inspection}"), Button("undo.button", f"undo:{log}")]],
    )


def _confirm_drop(draft: MinutesDraft) -> Reply:
    return Reply(
        "minutes.sure",
        {"told": len(draft.sheet.sections)},
        [
            [Button("minutes.drop_surely", f"bienban:dropped:{draft.id}")],
            [Button("minutes.go_on", f"bienban:go:{draft.id}")],
        ],
    )


async def _drop(db: Connection, message: Message, draft: MinutesDraft) -> Reply:
    await drafts.close(db, draft.id, "dropped", message.now)
    await dialogues.end(db, message.channel, message.address)
    return Reply("minutes.dropped", edit=True)


async def _open(db: Connection, message: Message) -> MinutesDraft | None:
    return await minutes.open_draft(db, message.campaign.code, message.person.id)


async def _where(db: Connection, message: Message, sheet: Sheet) -> Text:
    return await minutes_views.place(db, message, sheet.province, sheet.unit)


def _progress(sheet: Sheet) -> dict[str, object]:
    return {"heading": sheet.at or len(HEADINGS), "told": len(sheet.sections), "headings": len(HEADINGS)}
