"""Typical week: what this meter usually does on such a day at such a time, from the weeks before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.series import MeterSeries
from detectors.base import Detector, Family, FittedDetector
from detectors.data_rules import unusable
from detectors.daygrid import BoolArray, DayGrid, day_grid
from detectors.joining import joined
from detectors.params import integer, number
from detectors.registry import register
from detectors.scores import Reason, Scores
from detectors.walk import Walk, Walking
from detectors.windows import Window

LASTING_HOURS = (0.0, 3.0, 6.0, 12.0, 24.0, 48.0, 168.0)
SUDDEN_HOURS = (1.0, 2.0, 4.0, 8.0, 24.0)
WINDOWS = (*map(Window, LASTING_HOURS), *(Window(hours, is_contrast=True) for hours in SUDDEN_HOURS))


@register
@dataclass(frozen=True)
class TypicalWeek(Detector):
    """Robust profile by day type and slot, carried forward by the last days, judged over several windows.

    The expectation is a weighted median of recent days of the same type (weekday, Saturday, Sunday or holiday), moved
    by a ridge regression on the departures of the last days and on temperature. Residuals are averaged over windows
    that end with the reading (the step, 3, 6, 12, 24, 48 hours, 7 days) and compared with the hours before (1, 2, 4,
    8, 24 hours), each judged by its own spread at that slot. Spreads widen after surprising days and around holidays.
    Flagged readings do not teach, unless the change lasts.

    Source: expert rule on the weekly profile; slot-wise robust spread as in field studies on building load, PARX-like
    use of the same hour of earlier days and of temperature (Liu and Nielsen 2018).
    """

    name: ClassVar[str] = "typical_week"
    label: ClassVar[str] = "Typical week"
    algorithm: ClassVar[str] = "robust profile"
    summary: ClassVar[str] = (
        "Compares each reading with what this meter usually does on such a day at such a time. "
        "Good at things left on overnight or over a weekend, at peaks and at lasting changes."
    )
    family: ClassVar[Family] = "forecast"
    source: ClassVar[str] = "Expert rule; use of earlier days and temperature after Liu and Nielsen (2018)"

    weeks: int = integer(
        8, (3, 26), label="Memory", unit="weeks", help="How many weeks back the usual day is looked for."
    )
    learn_below: float = number(
        6.0, (3.0, 20.0), step=0.5, label="Learn below", unit="sigma", help="Readings above this score do not teach."
    )

    def _fit(self, history: MeterSeries) -> FittedDetector:
        return FittedTypicalWeek(history, Walking(self.weeks, WINDOWS, self.learn_below))


@dataclass(frozen=True, eq=False)
class FittedTypicalWeek(FittedDetector):
    """A typical week with the history it starts from."""

    history: MeterSeries
    how: Walking

    def score(self, series: MeterSeries) -> Scores:
        """Judge a series walk-forward; the first three weeks of all readings cannot be judged."""
        whole, begin = joined(self.history, series)
        grid = day_grid(whole)
        learnable = np.zeros(grid.power_kw.shape, bool)
        learnable[grid.day, grid.slot] = ~unusable(whole)
        temperature = None if whole.temperature_c is None else grid.laid_out(whole.temperature_c)
        walk = Walk(grid, learnable, temperature, self.how)
        walk.run()
        return _scores(whole, grid, walk).taken(slice(begin, None))


def _scores(whole: MeterSeries, grid: DayGrid, walk: Walk) -> Scores:
    """Return the tables of a walk as scores on the index of the series."""
    at = (grid.day, grid.slot)
    expected, above, below = walk.expected[at], walk.spread_above[at], walk.spread_below[at]
    score, side, window = walk.score[at].copy(), walk.side[at].copy(), walk.window[at]
    residual = whole.power_kw - expected
    single = (window == 0) | _comes_again(grid)
    score[single] = np.where(residual > 0, residual / above, -residual / below)[single]
    side[single] = np.sign(np.nan_to_num(residual))[single].astype(np.int8)
    score[~np.isfinite(whole.power_kw)] = np.nan
    side[~np.isfinite(score)] = 0
    hours = np.array([max(window.judged_hours, whole.step_hours) for window in walk.how.windows])
    reasons = np.array([Reason.NONE.code, Reason.ABOVE_EXPECTED.code, Reason.BELOW_EXPECTED.code], np.uint8)
    return Scores(
        index=whole.index,
        score=score,
        side=side,
        expected=expected,
        spread_below=below,
        spread_above=above,
        window_hours=np.where(single, hours[0], hours[window]),
        reason=reasons[side.astype(int)],
    )


def _comes_again(grid: DayGrid) -> BoolArray:
    """Return which readings share their slot with a later one, in the hour that comes twice in autumn.

    The table holds the later one, which must not be known yet when the earlier one is judged: it is judged by itself.
    """
    cell = grid.day * grid.slots + grid.slot
    last = np.zeros(grid.days * grid.slots, np.int64)
    last[cell] = np.arange(len(cell))
    again: BoolArray = last[cell] > np.arange(len(cell))
    return again
