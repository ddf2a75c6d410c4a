"""Charts as PNG bytes: the one door to matplotlib, without its global state.

Everything is drawn on a ``Figure`` of its own (no pyplot, no rcParams), with the fonts that matplotlib
carries, so that threads and worker processes do not disturb each other and equal data give equal bytes.
Sizes are in pixels of a picture 1080 wide, which a phone shows at about a third of that: 34 is body text.
Labels come in as arguments; pass module-level functions or partials of them, so that they can be pickled.
Colours: Okabe and Ito's palette, with unlike lightness, so that they differ for every eye and in grey.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from analytics.charts.labels import MAX_ROWS, CurveLabels, ProgressLabels, hidden_rows
from analytics.progress import furthest_behind

WIDTH = 1080
_DPI = 100
_MARGIN = 48
_INK, _SOFT, _TRACK, _PAPER = "#1a1a1a", "#5c5c5c", "#e3e3e3", "#ffffff"
_COLLECTED, _DISTRIBUTED, _PLANNED, _TODAY = "#0072b2", "#8fd0f5", "#5c5c5c", "#d55e00"
_TITLE, _BODY, _SMALL = 42, 34, 28
_LEGEND, _PITCH = 66, 80
_DAY = np.timedelta64(1, "D")
_CLIP = 1.25
"""Bars longer than this share of the quota are cut off; their figures are not."""


def progress_chart(totals: pd.DataFrame, labels: ProgressLabels) -> bytes:
    """A bar a group: collected over distributed, against the quota. PNG, 1080 pixels wide.

    ``totals`` is the frame of ``progress.totals``, shown in its order; with more than ``MAX_ROWS`` groups
    the furthest behind come first and the rest is one row of its own. Bars are shares of the quota, so
    that small and large groups compare; the ballots stand beside them.
    """
    frame = totals[totals["quota"] > 0]
    if frame.empty:
        return _nothing(labels.title, labels.subtitle, labels.empty)
    rows = _rows(frame, labels)
    page = _Page(labels.title, labels.subtitle, body=_LEGEND + _PITCH * len(rows))
    top = page.top
    page.legend(
        [(labels.collected, _COLLECTED), (labels.distributed, _DISTRIBUTED), (labels.quota, _TRACK)], top
    )
    column = max(page.width(labels.percent(row.collected / row.quota), _BODY, "bold") for row in rows)
    longest = max(1.0, *(max(row.collected, row.distributed) / row.quota for row in rows))
    scale = (WIDTH - 2 * _MARGIN) / min(_CLIP, longest)
    for number, row in enumerate(rows):
        _bar(page, row, top + _LEGEND + _PITCH * number, scale, column, labels)
    return page.png()


def curve_chart(series: pd.DataFrame, planned: pd.DataFrame, labels: CurveLabels) -> bytes:
    """Ballots collected by the end of each day, against the plan. PNG, 1080 pixels wide.

    ``series`` is the frame of ``progress.series``; its last day is today's marker. ``planned`` has the
    columns day and planned (ballots: ``scores.planned_curve``); without rows there is no line.
    """
    if series.empty:
        return _nothing(labels.title, labels.subtitle, labels.empty)
    page = _Page(labels.title, labels.subtitle, body=860)
    entries = [(labels.collected, _COLLECTED), (labels.planned, _PLANNED)]
    page.legend(entries[:1] if planned.empty else entries, page.top)
    area = _area(page, series, planned, labels)
    if not planned.empty:
        x, y = area.x(planned["day"].to_numpy()), area.y(planned["planned"].to_numpy())
        page.line(x, y, _PLANNED, 4, (0, (4, 2)))
        page.text(x[-1], y[-1] - 16, labels.number(planned["planned"].iloc[-1]), _SMALL, _SOFT, ha="right")
    page.line(area.x(series["day"].to_numpy()), area.y(series["collected"].to_numpy()), _COLLECTED, 8)
    _mark_today(page, area, series, labels)
    _mark_days(page, area, labels)
    return page.png()


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    quota: int
    distributed: int
    collected: int
    rest: bool = False


def _rows(frame: pd.DataFrame, labels: ProgressLabels) -> list[_Row]:
    shown, hidden = frame, frame.iloc[:0]
    if hidden_rows(len(frame)):
        shown = _by_need(frame).head(MAX_ROWS - 1)
        hidden = frame[~frame["code"].isin(shown["code"])]
    names = shown["name"].fillna(shown["code"])
    names = names.mask(shown["code"].isin(list(labels.names)), shown["code"].map(labels.names))
    figures = (shown[column].tolist() for column in ("quota", "distributed", "collected"))
    rows = [_Row(*row) for row in zip(names.tolist(), *figures, strict=True)]
    if not hidden.empty:
        quota, distributed, collected = (
            int(hidden[count].sum()) for count in ("quota", "distributed", "collected")
        )
        rows.append(_Row(labels.others, quota, distributed, collected, rest=True))
    return rows


def _by_need(frame: pd.DataFrame) -> pd.DataFrame:
    behind = furthest_behind(frame, len(frame))
    return pd.concat([behind, frame[~frame["code"].isin(behind["code"])]])


def _bar(page: _Page, row: _Row, top: float, scale: float, column: float, labels: ProgressLabels) -> None:
    """One group: its name and figures in a line, its bar below. ``column`` is the percentages' width."""
    right = float(WIDTH - _MARGIN)
    baseline, bar = top + 34, top + 45
    percent, ballots = labels.percent(row.collected / row.quota), labels.number(row.collected)
    page.text(right, baseline, percent, _BODY, _INK, ha="right", weight="bold")
    right -= column + 24
    ballots += f"/{labels.number(row.quota)}"
    page.text(right, baseline, ballots, _SMALL, _SOFT, ha="right")
    room = right - page.width(ballots, _SMALL) - 24 - _MARGIN
    size = _BODY if page.width(row.name, _BODY) <= room else _SMALL
    page.text(_MARGIN, baseline, page.shorten(row.name, size, room), size, _SOFT if row.rest else _INK)
    page.box(_MARGIN, bar, scale, 24, _TRACK)
    for count, colour in ((row.distributed, _DISTRIBUTED), (row.collected, _COLLECTED)):
        page.box(_MARGIN, bar, min(count / row.quota, _CLIP) * scale, 24, colour)
    page.box(_MARGIN + scale - 4, bar - 4, 4, 32, _INK)


@dataclass(frozen=True, slots=True)
class _Area:
    """Where days (numpy) and ballots are on the page."""

    left: float
    right: float
    top: float
    bottom: float
    first: Any
    last: Any
    most: float

    def x(self, day: Any) -> Any:
        span = max((self.last - self.first) / _DAY, 1.0)
        return self.left + (day - self.first) / _DAY / span * (self.right - self.left)

    def y(self, ballots: Any) -> Any:
        return self.bottom - ballots / self.most * (self.bottom - self.top)


def _area(page: _Page, series: pd.DataFrame, planned: pd.DataFrame, labels: CurveLabels) -> _Area:
    """Room for both curves, with a grid of round numbers and their names."""
    days = np.concatenate([series["day"].to_numpy(), planned["day"].to_numpy(dtype="datetime64[ns]")])
    peak = max(float(series["collected"].max()), *planned["planned"].tolist(), 0.0)
    ticks = _round_ticks(1.1 * peak)
    left = _MARGIN + max(page.width(labels.number(tick), _SMALL) for tick in ticks) + 20
    right = WIDTH - _MARGIN
    area = _Area(left, right - 12, page.top + 130, page.height - 100, days.min(), days.max(), ticks[-1])
    for tick in ticks:
        page.line([left, right], [area.y(tick)] * 2, _TRACK, 2)
        page.text(left - 16, area.y(tick), labels.number(tick), _SMALL, _SOFT, ha="right", va="center")
    return area


def _mark_today(page: _Page, area: _Area, series: pd.DataFrame, labels: CurveLabels) -> None:
    x, collected = area.x(series["day"].to_numpy()[-1]), series["collected"].iloc[-1]
    page.line([x, x], [area.top - 20, area.bottom], _TODAY, 3)
    page.dot(x, area.y(collected), 11, _COLLECTED)
    words = f"{labels.today} {labels.day(series['day'].iloc[-1].date())}: {labels.number(collected)}"
    half = page.width(words, _SMALL, "bold") / 2
    middle = min(max(x, _MARGIN + half), WIDTH - _MARGIN - half)
    page.text(middle, area.top - 34, words, _SMALL, _TODAY, ha="center", weight="bold")


def _mark_days(page: _Page, area: _Area, labels: CurveLabels) -> None:
    """Name up to four days under the curve, both ends among them."""
    length = int((area.last - area.first) / _DAY)
    steps = sorted({round(length * part / 3) for part in range(4)})
    for step in steps:
        day = area.first + step * _DAY
        side = "center" if len(steps) == 1 else {0: "left", length: "right"}.get(step, "center")
        words = labels.day(pd.Timestamp(day).date())
        page.text(area.x(day), area.bottom + 18, words, _SMALL, _SOFT, ha=side, va="top")


def _round_ticks(peak: float) -> list[int]:
    """Three to five round numbers from 0 to at least ``peak``."""
    raw = max(peak, 4) / 4
    power = 10 ** int(np.floor(np.log10(raw)))
    step = next(
        int(power * times) for times in (1, 2, 2.5, 5, 10) if power * times >= raw and power * times % 1 == 0
    )
    return list(range(0, int(np.ceil(max(peak, 1) / step)) * step + 1, step))


def _nothing(title: str, subtitle: str, words: str) -> bytes:
    page = _Page(title, subtitle, body=220)
    middle = page.top + 90
    for number, line in enumerate(page.wrap(words, _BODY, WIDTH - 2 * _MARGIN)):
        page.text(WIDTH / 2, middle + 48 * number, line, _BODY, _SOFT, ha="center")
    return page.png()


class _Page:
    """A white page with a heading, drawn in pixels from the top left corner."""

    def __init__(self, title: str, subtitle: str, body: int) -> None:
        self._fonts: dict[tuple[int, str], FontProperties] = {}
        self._canvas = FigureCanvasAgg(Figure(dpi=_DPI, facecolor=_PAPER))
        room = WIDTH - 2 * _MARGIN
        y, heading = float(_MARGIN), []
        for words, size, colour, weight in (
            (title, _TITLE, _INK, "bold"),
            (subtitle, _BODY, _SOFT, "normal"),
        ):
            for line in self.wrap(words, size, room, weight):
                y += size * 1.3
                heading.append((_MARGIN, y - size * 0.3, line, size, colour, weight))
            y += 10
        self.top = round(y) + 16
        self.height = self.top + body + _MARGIN
        self._axes = self._blank_axes()
        for x, baseline, line, size, colour, weight in heading:
            self.text(x, baseline, line, size, colour, weight=weight)

    def _blank_axes(self) -> Axes:
        figure = self._canvas.figure
        figure.set_size_inches(WIDTH / _DPI, self.height / _DPI)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(self.height, 0)
        return axes

    def _font(self, size: int, weight: str) -> FontProperties:
        if (size, weight) not in self._fonts:
            points = size * 72 / _DPI
            self._fonts[size, weight] = FontProperties(family="DejaVu Sans", weight=weight, size=points)
        return self._fonts[size, weight]

    def width(self, words: str, size: int, weight: str = "normal") -> float:
        """How wide a text is, in pixels."""
        drawer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        return float(drawer.get_text_width_height_descent(words, self._font(size, weight), ismath=False)[0])

    def wrap(self, words: str, size: int, room: float, weight: str = "normal") -> list[str]:
        """The text in lines no wider than ``room``; a longer word stands alone, shortened."""
        lines: list[str] = []
        for paragraph in words.splitlines():
            line = ""
            for word in paragraph.split():
                longer = f"{line} {word}".strip()
                if line and self.width(longer, size, weight) > room:
                    lines.append(line)
                    longer = word
                line = longer
            lines.append(line)
        return [self.shorten(line, size, room, weight) for line in lines if line]

    def shorten(self, words: str, size: int, room: float, weight: str = "normal") -> str:
        """The text, or as much of its beginning as fits, with an ellipsis."""
        if self.width(words, size, weight) <= room:
            return words
        lengths = range(len(words))
        fits = bisect_right(lengths, room, key=lambda end: self.width(words[:end] + "…", size, weight))
        return words[: max(fits - 1, 0)].rstrip() + "…"

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int,
        colour: str,
        *,
        ha: str = "left",
        va: str = "baseline",
        weight: str = "normal",
    ) -> None:
        """Words as they stand: a dollar sign in a name is no formula."""
        font = self._font(size, weight)
        self._axes.text(x, y, words, color=colour, ha=ha, va=va, fontproperties=font, parse_math=False)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, linewidth=0))

    def line(self, x: Any, y: Any, colour: str, width: float, style: Any = "solid") -> None:
        self._axes.plot(
            x, y, color=colour, linewidth=width * 72 / _DPI, linestyle=style, solid_capstyle="round"
        )

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        size = 2 * radius * 72 / _DPI
        self._axes.plot([x], [y], marker="o", markersize=size, color=colour, markeredgecolor=_PAPER)

    def legend(self, entries: Sequence[tuple[str, str]], y: float) -> None:
        """A line of coloured squares and their words."""
        x = float(_MARGIN)
        for words, colour in entries:
            self.box(x, y + 4, 30, 30, colour)
            self.text(x + 42, y + 30, words, _SMALL, _INK)
            x += 42 + self.width(words, _SMALL) + 40

    def png(self) -> bytes:
        out = BytesIO()
        self._canvas.figure.savefig(out, format="png", dpi=_DPI, metadata={"Software": None})
        return out.getvalue()
