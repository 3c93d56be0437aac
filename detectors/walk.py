"""Walking forward through a series day by day: expect, judge, learn.

Each day is foreseen from the days before it (``similar_days``, ``correction``), judged over several trailing windows
against spreads from the days before it (``spread``), and then learnt from, without what was flagged.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.correction import Correction
from detectors.daygrid import BoolArray, DayGrid
from detectors.progress import report
from detectors.quantile import weighted_median
from detectors.similar_days import similar_days
from detectors.spread import LEAST_SHARE, Surprise, slot_spread, tail_factors

FIRST_EXPECTED_DAY = 14
FIRST_JUDGED_DAY = 21
CORRECTION_FROM_DAY = 28
TAILS_FROM_DAY = 49
DAYS_PER_WEEK = 7
SPREAD_WEEKS = 10
CORRECTION_WEEKS = 20
FULL_SHARE = 0.6
"""A window is judged when at least this share of its readings is there."""
ODD_DAY_SHARE = 0.15
NEW_NORMAL_DAYS = 3
"""After so many odd days in a row the change is taken for the new normal, else one lasting change blinds for good."""
OWN_DEPARTURE = 0.5
"""A reading is judged by a longer window only if it departs to the same side by half a spread itself."""
SPECIAL_FACTOR = 1.5
"""Spreads on holidays, beside them and around New Year are wider by this."""
DAY_WINDOW_HOURS = 24.0


@dataclass(frozen=True)
class Walking:
    """How to walk: weeks of memory, the windows in hours (0 stands for the step) and what does not teach."""

    weeks: int
    windows_hours: tuple[float, ...]
    learn_below: float


@dataclass(eq=False)
class Walk:
    """The tables of a walk, each of shape ``(days, slots)``; ``window`` is the position in ``windows_hours``."""

    grid: DayGrid
    learnable: BoolArray
    temperature: FloatArray | None
    how: Walking
    score: FloatArray = field(init=False)
    side: NDArray[np.int8] = field(init=False)
    window: NDArray[np.int64] = field(init=False)
    expected: FloatArray = field(init=False)
    spread_above: FloatArray = field(init=False)
    spread_below: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        days, slots = self.grid.power_kw.shape
        for name in ("score", "expected", "spread_above", "spread_below"):
            setattr(self, name, np.full((days, slots), np.nan))
        self.side = np.zeros((days, slots), np.int8)
        self.window = np.zeros((days, slots), np.int64)
        self._steps = [max(1, round(hours * slots / 24.0)) for hours in self.how.windows_hours]
        self._learnt = np.where(self.learnable, self.grid.power_kw, np.nan)
        self._residual = np.full(days * slots, np.nan)
        self._means = np.full((len(self._steps), days, slots), np.nan)
        self._standard = np.full((len(self._steps), days, slots), np.nan)
        self._spreads: dict[bool, FloatArray] = {}
        self._tails = np.ones((len(self._steps), 2))
        self._surprise = Surprise()
        self._odd_days = 0
        self._span_kw = self._span()
        self._correction = Correction(self.grid, self._span_kw, self.temperature)

    def run(self) -> None:
        """Walk through all days."""
        days = self.grid.days
        for day in range(min(FIRST_EXPECTED_DAY, days), days):
            if day % DAYS_PER_WEEK == 0:
                report(f"Learning normal: week {day // DAYS_PER_WEEK} of {days // DAYS_PER_WEEK}", day / days)
                self._refit(day)
            profile = self._expect(day)
            if not self._spreads:
                self._learn(day, profile, np.zeros(self.grid.slots, bool))
                continue
            standard = self._judge(day)
            odd = np.nan_to_num(self.score[day]) > self.how.learn_below
            self._odd_days = self._odd_days + 1 if odd.mean() > ODD_DAY_SHARE else 0
            if self._odd_days > NEW_NORMAL_DAYS:
                odd[:] = False
            self._standard[:, day] = np.where(odd, np.nan, standard / self._surprise.factor)
            self._surprise.learn(self._mean_score(standard))
            self._learn(day, profile, odd)

    def _span(self) -> float:
        first = self._learnt[: FIRST_JUDGED_DAY * 4]
        known = first[np.isfinite(first)]
        if len(known) == 0:
            return 1.0
        low, high = np.quantile(known, (0.05, 0.95))
        return float(max(high - low, 1e-3 * max(abs(high), 1e-3)))

    def _expect(self, day: int) -> FloatArray:
        rows, weights = similar_days(self.grid, day, self.how.weeks)
        profile = weighted_median(self._learnt[rows], weights)
        expected = profile + self._correction.expected(day, rows, weights)
        lowest = np.nanmin(self._learnt[rows]) if np.isfinite(self._learnt[rows]).any() else 0.0
        self.expected[day] = np.maximum(expected, min(lowest, 0.0) if lowest < 0 else 0.5 * lowest)
        slots = self.grid.slots
        self._residual[day * slots : (day + 1) * slots] = self.grid.power_kw[day] - self.expected[day]
        for position, steps in enumerate(self._steps):
            self._means[position, day] = self._trailing_means(day, steps)
        return profile

    def _trailing_means(self, day: int, steps: int) -> FloatArray:
        """Return the mean residual over the ``steps`` readings that end with each reading of a day."""
        slots = self.grid.slots
        first = day * slots - steps + 1
        if first < FIRST_EXPECTED_DAY * slots:
            return np.full(slots, np.nan)
        part = self._residual[first : (day + 1) * slots]
        known = np.isfinite(part)
        total = np.concatenate([[0.0], np.cumsum(np.where(known, part, 0.0))])
        count = np.concatenate([[0], np.cumsum(known)])
        inside = count[steps:] - count[:-steps]
        enough = inside >= FULL_SHARE * steps
        return np.where(enough, (total[steps:] - total[:-steps]) / np.maximum(inside, 1), np.nan)

    def _refit(self, day: int) -> None:
        if day >= CORRECTION_FROM_DAY:
            self._correction.refit(max(FIRST_EXPECTED_DAY, day - CORRECTION_WEEKS * DAYS_PER_WEEK), day)
        if day < FIRST_JUDGED_DAY:
            return
        first = max(FIRST_EXPECTED_DAY, day - SPREAD_WEEKS * DAYS_PER_WEEK)
        earlier, off = self._means[:, first:day], self.grid.is_off[first:day]
        least, reach = LEAST_SHARE * self._span_kw, max(1, self.grid.slots // 24)
        for kind in (False, True):
            rows = off == kind if (off == kind).sum() >= 4 else np.ones(day - first, bool)
            self._spreads[kind] = np.array([slot_spread(means[rows], means, least, reach) for means in earlier])
        if day >= TAILS_FROM_DAY:
            self._tails = np.array([tail_factors(past.ravel()) for past in self._standard[:, first:day]])

    def _judge(self, day: int) -> FloatArray:
        """Score a day; return its standardised window means before surprise and tails."""
        means = self._means[:, day]
        standard = means / self._spreads[bool(self.grid.is_off[day])]
        wider = self._surprise.factor * (SPECIAL_FACTOR if self.grid.is_special[day] else 1.0)
        above, below = wider * self._tails[:, :1], wider * self._tails[:, 1:]
        scaled = np.where(standard > 0, standard / above, standard / below)
        counted = (np.sign(scaled) * scaled[0] > OWN_DEPARTURE) & np.isfinite(scaled)
        counted[0] = np.isfinite(scaled[0])
        size = np.where(counted, np.abs(scaled), -1.0)
        best = size.argmax(axis=0)
        top = np.take_along_axis(size, best[None], axis=0)[0]
        self.score[day] = np.where(top < 0, np.nan, top)
        self.window[day] = best
        self.side[day] = np.sign(np.nan_to_num(np.take_along_axis(scaled, best[None], axis=0)[0])).astype(np.int8)
        step_spread = self._spreads[bool(self.grid.is_off[day])][0] * wider
        self.spread_above[day] = step_spread * self._tails[0, 0]
        self.spread_below[day] = step_spread * self._tails[0, 1]
        return standard

    def _mean_score(self, standard: FloatArray) -> float:
        """Return how far a day was from expected, by its readings or as a whole, whichever is more."""
        daily = self.how.windows_hours.index(DAY_WINDOW_HOURS) if DAY_WINDOW_HOURS in self.how.windows_hours else 0
        size = np.abs(standard)
        means = [float(np.mean(part[np.isfinite(part)])) for part in (size[0], size[daily]) if np.isfinite(part).any()]
        return max(means, default=np.nan)

    def _learn(self, day: int, profile: FloatArray, odd: BoolArray) -> None:
        self._learnt[day] = np.where(odd, np.nan, self._learnt[day])
        self._means[:, day] = np.where(odd, np.nan, self._means[:, day])
        self._correction.learn(day, self._learnt[day] - profile)
