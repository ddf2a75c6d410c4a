"""Undoing a message's effects: ``/huy`` for the last one, the button for the one above it."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers import answers, minutes, recheck_booking, taps, wording
from handlers.registry import command, tap
from storage import closings, drafts, evidence, inspections, ledger, messages, rechecks, reports, units
from storage.database import Connection
from storage.model import Button, Message, Notice, Refusal, Reply, Role, Text

RECENT = 50
"""How many of a person's last messages ``/huy`` looks through."""
DOERS = (Role.POSTAL_WORKER, Role.POSTAL_SUPERVISOR, Role.INSPECTOR)


@dataclass(slots=True)
class Undone:
    """What was undone, as lines, and what others are told."""

    lines: list[Text] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@command("huy", role=DOERS)
async def undo_last(db: Connection, message: Message) -> Reply:
    """Undoes the last message that still has an effect, or waits for a tap."""
    for log in await messages.recent(db, message.campaign.code, message.person.id, RECENT):
        undone = await _undo(db, message, await messages.siblings(db, log, message.person.id))
        if undone.lines:
            return wording.lines(*undone.lines, notices=undone.notices)
    raise Refusal("undo.nothing")


@tap("undo", role=DOERS)
async def undo_tapped(db: Connection, message: Message) -> Reply:
    """Undoes the message whose reply carries the button."""
    log = taps.number(message, 0)
    undone = await _undo(db, message, await messages.siblings(db, log, message.person.id))
    if not undone.lines:
        raise Refusal("undo.nothing", spent=True)
    return wording.lines(*undone.lines, edit=True, notices=undone.notices)


async def _undo(db: Connection, message: Message, logs: list[int]) -> Undone:
    """Takes back all that messages did; no lines where they have no effect any more."""
    person, now = message.person.id, message.now
    undone = await _undo_reports(db, message, logs)
    findings = await rechecks.void_of(db, logs, person, now)
    undone.lines += [
        Text(
            "undo.recheck",
            {
                "what": finding.ballot or finding.unit,
                "outcome": Text(f"outcome.{finding.outcome.value}"),
                "count": finding.count,
            },
        )
        for finding in findings
    ]
    undone.lines += await recheck_booking.restored(db, message, findings)
    undone.lines += [
        Text("undo.inspection", {"where": note.unit or note.province, "note": note.note})
        for note in await inspections.void_of(db, logs, person, now)
    ]
    undone.lines += await minutes.take_back(db, message, logs)
    dropped = await drafts.drop_of(db, logs, now)
    await evidence.void_of(db, logs, now)
    if undone.lines:
        undone.lines.insert(0, Text("undo.done"))
    elif dropped:
        undone.lines.append(Text("draft.dropped"))
    return undone


async def _undo_reports(db: Connection, message: Message, logs: list[int]) -> Undone:
    """Voids the sender's own reports, and those that the sender booked in somebody's stead."""
    me, campaign = message.person.id, message.campaign.code
    found = [item for item in await reports.of_messages(db, logs) if me in (item.row.worker, item.booked_by)]
    codes = sorted({item.unit for item in found})
    known = await units.locked(db, campaign, codes) if codes else {}
    await _check_open(db, message, codes)
    undone = Undone()
    for code in codes:
        mine = [item for item in found if item.unit == code]
        live = await reports.live(db, campaign, code)
        judgement = ledger.judge(known[code], live, [], frozenset(item.row.id for item in mine))
        if judgement.breaches:
            raise Refusal(
                "undo.breaks", unit=wording.heading(known[code]), reasons=wording.reasons(judgement)
            )
        await reports.void(db, [item.row.id for item in mine], me, message.now)
        for worker in {item.row.worker for item in mine}:
            await reports.refresh(db, campaign, code, worker, message.zone)
        lines = [
            Text("undo.report", {"code": code, "name": known[code].name, "said": answers.told(mine)}),
            wording.standing(known[code], judgement.after),
        ]
        undone.lines += lines
        values = {"by": message.person.name, "lines": lines}
        others = {item.row.worker for item in mine} - {me}
        undone.notices += [Notice(worker, "correction.told_undone", values) for worker in others]
    return undone


async def _check_open(db: Connection, message: Message, codes: list[str]) -> None:
    """A worker reopens a unit that was declared finished before taking figures out of it. Raises Refusal."""
    if message.person.role is not Role.POSTAL_WORKER:
        return
    for code, closing in (await closings.of(db, message.campaign.code, codes)).items():
        buttons = [[Button("closing.reopen", f"closing:{closing.id}:reopen")]]
        raise Refusal("closing.no_undo", buttons, code=code)
