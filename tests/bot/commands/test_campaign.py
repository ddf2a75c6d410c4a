"""``sipas campaign`` and ``sipas sample`` as an operator types them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands import campaign, sample

SHIPPED = Path(__file__).parents[3] / "storage" / "campaigns"


@pytest.fixture(autouse=True)
def wide_vietnamese_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    monkeypatch.setenv("SIPAS_LANGUAGE", "vi")
    monkeypatch.setenv("SIPAS_CAMPAIGN", "2019")


def run(*words: str) -> Result:
    app = {"campaign": campaign.app, "sample": sample.app}[words[0]]
    return CliRunner().invoke(app, words[1:])


def broken(folder: Path, **changes: str) -> str:
    text = (SHIPPED / "2018.toml").read_text(encoding="utf-8")
    for old, new in changes.items():
        line = next(line for line in text.splitlines() if line.startswith(old.replace("_", " ")))
        text = text.replace(line, new, 1)
    path = folder / "broken.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_list_names_both_campaigns() -> None:
    rows = json.loads(run("campaign", "list", "--format", "json").stdout)
    assert [(row["code"], row["tasks"], row["units"], row["ballots"]) for row in rows] == [
        ("2018", 23, 1914, 33900),
        ("2019", 22, 1914, 33900),
    ]
    assert "01/01/2018 – 31/01/2019" in run("campaign", "list").stdout


def test_show_marks_the_rows_of_today_and_where_today_falls() -> None:
    lines = run("campaign", "show", "2019", "--today", "2019-08-29").stdout.splitlines()
    running = [line.split("│")[2].strip() for line in lines if line.startswith("│ ▶")]
    assert running == ["8", "4", "4.5"]
    today = next(index for index, line in enumerate(lines) if "Hôm nay, 29/08/2019" in line)
    rows = {line.split("│")[2].strip(): index for index, line in enumerate(lines) if line.startswith("│")}
    assert rows["4.5"] < today < rows["5"]
    (row,) = [line for line in lines if "│ 4.5 " in line]
    for text in ("Phát, thu phiếu điều tra xã hội học", "Tổng công ty BĐVN", "Bưu điện tỉnh"):
        assert text in row


@pytest.mark.parametrize(("today", "place"), [("2017-12-31", "first"), ("2020-02-01", "last")])
def test_today_may_lie_before_or_after_all_rows(today: str, place: str) -> None:
    lines = run("campaign", "show", "2018", "--today", today).stdout.splitlines()
    rows = [line for line in lines if line.startswith("│")]
    assert "Hôm nay" in rows[0 if place == "first" else -1]
    assert not any(line.startswith("│ ▶") for line in lines)


def test_show_takes_today_from_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIPAS_CLOCK", "2019-09-15T08:00:00+07:00")
    assert "Hôm nay, 15/09/2019" in run("campaign", "show", "2019").stdout


def test_show_gives_programs_every_row_with_its_state() -> None:
    rows = json.loads(run("campaign", "show", "2019", "--today", "2019-08-29", "--format", "json").stdout)
    assert len(rows) == 22
    states = {row["id"]: row["state"] for row in rows}
    assert (states["2019-4.4"], states["2019-4.5"], states["2019-5.1"]) == ("past", "running", "ahead")
    printed = run("campaign", "show", "2019", "--today", "2019-08-29", "--format", "csv").stdout
    table = {row["id"]: row for row in csv.DictReader(io.StringIO(printed))}
    assert table["2019-4.4"]["support"] == "SNV;MTTQ_TINH;CCB_TINH"
    assert date.fromisoformat(table["2019-4.4"]["due"]) == date(2019, 7, 31)


def test_an_unknown_code_is_a_bad_call_that_lists_the_known_ones() -> None:
    for words in (("campaign", "show", "2020"), ("sample", "allocate", "--campaign", "2020")):
        result = run(*words)
        assert result.exit_code == 2
        assert result.stderr.splitlines() == ["Không có đợt điều tra “2020”. Các đợt có sẵn: 2018, 2019."]


def test_check_says_one_good_line() -> None:
    result = run("campaign", "check", str(SHIPPED / "2019.toml"))
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert line.startswith("✓")
    assert "22 dòng công việc, 63 tỉnh, 1.914 đơn vị, 33.900 phiếu" in line
    assert run("campaign", "check", "2018").exit_code == 0


def test_check_names_every_fault_with_its_key(tmp_path: Path) -> None:
    path = broken(tmp_path, nation="nation = 1", closes="closes = 07:00:00", year="year = 'x'")
    result = run("campaign", "check", path)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "reminders.closes: giờ kết thúc phải sau giờ bắt đầu",
        "totals.nation: kế hoạch ghi 1 phiếu, tính ra 33.900 phiếu",
        "year: “x” không phải là số nguyên",
    ]
    assert result.stderr.splitlines() == [f"{path}: 3 lỗi."]


def test_check_of_no_file_is_a_bad_call(tmp_path: Path) -> None:
    result = run("campaign", "check", str(tmp_path / "none.toml"))
    assert result.exit_code == 2
    assert "none.toml" in result.stderr


def test_a_bad_file_stops_other_commands_with_one_line_that_names_the_key(tmp_path: Path) -> None:
    path = broken(tmp_path, nation="nation = 1", closes="closes = 07:00:00")
    for words in (("campaign", "show", path), ("sample", "allocate", "--campaign", path)):
        result = run(*words)
        assert result.exit_code == 1
        (line,) = result.stderr.splitlines()
        assert "reminders.closes" in line
        assert "còn 1 lỗi nữa" in line


def test_allocate_prints_the_quota_table_and_proves_it() -> None:
    result = run("sample", "allocate", "--campaign", "2018")
    assert result.exit_code == 0
    proofs = [line for line in result.stdout.splitlines() if line.startswith("✓")]
    assert len(proofs) == 16
    for figure in ("8.460", "12.480", "12.960", "33.900", "1.260", "690", "480"):
        assert any(f"{figure} phiếu, kế hoạch {figure}" in line for line in proofs)
    for provinces in ("2 tỉnh", "10 tỉnh", "51 tỉnh"):
        assert any(provinces in line for line in proofs)
    for quota in ("6 đơn vị × 45", "9 đơn vị × 50", "27 đơn vị × 20", "18 đơn vị × 10"):
        assert any(quota in line for line in proofs)


def test_allocate_takes_the_campaign_in_use_and_adds_up_for_programs() -> None:
    rows = json.loads(run("sample", "allocate", "--format", "json").stdout)
    assert len(rows) == 9
    assert sum(row["total"] for row in rows) == 33_900
    printed = run("sample", "allocate", "--format", "csv").stdout
    assert sum(int(row["total"]) for row in csv.DictReader(io.StringIO(printed))) == 33_900


def test_allocate_fails_where_a_total_of_the_plan_differs(tmp_path: Path) -> None:
    result = run("sample", "allocate", "--campaign", broken(tmp_path, nation="nation = 33800"))
    assert result.exit_code == 1
    assert "totals.nation: kế hoạch ghi 33.800 phiếu, tính ra 33.900 phiếu" in result.stderr


def test_help_is_in_the_operators_language() -> None:
    assert "Kiểm tra tệp đợt điều tra" in run("campaign", "--help").stdout
    assert "In bảng phân bổ số phiếu" in run("sample", "allocate", "--help").stdout
