"""``/lichsu``: what was reported, by whom, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.grammar import find_unit
from handlers.registry import command, tap
from handlers.replies import phrases, tap_arguments
from storage.counting import history, units
from storage.counting.history import Past, State
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.words.counts import Count, Mode
from storage.words.replies import Button, Refusal, Reply, Text
from storage.words.roles import Role

READERS = (Role.POSTAL_WORKER, Role.POSTAL_SUPERVISOR, Role.COORDINATOR)
PAGE = 12
"""Reports that a phone shows without scrolling much."""
ALL = "-"
"""Stands in a tap for the whole scope."""


@command("lichsu", role=READERS, reads=True)
async def show(db: Connection, message: Message) -> Reply:
    """The last reports of the unit named, else of the sender's whole scope."""
    if not message.rest:
        return await _page(db, message, ALL, 0)
    known = await units.of(db, message.campaign.code, message.person)
    code = find_unit(message.rest, known)
    if code is None:
        raise Refusal("history.unknown_unit", words=message.rest)
    return await _page(db, message, code, 0)


@tap("history", role=READERS)
async def turn(db: Connection, message: Message) -> Reply:
    """Older or newer ones, in place: ``history:01-H03:12``."""
    code, skip = tap_arguments.word(message, 0), tap_arguments.number(message, 1)
    if skip < 0 or (code != ALL and not message.person.covers(code)):
        raise Refusal("tap.unknown", spent=True)
    reply = await _page(db, message, code, skip)
    return Reply(reply.key, reply.values, reply.buttons, edit=True)


async def _page(db: Connection, message: Message, code: str, skip: int) -> Reply:
    scope = message.person.scope if code == ALL else (code,)
    rows = await history.of(db, message.campaign.code, scope, PAGE + 1, skip)
    if not rows and not skip:
        raise Refusal("history.nothing")
    turns = []
    if skip:
        turns.append(Button("history.newer", f"history:{code}:{max(0, skip - PAGE)}"))
    if len(rows) > PAGE:
        turns.append(Button("history.older", f"history:{code}:{skip + PAGE}"))
    title = Text(
        "history.title",
        {
            "scope": phrases.scope(message.campaign, scope),
            "first": skip + 1,
            "last": skip + len(rows[:PAGE]),
        },
    )
    return phrases.lines(title, *(_row(past) for past in rows[:PAGE]), buttons=[turns] if turns else [])


def _row(past: Past) -> Text:
    notes: list[Text] = []
    if past.booked_by is not None:
        notes.append(Text("history.in_stead", {"by": past.booked_by, "reason": past.reason or ""}))
    if past.state is State.UNDONE:
        notes.append(Text("history.undone", {"by": past.undone_by or ""}))
    elif past.later is not None:
        notes.append(Text("history.corrected", {"to": _said(*past.later)}))
    elif past.state is State.CORRECTED:
        notes.append(Text("history.dropped"))
    if past.marked:
        notes.append(Text("history.marked"))
    if past.comment:
        notes.append(Text("history.comment", {"comment": past.comment}))
    return Text(
        "history.row" if past.state is State.LIVE else "history.row_gone",
        {
            "at": past.sent_at,
            "code": past.unit,
            "said": _said(past.mode, past.counts),
            "name": past.worker or Text("history.forgotten"),
            "notes": Text("history.note", {"note": phrases.joined(notes)}) if notes else "",
        },
    )


def _said(mode: Mode, counts: Mapping[Count, int]) -> Text:
    return Text(f"history.said_{mode.value}", {"said": phrases.count_list(counts)})
