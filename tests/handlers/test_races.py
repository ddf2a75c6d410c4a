"""Two people act on one thing at one moment: the answers and the figures are as if one had come first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers import undo
from handlers.counting import booking, closings, reports
from handlers.counting.booking import Booked, EntrySource
from handlers.inspecting import rechecks
from handlers.planning import due_dates, tasks
from storage.counting import closings as stored_closings
from storage.counting.closings import Closing
from storage.engine.database import Connection, Database
from storage.messaging import messages
from storage.messaging.message import ArrivalKind, Message
from storage.people import people
from storage.planning import milestone_changes, milestones
from storage.words.counting_rules import Entry
from storage.words.counts import Count, Mode
from storage.words.replies import Refusal, Reply, Text
from storage.words.roles import Agency, Role
from storage.words.tasks import Change
from tests.field import CAMPAIGN, CHANNEL, CODE, HA, HUNG, LAN, NOW, TU, message, person
from tests.overlaps import overlap, two_processes

pytestmark = pytest.mark.postgresql

BAO = 5
UNIT = "01-H03"
TASK = next(task for task in CAMPAIGN.leaves if task.number == "4.5")
Handler = Callable[[Connection, Message], Awaitable[Reply]]


@pytest.fixture
async def doors(tmp_path: Path) -> AsyncIterator[list[Database]]:
    async with two_processes(tmp_path) as both:
        async with both[0].write() as db:
            bao = await people.register(
                db,
                CODE,
                name="Bảo",
                role=Role.POSTAL_SUPERVISOR,
                agency=Agency.BDT,
                scope=("01",),
                language="vi",
                now=NOW,
            )
            await people.link(db, CHANNEL, "105", bao)
        assert bao == BAO
        yield both


def saying(
    handler: Handler, who: int, text: str, number: int = 1, at: datetime = NOW
) -> Callable[[Connection], Awaitable[Reply]]:
    """What is answered to a typed text. The sender is known before others change anything."""

    async def act(db: Connection) -> Reply:
        line_keys = message(await person(db, who), text, sent_at=at, update=number, number=str(number))
        line_keys = replace(line_keys, log=await messages.log(db, line_keys), args=tuple(text.split()[1:]))
        return await handler(db, line_keys)

    return act


def tapping(handler: Handler, who: int, *args: object) -> Callable[[Connection], Awaitable[Reply]]:
    async def act(db: Connection) -> Reply:
        tapped = replace(message(await person(db, who)), kind=ArrivalKind.TAP, args=tuple(map(str, args)))
        return await handler(db, tapped)

    return act


async def alone(doors: list[Database], act: Callable[[Connection], Awaitable[Reply]]) -> Reply:
    async with doors[0].write() as db:
        return await act(db)


async def figures(doors: list[Database]) -> dict[str, int]:
    async with doors[0].read() as db:
        found = await booking.figures(db, CODE, UNIT)
    return {count.value: found.get(count) for count in Count if found.get(count)}


async def closing_of(doors: list[Database]) -> Closing | None:
    async with doors[0].read() as db:
        return (await stored_closings.of(db, CODE, [UNIT])).get(UNIT)


def line_keys(reply: Reply) -> list[str]:
    """The keys of a reply's lines."""
    lines = reply.values.get("lines", ())
    return [line.key for line in lines if isinstance(line, Text)] or [reply.key]  # type: ignore[union-attr]


async def corrected(db: Connection) -> int:
    """Bảo books 10 more in Lan's stead; the log id by which that is undone."""
    by = message(await person(db, BAO), "/sua H03 phát 10 // bù", update=90, number="90")
    log = await messages.log(db, by)
    origin = EntrySource(log, NOW - timedelta(hours=1), 90, worker=LAN, reason="bù")
    [outcome] = await booking.book(db, by, [Entry(UNIT, Mode.ADD, {Count.DISTRIBUTED: 10})], origin)
    assert isinstance(outcome, Booked)
    return log


async def reported(db: Connection, number: int = 1) -> int:
    """Lan reports; the log id of her message."""
    await saying(reports.report, LAN, "H03 phát 5", number)(db)
    return (await messages.recent(db, CODE, LAN, 1))[0]


async def test_a_report_that_was_undone_meanwhile_does_not_come_back(doors: list[Database]) -> None:
    async with doors[0].write() as db:
        log, mine = await corrected(db), await reported(db)
    with pytest.raises(Refusal, match=r"report.changed_meanwhile"):
        await overlap(
            doors,
            tapping(undo.undo_tapped, BAO, log, "later"),
            tapping(reports.change_mode, LAN, mine, "total"),
        )
    assert await figures(doors) == {}


async def test_what_was_undone_meanwhile_is_not_undone_again(doors: list[Database]) -> None:
    async with doors[0].write() as db:
        await reported(db)
        log = await corrected(db)
    with pytest.raises(Refusal, match=r"undo.nothing"):
        await overlap(
            doors, tapping(undo.undo_tapped, BAO, log), tapping(undo.undo_tapped, BAO, log, "later")
        )
    assert await figures(doors) == {"distributed": 5}


async def test_a_unit_that_was_reopened_meanwhile_is_not_confirmed(doors: list[Database]) -> None:
    await alone(doors, tapping(closings.declare_tapped, LAN, UNIT, "sure"))
    closing = await closing_of(doors)
    assert closing is not None
    with pytest.raises(Refusal, match=r"closing.gone"):
        await overlap(
            doors,
            tapping(closings.judge, LAN, closing.id, "reopen"),
            tapping(closings.judge, BAO, closing.id, "confirm"),
        )
    assert await closing_of(doors) is None


async def test_a_unit_that_was_confirmed_meanwhile_is_not_reopened_by_its_worker(
    doors: list[Database],
) -> None:
    await alone(doors, tapping(closings.declare_tapped, LAN, UNIT, "sure"))
    closing = await closing_of(doors)
    assert closing is not None
    _, reply = await overlap(
        doors,
        tapping(closings.judge, BAO, closing.id, "confirm"),
        tapping(closings.judge, LAN, closing.id, "reopen"),
    )
    assert reply.key in ("closing.asked", "closing.nobody")
    assert (standing := await closing_of(doors)) is not None
    assert standing.confirmed_by == BAO


async def test_a_report_on_a_unit_that_is_being_closed_waits_for_the_reopening(doors: list[Database]) -> None:
    _, reply = await overlap(
        doors,
        tapping(closings.declare_tapped, LAN, UNIT, "sure"),
        saying(reports.report, TU, "phát 5"),
    )
    assert "closing.shut" in line_keys(reply)
    assert await figures(doors) == {}


async def test_of_two_who_move_a_task_the_second_tells_of_the_first(doors: list[Database]) -> None:
    await overlap(
        doors,
        saying(due_dates.move_typed, HA, f"/doihan {TASK.number} 15/10/2019 mưa bão"),
        saying(due_dates.move_typed, HA, f"/doihan {TASK.number} 20/10/2019 còn mưa", 2),
    )
    async with doors[0].read() as db:
        lines = await milestone_changes.every(db, CODE, Change.MOVED)
    assert [(line.before, line.after) for line in lines] == [
        (TASK.due.isoformat(), "2019-10-15"),
        ("2019-10-15", "2019-10-20"),
    ]


async def test_a_task_that_was_done_meanwhile_is_not_moved(doors: list[Database]) -> None:
    with pytest.raises(Refusal, match=r"move.is_done"):
        await overlap(
            doors,
            saying(tasks.finish_typed, HA, f"/xong {TASK.number}"),
            saying(due_dates.move_typed, HA, f"/doihan {TASK.number} 20/10/2019 còn mưa", 2),
        )
    async with doors[0].read() as db:
        [milestone] = await milestones.every(db, CODE)
    assert milestone.due is None


async def test_two_who_check_one_ballot_hear_of_each_other(doors: list[Database]) -> None:
    async with doors[0].write() as db:
        other = await people.register(
            db,
            CODE,
            name="Dung",
            role=Role.INSPECTOR,
            agency=Agency.MTTQ_TINH,
            scope=("01",),
            language="vi",
            now=NOW,
        )
    first, second = await overlap(
        doors,
        saying(rechecks.recheck, HUNG, "pt H03-007 khớp"),
        saying(rechecks.recheck, other, "pt H03-007 lệch"),
    )
    assert ("recheck.beside" in line_keys(first), "recheck.beside" in line_keys(second)) == (False, True)


async def test_two_workers_of_a_unit_cannot_both_hand_out_the_rest(doors: list[Database]) -> None:
    first, second = await overlap(
        doors,
        saying(reports.report, LAN, "H03 phát 40"),
        saying(reports.report, TU, "phát 40"),
    )
    assert "breach.in_hand" in line_keys(second)
    assert "breach.in_hand" not in line_keys(first)
    assert await figures(doors) == {"distributed": 40}
