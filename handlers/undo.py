"""Undoing a message's effects: ``/huy`` for the last one, the button for the one above it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from handlers.counting import report_replies
from handlers.inspecting import minutes, recheck_booking
from handlers.registry import command, tap
from handlers.replies import phrases, tap_arguments
from storage.counting import closings, drafts, evidence, reports, units
from storage.counting.reports import Report
from storage.engine.database import Connection
from storage.inspecting import inspections, rechecks
from storage.messaging import messages
from storage.messaging.message import Message
from storage.words import counting_rules
from storage.words.counting_rules import Judgement, Row
from storage.words.replies import Button, Notice, Refusal, Reply, Text
from storage.words.roles import Role

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
            return phrases.lines(*undone.lines, notices=undone.notices)
    raise Refusal("undo.nothing")


@tap("undo", role=DOERS)
async def undo_tapped(db: Connection, message: Message) -> Reply:
    """Undoes the message whose reply carries the button; ``undo:51:later`` takes later reports with it."""
    log, later = tap_arguments.number(message, 0), message.args[1:] == ("later",)
    undone = await _undo(db, message, await messages.siblings(db, log, message.person.id), later=later)
    if not undone.lines:
        raise Refusal("undo.nothing", spent=True)
    return phrases.lines(*undone.lines, edit=True, notices=undone.notices)


async def _undo(db: Connection, message: Message, logs: list[int], *, later: bool = False) -> Undone:
    """Takes back all that messages did; no lines where they have no effect any more."""
    person, now = message.person.id, message.now
    undone = await _undo_reports(db, message, logs, later=later)
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


async def _undo_reports(db: Connection, message: Message, logs: list[int], *, later: bool) -> Undone:
    """Voids the sender's own reports, and those that the sender booked in somebody's stead.

    ``later``: also what the same workers reported of the same units afterwards.
    """
    me, campaign = message.person.id, message.campaign.code
    touched = {item.unit for item in await _mine(db, logs, me)}
    if not touched:
        return Undone()
    known = await units.locked(db, campaign, sorted(touched))
    # Read again: whoever held a unit until now may have undone or corrected something.
    found = await _mine(db, logs, me)
    codes = sorted({item.unit for item in found} & touched)
    await _check_open(db, message, codes)
    undone = Undone()
    for code in codes:
        mine = [item for item in found if item.unit == code]
        live = await reports.live(db, campaign, code)
        gone = [item.row for item in mine]
        after = _later(live, gone)
        if later:
            gone += after
        judgement = counting_rules.judge(known[code], live, [], _ids(gone))
        if judgement.breaches:
            raise _stuck(judgement, live, [*gone, *after], logs[-1])
        await reports.void(db, [row.id for row in gone], me, message.now)
        for worker in {row.worker for row in gone}:
            await reports.refresh(db, campaign, code, worker, message.zone)
        said = [report_replies.told(mine), *(phrases.said(row.counts) for row in gone[len(mine) :])]
        lines = [
            Text("undo.report", {"code": code, "name": known[code].name, "said": phrases.joined(said)}),
            phrases.standing(known[code], judgement.after),
        ]
        undone.lines += lines
        values = {"by": message.person.name, "lines": lines}
        others = {item.row.worker for item in mine} - {me}
        undone.notices += [Notice(worker, "correction.told_undone", values) for worker in others]
    return undone


async def _mine(db: Connection, logs: Sequence[int], person: int) -> list[Report]:
    found = await reports.of_messages(db, logs)
    return [item for item in found if person in (item.row.worker, item.booked_by)]


def _later(live: Sequence[Row], gone: Sequence[Row]) -> list[Row]:
    """What the workers of the rows ``gone`` reported of the unit after the first of these."""
    first, workers, ids = min(row.order for row in gone), {row.worker for row in gone}, _ids(gone)
    return [row for row in live if row.worker in workers and row.order > first and row.id not in ids]


def _stuck(judgement: Judgement, live: Sequence[Row], all_of_it: Sequence[Row], log: int) -> Refusal:
    """The undo would break a balance; taking later reports along is offered where that mends it."""
    whole = counting_rules.judge(judgement.unit, live, [], _ids(all_of_it))
    mends = not whole.breaches and len(_ids(all_of_it)) > 1
    buttons = [[Button("undo.with_later", f"undo:{log}:later")]] if mends else ()
    unit, reasons = phrases.heading(judgement.unit), phrases.reasons(judgement)
    return Refusal("undo.breaks", buttons, unit=unit, reasons=reasons)


def _ids(rows: Iterable[Row]) -> frozenset[int]:
    return frozenset(row.id for row in rows)


async def _check_open(db: Connection, message: Message, codes: list[str]) -> None:
    """A worker reopens a unit that was declared finished before taking figures out of it. Raises Refusal."""
    if message.person.role is not Role.POSTAL_WORKER:
        return
    for code, closing in (await closings.of(db, message.campaign.code, codes)).items():
        buttons = [[Button("closing.reopen", f"closing:{closing.id}:reopen")]]
        raise Refusal("closing.no_undo", buttons, code=code)
