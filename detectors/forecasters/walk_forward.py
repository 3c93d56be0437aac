"""Walking forward through a series day by day: expect, judge, learn.

Each day is foreseen from the days before it (``model``), judged over several trailing windows against spreads
from the days before it (``scale``), and then learnt from, without what was flagged.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray, DayGrid
from data.series import FloatArray
from detectors.features.load_range import load_range_kw
from detectors.features.scale import MIN_SHARE, Volatility, slot_scale, tail_factors, tail_scale
from detectors.forecasters.level_shift import AnomalousDays
from detectors.forecasters.model import ForecastModel
from detectors.forecasters.previous_level import PreviousLevel
from detectors.forecasters.windows import Window, WindowMeans
from detectors.progress import report_week
from detectors.threshold import DEFAULT_LEVEL

FIRST_SCALE_DAYS = 7
"""So many days must have been foreseen before the first one is judged."""
MIN_ALIKE = 4
"""With fewer days on (or off) that are known, spreads are those of all days."""
FIRST_TAIL_DAYS = 35
DAYS_PER_WEEK = 7
SCALE_WEEKS = 10
LASTING_WEEKS = 20
ANOMALOUS_DAY_SHARE = 0.15
VOLATILITY_TEACHES = 4.0 / 3.0
"""After surprising days spreads are wider and scores lower; without that, a score may be higher by this and teach."""
OWN_DEPARTURE = 0.5
"""A reading is judged by a longer window only if it departs to the same side by half a spread itself."""
MAX_SCALES = 3.0
"""One residual counts in longer windows as three spreads at most: a single peak is not a long event."""
RATE_WEEKS = 26
SPECIAL_FACTOR = 1.2
"""Spreads on holidays, beside them and around New Year are wider by this."""


@dataclass(frozen=True)
class WalkSettings:
    """How to walk: the windows (the first is the step) and the score above which nothing widens spreads.

    What is expected is taught by nothing above the default level, unless it lasts. Spreads do learn from scores between
    the two: without them they would be too narrow (event recall 0.66 instead of 0.63 on planted faults).
    """

    windows: tuple[Window, ...]
    training_cutoff: float


@dataclass(eq=False)
class ForecastWalk:
    """The tables of a walk, each of shape ``(days, slots)``; ``window`` is the position in ``windows``."""

    model: ForecastModel
    trainable: BoolArray
    how: WalkSettings
    score: FloatArray = field(init=False)
    side: NDArray[np.int8] = field(init=False)
    window: NDArray[np.int64] = field(init=False)
    expected: FloatArray = field(init=False)
    scale_above: FloatArray = field(init=False)
    scale_below: FloatArray = field(init=False)
    taught: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.grid = self.model.grid
        self.next_day = 0
        days, slots = self.grid.power_kw.shape
        for name in ("score", "expected", "scale_above", "scale_below", "taught"):
            setattr(self, name, np.full((days, slots), np.nan))
        self.side = np.zeros((days, slots), np.int8)
        self.window = np.zeros((days, slots), np.int64)
        count = len(self.how.windows)
        self._first_day = self.model.first_day
        self._windows = WindowMeans(self.how.windows, days, slots, self._first_day)
        self._standard = np.full((count, days, slots), np.nan)
        self._scales: dict[bool, FloatArray] = {}
        self._tails = np.ones((count, 2))
        self._volatility = Volatility(slots)
        self._anomalous_days = AnomalousDays()
        self._old: PreviousLevel | None = None
        self._top = np.full(days, np.nan)
        self._tail_scale = 1.0

    def run(self, stop: int | None = None) -> None:
        """Walk on through the days before ``stop``, or through all there are."""
        days = self.grid.days if stop is None else stop
        for day in range(self.next_day, days):
            if day % DAYS_PER_WEEK == 0:
                report_week("judging each day by those before it", day, days)
                self._fit(day)
            anomalous = misleading = np.zeros(self.grid.slots, bool)
            if day >= self._first_day:
                self._predict(day)
                if self._scales:
                    anomalous, misleading = self._detect(day)
            self._update(day, anomalous, misleading)
            self.next_day = day + 1

    def continued(self, grid: DayGrid, trainable: BoolArray, temperature: FloatArray | None) -> ForecastWalk:
        """Return a walk that stands where this one does, before the days that follow in another grid.

        The other grid begins on the same day and reaches no further; days walked through already are not looked at.
        """
        walk = deepcopy(self)
        coming = slice(self.next_day, grid.days)
        walk.grid.power_kw[coming] = grid.power_kw[coming]
        walk.trainable[coming] = trainable[coming]
        if temperature is not None and walk.model.temperature is not None:
            walk.model.temperature[coming] = temperature[coming]
        return walk

    def _detect(self, day: int) -> tuple[BoolArray, BoolArray]:
        """Judge a day and return which of its readings are odd, and which must not teach: on an odd day, none may."""
        standard = self._score_day(day)
        score = np.nan_to_num(self.score[day])
        unexcused = score * self._volatility.factor
        anomalous: BoolArray = (score > self.how.training_cutoff) | (
            unexcused > VOLATILITY_TEACHES * self.how.training_cutoff
        )
        is_anomalous_day = bool(anomalous.mean() > ANOMALOUS_DAY_SHARE)
        flagged = anomalous | (score > DEFAULT_LEVEL)
        self._anomalous_days.add(
            is_off=bool(self.grid.is_off[day]), is_anomalous=bool(flagged.mean() > ANOMALOUS_DAY_SHARE)
        )
        calm = np.where(anomalous | ~self.trainable[day], np.nan, standard)
        self._standard[:, day] = calm / self._volatility.factor
        self._volatility.update(calm[0], calm[self._daily()])
        return anomalous, flagged | is_anomalous_day

    def _predict(self, day: int) -> None:
        is_off = bool(self.grid.is_off[day])
        self.expected[day] = self.model.predict(day)
        if self._old is not None:
            self.expected[day] = self._old.nearer(day, self.expected[day], self._scales[is_off][0])
        limit = np.full(self.grid.slots, np.inf)
        if self._scales:
            limit = MAX_SCALES * self._tail_scale * self._volatility.factor * self._scales[is_off][0]
        limit = np.where(self.trainable[day], limit, np.nan)
        self._windows.add(day, self.grid.power_kw[day], self.expected[day], limit, is_off=is_off)

    def _fit(self, day: int) -> None:
        if day >= self._first_day:
            self.model.fit(day)
        if day < self._first_day + FIRST_SCALE_DAYS:
            return
        first = max(self._first_day, day - SCALE_WEEKS * DAYS_PER_WEEK)
        earlier, off = self._windows.values[:, first:day], self.grid.is_off[first:day]
        known = np.isfinite(earlier[0]).any(axis=1)
        if known.sum() < (FIRST_SCALE_DAYS if self._scales else 1):  # after a long gap the spreads before it go on
            return
        self._windows.fit(max(self._first_day, day - LASTING_WEEKS * DAYS_PER_WEEK), day, self.grid.is_off)
        least, reach = MIN_SHARE * load_range_kw(self.model.training_kw, day), max(1, self.grid.slots // 24)
        for kind in (False, True):
            alike = known & (off == kind)
            rows = alike if alike.sum() >= MIN_ALIKE else known
            self._scales[kind] = np.array([slot_scale(means[rows], means, least, reach) for means in earlier])
        if day >= self._first_day + FIRST_TAIL_DAYS:
            self._tails = np.array([tail_factors(past.ravel()) for past in self._standard[:, first:day]])
            self._tail_scale = tail_scale(self._top[max(0, day - RATE_WEEKS * DAYS_PER_WEEK) : day])

    def _score_day(self, day: int) -> FloatArray:
        """Score a day; return its standardised window means before surprise and tails."""
        standard = self._windows.values[:, day] / self._scales[bool(self.grid.is_off[day])]
        wider = self._tail_scale * self._volatility.factor * (SPECIAL_FACTOR if self.grid.is_special[day] else 1.0)
        above, below = wider * self._tails[:, :1], wider * self._tails[:, 1:]
        scaled = np.where(standard > 0, standard / above, standard / below)
        counted = (np.sign(scaled) * scaled[0] > OWN_DEPARTURE) & np.isfinite(scaled)
        counted[0] = np.isfinite(scaled[0])
        size = np.where(counted, np.abs(scaled), -1.0)
        best = size.argmax(axis=0)
        top = np.take_along_axis(size, best[None], axis=0)[0]
        self.score[day] = np.where(top < 0, np.nan, top)
        self._top[day] = max(float(top.max()), 0.0) * self._tail_scale
        self.window[day] = best
        self.side[day] = np.sign(np.nan_to_num(np.take_along_axis(scaled, best[None], axis=0)[0])).astype(np.int8)
        not_there = ~np.isfinite(self.grid.power_kw[day])
        wider = wider * np.where(not_there, self.model.width(day), 1.0)
        step_scale = self._scales[bool(self.grid.is_off[day])][0] * wider
        self.scale_above[day] = step_scale * self._tails[0, 0]
        self.scale_below[day] = step_scale * self._tails[0, 1]
        return standard

    def _daily(self) -> int:
        """Return the position of the window of a day."""
        return next(i for i, window in enumerate(self.how.windows) if window.hours == 24.0 and not window.is_contrast)

    def _update(self, day: int, anomalous: BoolArray, misleading: BoolArray) -> None:
        teaches = self.trainable[day]
        is_off = bool(self.grid.is_off[day])
        if not self._anomalous_days.is_lasting(is_off=is_off):
            teaches = teaches & ~misleading
        else:
            self._old = self._old or PreviousLevel(self.model, day)
            self._old.change(anomalous, is_off=is_off)
        if self._anomalous_days.is_harder(is_off=is_off):
            anomalous = np.zeros_like(anomalous)
        self._windows.forget(day, anomalous | ~self.trainable[day])
        self.taught[day] = np.where(teaches, self.grid.power_kw[day], np.nan)
        self.model.update(day, self.taught[day].copy())
        if self._old is not None:
            self._old.update(day, self.trainable[day], self._scales[is_off][0])
            if self._old.is_back:
                self.model = self._old.model
            if self._old.is_back or self._old.is_forgotten(day):
                self._old = None
