"""The frames that analytics reads: their columns and types, the same with rows and without."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

COUNTS = ("distributed", "collected", "blank", "spoiled", "lost", "refused", "unreachable", "replaced")
"""Every count but ``issued``, which may be unsaid and is then presumed."""

_BALLOTS = dict.fromkeys(COUNTS, "int64")

UNITS: Mapping[str, str] = {
    "unit": "string",
    "name": "string",
    "level": "string",
    "province": "string",
    "district": "string",
    "quota": "int64",
    "workers": "int64",
    "issued": "Int64",
    **_BALLOTS,
}
"""One row per unit, with its live totals; ``workers`` is how many are assigned."""

DAILY: Mapping[str, str] = {
    "unit": "string",
    "worker": "string",
    "day": "datetime64[ns]",
    "issued": "Int64",
    **_BALLOTS,
}
"""One row per unit, worker and local day: what that day added, below 0 where a total took back."""

RECHECKS: Mapping[str, str] = {
    "unit": "string",
    "province": "string",
    "outcome": "string",
    "count": "int64",
    "probability": "float64",
}
"""Re-checked ballots by unit and outcome; ``probability`` is that of being drawn, where known."""

ASSIGNMENTS: Mapping[str, str] = {"unit": "string", "worker": "string"}
"""Who works for which unit, also those who have not reported yet."""


def conform(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """A copy with exactly these columns and types; a frame without rows may lack columns.

    Raises KeyError where a frame with rows lacks one.
    """
    chosen = frame.reindex(columns=list(columns)) if frame.empty else frame[list(columns)]
    return chosen.astype(dict(columns)).reset_index(drop=True)
