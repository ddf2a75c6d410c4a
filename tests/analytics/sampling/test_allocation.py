"""The quota table and its proof, with the figures of the annex of plan 3595/KH-BNV."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.sampling.allocation import Proof, allocate, prove
from storage.campaign.load import load
from storage.campaign.types import Campaign

NO_DISTRICTS = Path(__file__).parents[2] / "data" / "no_districts.toml"


@pytest.fixture(params=["2018", "2019"])
def campaign(request: pytest.FixtureRequest) -> Campaign:
    return load(request.param)


def test_the_levels_add_up_to_the_nation(campaign: Campaign) -> None:
    frame = allocate(campaign)
    assert frame.groupby("level")["total"].sum().to_dict() == {"S": 8_460, "H": 12_480, "X": 12_960}
    assert frame["total"].sum() == 33_900


def test_a_province_has_the_ballots_of_its_class(campaign: Campaign) -> None:
    provinces = allocate(campaign).groupby("klass")["ballots"].sum().to_dict()
    assert provinces == {"special": 1_260, "I": 690, "II-III": 480}


def test_a_unit_has_the_quota_of_its_level_and_class(campaign: Campaign) -> None:
    quota = allocate(campaign).pivot_table(index="level", columns="klass", values="quota")
    assert quota.loc["S", ["special", "I", "II-III"]].tolist() == [45, 30, 20]
    assert quota.loc["H", ["special", "I", "II-III"]].tolist() == [50, 40, 30]
    assert quota.loc["X", ["special", "I", "II-III"]].tolist() == [20, 15, 10]


def test_1914_units_are_picked(campaign: Campaign) -> None:
    frame = allocate(campaign)
    assert frame.groupby("level")["total_units"].sum().to_dict() == {"S": 378, "H": 384, "X": 1_152}
    units = frame.set_index(["level", "klass"])["units"]
    assert units["H", "special"] == 9
    assert units["X", "special"] == 27
    assert units["X", "I"] == units["X", "II-III"] == 18


def test_each_figure_of_the_plan_is_proved(campaign: Campaign) -> None:
    proofs = prove(campaign)
    assert len(proofs) == 9 + 3 + 3 + 1
    assert all(proof.holds for proof in proofs)
    assert Proof(None, None, 33_900, 33_900) in proofs
    assert Proof("H", "I", 240, 240) in proofs


def test_a_figure_that_differs_does_not_hold() -> None:
    campaign = load("2018")
    totals = campaign.totals.model_copy(update={"nation": 34_000})
    wrong = [proof for proof in prove(campaign.model_copy(update={"totals": totals})) if not proof.holds]
    assert wrong == [Proof(None, None, 34_000, 33_900)]


def test_34_provinces_without_districts_are_allocated() -> None:
    campaign = load(NO_DISTRICTS)
    frame = allocate(campaign).set_index(["level", "klass"])
    assert frame.loc[("X", "city"), ["units", "ballots", "provinces", "total"]].tolist() == [
        12,
        180,
        6,
        1_080,
    ]
    assert frame.loc[("S", "province"), ["units", "ballots", "provinces", "total"]].tolist() == [
        4,
        80,
        28,
        2_240,
    ]
    assert frame["total"].sum() == campaign.totals.nation
    assert all(proof.holds for proof in prove(campaign))
