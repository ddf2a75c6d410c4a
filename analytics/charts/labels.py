"""The words of the charts, for whoever orders one: without matplotlib, which is slow to load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

MAX_ROWS = 18
"""More groups than this, and the chart shows the furthest behind and one row for the others: so many
fill a phone's screen (9:16); Telegram makes taller pictures narrower."""

Format = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class ProgressLabels:
    """The words of ``progress_chart``.

    ``names`` gives the name of a row's code where the frame has none; ``others`` names the row of the
    rest (see ``hidden_rows`` for how many); ``empty`` is said where there is nothing to show.
    ``percent`` formats a share (0.85), ``number`` a count.
    """

    title: str
    subtitle: str
    distributed: str
    collected: str
    quota: str
    others: str
    empty: str
    number: Format
    percent: Format
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CurveLabels:
    """The words of ``curve_chart``; ``day`` formats a date, shortly."""

    title: str
    subtitle: str
    collected: str
    planned: str
    today: str
    empty: str
    number: Format
    day: Callable[[date], str]


def hidden_rows(groups: int) -> int:
    """How many of so many groups (with a quota) the chart sums up in its last row."""
    return groups - MAX_ROWS + 1 if groups > MAX_ROWS else 0
