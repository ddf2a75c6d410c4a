"""The allocation of the sample: how many units and ballots each level has in provinces of each class."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from storage.campaign.types import Campaign


def allocate(campaign: Campaign) -> pd.DataFrame:
    """The quota table, one row per level and class of provinces.

    Columns: ``level``, ``klass``, ``units`` (per province), ``quota`` (ballots per unit), ``ballots`` (per
    province), ``provinces`` (how many), ``total_units`` and ``total`` (units and ballots of all of them).
    Picks and quotas are the plan's (annex of 3595/KH-BNV, points 1 and 2), how many provinces a class has
    is told by the campaign's list of provinces.
    """
    rows = [
        {
            "level": level.letter,
            "klass": klass,
            "units": campaign.units(level.letter, klass),
            "quota": level.quota[klass],
            "provinces": provinces,
        }
        for level in campaign.levels
        for klass, provinces in campaign.provinces_by_class().items()
    ]
    frame = pd.DataFrame(rows)
    frame["ballots"] = frame["units"] * frame["quota"]
    frame["total_units"] = frame["units"] * frame["provinces"]
    frame["total"] = frame["ballots"] * frame["provinces"]
    columns = ["level", "klass", "units", "quota", "ballots", "provinces", "total_units", "total"]
    return frame[columns]


@dataclass(frozen=True, slots=True)
class Proof:
    """One figure of the plan beside ours, in ballots; both letters are None for the nation's sum.

    With ``level`` alone: all ballots of the level; with ``klass`` alone: those of one province of the
    class; with both: those of a level in one province of the class.
    """

    level: str | None
    klass: str | None
    planned: int
    computed: int

    @property
    def holds(self) -> bool:
        """Whether our figure is the plan's."""
        return self.planned == self.computed


def prove(campaign: Campaign) -> list[Proof]:
    """Each total that the plan states (annex of 3595/KH-BNV, point 2) against the allocation."""
    frame = allocate(campaign)
    levels = frame.groupby("level")["total"].sum()
    provinces = frame.groupby("klass")["ballots"].sum()
    cells = frame.set_index(["level", "klass"])["ballots"]
    totals = campaign.totals
    return [
        *(
            Proof(level, klass, planned, int(cells[level, klass]))
            for level, table in totals.cells.items()
            for klass, planned in table.items()
        ),
        *(Proof(level, None, planned, int(levels[level])) for level, planned in totals.levels.items()),
        *(Proof(None, klass, planned, int(provinces[klass])) for klass, planned in totals.provinces.items()),
        Proof(None, None, totals.nation, int(frame["total"].sum())),
    ]
