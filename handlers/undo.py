"""Undoing a message's effects: ``/huy`` for the last one, the button for the one above it."""

from __future__ import annotations

from handlers import wording
from handlers.registry import command, tap
from storage import drafts, inspections, ledger, messages, rechecks, reports, units
from storage.database import Connection
from storage.model import Message, Refusal, Reply, Role, Text

RECENT = 50
"""How many of a person's last messages ``/huy`` looks through."""


@command("huy", role=(Role.POSTAL_WORKER, Role.INSPECTOR))
async def undo_last(db: Connection, message: Message) -> Reply:
    """Undoes the last message that still has an effect."""
    for log in await messages.recent(db, message.campaign.code, message.person.id, RECENT):
        if undone := await _undo(db, message, [log]):
            return wording.lines(*undone)
    raise Refusal("undo.nothing")


@tap("undo", role=(Role.POSTAL_WORKER, Role.INSPECTOR))
async def undo_tapped(db: Connection, message: Message) -> Reply:
    """Undoes the message whose reply carries the button."""
    try:
        log = int(message.args[0])
    except (IndexError, ValueError):
        raise Refusal("tap.unknown") from None
    undone = await _undo(db, message, await messages.siblings(db, log, message.person.id))
    if not undone:
        raise Refusal("undo.nothing")
    return Reply("lines", {"lines": undone}, edit=True)


async def _undo(db: Connection, message: Message, logs: list[int]) -> list[Text]:
    """What was undone, as lines; nothing where the messages have no effect any more."""
    person, now = message.person.id, message.now
    undone = await _undo_reports(db, message, logs)
    undone += [
        Text(
            "undo.recheck",
            {
                "what": finding.ballot or finding.unit,
                "outcome": Text(f"outcome.{finding.outcome.value}"),
                "count": finding.count,
            },
        )
        for finding in await rechecks.void_of(db, logs, person, now)
    ]
    undone += [
        Text("undo.inspection", {"where": note.unit or note.province, "note": note.note})
        for note in await inspections.void_of(db, logs, person, now)
    ]
    if undone:
        await drafts.drop_of(db, logs, now)
        return [Text("undo.done"), *undone]
    return []


async def _undo_reports(db: Connection, message: Message, logs: list[int]) -> list[Text]:
    found = [item for item in await reports.of_messages(db, logs) if item.row.worker == message.person.id]
    campaign = message.campaign.code
    codes = sorted({item.unit for item in found})
    known = await units.locked(db, campaign, codes) if codes else {}
    lines: list[Text] = []
    for code in codes:
        mine = [item for item in found if item.unit == code]
        live = await reports.live(db, campaign, code)
        judgement = ledger.judge(known[code], live, [], frozenset(item.row.id for item in mine))
        if judgement.breaches:
            raise Refusal(
                "undo.breaks",
                code=code,
                by=judgement.breaches[0].by,
                balance=Text(f"count.{judgement.breaches[0].balance}"),
            )
        await reports.void(db, [item.row.id for item in mine], message.person.id, message.now)
        await reports.refresh(db, campaign, code, message.person.id, message.zone)
        said = wording.joined([wording.said(item.row.counts) for item in mine])
        lines += [
            Text("undo.report", {"code": code, "name": known[code].name, "said": said}),
            wording.standing(known[code], judgement.after),
        ]
    return lines
