"""The two plans as data, and every way in which a campaign file can be wrong."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.texts.texts import LANGUAGES, texts
from storage.campaign.checks import BadCampaign, FileFault
from storage.campaign.file import available
from storage.campaign.load import UnknownCampaign, faults, load
from storage.campaign.types import Campaign
from storage.words.roles import Agency
from storage.words.tasks import Tracks

SHIPPED = Path(__file__).parents[3] / "storage" / "campaigns"
NO_DISTRICTS = Path(__file__).parents[2] / "data" / "no_districts.toml"
SEEDS = Path(__file__).parents[4] / "shared" / "seeds"


@pytest.fixture(scope="module")
def plan_2018() -> Campaign:
    return load("2018")


@pytest.fixture(scope="module")
def plan_2019() -> Campaign:
    return load("2019")


def changed(folder: Path, old: str, new: str, code: str = "2018") -> Path:
    """A copy of a shipped file with one passage changed; it must be there."""
    text = (SHIPPED / f"{code}.toml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "changed.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def keys(path: Path) -> list[str]:
    return [fault.key for fault in faults(path)]


# ---- the plans -----------------------------------------------------------------------------------


def test_2018_has_23_rows_counting_groups_and_their_children_in_9_groups(plan_2018: Campaign) -> None:
    assert len(plan_2018.tasks) == 23
    assert sum(task.parent is None for task in plan_2018.tasks) == 9
    assert len(plan_2018.leaves) == 19


def test_2019_has_22_rows_counting_groups_and_their_children_in_8_groups(plan_2019: Campaign) -> None:
    assert len(plan_2019.tasks) == 22
    assert sum(task.parent is None for task in plan_2019.tasks) == 8
    assert len(plan_2019.leaves) == 16


def test_ids_tell_the_group_and_the_place_in_it(plan_2018: Campaign, plan_2019: Campaign) -> None:
    assert plan_2018.task("2018-VI.5").parent == "2018-VI"
    assert plan_2018.task("2018-II").parent is None
    assert plan_2019.task("2019-4.5").title == "Phát, thu phiếu điều tra xã hội học"
    for task in (*plan_2018.tasks, *plan_2019.tasks):
        assert task.id.partition("-")[2] == task.number


def test_months_become_first_and_last_days(plan_2018: Campaign, plan_2019: Campaign) -> None:
    spans = {task.id: (task.start, task.due) for task in (*plan_2018.tasks, *plan_2019.tasks)}
    assert spans["2018-I.1"] == (date(2018, 1, 1), date(2018, 2, 28))
    assert spans["2018-III"] == (date(2018, 1, 1), date(2018, 12, 31))
    assert spans["2018-IX"] == (date(2019, 1, 1), date(2019, 1, 31))
    assert spans["2019-4.5"] == (date(2019, 8, 1), date(2019, 9, 30))
    assert spans["2019-6.1"] == (date(2019, 9, 1), date(2019, 10, 31))
    assert spans["2019-8"] == (date(2019, 1, 1), date(2019, 12, 31))


def test_group_rows_without_dates_span_their_children(plan_2018: Campaign, plan_2019: Campaign) -> None:
    group = plan_2018.task("2018-VII")
    assert (group.group, group.period) == (True, "")
    assert (group.start, group.due) == (date(2018, 9, 1), date(2018, 10, 31))
    assert (plan_2019.task("2019-4").start, plan_2019.task("2019-4").due) == (
        date(2019, 5, 1),
        date(2019, 9, 30),
    )


def test_row_vi_of_2018_runs_in_2018_and_says_what_the_plan_says(plan_2018: Campaign) -> None:
    row = plan_2018.task("2018-VI")
    assert (row.start, row.due) == (date(2018, 7, 1), date(2018, 12, 31))
    assert row.period == "Tháng 7-12/2017"
    assert "7-12/2017" in (row.note or "")


def test_scanning_errors_are_corrected_and_stand_in_the_note(plan_2018: Campaign) -> None:
    for task in plan_2018.tasks:
        assert "Bru điện" not in task.title
    assert "Tổng công ty Bưu điện Việt Nam" in plan_2018.task("2018-VI.2").title
    assert "Bru điện" in (plan_2018.task("2018-VI.2").note or "")
    assert "Bru điện" in (plan_2018.task("2018-VI.5").note or "")


def test_cap_tinh_qualifies_the_whole_list_that_it_closes(plan_2018: Campaign, plan_2019: Campaign) -> None:
    provincial = (Agency.SNV, Agency.MTTQ_TINH, Agency.CCB_TINH)
    assert plan_2018.task("2018-VI.4").support == provincial
    assert plan_2019.task("2019-4.4").support == provincial
    assert plan_2019.task("2019-2.1").support == (Agency.CHUYEN_GIA, Agency.BO_NGANH, Agency.UBND_TINH)
    assert plan_2018.task("2018-VIII.2").lead == (Agency.MTTQ_TW, Agency.CCB_TW)


def test_what_tells_that_a_row_is_done(plan_2018: Campaign, plan_2019: Campaign) -> None:
    tracked = {task.id: task.tracks for task in (*plan_2018.tasks, *plan_2019.tasks) if task.tracks}
    assert tracked == {
        "2018-VI.4": Tracks.SAMPLE,
        "2018-VI.5": Tracks.DISTRIBUTION,
        "2018-VII.1": Tracks.INSPECTION,
        "2018-VII.2": Tracks.RECHECK,
        "2018-VIII.1": Tracks.ENTRY,
        "2018-VIII.2": Tracks.ENTRY_RECHECK,
        "2019-4.4": Tracks.SAMPLE,
        "2019-4.5": Tracks.DISTRIBUTION,
        "2019-5.1": Tracks.INSPECTION,
        "2019-5.2": Tracks.RECHECK,
        "2019-6.2": Tracks.ENTRY,
    }


def test_only_the_63_re_checks_belong_to_each_province(plan_2018: Campaign, plan_2019: Campaign) -> None:
    rows = [task.id for task in (*plan_2018.tasks, *plan_2019.tasks) if task.provincial]
    assert rows == ["2018-VII.2", "2019-5.2"]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the plans do not stand beside the checkout")
@pytest.mark.parametrize(("code", "file"), [("2018", "004_*.txt"), ("2019", "000_*.txt")])
def test_every_title_is_in_the_plan_word_for_word(code: str, file: str) -> None:
    source = next(SEEDS.glob(file)).read_text(encoding="utf-8").replace("Bru điện", "Bưu điện")
    plan = re.sub(r"\s+", " ", unicodedata.normalize("NFC", source))
    at = plan.index("II. NỘI DUNG CÔNG VIỆC")
    for task in load(code).tasks:
        at = plan.index(task.title, at) + len(task.title)
        assert plan.startswith(task.period, plan.index(task.period, at))


# ---- sample design -------------------------------------------------------------------------------


def test_63_provinces_in_classes_of_2_10_and_51(plan_2018: Campaign) -> None:
    assert len(plan_2018.provinces) == 63
    assert plan_2018.provinces_by_class() == {"special": 2, "I": 10, "II-III": 51}
    assert [row.code for row in plan_2018.provinces if row.klass == "special"] == ["01", "79"]
    assert "minh họa" in (plan_2018.note or "")


def test_2019_takes_the_sample_design_of_2018_and_says_so(plan_2018: Campaign, plan_2019: Campaign) -> None:
    assert plan_2019.sample_from == "2018"
    assert plan_2019.levels == plan_2018.levels
    assert plan_2019.totals == plan_2018.totals
    assert "2018" in (plan_2019.note or "")


def test_a_campaign_outside_the_package_may_take_a_shipped_design(tmp_path: Path) -> None:
    path = changed(tmp_path, 'code = "2019"', 'code = "2019"', code="2019")
    assert load(path).levels == load("2018").levels
    assert load(str(path)).code == "2019"


def test_a_design_beside_the_file_goes_before_the_shipped_one(tmp_path: Path) -> None:
    base = (SHIPPED / "2018.toml").read_text(encoding="utf-8")
    (tmp_path / "2018.toml").write_text(base.replace('"Sở Tư pháp"', '"Sở Y tế"'), encoding="utf-8")
    path = changed(tmp_path, 'code = "2019"', 'code = "2019"', code="2019")
    assert load(path).level("S").fixed[-1] == "Sở Y tế"


def test_34_provinces_without_districts_are_only_data() -> None:
    campaign = load(NO_DISTRICTS)
    assert len(campaign.provinces) == 34
    assert [level.letter for level in campaign.levels] == ["S", "X"]
    assert campaign.units("X", "city") == 12


def test_lookups_find_rows_or_raise_key_error(plan_2018: Campaign) -> None:
    assert plan_2018.level("X").parent == "H"
    assert plan_2018.province("79").name == "TP. Hồ Chí Minh"
    for find, unknown in ((plan_2018.task, "2018-X"), (plan_2018.level, "Z"), (plan_2018.province, "99")):
        with pytest.raises(KeyError):
            find(unknown)


def test_an_unknown_code_names_the_known_ones(tmp_path: Path) -> None:
    assert available() == ["2018", "2019"]
    with pytest.raises(UnknownCampaign) as caught:
        load("2020")
    assert caught.value.codes == ("2018", "2019")
    assert available(tmp_path) == []


# ---- faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ("due = 2018-09-30", "due = 2018-08-30", "tasks[14].due", "due_before_start"),
        ("due = 2018-09-30", 'due = "2018-09-30"', "tasks[14].due", "not_date"),
        ("due = 2018-09-30", "due = 2081-09-30", "tasks[14].due", "far_date"),
        ('lead = ["VNPOST"]', 'lead = ["VNPOS"]', "tasks[14].lead[0]", "unknown_value"),
        ('lead = ["VNPOST"]', "", "tasks[14].lead", "no_lead"),
        ('lead = ["VNPOST"]', 'lead = ["BDT"]', "tasks[14].provincial", "is_provincial"),
        ("provincial = true", "provincial = false", "tasks[17].provincial", "is_provincial"),
        ("provincial = true", 'provincial = "true"', "tasks[17].provincial", "not_bool"),
        ('id = "2018-VI.5"', 'id = "2018-VI.4"', "tasks[13].id", "duplicate"),
        ('number = "VI.5"', 'number = "VI.4"', "tasks[14].number", "not_of_id"),
        ('id = "2018-VI.5"', 'id = "2019-VI.5"', "tasks[14].id", "foreign_id"),
        ('parent = "2018-VI"', 'parent = "2018-XI"', "tasks[10].parent", "no_parent_task"),
        ('parent = "2018-VI"', 'parent = "2018-I.1"', "tasks[10].parent", "nested_task"),
        ('number = "VII"\n', 'number = "VII"\ntracks = "recheck"\n', "tasks[15].tracks", "group_tracks"),
        ('number = "II"\n', 'number = "II"\ngroup = true\n', "tasks[5].group", "group_without_children"),
        ('number = "VII"\n', 'number = "VII"\ngroup = false\n', "tasks[15].group", "group_not_said"),
        ('tracks = "sample"', 'tracks = "samples"', "tasks[13].tracks", "unknown_value"),
        ('document = "3595/KH-BNV"\n', "", "document", "missing"),
        ('code = "02"', 'code = "01"', "provinces[0].code", "duplicate"),
        ('code = "02"', "code = 2", "provinces[1].code", "not_text"),
        ('code = "02"', 'code = "2"', "provinces[1].code", "pattern"),
        ('"Hà Giang", class = "II-III"', '"Hà Giang", class = "IV"', "provinces[1].class", "unknown_class"),
        ("special = 45, ", "", "levels[0].quota.special", "class_missing"),
        ("special = 45, ", "special = 0, ", "levels[0].quota.special", "at_least"),
        ("special = 45, ", "special = 45.5, ", "levels[0].quota.special", "not_int"),
        ("special = 9, ", "", "levels[1].picks.special", "class_missing"),
        ("picks = { special = 9, I = 6, II-III = 6 }", "", "levels[1].picks", "fixed_or_picks"),
        ('no_default = ["special"]', 'no_default = ["big"]', "levels[1].no_default", "unknown_class"),
        ('parent = "H"', 'parent = "K"', "levels[2].parent", "no_parent_level"),
        ('letter = "H"', 'letter = "S"', "levels[0].letter", "duplicate"),
        ("special = 45, ", "special = 44, ", "totals.cells.S.special", "total_differs"),
        ("nation = 33900", "nation = 33901", "totals.nation", "total_differs"),
        ("S = 8460", "S = 8461", "totals.levels.S", "total_differs"),
        ("X = 12960", "Y = 12960", "totals.levels.Y", "unknown_total"),
        ("I = 690, ", "", "totals.provinces.I", "missing"),
        ("pace = 0.15", "pace = 0", "score.weights.pace", "more_than"),
        ("pace = 0.15", "pace = nan", "score.weights.pace", "not_number"),
        ("[score]", "[score]\nweights = {}\n[spare]", "score.weights", "empty"),
        ("pace = 0.15", "tempo = 0.15", "score.weights.tempo", "unknown_part"),
        ("false_discovery = 0.05", "false_discovery = 1", "flags.false_discovery", "less_than"),
        ("year = 2018", "year = 2180", "year", "at_most"),
        ("shrinkage = 10", "shrinkage = 10\nspeed = 1", "score.speed", "unknown_key"),
        ("days_off = [2018-12-31]", "days_off = [2008-12-31]", "calendar.days_off[0]", "far_date"),
        ("days_off = [2018-12-31]", "days_off = [2019-01-05]", "calendar.working_days[0]", "off_and_working"),
        ("days_off = [2018-12-31]", "days_off = 2018-12-31", "calendar.days_off", "not_list"),
        ("before = [30, 14,", "before = [14, 30,", "reminders.before", "not_falling"),
        ("after = [1, 3, 7]", "after = [3, 1, 7]", "reminders.after", "not_rising"),
        ('"before-7"', '"before-8"', "reminders.inform[1]", "unknown_value"),
        ("closes = 17:30:00", "closes = 07:30:00", "reminders.closes", "closes_before_opens"),
        ("closes = 17:30:00", "closes = 21:30:00", "reminders.closes", "at_night"),
        ("nudge_at = 16:30:00", "nudge_at = 06:30:00", "reminders.nudge_at", "at_night"),
        ("silent_after = [2, 3, 5]", "silent_after = [3, 2, 5]", "reminders.silent_after", "not_rising"),
        ("silent_after = [2, 3, 5]", "silent_after = [2, 3]", "reminders.silent_after", "not_three"),
        ("shortfall = 0.15", "shortfall = 15", "reminders.shortfall", "less_than"),
        ("shortfall_days = 2", "shortfall_days = 0", "reminders.shortfall_days", "at_least"),
        ("opens = 08:00:00", 'opens = "morning"', "reminders.opens", "not_time"),
        ("year = 2018", "year = 1918", "year", "at_least"),
        ("[score]", "[scores]", "score", "missing"),
    ],
)
def test_a_fault_is_named_with_its_key(tmp_path: Path, old: str, new: str, key: str, code: str) -> None:
    path = changed(tmp_path, old, new)
    found = faults(path)
    assert (key, code) in [(fault.key, fault.code) for fault in found]
    with pytest.raises(BadCampaign, match=re.escape(found[0].key)):
        load(path)
    for language in LANGUAGES:
        for fault in found:
            assert texts(language, escape=False).say(f"campaign.fault.{fault.code}", **fault.values)


def test_all_faults_are_named_even_of_one_row(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        'start = 2018-09-01\ndue = 2018-09-30\nlead = ["VNPOST"]',
        'start = 2018-09-01\ndue = 2018-08-30\nlead = ["POST"]\ncolour = "red"',
    )
    text = path.read_text(encoding="utf-8").replace("pace = 0.15", "pace = -1").replace("I = 690", "I = 691")
    path.write_text(text, encoding="utf-8")
    assert keys(path) == [
        "score.weights.pace",
        "tasks[14].colour",
        "tasks[14].due",
        "tasks[14].lead[0]",
        "totals.provinces.I",
    ]


def test_a_row_is_also_told_by_the_name_that_people_know(tmp_path: Path) -> None:
    (fault,) = faults(changed(tmp_path, "due = 2018-09-30", "due = 2018-08-30"))
    assert (fault.key, fault.label) == ("tasks[14].due", "2018-VI.5")


def test_bad_syntax_is_one_fault_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults(changed(tmp_path, "year = 2018", "year == 2018"))
    assert (fault.key, fault.code) == ("", "toml")
    line = (tmp_path / "changed.toml").read_text(encoding="utf-8").splitlines().index("year == 2018") + 1
    assert fault.values["line"] == str(line)


def test_a_file_that_breaks_off_names_its_last_line(tmp_path: Path) -> None:
    path = tmp_path / "cut.toml"
    path.write_text('code = "2030"\ntasks = [', encoding="utf-8")
    (fault,) = faults(path)
    assert (fault.code, fault.values["line"]) == ("toml", "2")


def test_a_file_that_cannot_be_read_is_a_fault_too(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes("title = 'Số phiếu'".encode("utf-16"))
    assert [fault.code for fault in faults(latin)] == ["not_utf8"]
    assert [fault.code for fault in faults(tmp_path / "none.toml")] == ["unreadable"]


def test_a_design_that_cannot_be_fetched_is_told_once(tmp_path: Path) -> None:
    path = changed(tmp_path, 'sample_from = "2018"', 'sample_from = "2017"', code="2019")
    assert [(fault.key, fault.code) for fault in faults(path)] == [("sample_from", "unknown_campaign")]
    path = changed(tmp_path, 'sample_from = "2018"', 'sample_from = "changed"', code="2019")
    assert [(fault.key, fault.code) for fault in faults(path)] == [("sample_from", "circle")]


def test_faults_of_the_other_campaigns_design_say_where_they_are(tmp_path: Path) -> None:
    base = (SHIPPED / "2018.toml").read_text(encoding="utf-8")
    (tmp_path / "2018.toml").write_text(base.replace("X = 12960", "X = 12961"), encoding="utf-8")
    path = changed(tmp_path, 'code = "2019"', 'code = "2019"', code="2019")
    assert keys(path) == ["sample_from.totals.levels.X"]
    (tmp_path / "2018.toml").write_text("code =", encoding="utf-8")
    assert [(fault.key, fault.code) for fault in faults(path)] == [("sample_from", "toml")]


def test_an_empty_file_misses_each_required_key(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text("", encoding="utf-8")
    found = Counter(fault.code for fault in faults(path))
    required = [name for name, field in Campaign.model_fields.items() if field.is_required()]
    assert found == {"missing": len(required)}


_LINES = [line for line in (SHIPPED / "2018.toml").read_text(encoding="utf-8").splitlines() if " = " in line]


@settings(max_examples=150)
@given(
    line=st.sampled_from(_LINES),
    junk=st.sampled_from(["[]", "{}", "[[]]", "[{}]", "0", "-1", "1e400", "true", '""', '"?"', "2018-01-01"]),
)
def test_junk_in_any_place_is_either_good_or_a_named_fault(
    tmp_path_factory: pytest.TempPathFactory, line: str, junk: str
) -> None:
    name = line.partition(" = ")[0]
    path = changed(tmp_path_factory.getbasetemp(), line, f"{name} = {junk}")
    found: list[FileFault] = faults(path)
    if found:
        assert all(fault.key or fault.code == "toml" for fault in found)
    else:
        assert load(path).code
