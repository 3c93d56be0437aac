"""What is drawn for an event: the alarm limit of its readings, and the limits of a window where a window decides.

The limits of a window are those of the mean of its readings. They come from the means of as many hours in the weeks
before the event began, so they were known before it; they move with the alarm level. The page, the figure of the
library and the benchmark take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray
from data.series import FloatArray, MeterSeries
from detectors.analytics.off_hours import off_days
from detectors.events.events import Event
from detectors.kernels import FULL_SHARE
from detectors.scores import MIN_SCALE_KW, Kind, Scores
from detectors.threshold import DEFAULT_LEVEL
from detectors.walk_forward.calibration import slot_scales

WINDOW_HOURS = (2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 96.0, 168.0)
"""Hours of the windows that are offered; the one in which an event stands out most is drawn. Chosen, not tuned."""
HISTORY_DAYS = 70
"""Days before an event from which the scales of means are measured, as those of readings are. Chosen, not tuned."""
MIN_HISTORY_DAYS = 7
"""Days that must be known: one of each weekday. Chosen, not tuned."""
MAX_SIZES = 3.65
"""Times the 90 % quantile of departures to which single ones are clipped: six sigma. Chosen, not tuned."""
MAX_SHARE_OUTSIDE = 0.5
"""Share of its readings beyond their own limits above which an event needs no window. Chosen, not tuned."""
AGREEING = 0.675
"""Share of the scale of a mean that is one sigma of its limits: where all methods of a combination see the same, their
sum reaches the level at this share of it. By definition of the weights of the recommended combination."""


@dataclass(frozen=True, eq=False)
class WindowLimits:
    """The mean of a window that ends with each reading of an event, and how far it may lie from what is expected.

    Parameters
    ----------
    first
        Position of the first reading of the event; every array has one value for each of its readings.
    hours
        Length of the window.
    mean_kw, expected_kw
        Mean of the readings in the window, and of what was expected of them before the event; NaN where too few are
        known.
    scale_kw
        How far the limits move away from ``expected_kw`` a sigma.
    """

    first: int
    hours: float
    mean_kw: FloatArray
    expected_kw: FloatArray
    scale_kw: FloatArray

    def counted_from(self, begin: int) -> WindowLimits:
        """Return the same for readings of which those before ``begin`` are left out."""
        return replace(self, first=self.first - begin)

    def band(self, level: float, floor_kw: float = -np.inf) -> tuple[FloatArray, FloatArray]:
        """Return the lower and upper limit in kW at a level in sigma; the lower one is at least ``floor_kw``."""
        away = level * self.scale_kw
        return np.maximum(self.expected_kw - away, floor_kw), self.expected_kw + away

    def is_outside(self, level: float, floor_kw: float = -np.inf) -> BoolArray:
        """Return at which readings the mean lies beyond its limits."""
        low, high = self.band(level, floor_kw)
        with np.errstate(invalid="ignore"):
            outside: BoolArray = (self.mean_kw < low) | (self.mean_kw > high)
        return outside


def drawn_limits(series: MeterSeries, scores: Scores, level: float = DEFAULT_LEVEL) -> tuple[FloatArray, FloatArray]:
    """Return the lower and the upper alarm limit of every reading in kW, as the chart draws them at an alarm level."""
    return scores.band(level, series.floor_kw)


def window_limits(series: MeterSeries, scores: Scores, event: Event) -> WindowLimits | None:
    """Return the limits of the window in which an energy problem stands out most.

    None for data problems, for what lasted one interval and was judged by itself, where most readings lie beyond their
    own limits, so that no window is needed to see it, and where too little is known.
    """
    part = _part(series, event)
    longest = max((part.stop - part.start) * series.step_hours, event.window_hours)
    hours = [each for each in WINDOW_HOURS if series.step_hours < each <= longest]
    if event.kind is not Kind.ENERGY or not hours or _is_seen_in_readings(series, scores, event, part):
        return None
    steps = [round(each / series.step_hours) for each in hours]
    begin = max(0, part.start - HISTORY_DAYS * series.steps_per_day - max(steps))
    seen = slice(begin, part.stop)
    power = np.where(scores.is_data_problem[seen], np.nan, series.power_kw[seen])
    expected = np.where(np.isfinite(power), _expected_before(scores, event, part)[seen], np.nan)
    away = power - expected
    is_ordinary = np.nan_to_num(scores.score[seen]) < DEFAULT_LEVEL
    scales = _scales(series, event, seen, np.where(is_ordinary, away, np.nan), steps)
    if scales is None:
        return None
    own = slice(part.start - begin, None)
    found = [
        WindowLimits(
            part.start,
            each,
            _means(power, count)[own],
            _means(expected, count)[own],
            AGREEING * scale,
        )
        for each, count, scale in zip(hours, steps, scales, strict=True)
    ]
    return max(found, key=lambda limits: _largest(limits, event.side))


def lies_inside(series: MeterSeries, scores: Scores, event: Event, level: float = DEFAULT_LEVEL) -> bool:
    """Return whether an event lies wholly within what is drawn for it: its readings, and the mean of its window.

    Readings without a limit do not count; an event without any limit lies in none.
    """
    part = _part(series, event)
    low, high = (limit[part] for limit in drawn_limits(series, scores, level))
    power = series.power_kw[part]
    known = np.isfinite(power) & np.isfinite(low) & np.isfinite(high)
    if not known.any() or np.any((power < low)[known]) or np.any((power > high)[known]):
        return False
    window = window_limits(series, scores, event)
    return window is None or not window.is_outside(level, series.floor_kw).any()


def _part(series: MeterSeries, event: Event) -> slice:
    return slice(*series.index.searchsorted(pd.DatetimeIndex([event.start, event.end])).tolist())


def _is_seen_in_readings(series: MeterSeries, scores: Scores, event: Event, part: slice) -> bool:
    """Return whether most readings that an event is told by lie beyond their own limits at the default level."""
    low, high = (limit[part] for limit in drawn_limits(series, scores))
    power = series.power_kw[part]
    known = np.isfinite(power) & np.isfinite(low) & np.isfinite(high)
    if len(event.context.power_kw) == len(power):
        known &= np.isfinite(event.context.power_kw)
    if not known.any():
        return True
    outside = (power < low) | (power > high)
    return bool(np.mean(outside[known]) > MAX_SHARE_OUTSIDE)


def _expected_before(scores: Scores, event: Event, part: slice) -> FloatArray:
    """Return what was expected of all readings, of those of the event before it began."""
    expected, before = scores.expected.copy(), event.context.expected_kw
    if len(before) == part.stop - part.start:
        expected[part] = np.where(np.isfinite(before), before, expected[part])
    return expected


def _scales(
    series: MeterSeries, event: Event, seen: slice, away: FloatArray, steps: list[int]
) -> list[FloatArray] | None:
    """Return for each window the scale of its means at the readings of the event; None where too little is known."""
    wall = series.index[seen].tz_localize(None)
    dates = wall.normalize()
    day = ((dates - dates[0]) // pd.Timedelta(days=1)).to_numpy()
    slot = ((wall - dates) // pd.Timedelta(series.step)).to_numpy()
    place = series.country, series.region
    is_off = off_days(pd.date_range(dates[0], dates[-1]), place, event.context.open_days)
    own = slice(len(away) - len(event.context.expected_kw), None)
    first_day = int(day[own][0])
    past = day < first_day
    if not np.isfinite(away[past]).any():
        return None
    limit = MAX_SIZES * float(np.nanquantile(np.abs(away[past]), 0.9))
    clipped = np.clip(away, -limit, limit)
    table = np.full((first_day, len(steps), series.steps_per_day), np.nan)
    for window, count in enumerate(steps):
        table[day[past], window, slot[past]] = _means(clipped, count)[past]
    known = np.isfinite(table).any(axis=(1, 2))
    if known.sum() < MIN_HISTORY_DAYS:
        return None
    reach = max(1, round(1.0 / series.step_hours))
    scales = slot_scales(table, known, is_off[:first_day], [MIN_SCALE_KW] * len(steps), reach)
    kind = is_off[day[own]].astype(np.int64)
    return [scales[kind, window, slot[own]] for window in range(len(steps))]


def _means(values: FloatArray, steps: int) -> FloatArray:
    """Return the mean of so many values that end with each; NaN where too few of them are known."""
    known = np.isfinite(values)
    total = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    count = np.concatenate([[0], np.cumsum(known)])
    stop = np.arange(1, len(values) + 1)
    begin = np.maximum(stop - steps, 0)
    amount = count[stop] - count[begin]
    means: FloatArray = (total[stop] - total[begin]) / np.maximum(amount, 1)
    return np.where(amount >= FULL_SHARE * steps, means, np.nan)


def _largest(limits: WindowLimits, side: int) -> float:
    """Return how far the mean departs at most, in scales, to the side of an event."""
    away = (limits.mean_kw - limits.expected_kw) / limits.scale_kw
    away = np.abs(away) if side == 0 else away * side
    return float(np.nanmax(away)) if np.isfinite(away).any() else -np.inf
