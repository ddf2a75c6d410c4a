"""Taking reports back, where the figures of their units still add up without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.counting import report_replies
from handlers.replies import phrases
from handlers.replies.undone import Undone, UndoRequest
from storage.counting import closings, reports, units
from storage.counting.reports import Report
from storage.engine.database import Connection
from storage.messaging.message import Message
from storage.words import counting_rules
from storage.words.counting_rules import Judgement, Row
from storage.words.replies import Button, Notice, Refusal, Text
from storage.words.roles import Role


async def take_back(db: Connection, message: Message, undo: UndoRequest) -> Undone:
    """Voids the sender's own reports, and those that the sender booked in somebody's stead."""
    me, campaign = message.person.id, message.campaign.code
    touched = {report.unit for report in await _mine(db, undo.logs, me)}
    if not touched:
        return Undone()
    locked = await units.locked(db, campaign, sorted(touched))
    # Read again: whoever held a unit until now may have undone or corrected something.
    own = await _mine(db, undo.logs, me)
    codes = sorted({report.unit for report in own} & touched)
    await _check_open(db, message, codes)
    lines: list[Text] = []
    notices: list[Notice] = []
    for code in codes:
        mine = [report for report in own if report.unit == code]
        live = await reports.live(db, campaign, code)
        gone = [report.row for report in mine]
        after = _later(live, gone)
        if undo.later:
            gone += after
        judgement = counting_rules.judge(locked[code], live, [], _ids(gone))
        if judgement.breaches:
            raise _stuck(judgement, live, [*gone, *after], undo.logs[-1])
        await reports.void(db, [row.id for row in gone], me, message.now)
        for worker in {row.worker for row in gone}:
            await reports.refresh(db, campaign, code, worker, message.zone)
        words = [
            report_replies.counts_of(mine),
            *(phrases.count_list(row.counts) for row in gone[len(mine) :]),
        ]
        changes = [
            Text("undo.report", {"code": code, "name": locked[code].name, "said": phrases.joined(words)}),
            phrases.standing(locked[code], judgement.after),
        ]
        lines += changes
        values = {"by": message.person.name, "lines": changes}
        others = {report.row.worker for report in mine} - {me}
        notices += [Notice(worker, "correction.told_undone", values) for worker in others]
    return Undone(lines, notices)


async def _mine(db: Connection, logs: Sequence[int], person: int) -> list[Report]:
    booked = await reports.of_messages(db, logs)
    return [report for report in booked if person in (report.row.worker, report.booked_by)]


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
