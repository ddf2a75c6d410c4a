from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from analytics.charts.labels import MAX_ROWS, CurveLabels, ProgressLabels, hidden_rows
from analytics.charts.progress_chart import curve_chart, progress_chart
from analytics.frames import COUNTS
from analytics.progress import series, totals

COLLECTED, DISTRIBUTED, QUOTA, TODAY = (0, 114, 178), (143, 208, 245), (227, 227, 227), (213, 94, 0)
FULL = 1080 - 2 * 48

PROGRESS = ProgressLabels(
    title="Tiến độ phát, thu phiếu",
    subtitle="SIPAS 2019 · đến 17:30 ngày 29/08/2019",
    distributed="Đã phát",
    collected="Đã thu",
    quota="Phân bổ",
    others="45 tỉnh còn lại",
    empty="Chưa có số liệu.",
    number="{:,.0f}".format,
    percent="{:.0%}".format,
    names={"01": "Hà Nội"},
)
CURVE = CurveLabels(
    title="Phiếu đã thu so với kế hoạch",
    subtitle="Cả nước",
    collected="Đã thu",
    planned="Kế hoạch",
    today="Hôm nay",
    empty="Chưa có số liệu.",
    number="{:,.0f}".format,
    day=date.isoformat,
)


def provinces(*figures):
    """The totals of provinces 01, 02, …, from their (quota, distributed, collected)."""
    rows = []
    for number, (quota, distributed, collected) in enumerate(figures, start=1):
        row = {"unit": f"{number:02d}-S01", "name": "Sở Nội vụ", "level": "S", "province": f"{number:02d}"}
        row |= {"district": None, "quota": quota, "workers": 1, "issued": None, **dict.fromkeys(COUNTS, 0)}
        rows.append(row | {"distributed": distributed, "collected": collected})
    return totals(pd.DataFrame(rows), by="province")


def picture(png):
    return np.rint(imread(BytesIO(png), format="png")[:, :, :3] * 255).astype(int)


def widest(png, colour):
    """The most pixels of a colour on one line of the picture."""
    return int((picture(png) == colour).all(axis=2).sum(axis=1).max())


def reports(*collected):
    rows = [
        {"unit": "01-S01", "worker": "7", "day": date(2019, 8, 1 + step), "issued": None}
        | dict.fromkeys(COUNTS, 0)
        | {"collected": count}
        for step, count in enumerate(collected)
    ]
    return series(pd.DataFrame(rows), date(2019, 8, 1), date(2019, 8, len(collected)))


def plan(*ballots):
    days = pd.date_range("2019-08-01", periods=len(ballots), unit="ns")
    return pd.DataFrame({"day": days, "planned": np.array(ballots, dtype="float64")})


def test_bars_are_shares_of_the_quota():
    png = progress_chart(provinces((200, 150, 100)), PROGRESS)
    assert widest(png, COLLECTED) == pytest.approx(FULL * 0.50, abs=3)
    assert widest(png, DISTRIBUTED) == pytest.approx(FULL * 0.25, abs=3)
    assert widest(png, QUOTA) == pytest.approx(FULL * 0.25, abs=8)


def test_before_the_first_report_all_of_the_quota_is_open():
    png = progress_chart(provinces((200, 0, 0)), PROGRESS)
    assert widest(png, COLLECTED) == 30
    assert widest(png, QUOTA) == pytest.approx(FULL, abs=8)


def test_a_bar_above_its_quota_stays_on_the_page_and_the_others_shrink_with_it():
    alone = progress_chart(provinces((100, 50, 50)), PROGRESS)
    beside = progress_chart(provinces((100, 50, 50), (100, 120, 120)), PROGRESS)
    far_beside = progress_chart(provinces((100, 900, 900)), PROGRESS)
    assert widest(alone, COLLECTED) == pytest.approx(FULL / 2, abs=3)
    assert widest(beside, COLLECTED) == pytest.approx(FULL, abs=8)
    assert widest(far_beside, COLLECTED) == pytest.approx(FULL, abs=8)


def test_many_provinces_fit_a_phones_screen_and_the_rest_is_one_row():
    nation = provinces(*[(900, 600, number * 10) for number in range(63)])
    tall = picture(progress_chart(nation, PROGRESS)).shape
    full = picture(progress_chart(nation.head(MAX_ROWS), PROGRESS)).shape
    assert tall == full
    assert tall[0] <= 1920
    assert hidden_rows(63) == 63 - MAX_ROWS + 1
    assert hidden_rows(MAX_ROWS) == 0


def test_the_furthest_behind_are_the_ones_shown():
    ahead = [(100, 100, 100)] * 30
    behind = progress_chart(provinces(*ahead, (100, 10, 10)), PROGRESS)
    first_bar = picture(behind)[(picture(behind) == QUOTA).all(axis=2).sum(axis=1) > FULL / 2][0]
    assert (first_bar == COLLECTED).all(axis=1).sum() == pytest.approx(FULL / 10, abs=3)


@pytest.mark.parametrize("frame", [provinces(), provinces((0, 0, 0))], ids=["no rows", "no quota"])
def test_without_data_the_chart_says_so(frame):
    png = progress_chart(frame, PROGRESS)
    assert widest(png, QUOTA) < 10
    assert png != progress_chart(frame, replace(PROGRESS, empty="Không có đơn vị nào."))
    assert picture(png).shape[1] == 1080


def test_every_vietnamese_letter_has_a_glyph_and_names_are_no_formulas():
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    names = {"01": f"Xã $\\frac$ {letters[:20]}"}
    labels = replace(PROGRESS, title=letters, subtitle=f"{letters} {letters}".upper(), names=names)
    assert picture(progress_chart(provinces((10, 5, 5)), labels)).shape[1] == 1080


def test_long_names_leave_the_figures_alone():
    frame = provinces((30, 20, 10))
    short, long = (replace(PROGRESS, names={"01": "Ủy ban nhân dân " * times}) for times in (1, 40))
    pictures = [picture(progress_chart(frame, labels)) for labels in (short, long)]
    assert (pictures[0][:, 900:] == pictures[1][:, 900:]).all()
    assert (pictures[0] != pictures[1]).any()


def test_the_curve_shows_collected_plan_and_today():
    png = curve_chart(reports(5, 10, 10, 20), plan(10, 20, 30, 40, 50, 60), CURVE)
    legend_and_dot = 30 * 30 + 22 * 22
    assert (picture(png) == COLLECTED).all(axis=2).sum() > 2 * legend_and_dot
    today = (picture(png) == TODAY).all(axis=2).sum(axis=0)
    assert today.max() > 500
    last = curve_chart(reports(5, 10, 10, 20), plan(10, 20, 30, 40), CURVE)
    assert (picture(last) == TODAY).all(axis=2).sum(axis=0).argmax() > today.argmax()


@pytest.mark.parametrize(
    ("curve", "goal"),
    [
        (reports(0), plan()),
        (reports(7), plan(10)),
        (reports(0, 0, 0), plan(0, 0, 0)),
        (reports(50, 60, 70), plan(1, 2)),
    ],
    ids=["one day, no plan", "one day", "nothing yet", "above the plan"],
)
def test_a_curve_of_any_length_can_be_drawn(curve, goal):
    assert picture(curve_chart(curve, goal, CURVE)).shape[1] == 1080


def test_a_curve_without_days_says_so():
    png = curve_chart(reports(1).iloc[:0], plan(1, 2), CURVE)
    assert widest(png, TODAY) == 0
    assert widest(png, (26, 26, 26)) > 0


def test_equal_data_give_equal_bytes_in_threads_and_in_another_process():
    frame, curve, goal = provinces((200, 150, 100), (50, 20, 10)), reports(5, 10), plan(10, 20, 30)
    here = progress_chart(frame, PROGRESS), curve_chart(curve, goal, CURVE)
    with ThreadPoolExecutor(4) as threads:
        drawn = [threads.submit(progress_chart, frame, PROGRESS) for _ in range(8)]
        assert {one.result() for one in drawn} == {here[0]}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        there = (
            processes.submit(progress_chart, frame, PROGRESS),
            processes.submit(curve_chart, curve, goal, CURVE),
        )
        assert tuple(one.result() for one in there) == here
