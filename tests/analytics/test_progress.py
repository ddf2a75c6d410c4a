from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.frames import COUNTS, DAILY, UNITS, conform
from analytics.progress import furthest_behind, series, totals


def unit(code, quota=30, issued=None, level=None, district=None, **counts):
    return {
        "unit": code,
        "name": f"Đơn vị {code}",
        "level": level or code[3],
        "province": code[:2],
        "district": district,
        "quota": quota,
        "workers": 1,
        "issued": issued,
        **dict.fromkeys(COUNTS, 0),
        **counts,
    }


def day(when, unit="01-H01", worker="7", **counts):
    return {"unit": unit, "worker": worker, "day": when, "issued": None, **dict.fromkeys(COUNTS, 0), **counts}


UNITS_OF_TWO_PROVINCES = pd.DataFrame(
    [
        unit("01-S01", quota=100, distributed=80, collected=50, blank=2, lost=3, spoiled=4),
        unit("01-H01", quota=50, issued=60, distributed=60, collected=55, district="001"),
        unit("01-X01", quota=30, district="001"),
        unit("02-S01", quota=20, distributed=20, collected=20),
    ]
)


def test_a_province_adds_up_its_units():
    frame = totals(UNITS_OF_TWO_PROVINCES, by="province").set_index("code")
    hanoi = frame.loc["01"]
    assert hanoi["units"] == 3
    assert hanoi["started"] == 2
    assert hanoi["finished"] == 1
    assert hanoi["quota"] == 180
    assert hanoi["distributed"] == 140
    assert hanoi["collected"] == 105
    assert hanoi["outstanding"] == 140 - 105 - 2 - 3
    assert hanoi["returned_share"] == pytest.approx(105 / 180)
    assert hanoi["distributed_share"] == pytest.approx(140 / 180)
    assert list(frame.index) == ["01", "02"]


def test_one_unit_that_said_what_it_received_does_not_unsay_the_quota_of_the_others():
    hanoi = totals(UNITS_OF_TWO_PROVINCES, by="province").set_index("code").loc["01"]
    assert hanoi["issued"] == 100 + 60 + 30
    assert hanoi["in_hand"] == 190 - 140 - 4


def test_the_nation_is_one_row_and_equals_the_sum_of_the_provinces():
    nation, provinces = totals(UNITS_OF_TWO_PROVINCES), totals(UNITS_OF_TWO_PROVINCES, by="province")
    assert list(nation["code"]) == ["VN"]
    for column in ("units", "quota", "issued", "collected", "outstanding", "in_hand"):
        assert nation[column].iloc[0] == provinces[column].sum()


def test_units_without_a_district_are_in_no_district():
    assert list(totals(UNITS_OF_TWO_PROVINCES, by="district")["code"]) == ["001"]


def test_by_unit_each_row_carries_its_name():
    frame = totals(UNITS_OF_TWO_PROVINCES, by="unit").set_index("code")
    assert frame.loc["01-H01", "name"] == "Đơn vị 01-H01"
    assert totals(UNITS_OF_TWO_PROVINCES, by="level")["name"].isna().all()


def test_a_quota_of_nothing_has_no_share():
    frame = totals(pd.DataFrame([unit("01-S01", quota=0)]))
    assert np.isnan(frame["returned_share"].iloc[0])
    assert furthest_behind(frame, 5).empty


@pytest.mark.parametrize("by", [None, "unit", "district", "level", "province"])
def test_without_units_the_columns_and_types_are_the_same(by):
    full, empty = totals(UNITS_OF_TWO_PROVINCES, by), totals(pd.DataFrame(), by)
    assert full.dtypes.equals(empty.dtypes)
    assert len(empty) == (1 if by is None else 0)
    assert empty["quota"].sum() == 0


def test_the_smallest_share_is_furthest_behind_then_the_most_missing_and_the_finished_never():
    frame = totals(
        pd.DataFrame(
            [
                unit("01-S01", quota=20, collected=10),
                unit("01-S02", quota=40, collected=20),
                unit("01-S03", quota=30, collected=3),
                unit("01-S04", quota=30, collected=30),
                unit("01-S05", quota=20, collected=10),
            ]
        ),
        by="unit",
    )
    assert list(furthest_behind(frame, 9)["code"]) == ["01-S03", "01-S02", "01-S01", "01-S05"]
    assert list(furthest_behind(frame, 1)["code"]) == ["01-S03"]
    assert furthest_behind(frame.iloc[:0], 3).empty


def test_the_curve_fills_quiet_days_counts_early_reports_at_the_start_and_leaves_out_late_ones():
    daily = pd.DataFrame(
        [
            day(date(2019, 7, 30), distributed=5),
            day(date(2019, 8, 1), distributed=10, collected=2),
            day(date(2019, 8, 1), worker="8", distributed=1),
            day(date(2019, 8, 3), distributed=-4, collected=3),
            day(date(2019, 8, 9), distributed=100),
        ]
    )
    curve = series(daily, date(2019, 8, 1), date(2019, 8, 4))
    assert [moment.date() for moment in curve["day"]] == [date(2019, 8, d) for d in (1, 2, 3, 4)]
    assert list(curve["distributed"]) == [16, 16, 12, 12]
    assert list(curve["collected"]) == [2, 2, 5, 5]


def test_without_reports_the_curve_is_flat_and_of_the_same_types():
    full = series(pd.DataFrame([day(date(2019, 8, 1))]), date(2019, 8, 1), date(2019, 8, 3))
    flat = series(pd.DataFrame(), date(2019, 8, 1), date(2019, 8, 3))
    none = series(pd.DataFrame(), date(2019, 8, 2), date(2019, 8, 1))
    assert list(flat["collected"]) == [0, 0, 0]
    assert none.empty
    assert full.dtypes.equals(flat.dtypes)
    assert full.dtypes.equals(none.dtypes)


def test_a_frame_with_rows_must_have_every_column():
    with pytest.raises(KeyError, match="quota"):
        conform(pd.DataFrame([{"unit": "01-S01"}]), UNITS)
    assert list(conform(pd.DataFrame(), DAILY).columns) == list(DAILY)
