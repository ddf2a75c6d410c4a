from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.frames import COUNTS
from analytics.scoring.scores import PARTS, planned_curve, score, wilson
from storage.campaign.calendar import WorkCalendar
from storage.campaign.types import Calendar, ScoreRules

RULES = ScoreRules(
    weights={"coverage": 0.3, "pace": 0.2, "validity": 0.2, "agreement": 0.2, "integrity": 0.1}, shrinkage=10
)
LEVELS = ("unit", "worker", "district", "province", "nation")
NONE = pd.DataFrame()


def unit(code, quota=30, workers=1, **counts):
    return {
        "unit": code,
        "name": code,
        "level": code[3],
        "province": code[:2],
        "district": f"{code[:2]}0" if code[3] != "S" else None,
        "quota": quota,
        "workers": workers,
        "issued": None,
        **dict.fromkeys(COUNTS, 0),
        **counts,
    }


def day(unit, worker, when=date(2019, 8, 1), **counts):
    return {"unit": unit, "worker": worker, "day": when, "issued": None, **dict.fromkeys(COUNTS, 0), **counts}


def recheck(unit, outcome, count=1, probability=None, **more):
    return {
        "unit": unit,
        "province": unit[:2],
        "outcome": outcome,
        "count": count,
        "probability": probability,
        **more,
    }


def scored(units, rechecks=(), planned=0.9, by="unit", daily=(), rules=RULES, **more):
    frames = (pd.DataFrame(list(rows)) for rows in (units, daily, rechecks))
    return score(*frames, rules, planned, by, **more).set_index("code")


# The running example. Unit A: 30 ballots, 27 out, 24 back, 1 blank, 1 spoiled, 1 lost; 10 re-checks told
# something, 8 of them matched. Unit B: all 60 out and back, 20 re-checks, all matched.
A = unit("01-H01", quota=30, distributed=27, collected=24, blank=1, spoiled=1, lost=1)
B = unit("01-H02", quota=60, distributed=60, collected=60)
FOUND = [
    recheck("01-H01", "match", 8),
    recheck("01-H01", "mismatch"),
    recheck("01-H01", "not_received"),
    recheck("01-H01", "unreachable", 3),
    recheck("01-H02", "match", 20),
]


def test_a_unit_scored_by_hand():
    row = scored([A, B], FOUND).loc["01-H01"]
    assert row["coverage"] == pytest.approx(24 / 30)
    # progress (27 + 24) / 60 = 0.85 of a planned 0.9
    assert row["pace"] == pytest.approx(0.85 / 0.9)
    assert row["validity"] == pytest.approx(24 / 27)
    # the campaign's rate is 28/30; (10 · 28/30 + 8) / (10 + 10) = 0.8667
    assert row["agreement"] == pytest.approx(0.866667, abs=1e-6)
    assert np.isnan(row["integrity"])
    # Wilson for 8 of 10: published as 0.490 to 0.943
    assert (row["n"], row["low"], row["high"]) == (
        10,
        pytest.approx(0.4902, abs=1e-4),
        pytest.approx(0.9433, abs=1e-4),
    )
    # (0.3·0.8 + 0.2·0.94444 + 0.2·0.88889 + 0.2·0.86667) / 0.9 = 0.78 / 0.9
    assert row["agreement_counts"]
    assert row["score"] == pytest.approx(86.6667, abs=1e-4)


def test_a_province_is_scored_from_sums_not_from_the_scores_of_its_units():
    units, province = scored([A, B], FOUND), scored([A, B], FOUND, by="province").loc["01"]
    assert province["coverage"] == pytest.approx(84 / 90)
    # (27 + 24 + 60 + 60) / (2 · 90) = 0.95, above the plan of 0.9
    assert province["pace"] == 1
    assert province["validity"] == pytest.approx(84 / 87)
    # (10 · 28/30 + 28) / (10 + 30)
    assert province["agreement"] == pytest.approx(0.933333, abs=1e-6)
    # (0.3·0.93333 + 0.2·1 + 0.2·0.96552 + 0.2·0.93333) / 0.9
    assert province["score"] == pytest.approx(95.53, abs=0.001)
    assert province["score"] != pytest.approx(units["score"].mean(), abs=0.5)
    assert scored([A, B], FOUND, by="nation").loc["VN", "score"] == pytest.approx(province["score"])
    assert scored([A, B], FOUND, by="district").loc["010", "score"] == pytest.approx(province["score"])


def test_a_unit_in_which_all_was_right_is_not_pulled_down_by_its_neighbours():
    row = scored([A, B], FOUND).loc["01-H02"]
    # (10 · 28/30 + 20) / 30 = 0.978 is shown, but would pull a perfect unit to 99.5
    assert row["agreement"] == pytest.approx(0.977778, abs=1e-6)
    assert not row["agreement_counts"]
    assert row["score"] == 100


def test_a_unit_in_which_all_was_wrong_is_not_lifted_by_its_neighbours():
    poor = unit("01-H01", quota=100, distributed=40, collected=10)
    before = scored([poor, B], FOUND[4:]).loc["01-H01", "score"]
    row = scored([poor, B], [recheck("01-H01", "mismatch"), *FOUND[4:]]).loc["01-H01"]
    assert row["agreement"] > before / 100
    assert row["score"] == before


def test_parts_without_data_are_missing_and_take_no_part():
    row = scored([unit("01-S01", distributed=15, collected=0)], planned=None).loc["01-S01"]
    assert row[["pace", "validity", "agreement", "integrity", "low", "high"]].isna().all()
    assert (row["coverage"], row["n"], row["score"]) == (0, 0, 0)
    assert np.isnan(scored([unit("01-S01", distributed=15)], planned=0.0).loc["01-S01", "pace"])
    assert np.isnan(scored([unit("01-S01", quota=0)], planned=0.5).loc["01-S01", "score"])


def test_who_could_not_be_asked_is_no_evidence():
    silent = [recheck("01-H01", "unreachable", 4), recheck("01-H01", "refused", 2)]
    row = scored([A], silent).loc["01-H01"]
    assert row["n"] == 0
    assert np.isnan(row["agreement"])
    assert row["score"] == scored([A]).loc["01-H01", "score"]


@pytest.mark.parametrize("outcome", ["mismatch", "not_received", "answered_by_other"])
def test_each_way_to_fail_is_a_failure(outcome):
    row = scored([A], [recheck("01-H01", "match", 3), recheck("01-H01", outcome)]).loc["01-H01"]
    # the campaign's rate is 3/4 as well
    assert row["agreement"] == pytest.approx(0.75)


def test_ballots_above_one_quota_do_not_stand_for_those_of_another():
    over, under = unit("01-S01", distributed=40, collected=40), unit("01-S02", distributed=20, collected=20)
    row = scored([over, under], planned=1.0, by="province").loc["01"]
    # pace (30 + 30 + 20 + 20) / 120; coverage is the ratio of the sums, 60 / 60
    assert row["pace"] == pytest.approx(100 / 120)
    assert row["coverage"] == 1


def test_provinces_may_have_plans_of_their_own():
    units = [unit(f"{code}-S01", distributed=15, collected=15) for code in ("01", "02", "03")]
    plans = {"01": 0.5, "02": 1.0, "03": 0.0}
    pace = scored(units, planned=plans, by="province")["pace"]
    assert (pace["01"], pace["02"]) == (1, 0.5)
    assert np.isnan(pace["03"])
    # 30 of 60 in each; the third is not planned yet: (30 + 30) / (30 + 60)
    assert scored(units, planned=plans, by="nation").loc["VN", "pace"] == pytest.approx(2 / 3)


def test_a_rare_draw_speaks_for_more_ballots():
    found = [
        recheck("01-H01", "match", 5, 0.1),
        recheck("01-H01", "match", 5, 0.5),
        recheck("01-H01", "mismatch", 1, 0.1),
        recheck("01-H02", "match", 7, 0.1),
    ]
    row = scored([A, B], found).loc["01-H01"]
    # weights 10, 2, 10, 10, over the failures' mean of 10: H01 has 5 + 1 right and 1 wrong, H02 7 right;
    # rate 13/14; (10 · 13/14 + 6) / 17
    assert row["agreement"] == pytest.approx((130 / 14 + 6) / 17)
    assert row["n"] == 11


def test_equal_probabilities_weigh_like_unknown_ones():
    known = [{**row, "probability": 0.2} for row in FOUND]
    pd.testing.assert_frame_equal(scored([A, B], known), scored([A, B], FOUND))


def test_the_rate_is_the_campaigns_even_when_one_unit_is_scored():
    alone, among = scored([A], FOUND), scored([A, B], FOUND)
    pd.testing.assert_series_equal(alone.loc["01-H01"], among.loc["01-H01"])


SHARED = unit("01-H01", quota=30, workers=2, distributed=30, collected=25)
REPORTS = [
    day("01-H01", "an", distributed=12, collected=10),
    day("01-H01", "an", date(2019, 8, 2), distributed=8, collected=10),
    day("01-H01", "ba", distributed=10, collected=5),
]


def test_a_shared_quota_and_its_rechecks_are_split_evenly():
    found = [recheck("01-H01", "match", 4)]
    rows = scored([SHARED], found, planned=1.0, by="worker", daily=REPORTS)
    assert list(rows["quota"]) == [15, 15]
    assert list(rows["coverage"]) == [1, pytest.approx(5 / 15)]
    # 15 + 15 of 30 for an, 10 + 5 of 30 for ba
    assert list(rows["pace"]) == [1, 0.5]
    assert list(rows["n"]) == [2, 2]


def test_a_recheck_that_names_its_worker_is_that_workers():
    found = [
        recheck("01-H01", "mismatch", worker="ba"),
        recheck("01-H01", "match", 4, worker=None),
        recheck("01-H01", "match", 2, worker="stranger"),
    ]
    rows = scored([SHARED], found, by="worker", daily=REPORTS)
    assert list(rows["n"]) == [3, 4]
    # the rate is 6/7; an has 3 right of 3
    assert rows.loc["an", "agreement"] == pytest.approx((60 / 7 + 3) / 13)
    assert rows.loc["ba", "agreement"] == pytest.approx((60 / 7 + 3) / 14)


def test_a_worker_of_several_units_is_scored_from_the_sums():
    units = [SHARED, unit("01-H02", quota=20, distributed=4, collected=3)]
    reports = [*REPORTS, day("01-H02", "ba", distributed=4, collected=3)]
    rows = scored(units, by="worker", daily=reports)
    assert rows.loc["ba", "quota"] == 15 + 20
    assert rows.loc["ba", "coverage"] == pytest.approx(8 / 35)


def test_the_assigned_who_stay_silent_are_scored_too():
    assigned = pd.DataFrame({"unit": ["01-H01", "01-H01"], "worker": ["ba", "chi"]})
    rows = scored([{**SHARED, "workers": 3}], by="worker", daily=REPORTS, assignments=assigned)
    assert list(rows.index) == ["an", "ba", "chi"]
    assert list(rows["quota"]) == [10, 10, 10]
    assert rows.loc["chi", "coverage"] == 0
    assert np.isnan(rows.loc["chi", "validity"])


@pytest.mark.parametrize("by", LEVELS)
def test_without_data_the_columns_and_types_are_the_same(by):
    full = score(pd.DataFrame([A]), pd.DataFrame([day("01-H01", "an")]), pd.DataFrame(FOUND), RULES, 0.5, by)
    for units in (pd.DataFrame([A]), NONE):
        assert score(units, NONE, NONE, RULES, None, by).dtypes.equals(full.dtypes)
    assert len(full) == 1


def test_parts_without_a_weight_count_nothing():
    rules = ScoreRules(weights={"coverage": 1.0})
    row = scored([A], FOUND, rules=rules).loc["01-H01"]
    assert row["score"] == pytest.approx(80)
    assert not row["agreement_counts"]
    assert np.isnan(scored([A], rules=ScoreRules(weights={})).loc["01-H01", "score"])


# Properties: one more re-check anywhere, and every part and score of every level before and after.

CODES = ("01-S01", "01-H01", "01-X01", "02-H01")
WORKERS = ("an", "ba")
shares = st.floats(0.01, 1.0)
outcomes = st.sampled_from(
    ["match", "mismatch", "not_received", "answered_by_other", "unreachable", "refused"]
)
rules_of_all_kinds = st.builds(
    lambda weights, strength: ScoreRules(weights=dict(zip(PARTS, weights, strict=True)), shrinkage=strength),
    st.tuples(*[st.sampled_from([0.1, 1.0, 3.0])] * 5),
    st.sampled_from([0.01, 0.5, 10.0, 200.0]),
)


@st.composite
def campaigns(draw):
    """Units, their daily reports, and the share planned."""
    reports, units = [], []
    for code in CODES:
        sums = dict.fromkeys(COUNTS, 0)
        for worker in WORKERS:
            out = draw(st.integers(0, 40))
            back = draw(st.integers(0, out))
            lost = draw(st.integers(0, out - back))
            figures = {"distributed": out, "collected": back, "lost": lost}
            reports.append(day(code, worker, **figures))
            sums |= {count: sums[count] + figure for count, figure in figures.items()}
        units.append(unit(code, quota=draw(st.integers(1, 60)), workers=2, **sums))
    return units, reports, draw(st.none() | shares)


def rechecks(probabilities, outcomes=outcomes):
    return st.builds(
        lambda code, outcome, count, probability, worker: recheck(
            code, outcome, count, probability, worker=worker
        ),
        st.sampled_from(CODES),
        outcomes,
        st.integers(1, 30),
        probabilities,
        st.sampled_from([*WORKERS, None]),
    )


def scores(campaign, rechecked, by, rules):
    """The scores of a level; all parts are where they can be."""
    units, reports, planned = campaign
    rows = scored(units, rechecked, planned, by, reports, rules)
    parts = rows[[*PARTS, "low", "high"]].to_numpy(float)
    assert (((parts >= 0) & (parts <= 1 + 1e-12)) | np.isnan(parts)).all()
    assert rows["score"].dropna().between(0, 100 + 1e-9).all()
    assert (rows["agreement"].notna() == (rows["n"] > 0)).all()
    return rows["score"]


@settings(max_examples=80)
@given(
    campaigns(),
    st.lists(rechecks(st.none() | shares), max_size=6),
    rechecks(st.none() | shares, st.just("match")),
    st.sampled_from(LEVELS),
    rules_of_all_kinds,
)
def test_being_inspected_and_found_right_never_lowers_a_score(campaign, rechecked, one_more, by, rules):
    was, now = scores(campaign, rechecked, by, rules), scores(campaign, [*rechecked, one_more], by, rules)
    assert (now[was.notna()] >= was[was.notna()] - 1e-9).all()


@settings(max_examples=80)
@given(
    campaigns(),
    st.lists(rechecks(st.none()), max_size=6),
    rechecks(st.none(), st.just("mismatch")),
    st.sampled_from(LEVELS),
    rules_of_all_kinds,
)
def test_being_found_wrong_never_raises_a_score(campaign, rechecked, one_more, by, rules):
    was, now = scores(campaign, rechecked, by, rules), scores(campaign, [*rechecked, one_more], by, rules)
    assert (now[was.notna()] <= was[was.notna()] + 1e-9).all()


def test_wilson_at_its_ends():
    low, high = wilson(np.array([0.0, 10.0, 0.0]), np.array([10.0, 10.0, 0.0]))
    # z² / (n + z²) = 3.8415 / 13.8415 for 0 of 10, and its mirror image
    assert (low[0], high[0]) == (0, pytest.approx(0.27753, abs=1e-5))
    assert (low[1], high[1]) == (pytest.approx(0.72247, abs=1e-5), pytest.approx(1))
    assert np.isnan(low[2])
    assert np.isnan(high[2])


class Weekdays:
    """Monday to Friday."""

    def is_working(self, day):
        return day.weekday() < 5


def test_the_plan_advances_on_working_days_only():
    start, due = date(2019, 8, 1), date(2019, 8, 14)  # Thursday to Wednesday: ten working days
    curve = planned_curve(start, due, Weekdays(), ballots=50)
    assert list(curve["planned"]) == pytest.approx([5, 10, 10, 10, 15, 20, 25, 30, 35, 35, 35, 40, 45, 50])
    assert [day.date() for day in curve["day"]] == [start + timedelta(days=step) for step in range(14)]


def test_a_task_of_a_weekend_is_planned_on_its_due_day():
    saturday, sunday = date(2019, 8, 3), date(2019, 8, 4)
    assert list(planned_curve(saturday, sunday, Weekdays())["planned"]) == [0, 1]
    assert planned_curve(sunday, saturday, Weekdays()).empty


@given(start=st.dates(date(2018, 1, 1), date(2019, 12, 31)), days=st.integers(0, 120))
@settings(max_examples=30)
def test_the_curve_is_the_calendars_share_of_each_day(start, days):
    due, calendar = start + timedelta(days=days), WorkCalendar(Calendar())
    curve = planned_curve(start, due, calendar)
    shares = [calendar.planned_share(start, due, day.date()) for day in curve["day"]]
    assert list(curve["planned"]) == shares
