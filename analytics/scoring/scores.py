"""Scores of units, workers, districts, provinces and the nation: five parts of 0–1, a score of 0–100.

**What a score is.** The mean of the parts that can be computed, weighted by the campaign. A part without
data is NaN and takes no part. Groups are scored from summed counts, never from the scores of their units.

**Agreement.** A re-check is evidence when its respondent could say whether the ballot is genuine: ``match``
speaks for it; ``mismatch``, ``not_received`` and ``answered_by_other`` against it. ``unreachable`` and
``refused`` say nothing about the ballot and count nowhere. With R and W the weighted matches and failures
of the group, κ the prior strength and μ the campaign's rate ΣR / Σ(R + W), the agreement is the mean of the
beta posterior Beta(κμ + R, κ(1−μ) + W): (κμ + R) / (κ + R + W). (Beta-binomial with an empirical prior:
Gelman et al., Bayesian Data Analysis, 3rd ed., §5.1 and §2.4.)

**Weights.** A re-check drawn with probability p stands for 1/p ballots. Only ratios of 1/p matter to a rate,
but shrinkage needs a scale, and κ is in re-checked ballots: so the weights are divided by their mean *over
failures*, and a typical re-check counts as one ballot. The mean over all re-checks would be the usual scale,
but then one more match would rescale all others, and could lower somebody's agreement. Where a probability
is unknown, or no failure's is known, a re-check counts as one.

**Found right never lowers.** Matches raise R and μ and touch nothing else, so the agreement never falls with
one more match. But the first match replaces "missing" by a value near μ, and where μ is below the group's
other parts the mean would fall, although nothing wrong was found. The prior is the neighbours' record, not
this group's: it may temper what was found here, but not outweigh it. Hence agreement counts in the mean
unless that would turn the evidence upside down: a group in which every re-check matched is not lowered by
it, and one in which every re-check failed is not raised by it. The agreement is shown either way;
``agreement_counts`` tells whether it is in the mean. The score is then monotone: one more match, anywhere
in the campaign, lowers no score at any level.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import NormalDist
from typing import Literal, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.frames import ASSIGNMENTS, DAILY, RECHECKS, UNITS, conform
from storage.campaign.types import ScoreRules
from storage.words.counts import Outcome
from storage.words.units import NATION

Numbers = NDArray[np.float64]
Level = Literal["unit", "worker", "district", "province", "nation"]

PARTS = ("coverage", "pace", "validity", "agreement", "integrity")
"""The keys of ``ScoreRules.weights``; a part without a weight counts nothing."""

FAILURES = (Outcome.MISMATCH, Outcome.NOT_RECEIVED, Outcome.ANSWERED_BY_OTHER)
"""The outcomes that speak against a ballot."""

_COUNTS = ("distributed", "collected", "blank", "spoiled", "lost")
_EVIDENCE = ("matched", "failed", "match_weight", "failure_weight")
_Z = NormalDist().inv_cdf(0.975)


class WorkCalendar(Protocol):
    """Which days people work."""

    def is_working(self, day: date) -> bool:
        """Whether that day is worked."""


def planned_curve(start: date, due: date, calendar: WorkCalendar, ballots: float = 1.0) -> pd.DataFrame:
    """What is planned by the end of each day of a task: columns day (datetime64[ns]), planned (float64).

    Each is the calendar's ``planned_share`` of the ballots.
    """
    days = [start + timedelta(days=step) for step in range((due - start).days + 1)]
    worked = np.cumsum([calendar.is_working(day) for day in days], dtype="float64")
    if len(days) and worked[-1] == 0:
        worked[-1] = 1
    share = worked / worked[-1] if len(days) else worked
    return pd.DataFrame({"day": pd.to_datetime(days).astype("datetime64[ns]"), "planned": share * ballots})


def score(
    units: pd.DataFrame,
    daily: pd.DataFrame,
    rechecks: pd.DataFrame,
    rules: ScoreRules,
    planned: float | Mapping[str, float] | None,
    by: Level,
    assignments: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Score groups, one row each in the order of ``code`` (``VN`` for the nation, a worker's id as text).

    Args:
        units: the units to score (``tables.UNITS``).
        daily: who reported what (``tables.DAILY``); read where ``by`` is ``worker`` only.
        rechecks: those of the *whole campaign*, also when few units are scored: the campaign's rate is
            theirs (``tables.RECHECKS``). With a column ``worker`` the named worker carries the outcome;
            else the unit's workers share it evenly, as they do the quota.
        rules: weights and shrinkage of the campaign.
        planned: the share of the work planned through today, or one by province code where provinces have
            dates of their own; None where there is none.
        by: what a row is.
        assignments: unit and worker of everybody assigned, so that the silent are scored too.

    Columns: code; quota, distributed, collected (float64, a worker's quota may be a fraction); the five
    ``PARTS`` (float64, NaN is missing); n, re-checks with evidence (float64), low and high, the 95 % Wilson
    interval of their raw match rate; agreement_counts (bool, see above); score (float64, 0–100).

    Pace caps each unit at its own quota before summing: ballots above one unit's quota cannot stand in for
    those of another. Coverage caps the ratio of the sums, which is what the progress tables show.
    Integrity is missing, not 1, as long as nothing has been looked for.
    """
    frame = conform(units, UNITS)
    frame["planned"] = _planned(frame["province"], planned)
    evidence = _evidence(rechecks)
    weight = evidence["match_weight"].sum() + evidence["failure_weight"].sum()
    rate = evidence["match_weight"].sum() / weight if weight > 0 else np.nan
    pieces = _shares(frame, daily, evidence, assignments) if by == "worker" else _whole(frame, evidence)
    groups = _sums(pieces, by)
    parts = _parts(groups, rate, rules.shrinkage)
    low, high = wilson(groups["matched"].to_numpy("float64"), parts["n"].to_numpy("float64"))
    scored = groups[["code", "quota", "distributed", "collected"]].join(parts)
    scored = scored.assign(low=low, high=high)
    scored["score"], scored["agreement_counts"] = _mean(parts, groups, rules.weights)
    return scored[[*scored.columns[:-2], "agreement_counts", "score"]]


def wilson(successes: Numbers, n: Numbers) -> tuple[Numbers, Numbers]:
    """The 95 % score interval of a proportion (Wilson 1927); NaN where ``n`` is 0."""
    size = np.where(n > 0, n, np.nan)
    rate, spread = successes / size, _Z**2 / size
    centre = (rate + spread / 2) / (1 + spread)
    half = np.sqrt(spread * (rate * (1 - rate) + spread / 4)) / (1 + spread)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def _planned(provinces: pd.Series, planned: float | Mapping[str, float] | None) -> pd.Series:
    """Each unit's planned share; NaN where nothing is planned yet, so that it has no pace."""
    if isinstance(planned, Mapping):
        share = provinces.map(dict(planned)).astype("float64")
    else:
        share = pd.Series(np.nan if planned is None else planned, index=provinces.index, dtype="float64")
    return share.where(share > 0)


def _evidence(rechecks: pd.DataFrame) -> pd.DataFrame:
    """Matches and failures, as counts and as weights, by unit and worker (missing where not told)."""
    frame = conform(rechecks, RECHECKS)
    named = "worker" in rechecks and not rechecks.empty
    worker = rechecks["worker"].to_numpy() if named else None
    frame["worker"] = pd.Series(worker, index=frame.index, dtype="string")
    failed = frame["outcome"].isin(FAILURES)
    frame = frame[failed | (frame["outcome"] == Outcome.MATCH)]
    failed = failed[frame.index]

    inverse = 1 / frame["probability"].where(frame["probability"] > 0)
    known = inverse[failed].notna()
    size = frame["count"][failed][known]
    scale = (inverse[failed][known] * size).sum() / size.sum() if size.sum() > 0 else np.nan
    weight = frame["count"] * (inverse / scale).fillna(1.0)

    frame["matched"] = frame["count"].where(~failed, 0).astype("float64")
    frame["failed"] = frame["count"].where(failed, 0).astype("float64")
    frame["match_weight"] = weight.where(~failed, 0.0)
    frame["failure_weight"] = weight.where(failed, 0.0)
    return frame.groupby(["unit", "worker"], dropna=False)[list(_EVIDENCE)].sum().reset_index()


def _whole(units: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """One piece per unit: all its ballots and all its evidence."""
    found = evidence.groupby("unit")[list(_EVIDENCE)].sum()
    return units.join(found, on="unit").fillna(dict.fromkeys(_EVIDENCE, 0.0))


def _shares(
    units: pd.DataFrame, daily: pd.DataFrame, evidence: pd.DataFrame, assignments: pd.DataFrame | None
) -> pd.DataFrame:
    """One piece per unit and worker: what the worker reported, an even share of the quota, evidence."""
    key = ["unit", "worker"]
    reported = conform(daily, DAILY).groupby(key)[list(_COUNTS)].sum().reset_index()
    known = [reported[key]] if assignments is None else [reported[key], conform(assignments, ASSIGNMENTS)]
    pairs = pd.concat(known).dropna().drop_duplicates()
    pieces = pairs.merge(units.drop(columns=list(_COUNTS)), on="unit").merge(reported, on=key, how="left")
    seen = pieces.groupby("unit")["worker"].transform("size")
    sharing = seen.where(seen > pieces["workers"], pieces["workers"]).astype("float64")
    pieces["quota"] = pieces["quota"] / sharing

    own = pieces[key].merge(evidence, on=key, how="left")[list(_EVIDENCE)].fillna(0.0)
    shared = evidence.merge(pairs, on=key, how="left", indicator=True)
    shared = shared[shared["_merge"] == "left_only"].groupby("unit")[list(_EVIDENCE)].sum()
    rest = pieces[["unit"]].join(shared, on="unit")[list(_EVIDENCE)].fillna(0.0)
    pieces[list(_EVIDENCE)] = own + rest.div(sharing, axis=0)
    return pieces.fillna(dict.fromkeys(_COUNTS, 0))


def _sums(pieces: pd.DataFrame, by: Level) -> pd.DataFrame:
    """Sum the pieces of each group; ``capped`` and ``expected`` are the two sides of the pace."""
    frame = pieces.assign(nation=pd.Series(NATION, index=pieces.index, dtype="string"))
    capped = frame[["distributed", "collected"]].clip(upper=frame["quota"], axis=0).sum(axis=1)
    frame["capped"] = capped.where(frame["planned"].notna(), 0)
    frame["expected"] = (2 * frame["quota"] * frame["planned"]).fillna(0)
    columns = ["quota", *_COUNTS, "capped", "expected", *_EVIDENCE]
    sums = frame.groupby(by)[columns].sum().astype("float64")
    if by == "nation":
        sums = sums.reindex(pd.Index([NATION], dtype="string", name=by), fill_value=0.0)
    return sums.reset_index().rename(columns={by: "code"})


def _parts(groups: pd.DataFrame, rate: float, shrinkage: float) -> pd.DataFrame:
    n = groups["matched"] + groups["failed"]
    evidence = groups["match_weight"] + groups["failure_weight"]
    posterior = (shrinkage * rate + groups["match_weight"]) / (shrinkage + evidence)
    returned = groups[["collected", "blank", "spoiled", "lost"]].sum(axis=1)
    return pd.DataFrame(
        {
            "coverage": (groups["collected"] / _positive(groups["quota"])).clip(upper=1),
            "pace": (groups["capped"] / _positive(groups["expected"])).clip(upper=1),
            "validity": groups["collected"] / _positive(returned),
            "agreement": posterior.where(n > 0),
            "integrity": np.nan,
            "n": n,
        }
    )


def _positive(numbers: pd.Series) -> pd.Series:
    return numbers.where(numbers > 0)


def _mean(
    parts: pd.DataFrame, groups: pd.DataFrame, weights: Mapping[str, float]
) -> tuple[Numbers, NDArray[np.bool_]]:
    """The score, and whether agreement counts in it (see the head of this file)."""
    values = parts[list(PARTS)].to_numpy("float64")
    given = np.array([weights.get(part, 0.0) for part in PARTS])
    others = np.where(np.array(PARTS) == "agreement", 0.0, given)
    full, bare = _weighted(values, given), _weighted(values, others)
    all_right = ((groups["failed"] == 0) & (full < bare)).to_numpy()
    all_wrong = ((groups["matched"] == 0) & (full > bare)).to_numpy()
    left_out = all_right | all_wrong
    counts = parts["agreement"].notna().to_numpy() & ~left_out & (weights.get("agreement", 0.0) > 0)
    return 100 * np.where(left_out, bare, full), counts


def _weighted(values: Numbers, weights: Numbers) -> Numbers:
    used = np.where(np.isnan(values), 0.0, weights)
    total = used.sum(axis=1)
    mean: Numbers = (np.nan_to_num(values) * used).sum(axis=1) / np.where(total > 0, total, np.nan)
    return mean
