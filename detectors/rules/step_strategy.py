"""Scoring each step from one reading to the next by the usual one at that time of day."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK
from data.series import FloatArray
from detectors.features.load_range import NEGLIGIBLE_SHARE, LoadRange, half_year
from detectors.features.quantile import column_quantile
from detectors.scores import Reason, Scores
from detectors.threshold import DEFAULT_LEVEL
from detectors.walk_forward.calibration import (
    ALARM_ONE_IN_DAYS,
    FIRST_TAIL_DAYS,
    KINDS_OF_DAY,
    MIN_ALIKE_DAYS,
    RATE_DAYS,
    USUAL_RATE,
    Calibration,
    CalibrationSettings,
    Rate,
    slot_scales,
)
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import FIRST_DAYS, Strategy, Tables
from detectors.walk_forward.rolling_table import RollingTable
from detectors.walk_forward.teaching import NEVER, Taught, TeachingRule

RARE_RATE = Rate(share=1.0 / ALARM_ONE_IN_DAYS, sigmas=DEFAULT_LEVEL, min_days=60)
"""Share of days, sigma, days: the highest score of a day may reach the default level on one day in 45, once 60 days
are known. Chosen, not tuned."""


class StepStrategy(Strategy):
    """Rise or fall over some readings, against the median of earlier days at the same slot, at work and off apart.

    Parameters
    ----------
    steps
        Over how many readings a rise is taken.
    weeks
        How many weeks back usual rises are measured.
    cutoff
        Sigma: steps with a higher score do not teach.
    slots
        Readings of a day.
    """

    doing: ClassVar[str] = "comparing each step with earlier ones"

    def __init__(self, steps: int, weeks: int, cutoff: float, slots: int) -> None:
        super().__init__(TeachingRule(cutoff, level=np.inf, lasting_days=(NEVER, NEVER)))
        settings = CalibrationSettings(DAYS_PER_WEEK * weeks, RATE_DAYS, rates=(USUAL_RATE, RARE_RATE))
        self._steps = steps
        self._training = RollingTable(slots, keep_days=settings.scale_days + 1)
        self._calibration = Calibration(1, slots, settings)
        self._usual = np.full((2, slots), np.nan)
        self._standard = np.full(slots, np.nan)
        self._is_fitted = False
        self._load_range = LoadRange()

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on."""
        super().bind(days)
        series = days.series
        trainable = days.trainable[days.cells(slice(0, len(series)), 0)]
        self._rise = rise(series.power_kw, self._steps)
        self._rises = days.laid_out(self._rise)
        teaches = np.isfinite(rise(np.where(trainable, series.power_kw, np.nan), self._steps))
        self._teaches = days.laid_out(teaches.astype(float)) == 1.0

    def __getstate__(self) -> dict[str, object]:
        derived = {"_rise", "_rises", "_teaches"}
        return {name: value for name, value in super().__getstate__().items() if name not in derived}

    def fit(self, day: int) -> None:
        """Measure the usual step and its scale at each slot."""
        if day < FIRST_DAYS:
            return
        calibration = self._calibration
        first = calibration.first(day)
        is_off = self.days.grid.off_before(first, day)
        past = self._training[first:day]
        known = np.asarray(np.isfinite(past).any(axis=1))
        self._is_fitted = known.sum() >= MIN_ALIKE_DAYS
        if not self._is_fitted:
            return
        least = NEGLIGIBLE_SHARE * self._load_range.fit(self.days.trainable_kw[half_year(day)])
        scales, reach = [], max(1, self.days.grid.slots // DAY_HOURS)
        for kind in KINDS_OF_DAY:
            alike = known & (is_off == kind)
            self._usual[int(kind)] = column_quantile(past[alike if alike.sum() >= MIN_ALIKE_DAYS else known], 0.5)
            away = (past - self._usual[int(kind)])[:, None]
            scales.append(slot_scales(away, known, is_off, [least], reach)[int(kind)])
        calibration.scales = np.array(scales)
        if day >= FIRST_DAYS + FIRST_TAIL_DAYS:
            calibration.fit_tails(first, day)
        calibration.fit_rate(day)

    def score_day(self, day: int, tables: Tables | None) -> tuple[FloatArray | None, BoolArray | None]:
        """Score the steps of a day."""
        calibration, kinds = self._calibration, [int(is_off) for is_off in self.days.grid.may_be_off(day)]
        if calibration.scales is None or not self._is_fitted:
            return None, None
        rises, usual = self._rises[day], self._usual[kinds]
        usual = np.where(np.abs(rises - usual[-1]) < np.abs(rises - usual[0]), usual[-1], usual[0])
        away = rises - usual
        scale, tails = calibration.scales[kinds, 0].max(axis=0), calibration.tails[0] * calibration.rate
        score = np.where(away > 0, away / (scale * tails[0]), -away / (scale * tails[1]))
        self._standard = away / scale
        known = np.isfinite(score)
        calibration.top[day] = float(score[known].max()) * calibration.rate if known.any() else np.nan
        if tables is not None:
            tables.write(day, expected=usual, scale_above=scale * tails[0], scale_below=scale * tails[1])
        return score, None

    def update(self, day: int, taught: Taught) -> None:
        """Update with the steps of a day."""
        left_out = taught.anomalous | ~self._teaches[day]
        self._training[day] = np.where(left_out, np.nan, self._rises[day])
        self._calibration.standard[day] = np.where(left_out, np.nan, self._standard)[None]
        self._standard = np.full_like(self._standard, np.nan)

    def scores(self, tables: Tables) -> Scores:
        """Return the table as scores; expected is the reading before plus the usual step."""
        days, series = self.days, self.days.series
        shown = days.readings_of(tables.first_day, tables.stop)
        at = days.cells(shown, tables.first_day)
        above, below, away = tables.scale_above[at], tables.scale_below[at], self._rise[shown] - tables.expected[at]
        side = np.sign(np.nan_to_num(away)).astype(np.int8)
        return Scores(
            index=series.index[shown],
            score=np.where(away > 0, away / above, -away / below),
            side=side,
            expected=series.power_kw[shown] - away,
            scale_below=below,
            scale_above=above,
            window_hours=np.full(len(away), self._steps * series.step_hours),
            reason=np.where(side != 0, Reason.RAMP.code, Reason.NONE.code).astype(np.uint8),
        )


def rise(values: FloatArray, steps: int) -> FloatArray:
    """Return the difference of each reading to the one ``steps`` before it; NaN where either is missing."""
    found = np.full(len(values), np.nan)
    found[steps:] = values[steps:] - values[:-steps]
    return found
