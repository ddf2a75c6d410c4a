"""How far the ballots are: totals, who is furthest behind, and the curve over the days."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pandas as pd

from analytics.frames import COUNTS, DAILY, UNITS, conform
from storage.words.units import NATION

Grouping = Literal["unit", "district", "level", "province"]

_SUMS = ("units", "started", "finished", "quota", "issued", *COUNTS)


def totals(units: pd.DataFrame, by: Grouping | None = None) -> pd.DataFrame:
    """One row per group in the order of its ``code``; one row ``VN`` for all where ``by`` is None.

    ``issued`` counts a unit's quota until that unit has said otherwise: presumed unit by unit, so that
    one unit's ``nhận`` does not unsay its neighbours'. ``started`` units have distributed something,
    ``finished`` ones collected their quota. ``returned_share`` (collected/quota) and
    ``distributed_share`` may pass 1, and are NaN where the quota is 0. Units that belong to no
    district are in no row of ``by="district"``.

    Columns: code, name, units, started, finished, quota, issued, the other eight counts, outstanding,
    in_hand (int64), returned_share, distributed_share (float64). ``name`` is the unit's where ``by``
    is ``unit``, else missing.
    """
    frame = conform(units, UNITS)
    frame["issued"] = frame["issued"].fillna(frame["quota"]).astype("int64")
    frame["units"] = 1
    frame["started"] = (frame["distributed"] > 0).astype("int64")
    frame["finished"] = (frame["collected"] >= frame["quota"]).astype("int64")
    if by is None:
        sums = frame[list(_SUMS)].sum().to_frame().T.astype("int64")
        sums.insert(0, "code", pd.Series([NATION], dtype="string"))
    else:
        sums = frame.groupby(by, sort=True)[list(_SUMS)].sum().astype("int64").reset_index()
        sums = sums.rename(columns={by: "code"})
    sums.insert(1, "name", _names(frame, sums["code"], by))
    sums["outstanding"] = sums["distributed"] - sums["collected"] - sums["blank"] - sums["lost"]
    sums["in_hand"] = sums["issued"] - sums["distributed"] - sums["spoiled"]
    quota = sums["quota"].where(sums["quota"] > 0).astype("float64")
    sums["returned_share"] = sums["collected"] / quota
    sums["distributed_share"] = sums["distributed"] / quota
    return sums


def _names(frame: pd.DataFrame, codes: pd.Series, by: Grouping | None) -> pd.Series:
    if by != "unit":
        return pd.Series(pd.NA, index=codes.index, dtype="string")
    return codes.map(frame.set_index("unit")["name"]).astype("string")


def furthest_behind(frame: pd.DataFrame, n: int) -> pd.DataFrame:
    """The ``n`` rows of ``totals`` with the smallest returned share; finished ones are not behind.

    Among equals the one that misses more ballots comes first, then the smaller code.
    """
    behind = frame[frame["returned_share"] < 1]
    behind = behind.assign(missing=behind["quota"] - behind["collected"])
    order = behind.sort_values(["returned_share", "missing", "code"], ascending=[True, False, True])
    return order.head(n).drop(columns="missing").reset_index(drop=True)


def series(daily: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """The cumulative counts at the end of each day, ``start`` to ``end`` inclusive, gaps filled.

    What was reported before ``start`` is in the first day's figure, what came after ``end`` in none.
    ``issued`` is left out: it is presumed where unsaid, which no sum of reports can tell.

    Columns: day (datetime64[ns]) and the eight counts (int64); no rows where ``end`` is before ``start``.
    """
    frame = conform(daily, DAILY)
    days = pd.date_range(start, end, freq="D", unit="ns", name="day")
    booked = frame["day"].mask(frame["day"] < pd.Timestamp(start), pd.Timestamp(start))
    added = frame.groupby(booked)[list(COUNTS)].sum()
    return added.reindex(days, fill_value=0).cumsum().astype("int64").reset_index()
