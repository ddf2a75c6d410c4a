"""Booking: what fits is in the ledger at once, what does not waits for one tap, nothing is guessed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from handlers.counting import booking
from handlers.counting.booking import OVER_QUOTA, Booked, EntrySource, Held, Option, book
from storage.counting import drafts, reports
from storage.engine.database import Connection, Database
from storage.messaging.message import Message
from storage.tables import reports as rows
from storage.words import counting_rules
from storage.words.counting_rules import Breach, Entry, Excess
from storage.words.counts import Count, Counts, Mode
from tests.field import CODE, LAN, NOW, TU, cast, furnish, logged, message, opened, person, prepare, url_of

H03, X07 = "01-H03", "01-X07"  # quotas of 50 and 20


@dataclass
class Desk:
    """Where reports come in. ``says`` is a typed message that was understood as entries."""

    db: Connection
    update: int = 0

    async def says(
        self, *entries: Entry, worker: int = LAN, sent_at: datetime = NOW, **options: Any
    ) -> list[Booked | Held]:
        said, origin = await self.origin(worker, sent_at)
        return await book(self.db, said, entries, origin, **options)

    async def origin(self, worker: int, sent_at: datetime = NOW) -> tuple[Message, EntrySource]:
        self.update += 1
        sender = await person(self.db, worker)
        said = message(sender, "…", sent_at=sent_at, update=self.update, number=str(self.update))
        return said, EntrySource(await logged(self.db, said), sent_at, self.update)

    async def taps(self, held: Held, number: int, worker: int = LAN) -> list[Booked | Held]:
        """Taps a button under a held message, as ``handlers.counting.reports`` does it."""
        draft = await drafts.find(self.db, CODE, worker, held.draft)
        assert draft is not None
        entries, origin = booking.chosen(draft.payload, number, draft.message)
        said = message(await person(self.db, worker), "")
        return await book(self.db, said, entries, origin, confirmed=True)

    async def figures(self, unit: str = H03) -> Counts:
        return counting_rules.totals(await reports.live(self.db, CODE, unit))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(tmp_path / "sipas.db", cast) as database, database.write() as db:
        yield Desk(db)


def entry(unit: str = H03, mode: Mode = Mode.ADD, **counts: int) -> Entry:
    return Entry(unit, mode, {Count(name): value for name, value in counts.items()})


def total(unit: str = H03, **counts: int) -> Entry:
    return entry(unit, Mode.TOTAL, **counts)


def booked(outcome: Booked | Held) -> Booked:
    assert isinstance(outcome, Booked)
    return outcome


def held(outcome: Booked | Held) -> Held:
    assert isinstance(outcome, Held)
    return outcome


def offers(options: Sequence[Option]) -> dict[str, Mapping[str, object]]:
    return {option.key: option.values for option in options}


async def test_a_good_report_is_booked_at_once(desk: Desk) -> None:
    (outcome,) = await desk.says(entry(distributed=30, collected=10))
    judgement = booked(outcome).judgement
    assert (judgement.before.distributed, judgement.after.distributed) == (0, 30)
    assert await desk.figures() == Counts(distributed=30, collected=10)
    assert not booked(outcome).marked


async def test_two_workers_share_what_a_unit_has(desk: Desk) -> None:
    await desk.says(entry(distributed=40), worker=TU)
    (outcome,) = await desk.says(entry(distributed=15))
    assert held(outcome).judgement.breaches == (Breach("in_hand", 5),)
    assert await desk.figures() == Counts(distributed=40)
    (outcome,) = await desk.says(total(distributed=10))
    assert booked(outcome).judgement.after.distributed == 50


async def test_a_colleagues_ballots_can_come_back_through_me(desk: Desk) -> None:
    await desk.says(entry(distributed=40), worker=TU)
    (outcome,) = await desk.says(entry(collected=25))
    assert booked(outcome).judgement.after.outstanding == 15


async def test_a_message_of_an_offline_phone_takes_its_place(desk: Desk) -> None:
    """Written before the total of ten o'clock: the total knew of it, nothing is added twice."""
    await desk.says(total(distributed=30), sent_at=NOW)
    (outcome,) = await desk.says(entry(distributed=12), sent_at=NOW - timedelta(hours=2))
    assert booked(outcome).judgement.after.distributed == 30
    assert await desk.figures() == Counts(distributed=30)
    (outcome,) = await desk.says(entry(collected=5), sent_at=NOW - timedelta(days=1))
    assert booked(outcome).judgement.after.collected == 5


async def test_what_breaks_a_balance_waits_and_each_offer_fits(desk: Desk) -> None:
    await desk.says(entry(distributed=45))
    (outcome,) = await desk.says(entry(distributed=48))
    waiting = held(outcome)
    assert waiting.judgement.breaches == (Breach("in_hand", 43),)
    assert [option.key for option in waiting.options] == ["draft.as_total", "draft.issued_more"]
    assert offers(waiting.options)["draft.issued_more"]["by"] == 43
    assert await desk.figures() == Counts(distributed=45)
    for option in waiting.options:
        live = await reports.live(desk.db, CODE, H03)
        new = [
            counting_rules.Row(10**9 + n, LAN, NOW, 99, one.mode, one.counts)
            for n, one in enumerate(option.entries)
        ]
        assert counting_rules.judge(waiting.judgement.unit, live, new).breaches == ()


async def test_i_meant_the_total(desk: Desk) -> None:
    await desk.says(entry(distributed=45))
    (outcome,) = await desk.says(entry(distributed=48))
    (after,) = await desk.taps(held(outcome), 0)
    assert booked(after).judgement.after == Counts(distributed=48)


async def test_i_got_more_where_nothing_was_said_of_what_i_got(desk: Desk) -> None:
    """Presumed were 50, the quota. "5 more" must come to 55, not to 5."""
    (outcome,) = await desk.says(entry(distributed=55))
    assert offers(held(outcome).options)["draft.issued_more"]["by"] == 5
    number = [option.key for option in held(outcome).options].index("draft.issued_more")
    (after,) = await desk.taps(held(outcome), number)
    assert booked(after).judgement.after == Counts(issued=55, distributed=55)
    assert booked(after).marked


async def test_i_got_more_where_something_was_said(desk: Desk) -> None:
    await desk.says(entry(issued=30, distributed=20))
    (outcome,) = await desk.says(entry(distributed=15))
    assert offers(held(outcome).options)["draft.issued_more"]["by"] == 5
    number = [option.key for option in held(outcome).options].index("draft.issued_more")
    (after,) = await desk.taps(held(outcome), number)
    assert booked(after).judgement.after == Counts(issued=35, distributed=35)
    assert not booked(after).marked


async def test_i_handed_out_more_than_i_told(desk: Desk) -> None:
    await desk.says(entry(distributed=10))
    (outcome,) = await desk.says(entry(collected=12))
    assert held(outcome).judgement.breaches == (Breach("outstanding", 2),)
    assert list(offers(held(outcome).options)) == ["draft.distributed_more"]
    assert offers(held(outcome).options)["draft.distributed_more"]["by"] == 2
    (after,) = await desk.taps(held(outcome), 0)
    assert booked(after).judgement.after == Counts(distributed=12, collected=12)


async def test_an_offer_that_breaks_something_else_is_not_made(desk: Desk) -> None:
    """All ballots are out: more cannot have been handed out."""
    await desk.says(entry(distributed=50, collected=45))
    (outcome,) = await desk.says(entry(blank=10))
    assert held(outcome).judgement.breaches == (Breach("outstanding", 5),)
    assert held(outcome).options == ()


async def test_a_tap_is_judged_anew(desk: Desk) -> None:
    """Between the offer and the tap a colleague has used up what was there."""
    await desk.says(entry(distributed=10))
    (outcome,) = await desk.says(entry(collected=12))
    await desk.says(entry(distributed=40), worker=TU)
    (after,) = await desk.taps(held(outcome), 0)
    assert held(after).judgement.breaches == (Breach("in_hand", 2),)
    assert await desk.figures() == Counts(distributed=50)


async def test_above_the_quota_is_one_tap_and_a_mark(desk: Desk) -> None:
    (outcome,) = await desk.says(entry(issued=60))
    waiting = held(outcome)
    assert waiting.judgement.breaches == ()
    assert waiting.judgement.excesses == (Excess(Count.ISSUED, 10),)
    assert waiting.options[0].key == "draft.confirm"
    assert await desk.figures() == Counts()
    (after,) = await desk.taps(waiting, 0)
    assert booked(after).marked
    assert await desk.db.scalar(select(rows.c.marked)) == OVER_QUOTA
    (outcome,) = await desk.says(entry(distributed=55))
    assert not booked(outcome).marked


async def test_the_good_unit_is_booked_the_bad_one_waits(desk: Desk) -> None:
    first, second = await desk.says(entry(X07, distributed=25), entry(H03, distributed=20))
    assert held(first).judgement.unit.code == X07
    assert booked(second).judgement.unit.code == H03
    assert await desk.figures(X07) == Counts()
    assert await desk.figures(H03) == Counts(distributed=20)


async def test_added_and_total_in_one_message(desk: Desk) -> None:
    await desk.says(entry(distributed=10))
    (outcome,) = await desk.says(total(distributed=30), entry(collected=5))
    assert booked(outcome).judgement.after == Counts(distributed=30, collected=5)


async def test_nothing_is_booked_in_part(desk: Desk) -> None:
    """Two entries of one unit, one of them bad: the unit waits as a whole."""
    (outcome,) = await desk.says(total(distributed=60), entry(collected=5))
    assert len(held(outcome).entries) == 2
    assert await desk.figures() == Counts()


async def correct(desk: Desk, first: EntrySource, *entries: Entry) -> list[Booked | Held]:
    assert first.log is not None
    old = await reports.of_messages(desk.db, [first.log])
    said, origin = await desk.origin(LAN)
    return await book(
        desk.db, said, entries, EntrySource(origin.log, first.sent_at, first.position), replacing=old
    )


async def test_a_correction_takes_the_place_of_what_it_corrects(desk: Desk) -> None:
    said, first = await desk.origin(LAN, NOW - timedelta(hours=3))
    await book(desk.db, said, [entry(distributed=30)], first)
    await desk.says(total(distributed=40))
    await desk.says(entry(distributed=5))
    (outcome,) = await correct(desk, first, entry(distributed=13))
    assert booked(outcome).judgement.after == Counts(distributed=45)
    kept = (await desk.db.execute(select(rows).order_by(rows.c.id))).all()
    assert [(row.distributed, row.superseded_at is None, row.supersedes) for row in kept] == [
        (30, False, None),
        (40, True, None),
        (5, True, None),
        (13, True, kept[0].id),
    ]


async def test_a_correction_that_breaks_a_balance_leaves_the_report(desk: Desk) -> None:
    said, first = await desk.origin(LAN)
    await book(desk.db, said, [entry(distributed=30)], first)
    await desk.says(entry(collected=25))
    (outcome,) = await correct(desk, first, entry(distributed=20))
    assert held(outcome).judgement.breaches == (Breach("outstanding", 5),)
    assert await desk.figures() == Counts(distributed=30, collected=25)


async def test_a_correction_can_move_a_report_to_another_unit(desk: Desk) -> None:
    said, first = await desk.origin(LAN)
    await book(desk.db, said, [entry(H03, distributed=15)], first)
    outcomes = await correct(desk, first, entry(X07, distributed=15))
    assert [booked(outcome).judgement.unit.code for outcome in outcomes] == [X07, H03]
    assert await desk.figures(H03) == Counts()
    assert await desk.figures(X07) == Counts(distributed=15)


async def test_a_button_that_is_not_there(desk: Desk) -> None:
    await desk.says(entry(distributed=45))
    (outcome,) = await desk.says(entry(distributed=48))
    draft = await drafts.find(desk.db, CODE, LAN, held(outcome).draft)
    assert draft is not None
    for number in (-1, 9):
        with pytest.raises(IndexError):
            booking.chosen(draft.payload, number, draft.message)


def test_the_other_reading_and_back() -> None:
    said = entry(distributed=3)
    assert booking.flipped(said) == total(distributed=3)
    assert booking.flipped(booking.flipped(said)) == said


SAID = st.builds(
    lambda unit, mode, counts: Entry(unit, mode, counts),
    st.sampled_from([H03, X07]),
    st.sampled_from(Mode),
    st.dictionaries(st.sampled_from(list(Count)), st.integers(0, 45), min_size=1, max_size=3),
)
STORY = st.lists(
    st.tuples(st.sampled_from([LAN, TU]), st.integers(-30, 30), st.lists(SAID, min_size=1, max_size=3)),
    max_size=6,
)


def test_whatever_is_said_all_balances_hold_and_all_offers_can_be_taken(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        prepare(tmp_path / "sipas.db")
        database = Database(url_of(tmp_path / "sipas.db"))
        runner.run(database.open())
        runner.run(settle(database))

        @settings(max_examples=40)
        @given(STORY)
        def holds(story: list[tuple[int, int, list[Entry]]]) -> None:
            runner.run(play(database, story))

        try:
            holds()
        finally:
            runner.run(database.close())


async def settle(database: Database) -> None:
    """Once, not in each story: what PostgreSQL has counted it does not count back with a rollback."""
    async with database.write() as db:
        await furnish(db)


async def play(database: Database, story: list[tuple[int, int, list[Entry]]]) -> None:
    async with database.write() as db:
        whole = await db.begin_nested()
        desk = Desk(db)
        for worker, minutes, entries in story:
            for outcome in await desk.says(*entries, worker=worker, sent_at=NOW + timedelta(minutes=minutes)):
                if isinstance(outcome, Held):
                    await take_each_offer(desk, outcome, worker)
                await check(desk, outcome)
        await whole.rollback()


async def take_each_offer(desk: Desk, waiting: Held, worker: int) -> None:
    for number in range(len(waiting.options)):
        trial = await desk.db.begin_nested()
        (after,) = await desk.taps(waiting, number, worker)
        assert isinstance(after, Booked), waiting.options[number]
        await check(desk, after)
        await trial.rollback()


async def check(desk: Desk, outcome: Booked | Held) -> None:
    unit = outcome.judgement.unit
    counts = await desk.figures(unit.code)
    assert counts.outstanding >= 0
    assert counts.in_hand(unit.quota) >= 0
    if isinstance(outcome, Booked):
        assert counts == outcome.judgement.after
    else:
        assert outcome.judgement.breaches or outcome.judgement.excesses
        assert counts == outcome.judgement.before
