"""The demo's sample: real names, the plan's design, the same at each call."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from bot.demo.units import SampledUnit, demo_units
from storage.campaign.load import load
from storage.campaign.types import Campaign

NO_DISTRICTS = Path(__file__).parents[2] / "data" / "no_districts.toml"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load("2019")


@pytest.fixture(scope="module")
def sample(campaign: Campaign) -> list[SampledUnit]:
    return demo_units(campaign)


def test_1914_units_have_33900_ballots(sample: list[SampledUnit]) -> None:
    assert len(sample) == len({row.unit.code for row in sample}) == 1_914
    assert sum(row.unit.quota for row in sample) == 33_900
    ballots: Counter[str] = Counter()
    for row in sample:
        ballots[row.unit.level] += row.unit.quota
    assert ballots == {"S": 8_460, "H": 12_480, "X": 12_960}


@pytest.mark.parametrize(("year", "digest"), [("2018", "cb26119d5a65c3b0"), ("2019", "69cf067743c1dc3f")])
def test_the_sample_is_to_the_letter_that_of_demos_already_played(year: str, digest: str) -> None:
    lines = []
    for row in demo_units(load(year)):
        unit = row.unit
        drawn = (row.stratum, row.cluster, row.probability)
        lines.append(
            repr((unit.code, unit.name, unit.level, unit.province, unit.quota, unit.district, *drawn))
        )
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] == digest


def test_each_province_has_the_units_of_its_class(campaign: Campaign, sample: list[SampledUnit]) -> None:
    found = Counter((row.unit.province, row.unit.level) for row in sample)
    for province in campaign.provinces:
        for level in campaign.levels:
            assert found[province.code, level.letter] == campaign.units(level.letter, province.klass)


def test_names_are_those_of_real_offices(sample: list[SampledUnit]) -> None:
    names = {row.unit.code: row.unit.name for row in sample}
    assert names["01-S06"] == "Sở Tư pháp"
    assert names["02-H01"] == "UBND thành phố Hà Giang"
    kinds = {(row.unit.level, row.unit.name.split()[1]) for row in sample if row.unit.level != "S"}
    assert kinds == {
        *(("H", kind) for kind in ("thành", "quận", "thị", "huyện")),
        *(("X", kind) for kind in ("phường", "thị", "xã")),
    }


def test_three_communes_belong_to_each_district_and_no_island_is_picked(sample: list[SampledUnit]) -> None:
    districts = {row.unit.code for row in sample if row.unit.level == "H"}
    communes = Counter(row.unit.district for row in sample if row.unit.level == "X")
    assert communes == dict.fromkeys(districts, 3)
    islands = {"Hoàng Sa", "Cồn Cỏ", "Côn Đảo", "Bạch Long Vĩ", "Lý Sơn"}
    assert not {row.unit.name.removeprefix("UBND huyện ") for row in sample} & islands


def test_the_seat_is_in_by_rule_but_in_ha_noi_and_ho_chi_minh(sample: list[SampledUnit]) -> None:
    certain = defaultdict(list)
    for row in sample:
        if row.unit.level == "H" and row.cluster is None:
            certain[row.unit.province].append(row)
    assert len(certain) == 61
    assert {"01", "79"}.isdisjoint(certain)
    for (row,) in certain.values():
        assert (row.probability, row.weight, row.stratum) == (1.0, 1.0, row.unit.code)


def test_a_drawn_district_is_the_cluster_of_its_communes(sample: list[SampledUnit]) -> None:
    by_code = {row.unit.code: row for row in sample}
    drawn = [row for row in sample if row.unit.level == "X" and by_code[row.unit.district or ""].cluster]
    assert len(drawn) == 3 * (384 - 61)
    for row in drawn:
        head = by_code[row.unit.district or ""]
        assert (row.stratum, row.cluster) == (head.stratum, head.unit.code)
        assert row.probability <= head.probability


def test_weights_estimate_how_many_districts_the_country_has(sample: list[SampledUnit]) -> None:
    # 705 districts in bot/places, five of them islands without communes. Each stratum adds up exactly.
    assert sum(row.weight for row in sample if row.unit.level == "H") == pytest.approx(700)


def test_the_sample_is_the_same_at_each_call_and_another_in_another_year(
    campaign: Campaign, sample: list[SampledUnit]
) -> None:
    assert demo_units(campaign) == sample
    assert demo_units(load("2018")) != sample


def test_a_design_without_districts_has_no_demo() -> None:
    with pytest.raises(KeyError):
        demo_units(load(NO_DISTRICTS))
