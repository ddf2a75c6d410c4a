"""The arithmetic of the ledger: order, modes, sums, balances. Nothing here touches a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.words.counting_rules import Breach, Excess, Row, additions, judge, totals
from storage.words.counts import Count, Counts, Mode
from storage.words.units import Unit, UnitCode
from tests.field import NOW

UNIT = Unit(UnitCode("01-H03"), "UBND quận Ba Đình", "H", "01", 50)
LAN, TU = 1, 2


def row(
    number: int, mode: Mode = Mode.ADD, *, worker: int = LAN, minute: int | None = None, **counts: int
) -> Row:
    """The ``number``-th message, sent in minute ``number`` unless told otherwise."""
    sent = NOW + timedelta(minutes=number if minute is None else minute)
    return Row(number, worker, sent, number, mode, {Count(name): value for name, value in counts.items()})


def total(number: int, **rest: Any) -> Row:
    return row(number, Mode.TOTAL, **rest)


COUNTS = st.dictionaries(st.sampled_from(list(Count)), st.integers(0, 60), max_size=4)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Row]:
    """Rows of three workers; moments and positions collide often, ids never."""
    size = draw(st.integers(0, 12))
    return [
        Row(
            id=number,
            worker=draw(st.integers(1, 3)),
            sent_at=NOW + timedelta(minutes=draw(st.integers(0, 5))),
            position=draw(st.integers(1, 5)),
            mode=draw(st.sampled_from(Mode)),
            counts=draw(COUNTS),
        )
        for number in range(size)
    ]


def test_add_adds_and_total_sets() -> None:
    assert totals([row(1, distributed=30), row(2, distributed=12)]).distributed == 42
    assert totals([row(1, distributed=30), total(2, distributed=12)]).distributed == 12
    assert totals([total(1, distributed=12), row(2, distributed=30)]).distributed == 42


def test_a_total_says_nothing_of_other_counts() -> None:
    counts = totals([row(1, distributed=30, collected=5), total(2, collected=9)])
    assert (counts.distributed, counts.collected) == (30, 9)


def test_a_total_is_one_workers_own_and_the_unit_has_the_sum() -> None:
    assert totals([row(1, distributed=20), total(2, distributed=7, worker=TU)]).distributed == 27


def test_an_offline_phone_takes_its_place_by_its_own_time() -> None:
    """Written before the total, received after it: the total already knew."""
    total_at_ten = total(1, minute=10, distributed=30)
    late = row(2, minute=5, distributed=12)
    assert totals([total_at_ten, late]).distributed == 30
    assert [added for _, added in additions([total_at_ten, late])] == [
        {Count.DISTRIBUTED: 12},
        {Count.DISTRIBUTED: 18},
    ]


def test_in_one_minute_the_order_of_arrival_decides() -> None:
    first, second = row(1, minute=0, distributed=5), total(2, minute=0, distributed=3)
    assert totals([second, first]).distributed == 3
    swapped = replace(first, position=9)
    assert totals([second, swapped]).distributed == 8


@given(ledgers(), st.randoms())
def test_the_order_of_insertion_does_not_matter(rows: list[Row], random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert additions(shuffled) == additions(rows)
    assert [found.order for found, _ in additions(shuffled)] == sorted(found.order for found in rows)


@given(ledgers())
def test_a_units_figure_is_the_sum_over_its_workers(rows: list[Row]) -> None:
    whole = Counts()
    for worker in {found.worker for found in rows}:
        whole += totals([found for found in rows if found.worker == worker])
    assert totals(rows) == whole


@given(ledgers())
def test_after_a_total_the_worker_has_exactly_that(rows: list[Row]) -> None:
    last = Row(99, LAN, NOW + timedelta(days=1), 1, Mode.TOTAL, {Count.COLLECTED: 17})
    assert totals([found for found in [*rows, last] if found.worker == LAN]).collected == 17


@given(ledgers())
def test_no_replay_falls_below_zero(rows: list[Row]) -> None:
    assert all(totals(rows).get(count) >= 0 for count in Count)


@given(ledgers())
def test_undone_is_as_if_never_said_and_redone_as_if_never_undone(rows: list[Row]) -> None:
    assume(rows)
    without = rows[:-1]
    judged = judge(UNIT, rows, [], frozenset({rows[-1].id}))
    assert judged.after == totals(without)
    again = judge(UNIT, without, [rows[-1]])
    assert (again.before, again.after) == (totals(without), totals(rows))


def test_issued_is_presumed_until_the_first_live_word_of_it() -> None:
    silent = [row(1, distributed=20)]
    assert totals(silent).issued is None
    assert totals(silent).in_hand(UNIT.quota) == 30
    spoken = [*silent, row(2, issued=25)]
    assert totals(spoken).in_hand(UNIT.quota) == 5
    assert totals([*spoken, row(3, issued=10, worker=TU)]).in_hand(UNIT.quota) == 15


def test_nothing_issued_is_also_a_word() -> None:
    assert totals([total(1, issued=0)]).issued == 0


CASES: list[tuple[str, Sequence[Row], Sequence[Row], tuple[Breach, ...], tuple[Excess, ...]]] = [
    ("all is well", [], [row(1, distributed=50, collected=50)], (), ()),
    ("more handed out than there is", [], [row(1, distributed=55)], (Breach("in_hand", 5),), ()),
    (
        "more came back than went out",
        [row(1, distributed=10)],
        [row(2, collected=9, blank=2, lost=1)],
        (Breach("outstanding", 2),),
        (),
    ),
    (
        "spoiled ballots are not in hand",
        [row(1, distributed=45)],
        [row(2, spoiled=6)],
        (Breach("in_hand", 1),),
        (),
    ),
    (
        "both at once",
        [],
        [row(1, distributed=60, collected=70)],
        (Breach("outstanding", 10), Breach("in_hand", 10)),
        (Excess(Count.COLLECTED, 20),),
    ),
    (
        "the first word of issued can break",
        [row(1, distributed=40)],
        [row(2, issued=30)],
        (Breach("in_hand", 10),),
        (),
    ),
    ("more issued than the quota", [], [row(1, issued=60)], (), (Excess(Count.ISSUED, 10),)),
    (
        "more collected than the quota",
        [row(1, issued=60, distributed=60)],
        [row(2, collected=52)],
        (),
        (Excess(Count.COLLECTED, 2),),
    ),
    ("an excess that was there is not said again", [row(1, issued=60)], [row(2, distributed=60)], (), ()),
    (
        "a colleague's ballots count",
        [row(1, distributed=40, worker=TU)],
        [row(2, distributed=15)],
        (Breach("in_hand", 5),),
        (),
    ),
]


@pytest.mark.parametrize(
    ("live", "new", "breaches", "excesses"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_judge(
    live: Sequence[Row], new: Sequence[Row], breaches: tuple[Breach, ...], excesses: tuple[Excess, ...]
) -> None:
    judgement = judge(UNIT, live, new)
    assert judgement.breaches == breaches
    assert judgement.excesses == excesses


def test_what_mends_an_old_wrong_is_welcome() -> None:
    """Imported rows may be out of balance; a message that makes it better, or no worse, is booked."""
    wrong = [row(1, distributed=10, collected=15)]
    assert judge(UNIT, wrong, [row(2, distributed=3)]).breaches == ()
    assert judge(UNIT, wrong, [row(2, refused=1)]).breaches == ()
    assert judge(UNIT, wrong, [row(2, collected=1)]).breaches == (Breach("outstanding", 6),)


def test_undoing_the_hand_out_breaks_what_was_built_on_it() -> None:
    live = [row(1, issued=60), row(2, distributed=55)]
    assert judge(UNIT, live, [], frozenset({1})).breaches == (Breach("in_hand", 5),)
    live = [row(1, distributed=20), row(2, collected=15)]
    assert judge(UNIT, live, [], frozenset({1})).breaches == (Breach("outstanding", 15),)


@given(ledgers(), ledgers())
def test_judge_names_exactly_the_balances_that_get_worse(live: list[Row], new: list[Row]) -> None:
    later = [replace(found, id=found.id + 100) for found in new]
    judgement = judge(UNIT, live, later)
    before, after = totals(live), totals([*live, *later])

    def balances(counts: Counts) -> dict[str, int]:
        issued = UNIT.quota if counts.issued is None else counts.issued
        return {
            "outstanding": counts.distributed - counts.collected - counts.blank - counts.lost,
            "in_hand": issued - counts.distributed - counts.spoiled,
        }

    was, will = balances(before), balances(after)
    worse = {name: -value for name, value in will.items() if value < min(0, was[name])}
    assert {breach.balance: breach.by for breach in judgement.breaches} == worse


def test_the_figures_of_a_group_are_summed_count_by_count() -> None:
    group = Counts(issued=30, distributed=20) + Counts(distributed=5, lost=1)
    assert group == Counts(issued=30, distributed=25, lost=1)
    assert (Counts() + Counts()).issued is None
    assert group.get(Count.ISSUED) == 30
    assert Counts().get(Count.ISSUED) == 0
    assert group.outstanding == 24
