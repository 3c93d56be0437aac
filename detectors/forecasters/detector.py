"""Forecasting detectors: they differ in what they expect; how far a reading may be from it is judged alike for all."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import BoolArray, DayGrid, day_grid
from data.series import FloatArray, MeterSeries
from detectors.base import Detector, Family, FittedDetector
from detectors.features.data_quality import unusable
from detectors.forecasters.model import ForecastModel
from detectors.forecasters.profile_distance import ProfileDistance
from detectors.forecasters.walk_forward import ForecastWalk, WalkSettings
from detectors.forecasters.windows import Window
from detectors.history import ROOM_DAYS, extended, follows, joined
from detectors.params import training_cutoff
from detectors.scores import Reason, Scores

LASTING_HOURS = (0.0, 3.0, 6.0, 12.0, 24.0, 48.0, 168.0)
SUDDEN_HOURS = (1.0, 2.0, 4.0, 8.0, 24.0)
WINDOWS = (*map(Window, LASTING_HOURS), *(Window(hours, is_contrast=True) for hours in SUDDEN_HOURS))


@dataclass(frozen=True)
class Forecaster(Detector):
    """A detector that foresees each day from the days before and judges what is left.

    Residuals are averaged over windows that end with the reading (the step, 3, 6, 12, 24, 48 hours, 7 days) and
    compared with the hours before (1, 2, 4, 8, 24 hours), each judged by its own spread at that slot. Spreads widen
    after surprising days and around holidays. Flagged readings do not teach, unless the change lasts.
    """

    family: ClassVar[Family] = "forecast"
    can_forecast: ClassVar[bool] = True

    training_cutoff: float = training_cutoff("Readings")

    @abstractmethod
    def model(self, grid: DayGrid, temperature: FloatArray | None) -> ForecastModel:
        """Return a new state of the method for a series laid out as days by slots."""

    def score_days(self, walk: ForecastWalk) -> ProfileDistance | None:  # noqa: ARG002
        """Return what a method with a judgement of whole days of its own says; None where it has none."""
        return None

    def _fit(self, history: MeterSeries) -> FittedDetector:
        return FittedForecaster(history, self)


@dataclass(frozen=True, eq=False)
class FittedForecaster(FittedDetector):
    """A forecasting detector with the history it starts from.

    Series that follow the history within ``ROOM_DAYS`` are judged by going on from its end: the history is walked
    through once, with the first of them.
    """

    history: MeterSeries
    method: Forecaster

    def score(self, series: MeterSeries) -> Scores:
        """Judge a series walk-forward; the first weeks of all readings cannot be judged."""
        whole, begin = joined(self.history, series)
        laid_out = LaidOut.of(whole)
        walk = self._warm_started(laid_out) if follows(self.history, whole, begin) else self._new_walk(laid_out)
        walk.run(laid_out.grid.days)
        scores = _scores(whole, laid_out.grid, walk)
        days = self.method.score_days(walk)
        return (scores if days is None else _with_days(scores, laid_out.grid, days)).taken(slice(begin, None))

    def _warm_started(self, laid_out: LaidOut) -> ForecastWalk:
        if not self._walked.model.supports_warm_start:
            return self._new_walk(laid_out)
        return self._walked.continued(laid_out.grid, laid_out.trainable, laid_out.temperature)

    @cached_property
    def _walked(self) -> ForecastWalk:
        """The walk through the days of the history that are over, with room for those that follow."""
        laid_out = LaidOut.of(extended(self.history, ROOM_DAYS * self.history.steps_per_day))
        walk = self._new_walk(laid_out)
        if walk.model.supports_warm_start:
            walk.run(int(laid_out.grid.day[len(self.history)]))
        return walk

    def _new_walk(self, laid_out: LaidOut) -> ForecastWalk:
        model = self.method.model(laid_out.grid, laid_out.temperature)
        return ForecastWalk(model, laid_out.trainable, WalkSettings(WINDOWS, self.method.training_cutoff))


@dataclass(frozen=True, eq=False)
class LaidOut:
    """A series as days by slots: its power, what of it may teach, and its temperature."""

    grid: DayGrid
    trainable: BoolArray
    temperature: FloatArray | None

    @classmethod
    def of(cls, series: MeterSeries) -> LaidOut:
        """Lay a series out."""
        grid = day_grid(series)
        trainable = np.zeros(grid.power_kw.shape, bool)
        trainable[grid.day, grid.slot] = ~unusable(series)
        temperature = None if series.temperature_c is None else grid.laid_out(series.temperature_c)
        return cls(grid, trainable, temperature)


def _scores(whole: MeterSeries, grid: DayGrid, walk: ForecastWalk) -> Scores:
    """Return the tables of a walk as scores on the index of the series."""
    at = (grid.day, grid.slot)
    expected, above, below = walk.expected[at], walk.scale_above[at], walk.scale_below[at]
    score, side, window = walk.score[at].copy(), walk.side[at].copy(), walk.window[at]
    residual = whole.power_kw - expected
    single = (window == 0) | grid.comes_again
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
        scale_below=below,
        scale_above=above,
        window_hours=np.where(single, hours[0], hours[window]),
        reason=reasons[side.astype(int)],
    )


def _with_days(scores: Scores, grid: DayGrid, days: ProfileDistance) -> Scores:
    """Return the scores with those of whole days where these are higher; a reading that comes twice keeps its own."""
    by_day = days.score[grid.day, grid.slot]
    higher = (by_day > scores.score) & ~grid.comes_again
    return replace(
        scores,
        score=np.where(higher, by_day, scores.score),
        window_hours=np.where(higher, days.window_hours, scores.window_hours),
        reason=np.where(higher, days.reason.code, scores.reason).astype(np.uint8),
        side=np.where(higher, days.side[grid.day, grid.slot], scores.side),
    )
