"""Peak: power over the limit of contract or fuse, else over the meter's own usual peaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import DayGrid, DayType, IntArray, day_grid
from data.series import FloatArray, MeterSeries
from detectors.base import Detector, Family, FittedDetector
from detectors.features.data_quality import ANOMALOUS, unusable
from detectors.features.load_range import load_range_kw
from detectors.history import joined
from detectors.params import integer, number
from detectors.registry import register
from detectors.scores import LIMIT_LEVEL, Reason, Scores

FIRST_DAYS = 14
SCALE_DAYS = 84
MIN_DAYS = 7
MIN_ALIKE = 2
MIN_SHARE = 0.02
"""Peaks within 2 % of the meter's span of each other are the same peak."""
ONE_IN = 45.0
"""One day in 45 may reach the alarm level by chance."""
LIMIT_SCALE = 0.05
"""A twentieth over the limit adds one sigma."""


@register
@dataclass(frozen=True)
class Peak(Detector):
    """Highest power: against the limit where there is one, else against the highest readings of earlier days.

    With a limit, from the parameter or from the meter's settings, a reading at the limit scores 4 and each twentieth
    of the limit above it one more. Without one, the usual highest is the median of the daily peaks of the last weeks,
    on the type of days where it is highest, and the spread is such that one day in 45 reaches 4.

    Source: expert rule. Network charges and fuses follow the highest quarter of an hour; load factor is mean over peak.
    """

    name: ClassVar[str] = "peak"
    label: ClassVar[str] = "Peaks"
    algorithm: ClassVar[str] = "limit or usual daily peak"
    summary: ClassVar[str] = (
        "Finds power above the limit of the contract, or above this meter's usual daily peaks where no limit is known. "
        "Good at keeping demand charges down, blind to anything below the peak."
    )
    family: ClassVar[Family] = "rule"
    revision: ClassVar[int] = 2
    source: ClassVar[str] = "Expert rule"
    seconds_a_year: ClassVar[float] = 0.2

    above_kw: float = number(
        0.0,
        (0.0, 100_000.0),
        step=1.0,
        label="Limit",
        unit="kW",
        help="Most power that contract or fuse allow; 0 takes the meter's setting, else its own usual peaks.",
    )
    weeks: int = integer(
        8, (3, 26), label="Memory", unit="weeks", help="How many weeks back usual peaks are looked for."
    )

    def _fit(self, history: MeterSeries) -> FittedDetector:
        return FittedPeak(history, self)


@dataclass(frozen=True, eq=False)
class FittedPeak(FittedDetector):
    """The rule with the history it starts from."""

    history: MeterSeries
    rule: Peak

    def score(self, series: MeterSeries) -> Scores:
        """Judge a series walk-forward; without a limit the first weeks of all readings cannot be judged."""
        whole, begin = joined(self.history, series)
        stated = whole.operation.limit_kw if whole.operation else None
        limit_kw = self.rule.above_kw or stated
        usual, scale = _limited(whole, limit_kw) if limit_kw else _usual_peaks(whole, self.rule.weeks)
        offset = LIMIT_LEVEL if limit_kw else 0.0
        score = np.maximum((whole.power_kw - usual) / scale + offset, 0.0)
        above = np.nan_to_num(score) > 0
        reason = Reason.OVER_LIMIT if limit_kw else Reason.PEAK
        return Scores(
            index=whole.index,
            score=score,
            side=above.astype(np.int8),
            expected=usual - offset * scale,  # with a limit, the band ends at it where it is odd
            scale_below=scale,
            scale_above=scale,
            window_hours=np.full(len(whole), max(24.0, 2.0 * whole.step_hours)),  # a peak is one of a day
            reason=np.where(above, reason.code, Reason.NONE.code).astype(np.uint8),
        ).taken(slice(begin, None))


def _limited(series: MeterSeries, limit_kw: float) -> tuple[FloatArray, FloatArray]:
    return np.full(len(series), limit_kw), np.full(len(series), LIMIT_SCALE * limit_kw)


def _usual_peaks(series: MeterSeries, weeks: int) -> tuple[FloatArray, FloatArray]:
    """Return the usual highest power of the day of each reading, and its spread, from the days before."""
    grid = day_grid(series)
    table = grid.laid_out(np.where(unusable(series), np.nan, series.power_kw))
    peaks = np.where(np.isfinite(table), table, -np.inf).max(axis=1)
    peaks[np.isinf(peaks)] = np.nan
    usual, scale = _walk(grid, table, peaks, weeks)
    return usual[grid.day], scale[grid.day]


def _walk(grid: DayGrid, table: FloatArray, peaks: FloatArray, weeks: int) -> tuple[FloatArray, FloatArray]:
    usual, scale = np.full(grid.days, np.nan), np.full(grid.days, np.nan)
    for day in range(FIRST_DAYS, grid.days):
        recent = slice(max(0, day - 7 * weeks), day)
        usual[day] = _busiest(peaks[recent], grid.day_type[recent])
        before = slice(max(FIRST_DAYS, day - SCALE_DAYS), day)
        beyond = (peaks - usual)[before]
        beyond = np.maximum(beyond[np.isfinite(beyond)], 0.0)
        if len(beyond) >= MIN_DAYS:
            least = MIN_SHARE * load_range_kw(table, day)
            scale[day] = max(least, float(np.quantile(beyond, 1.0 - 1.0 / ONE_IN)) / ANOMALOUS)
    return usual, scale


def _busiest(peaks: FloatArray, day_type: IntArray) -> float:
    """Return the median daily peak on the type of days on which it is highest; NaN where no day is known."""
    by_type = [peaks[(day_type == kind) & np.isfinite(peaks)] for kind in DayType]
    medians = [float(np.median(known)) for known in by_type if len(known) >= MIN_ALIKE]
    return max(medians) if medians else float("nan")
