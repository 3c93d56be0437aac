"""Shape detectors: they differ in what they find odd in a stretch of readings, not in how odd is too odd."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import DayGrid
from data.series import MeterSeries
from detectors.base import Detector, Family, FittedDetector
from detectors.forecasters.detector import LaidOut
from detectors.history import ROOM_DAYS, extended, follows, joined
from detectors.outliers.model import OutlierModel
from detectors.outliers.walk_forward import OutlierWalk
from detectors.params import training_cutoff
from detectors.scores import Reason, Scores


@dataclass(frozen=True)
class OutlierDetector(Detector):
    """A detector that compares stretches of readings with stretches of earlier days.

    Every reading is judged together with those before it, over one or several lengths. The raw oddness becomes
    sigma-equivalents by its own past at that time of day (``detectors.outliers.calibration``). Flagged readings do not
    teach, unless the change lasts.
    """

    family: ClassVar[Family] = "shape"

    training_cutoff: float = training_cutoff("Readings")

    @abstractmethod
    def model(self, grid: DayGrid) -> OutlierModel:
        """Return a new state of the method for a series laid out as days by slots."""

    def _fit(self, history: MeterSeries) -> FittedDetector:
        return FittedOutlierDetector(history, self)


@dataclass(frozen=True, eq=False)
class FittedOutlierDetector(FittedDetector):
    """A shape detector with the history it starts from."""

    history: MeterSeries
    method: OutlierDetector

    def score(self, series: MeterSeries) -> Scores:
        """Judge a series walk-forward; the first three weeks of all readings cannot be judged."""
        whole, begin = joined(self.history, series)
        laid_out = _without_data_problems(whole)
        walk = self._warm_started(laid_out) if follows(self.history, whole, begin) else self._new_walk(laid_out)
        walk.run(laid_out.grid.days)
        return _scores(whole, laid_out, walk).taken(slice(begin, None))

    def _warm_started(self, laid_out: LaidOut) -> OutlierWalk:
        if not self._walked.method.supports_warm_start:
            return self._new_walk(laid_out)
        return self._walked.continued(laid_out.grid, laid_out.trainable)

    @cached_property
    def _walked(self) -> OutlierWalk:
        """The walk through the days of the history that are over, with room for those that follow."""
        laid_out = _without_data_problems(extended(self.history, ROOM_DAYS * self.history.steps_per_day))
        walk = self._new_walk(laid_out)
        if walk.method.supports_warm_start:
            walk.run(int(laid_out.grid.day[len(self.history)]))
        return walk

    def _new_walk(self, laid_out: LaidOut) -> OutlierWalk:
        return OutlierWalk(self.method.model(laid_out.grid), laid_out.trainable, self.method.training_cutoff)


def _without_data_problems(series: MeterSeries) -> LaidOut:
    """Lay a series out without its data problems: one of them would make a day of readings after it look odd."""
    laid_out = LaidOut.of(series)
    laid_out.grid.power_kw[~laid_out.trainable] = np.nan
    return laid_out


def _scores(whole: MeterSeries, laid_out: LaidOut, walk: OutlierWalk) -> Scores:
    """Return the tables of a walk as scores on the index of the series; data problems are judged by themselves."""
    grid = laid_out.grid
    at = _cells(grid)
    score, side = walk.score[at].copy(), walk.side[at].copy()
    expected, scale = walk.usual[at].copy(), walk.scale[at].copy()
    alone, away = ~laid_out.trainable[at], whole.power_kw - expected
    score[alone], side[alone] = (np.abs(away) / scale)[alone], np.sign(np.nan_to_num(away))[alone]
    score[~np.isfinite(whole.power_kw)] = np.nan
    side[~np.isfinite(score)] = 0
    unknown = ~(np.isfinite(expected) & np.isfinite(scale)) | (not walk.method.shows_usual)
    expected[unknown] = scale[unknown] = np.nan
    hours = np.array([max(hours, whole.step_hours) for hours in walk.method.windows_hours])
    sided = np.array([Reason.UNUSUAL_DAY.code, Reason.ABOVE_EXPECTED.code, Reason.BELOW_EXPECTED.code], np.uint8)
    reason = np.where(score > 0, sided[side.astype(int)], Reason.NONE.code).astype(np.uint8)
    return Scores(
        index=whole.index,
        score=score,
        side=side,
        expected=expected,
        scale_below=scale,
        scale_above=scale,
        window_hours=np.where(alone, whole.step_hours, hours[walk.window[at]]),
        reason=reason,
    )


def _cells(grid: DayGrid) -> tuple[np.ndarray, np.ndarray]:
    """Return the row and column that each reading is judged by: its own, or an earlier one.

    In the hour that comes twice in autumn the table holds the later reading, which must not be known yet when the
    earlier one is judged: that one gets what was said of the last reading before.
    """
    reading = np.arange(len(grid.day))
    judged_by = np.maximum.accumulate(np.where(grid.comes_again, 0, reading))
    return grid.day[judged_by], grid.slot[judged_by]
