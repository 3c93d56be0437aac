"""Walking forward through a series with a shape method: judge a day by those before it, calibrate, learn.

The counterpart of ``detectors.forecasters.walk_forward`` for methods that say how odd a stretch of readings is, not
what each reading should have been.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray, DayGrid
from data.series import FloatArray
from detectors.features.rolling import days_before, trailing_means
from detectors.forecasters.level_shift import AnomalousDays
from detectors.forecasters.walk_forward import ANOMALOUS_DAY_SHARE, DAYS_PER_WEEK, FIRST_SCALE_DAYS
from detectors.outliers.calibration import Calibration
from detectors.outliers.model import OutlierModel, RawScores
from detectors.progress import report_week
from detectors.threshold import DEFAULT_LEVEL

ONE_SIDED = 0.5
"""Readings of a window lie on one side when their mean departure is at least half of their mean absolute one."""
AGAIN_DAYS = 14


@dataclass(eq=False)
class OutlierWalk:
    """The tables of a walk, each of shape ``(days, slots)``; ``window`` is the position in ``windows_hours``.

    Parameters
    ----------
    method
        The state of the method.
    trainable
        Shape ``(days, slots)``: which readings may teach.
    training_cutoff
        Readings above this score do not calibrate; those above the default level are no days to compare with, unless
        the change lasts.
    """

    method: OutlierModel
    trainable: BoolArray
    training_cutoff: float
    score: FloatArray = field(init=False)
    side: NDArray[np.int8] = field(init=False)
    window: NDArray[np.int64] = field(init=False)
    usual: FloatArray = field(init=False)
    scale: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.grid = self.method.grid
        self.next_day = 0
        days, slots = self.grid.power_kw.shape
        for name in ("score", "usual", "scale"):
            setattr(self, name, np.full((days, slots), np.nan))
        self.side = np.zeros((days, slots), np.int8)
        self.window = np.zeros((days, slots), np.int64)
        self._calibration = Calibration(self.grid, len(self.method.windows_hours))
        self._departure = Calibration(self.grid, 1)
        self._residual = np.full((days, slots), np.nan)
        self._anomalous_days = AnomalousDays()
        self._was_anomalous = np.zeros(days, bool)

    def run(self, stop: int) -> None:
        """Walk on through the days before ``stop``."""
        days, first = stop, self.method.first_day
        for day in range(self.next_day, days):
            if day % DAYS_PER_WEEK == 0:
                report_week("comparing each day with earlier ones", day, days)
                self._fit(day)
            anomalous = flagged = np.zeros(self.grid.slots, bool)
            if day >= first:
                judged = self.method.score_day(day)
                self.usual[day] = judged.usual
                self._residual[day] = self.grid.power_kw[day] - judged.usual
                if self._calibration.is_ready:
                    anomalous, flagged = self._detect(day, judged)
                self._calibrate(day, judged, anomalous)
            lasts = self._anomalous_days.is_lasting(is_off=bool(self.grid.is_off[day])) or self._is_weekly(day)
            teaches = self.trainable[day] & (~flagged | lasts)
            self.method.update(day, np.where(teaches, self.grid.power_kw[day], np.nan))
            if lasts:
                self._teach_again(day)
            self.next_day = day + 1

    def continued(self, grid: DayGrid, trainable: BoolArray) -> OutlierWalk:
        """Return a walk that stands where this one does, before the days that follow in another grid.

        The other grid begins on the same day and reaches no further; days walked through already are not looked at.
        """
        walk = deepcopy(self)
        coming = slice(self.next_day, grid.days)
        walk.grid.power_kw[coming] = grid.power_kw[coming]
        walk.trainable[coming] = trainable[coming]
        return walk

    def _fit(self, day: int) -> None:
        if day >= self.method.first_day:
            self.method.fit(day)
        if day >= self.method.first_day + FIRST_SCALE_DAYS:
            self._calibration.fit(day, self.method.least(day))
            self._departure.fit(day, OutlierModel.least(self.method, day))

    def _detect(self, day: int, judged: RawScores) -> tuple[BoolArray, BoolArray]:
        """Score a day and return which of its readings are odd, and which must not teach."""
        scores = self._calibration.scores(day, judged.raw)
        size = np.where(np.isfinite(scores) & np.isfinite(self.grid.power_kw[day]), scores, -1.0)
        best = size.argmax(axis=0)
        top = size.max(axis=0)
        self.score[day] = np.where(top < 0, np.nan, top)
        self.window[day] = best
        self.side[day] = self._sides(day, best)
        if self._departure.is_ready:
            self.scale[day] = self._departure.scales(day)[0]
        anomalous: BoolArray = np.nan_to_num(self.score[day]) > self.training_cutoff
        flagged: BoolArray = anomalous | (np.nan_to_num(self.score[day]) > DEFAULT_LEVEL)
        self._was_anomalous[day] = flagged.mean() > ANOMALOUS_DAY_SHARE
        self._anomalous_days.add(is_off=bool(self.grid.is_off[day]), is_anomalous=bool(self._was_anomalous[day]))
        return anomalous, flagged

    def _is_weekly(self, day: int) -> bool:
        """Return whether a day and the same weekday of both weeks before were odd.

        Mondays look back on a Sunday, as no other day does.
        """
        weekly = self._was_anomalous[max(0, day - AGAIN_DAYS) : day + 1][::-DAYS_PER_WEEK]
        return len(weekly) == 3 and bool(weekly.all())

    def _teach_again(self, day: int) -> None:
        """Let the last odd days of the kind of ``day`` teach after all: they were the beginning of what lasts."""
        rows = np.arange(max(0, day - AGAIN_DAYS), day)
        rows = rows[self._was_anomalous[rows] & (self.grid.is_off[rows] == self.grid.is_off[day])]
        self.method.training_kw[rows] = np.where(self.trainable[rows], self.grid.power_kw[rows], np.nan)

    def _calibrate(self, day: int, judged: RawScores, anomalous: BoolArray) -> None:
        is_harder = self._anomalous_days.is_harder(is_off=bool(self.grid.is_off[day])) or self._is_weekly(day)
        left_out = anomalous & (not is_harder)
        left_out |= ~self.trainable[day]
        self._calibration.update(day, judged.raw, left_out)
        self._departure.update(day, np.abs(self._residual[day])[None], left_out)

    def _sides(self, day: int, best: NDArray[np.int64]) -> NDArray[np.int8]:
        """Return on which side of the usual the window of each reading lies; 0 where it lies on both, or none."""
        steps, slots = self.method.steps, self.grid.slots
        first = max(0, day - days_before(max(steps), slots))
        residual_kw = self._residual[first : day + 1].ravel()
        residual_kw = np.concatenate([np.full(max(0, max(steps) - 1 + slots - len(residual_kw)), np.nan), residual_kw])
        mean = np.take_along_axis(np.array(trailing_means(residual_kw, steps, slots)), best[None], axis=0)[0]
        size = np.take_along_axis(np.array(trailing_means(np.abs(residual_kw), steps, slots)), best[None], axis=0)[0]
        clear = np.nan_to_num(np.abs(mean)) >= ONE_SIDED * np.nan_to_num(size)
        return np.where(clear & (self.score[day] >= 0), np.sign(np.nan_to_num(mean)), 0).astype(np.int8)
