"""Vectorised scores against a row-wise ``DataFrame.apply`` of the same formula, in one run.

    python bench/scores.py [--rounds N]

The size is the nation of 2019: 1,914 units, 60 days, two workers a unit, ten re-checks a unit.
Both must agree to 1e-9 before a figure is printed; the figure is a ratio, so the machine matters little.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from analytics.frames import COUNTS
from analytics.scoring.scores import FAILURES, PARTS, score
from storage.campaign.types import ScoreRules

UNITS, DAYS, WORKERS, PLANNED = 1914, 60, 2, 0.6
RULES = ScoreRules(
    weights={"coverage": 0.3, "pace": 0.2, "validity": 0.2, "agreement": 0.2, "integrity": 0.1}
)


def nation(seed: int = 2019) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Units, daily and rechecks of a whole campaign."""
    dice = np.random.default_rng(seed)
    codes = [f"{1 + i % 63:02d}-X{1 + i // 63:02d}" for i in range(UNITS)]
    rows = UNITS * WORKERS * DAYS
    daily = pd.DataFrame(
        {
            "unit": np.repeat(codes, WORKERS * DAYS),
            "worker": np.repeat([f"{code}-{k}" for code in codes for k in range(WORKERS)], DAYS),
            "day": np.tile(pd.date_range("2019-08-01", periods=DAYS), UNITS * WORKERS),
            "issued": pd.array([None] * rows, dtype="Int64"),
            **{count: dice.integers(0, 2, rows) * (dice.random(rows) < 0.3) for count in COUNTS},
        }
    )
    units = pd.DataFrame({"unit": codes, "name": codes, "level": "X", "province": [c[:2] for c in codes]})
    units = units.assign(district=None, quota=dice.integers(15, 40, UNITS), workers=WORKERS)
    units["issued"] = pd.array([None] * UNITS, dtype="Int64")
    units = units.merge(daily.groupby("unit")[list(COUNTS)].sum().reset_index(), on="unit")
    rechecks = pd.DataFrame(
        {
            "unit": np.repeat(codes, 10),
            "outcome": dice.choice(
                ["match", "mismatch", "not_received", "refused"], UNITS * 10, p=[0.9, 0.04, 0.03, 0.03]
            ),
            "count": 1,
            "probability": dice.choice([0.1, 0.2, 0.5], UNITS * 10),
        }
    )
    return units, daily, rechecks.assign(province=rechecks["unit"].str[:2])


def rowwise(units: pd.DataFrame, daily: pd.DataFrame, rechecks: pd.DataFrame, by: str) -> pd.DataFrame:
    """The baseline: the formulas of DESIGN §8 as plain Python, row by row with ``apply``."""
    answered = rechecks[rechecks["outcome"].isin([*FAILURES, "match"])]
    failed = answered[answered["outcome"].isin(FAILURES)]
    scale = (failed["count"] / failed["probability"]).sum() / failed["count"].sum()
    answered = answered.assign(weight=answered["count"] / answered["probability"] / scale)
    rate = answered.loc[answered["outcome"] == "match", "weight"].sum() / answered["weight"].sum()
    found = dict(list(answered.groupby("unit")))

    def one(row: pd.Series) -> float:
        sharing = row["workers"] if by == "worker" else 1
        quota = row["quota"] / sharing
        here = found.get(row["unit"])
        parts = dict.fromkeys(PARTS, math.nan)
        parts["coverage"] = min(1, row["collected"] / quota)
        progress = (min(row["distributed"], quota) + min(row["collected"], quota)) / (2 * quota)
        parts["pace"] = min(1, progress / PLANNED)
        if returned := row["collected"] + row["blank"] + row["spoiled"] + row["lost"]:
            parts["validity"] = row["collected"] / returned
        matched = wrong = 0.0
        if here is not None:
            right = here["outcome"] == "match"
            matched, wrong = (
                here.loc[right, "weight"].sum() / sharing,
                here.loc[~right, "weight"].sum() / sharing,
            )
            parts["agreement"] = (RULES.shrinkage * rate + matched) / (RULES.shrinkage + matched + wrong)
        full = mean(parts)
        bare = mean({**parts, "agreement": math.nan})
        if here is None or (matched and wrong):
            return full
        return max(full, bare) if matched else min(full, bare)

    def mean(parts: dict[str, float]) -> float:
        used = {part: RULES.weights[part] for part, value in parts.items() if not math.isnan(value)}
        return 100 * sum(parts[part] * weight for part, weight in used.items()) / sum(used.values())

    rows = units
    if by == "worker":
        sums = daily.groupby(["unit", "worker"])[list(COUNTS)].sum().reset_index()
        rows = sums.merge(units[["unit", "quota", "workers"]], on="unit")
    return pd.DataFrame({"code": rows[by], "score": rows.apply(one, axis=1)}).sort_values("code")


def fastest(work: Callable[[], pd.DataFrame], rounds: int) -> tuple[float, pd.DataFrame]:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - began)
    return min(times), result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    units, daily, rechecks = nation()
    print(f"{len(units):,} units, {len(daily):,} daily rows, {len(rechecks):,} re-checks, best of {rounds}")
    for by in ("unit", "worker"):
        fast, ours = fastest(lambda by=by: score(units, daily, rechecks, RULES, PLANNED, by), rounds)
        slow, theirs = fastest(lambda by=by: rowwise(units, daily, rechecks, by), rounds)
        np.testing.assert_allclose(ours["score"], theirs["score"], atol=1e-9)
        figures = f"vectorised {fast * 1e3:7.1f} ms   row-wise apply {slow * 1e3:8.1f} ms"
        print(f"{by:7} {figures}   {slow / fast:5.1f}x")


if __name__ == "__main__":
    main()
