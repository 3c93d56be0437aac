"""Walking forward through a figure of each slot of the day, week by week: what is usual of it, and how far off it was.

For rules that look at something simple, such as the step from one reading to the next: the figure is compared with the
median of earlier days at the same slot, days on and off apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.calendar.day_grid import BoolArray, DayGrid
from data.series import FloatArray
from detectors.features.load_range import load_range_kw
from detectors.features.quantile import column_quantile
from detectors.features.scale import MIN_SHARE, slot_scale, tail_factors, tail_scale
from detectors.progress import report_week

DAYS_PER_WEEK = 7
FIRST_DAYS = 14
TAIL_DAYS = 49
RATE_DAYS = 182
MIN_DAYS = 4
MIN_TOPS = 60
DAY_IN = 45.0
"""One day in 45 may reach the alarm level by chance."""
ALARM = 4.0


@dataclass(eq=False)
class SlotWalk:
    """The tables of a walk, each of shape ``(days, slots)``; NaN where nothing is known yet.

    Parameters
    ----------
    grid
        The days and their types.
    figure, trainable
        The figure to judge in kW, and where it may teach.
    power_kw
        The usable readings, which give the scale of the meter.
    weeks
        How far back usual values are looked for.
    training_cutoff
        Score above which nothing teaches.
    """

    grid: DayGrid
    figure: FloatArray
    trainable: BoolArray
    power_kw: FloatArray
    weeks: int
    training_cutoff: float
    usual: FloatArray = field(init=False)
    scale_above: FloatArray = field(init=False)
    scale_below: FloatArray = field(init=False)
    score: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        for name in ("usual", "scale_above", "scale_below", "score"):
            setattr(self, name, np.full(self.figure.shape, np.nan))
        self._taught = np.where(self.trainable, self.figure, np.nan)
        self._standard = np.full(self.figure.shape, np.nan)
        self._top = np.full(self.grid.days, np.nan)

    def run(self) -> None:
        """Walk through all weeks."""
        days = self.grid.days
        for day in range(FIRST_DAYS, days, DAYS_PER_WEEK):
            report_week("comparing each step with earlier ones", day, days)
            self._score_week(day, min(day + DAYS_PER_WEEK, days))

    def _score_week(self, day: int, stop: int) -> None:
        """Judge the days of a week by the weeks before it."""
        first = max(0, day - DAYS_PER_WEEK * self.weeks)
        past = self._taught[first:day]
        known = np.isfinite(past).any(axis=1)
        if known.sum() < MIN_DAYS:
            return
        least = MIN_SHARE * load_range_kw(self.power_kw, day)
        above, below, wider = self._tails(first, day)
        for kind in (False, True):
            alike = known & (self.grid.is_off[first:day] == kind)
            rows = alike if alike.sum() >= MIN_DAYS else known
            coming = np.flatnonzero(self.grid.is_off[day:stop] == kind) + day
            usual = column_quantile(past[rows], 0.5)
            scale = slot_scale(past[rows] - usual, past - usual, least, max(1, self.grid.slots // 24))
            self.usual[coming] = usual
            self.scale_above[coming], self.scale_below[coming] = scale * above * wider, scale * below * wider
            self._standard[coming] = (self.figure[coming] - usual) / scale
        self._update(day, stop, wider)

    def _update(self, day: int, stop: int, wider: float) -> None:
        week = slice(day, stop)
        away = self.figure[week] - self.usual[week]
        self.score[week] = np.where(away > 0, away / self.scale_above[week], -away / self.scale_below[week])
        size = np.nan_to_num(self.score[week])
        anomalous = size > self.training_cutoff
        self._taught[week] = np.where(anomalous, np.nan, self._taught[week])
        self._standard[week] = np.where(anomalous | ~self.trainable[week], np.nan, self._standard[week])
        self._top[week] = np.where(np.isfinite(self.score[week]).any(axis=1), size.max(axis=1) * wider, np.nan)

    def _tails(self, first: int, day: int) -> tuple[float, float, float]:
        """Return by how much spreads grow above, below and on both sides so that high scores are rare."""
        if day < TAIL_DAYS:
            return 1.0, 1.0, 1.0
        tops = self._top[max(0, day - RATE_DAYS) : day]
        known = tops[np.isfinite(tops)]
        rate = float(np.quantile(known, 1.0 - 1.0 / DAY_IN)) / ALARM if len(known) >= MIN_TOPS else 1.0
        return *tail_factors(self._standard[first:day].ravel()), max(tail_scale(tops), rate)
