"""Days that may be of either of two kinds: a forecast of each, of which those count that the day still fits.

A holiday of which nobody knows yet whether the meter works on it; weeks in which it was closed a year before. What fits
one of the forecasts is no alarm. The readings of the day so far soon tell which of them can be left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import CLOSED_WEEKDAY, TYPE_OF_KIND, BoolArray, DayGrid, DayType, IntArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK, HALF_YEAR_DAYS
from data.series import FloatArray
from detectors import kernels
from detectors.features.similar_days import LAST_WEEKDAYS, MIN_DAYS, PROFILE_WEEKS
from detectors.forecasters.model import ForecastModel
from detectors.walk_forward.days import SeriesDays

DAYS_BACK = 2 * HALF_YEAR_DAYS
"""Days back in which closed weekdays are looked for. Chosen, not tuned."""
MAX_LEVEL_RATIO = 2.0
"""Times by which the level may have changed in a year. Chosen, not tuned."""
FARTHER = 0.5
"""Share of the distance of two forecasts by which a day must have been nearer to one for the other to be left out.
Chosen, not tuned."""
TOLERATED_HOURS = 3.0
"""Hours of one scale that the distances from two forecasts must differ by. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class DayForecasts:
    """What a day may be like.

    Parameters
    ----------
    kw
        Shape ``(candidates, slots)``: the forecasts, that of the expected kind first; NaN where unknown.
    is_off
        For each whether it is that of a day off.
    fills_between
        Whether all that lies between two of them fits as well: half of the staff is there.
    """

    kw: FloatArray
    is_off: BoolArray
    fills_between: bool

    def open_at(self, power: FloatArray, scale: FloatArray) -> BoolArray:
        """Return which candidates the readings of the day before each slot leave open, shape ``(candidates, slots)``.

        ``power`` and ``scale`` have shape ``(slots,)`` and are in kW.
        """
        per_hour = power.shape[0] / DAY_HOURS
        is_known = np.isfinite(self.kw).any(axis=1)
        if not is_known.any():
            return np.ones(self.kw.shape, bool)
        away = _so_far(np.abs(power - self.kw))
        away[~is_known] = np.inf
        tolerated = TOLERATED_HOURS * per_hour * float(np.median(scale))
        best = away.argmin(axis=0)
        apart = _so_far(np.where(np.isfinite(power), np.abs(self.kw[:, None] - self.kw[None]), np.nan))
        from_best = np.take_along_axis(apart, best[None, None], axis=0)[0]
        found: BoolArray = away - away.min(axis=0) <= np.maximum(FARTHER * from_best, tolerated)
        return found

    def fitting(self, power: FloatArray, is_open: BoolArray) -> FloatArray:
        """Return what each reading is compared with: the nearest open candidate; the expected one where none is read.

        Where all fits that lies between two, the reading itself.
        """
        candidates = np.where(is_open, self.kw, np.nan)
        if self.fills_between:
            low, high = np.fmin.reduce(candidates), np.fmax.reduce(candidates)
            fitting = np.clip(power, low, high)
        else:
            gap = np.where(np.isfinite(candidates), np.abs(power - candidates), np.inf)
            fitting = np.take_along_axis(candidates, gap.argmin(axis=0)[None], axis=0)[0]
        return np.where(np.isfinite(power) & np.isfinite(fitting), fitting, self.kw[0])

    def scales(self, is_open: BoolArray, scales: FloatArray) -> FloatArray:
        """Return the widest scales of the kinds of the open candidates.

        ``scales`` has shape ``(2, windows, slots)``, of days at work and off.
        """
        work, off = (np.any(is_open & (self.is_off == kind)[:, None], axis=0) for kind in (False, True))
        widest: FloatArray = np.where(work & off, np.maximum(*scales), np.where(off, scales[1], scales[0]))
        return widest


def day_forecasts(model: ForecastModel, days: SeriesDays, day: int) -> DayForecasts:
    """Return what a model predicts of a day, and what else it may be like."""
    grid, kinds = days.grid, days.grid.kinds
    found, is_off = [], []
    if kinds.is_uncertain[day]:
        model.bind(days.exchanged)
        found.append(model.predict(day))
        is_off.append(bool(TYPE_OF_KIND[kinds.alternative[day]] != DayType.WEEKDAY))
        model.bind(days)
    expected, own = model.predict(day), bool(grid.is_off[day])
    others = model.alternatives(day)
    found, is_off = [expected, *others, *found], [own, *(own for _ in others), *is_off]
    for rows, was_off in zip(kinds.alike_before.get(day, ()), (True, False), strict=False):
        if len(rows):
            found.append(course_before(days, day, rows))
            is_off.append(was_off)
    closed = last_closed_weekdays(grid, day)
    if len(closed):
        found.append(course_before(days, day, closed))
        is_off.append(True)
    is_half = day in grid.occasions and bool(kinds.is_uncertain[day])
    return DayForecasts(np.array(found), np.array(is_off), is_half)


def settle(model: ForecastModel, days: SeriesDays, day: int) -> None:
    """Let a model update with a day as what it turned out to be; ``days`` must be bound again afterwards."""
    if day >= model.first_day and days.grid.kinds.is_unexpected[day]:
        model.bind(days.settled)
        model.predict(day)


def last_closed_weekdays(grid: DayGrid, day: int) -> IntArray:
    """Return the last closed weekdays of a year before a day that may be one, where the last weeks have too few."""
    kinds = grid.kinds
    if CLOSED_WEEKDAY not in (kinds.expected[day], kinds.alternative[day]):
        return np.zeros(0, np.int64)
    first = max(0, day - DAYS_BACK)
    rows = first + np.flatnonzero(grid.kinds_before(first, day) == CLOSED_WEEKDAY)
    is_enough = np.count_nonzero(rows >= day - DAYS_PER_WEEK * PROFILE_WEEKS) >= MIN_DAYS
    return rows[:0] if is_enough else rows[-LAST_WEEKDAYS:]


def course_before(days: SeriesDays, day: int, rows: IntArray) -> FloatArray:
    """Return the median course of some earlier days, at the level of today."""
    course: FloatArray = kernels.weighted_median(days.trainable_kw[rows], np.ones(len(rows)))
    level_kw = days.grid.kinds.level_kw
    ratio = level_kw[day] / float(np.median(level_kw[rows]))
    if not 1.0 / MAX_LEVEL_RATIO <= ratio <= MAX_LEVEL_RATIO:
        return course
    moved: FloatArray = course * ratio
    return moved


def _so_far(values: FloatArray) -> FloatArray:
    """Return the sums of the known values of the slots before each slot."""
    total = np.zeros(values.shape)
    total[..., 1:] = np.cumsum(np.nan_to_num(values[..., :-1]), axis=-1)
    return total
