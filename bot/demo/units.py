"""A full sample with real names for the simulator, tests and benchmarks: not the units of any real survey.

Names are those of ``bot/places``, a state of some years after 2020 (Thành phố Thủ Đức is in it), so a few
districts of the survey's year are missing or merged. It knows no seats of committees and no classes of
districts and communes, so both rules of the plan are stood in for: the seat of a province is its first city
(thành phố), else its first district; the seat of a district is its first township (thị trấn), else its
first ward (phường), else its first commune; the other units are drawn at random, not by class.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from bot.places import Place, below
from storage.campaign.types import Campaign, Level, Province
from storage.words.units import Unit, UnitCode


@dataclass(frozen=True, slots=True)
class SampledUnit:
    """A unit and how it came into the sample.

    Certainties (departments, a seat's district, its seat's commune) are strata of their own and have no
    ``cluster``: their respondents are the clusters. The drawn districts of a province are one stratum, each
    of them the ``cluster`` of itself and its communes; the drawn communes of a seat's district are clusters
    of one stratum. ``probability`` of inclusion: picked / eligible at each stage, the stages multiplied.
    """

    unit: Unit
    stratum: str
    cluster: str | None
    probability: float

    @property
    def weight(self) -> float:
        """The unit's design weight, 1 / probability."""
        return 1 / self.probability


class _Pick(NamedTuple):
    place: Place
    probability: float
    certain: bool


def demo_units(campaign: Campaign) -> list[SampledUnit]:
    """The same sample at each call: departments, districts, communes of one province after the other.

    Raises KeyError for a campaign without the levels S, H and X or with a province that ``bot/places``
    does not have, ValueError where a design picks more units than there are: the demo knows no other frame.
    """
    return [unit for province in campaign.provinces for unit in _of_province(campaign, province)]


def _of_province(campaign: Campaign, province: Province) -> Iterator[SampledUnit]:
    departments, districts, communes = (campaign.level(letter) for letter in "SHX")
    for number, name in enumerate(departments.fixed, start=1):
        unit = _unit(departments, province, number, name)
        yield SampledUnit(unit, stratum=unit.code, cluster=None, probability=1.0)
    random = Random(f"{campaign.code}:{province.code}")  # noqa: S311 -- a repeatable draw, no secret
    frame = _frame(province.code)
    drawn = list(_draw(frame, _picks(districts, province), _seat(frame, districts, province), random))
    heads = [_district(districts, province, number, pick) for number, pick in enumerate(drawn, start=1)]
    yield from heads
    number = 0
    for head, (place, _, _) in zip(heads, drawn, strict=True):
        around = below(place.code)
        seat = _seat(around, communes, province)
        for pick in _draw(around, _picks(communes, province), seat, random):
            number += 1
            yield _commune(communes, province, number, pick, head)


def _frame(province: str) -> list[Place]:
    """The districts of a province; island districts, which have no communes, are left out."""
    return [district for district in below(province) if below(district.code)]


def _seat(places: Sequence[Place], level: Level, province: Province) -> Place | None:
    """The default pick by the rule of this demo, None where the plan has no default pick."""
    if level.default_pick is None or province.klass in level.no_default:
        return None
    ranks = ("thành phố", "thị trấn", "phường")
    ranked = [place for kind in ranks for place in places if place.kind == kind]
    return (ranked or list(places))[0]


def _picks(level: Level, province: Province) -> int:
    return level.picks[province.klass]


def _draw(places: Sequence[Place], count: int, seat: Place | None, random: Random) -> Iterator[_Pick]:
    """The seat and a simple random sample of the others, in the order of the places' codes."""
    others = [place for place in places if place != seat]
    wanted = count if seat is None else count - 1
    chosen = random.sample(others, wanted)
    for place in sorted([*chosen, seat] if seat else chosen):
        certain = place == seat
        yield _Pick(place, 1.0 if certain else wanted / len(others), certain)


def _district(level: Level, province: Province, number: int, pick: _Pick) -> SampledUnit:
    unit = _unit(level, province, number, _committee(pick.place))
    if pick.certain:
        return SampledUnit(unit, stratum=unit.code, cluster=None, probability=1.0)
    return SampledUnit(unit, f"{province.code}-{level.letter}", unit.code, pick.probability)


def _commune(level: Level, province: Province, number: int, pick: _Pick, head: SampledUnit) -> SampledUnit:
    unit = _unit(level, province, number, _committee(pick.place), district=head.unit.code)
    if head.cluster is not None:
        return SampledUnit(unit, head.stratum, head.cluster, head.probability * pick.probability)
    if pick.certain:
        return SampledUnit(unit, stratum=unit.code, cluster=None, probability=1.0)
    return SampledUnit(unit, f"{head.unit.code}-{level.letter}", unit.code, pick.probability)


def _committee(place: Place) -> str:
    return f"UBND {place.kind} {place.name}"


def _unit(level: Level, province: Province, number: int, name: str, district: str | None = None) -> Unit:
    code = UnitCode(f"{province.code}-{level.letter}{number:02d}")
    return Unit(code, name, level.letter, province.code, level.quota[province.klass], district)
