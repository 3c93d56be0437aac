"""Walking forward through the rhythm of a meter: its daily swing week by week, and what its rhythm holds of all swings.

A day is judged by the weeks that end with the day before. Public holidays, the days beside them and the days around
New Year are left out: they follow no ordinary rhythm.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.days.daygrid import BoolArray, IntArray
from detectors.days.quantile import column_quantile
from detectors.insight.spectrum import DAY_HOURS, FULL_SHARE, WINDOW_WEEKS, shares

DAYS_PER_WEEK = 7
WINDOW_DAYS = WINDOW_WEEKS * DAYS_PER_WEEK
SWING_WEEKS = 13
SPREAD_DAYS = 182
FEWEST_WEEKS = 2
FEWEST_DAYS = 4
FEWEST_FIGURES = 7
SHARE, SIGMAS = 0.9, 1.645
FEWEST_TOPS = 60
ONE_IN, ALARM = 20.0, 4.0
"""One day in 20 may reach the alarm level by chance; such days come many in a row, as the weeks behind them overlap."""
LEAST_SWING_SHARE = 0.01
LEAST_RHYTHM_SHARE = 0.01
NEW_NORMAL_DAYS = 28

ComplexArray = NDArray[np.complex128]


def day_swings(hours_kw: FloatArray) -> ComplexArray:
    """Return the 24 h component of each day of hours, shape ``(days, 24)``: size and phase; NaN with hours missing."""
    known = np.isfinite(hours_kw)
    enough = known.mean(axis=1) >= FULL_SHARE
    mean = np.where(known, hours_kw, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    away = np.where(known, hours_kw - mean[:, None], 0.0)
    turn = np.exp(-2j * np.pi * np.arange(DAY_HOURS) / DAY_HOURS)
    swing: ComplexArray = np.where(enough, away @ turn * 2.0 / DAY_HOURS, np.nan)
    return swing


@dataclass(eq=False)
class RhythmWalk:
    """What is known of the rhythm on each day.

    Parameters
    ----------
    hours_kw
        Hourly means, shape ``(days, 24)``, NaN where missing or faulty.
    weekday
        0 for Monday to 6 for Sunday.
    left_out
        Days without an ordinary rhythm.
    learn_below
        Score above which a day does not teach.

    Attributes
    ----------
    score, side
        Of each day; NaN where it cannot be judged; -1 where the daily swing shrank.
    """

    hours_kw: FloatArray
    weekday: IntArray
    left_out: BoolArray
    learn_below: float
    score: FloatArray = field(init=False)
    side: NDArray[np.int8] = field(init=False)

    def __post_init__(self) -> None:
        days = len(self.hours_kw)
        self.score, self.side = np.full(days, np.nan), np.zeros(days, np.int8)
        self._swing = np.where(self.left_out, np.nan, day_swings(self.hours_kw))
        self._taught = self._swing.copy()
        self._away = np.full(days, np.nan, np.complex128)
        self._figures = np.full((2, days), np.nan)
        self._raw = np.full(days, np.nan)
        self._odd_days = 0

    def run(self) -> None:
        """Walk through all days."""
        for day in range(DAYS_PER_WEEK * FEWEST_WEEKS, len(self.score)):
            usual = self._usual(day)
            self._away[day - 1] = self._swing[day - 1] - usual[self.weekday[day - 1]]
            change = _mean(self._away[max(0, day - DAYS_PER_WEEK) : day], FEWEST_DAYS)
            self._figures[:, day] = abs(change), self._lost_rhythm(day)
            size = float(np.nanmean(np.abs(usual))) if np.isfinite(usual).any() else 0.0
            raw = self._standard(day, size)
            self._raw[day] = raw
            self.score[day] = raw / self._rate(day)
            shrank = np.isfinite(change) and (change * np.conj(_mean(usual, 1))).real < 0
            self.side[day] = 0 if not self.score[day] > 0 else -1 if shrank else 1
            self._learn(day)

    def _usual(self, day: int) -> ComplexArray:
        """Return the median swing of each weekday over the weeks before the last one, shape ``(7,)``."""
        first = max(0, day - DAYS_PER_WEEK * SWING_WEEKS)
        past, weekday = self._taught[first : day - 1], self.weekday[first : day - 1]
        rows = [past[weekday == one] for one in range(DAYS_PER_WEEK)]
        known = [row[np.isfinite(row)] for row in rows]
        medians = [
            complex(np.median(one.real), np.median(one.imag)) if len(one) >= FEWEST_WEEKS else np.nan for one in known
        ]
        return np.array(medians, np.complex128)

    def _lost_rhythm(self, day: int) -> float:
        """Return the share of the variance of the last four weeks that is in no daily or weekly harmonic."""
        if day < WINDOW_DAYS:
            return float("nan")
        past = slice(day - WINDOW_DAYS, day)
        hours = np.where(self.left_out[past, None], np.nan, self.hours_kw[past]).ravel()
        return 1.0 - sum(shares(hours)) if np.isfinite(hours).mean() >= FULL_SHARE else float("nan")

    def _standard(self, day: int, swing_kw: float) -> float:
        """Return how far the figures of a day are above their usual ones, the further of the two."""
        past = self._figures[:, max(0, day - SPREAD_DAYS) : day - 1]
        middle = np.array([0.0, column_quantile(past[1][:, None], 0.5)[0]])
        away = np.abs(past - middle[:, None])
        if np.isfinite(away).sum(axis=1).max() < FEWEST_FIGURES:
            return float("nan")
        least = np.array([LEAST_SWING_SHARE * swing_kw, LEAST_RHYTHM_SHARE])
        spread = np.fmax(column_quantile(away.T, SHARE) / SIGMAS, np.maximum(least, np.finfo(float).tiny))
        standard = (self._figures[:, day] - middle) / spread
        return max(float(np.nanmax(standard)), 0.0) if np.isfinite(standard).any() else float("nan")

    def _rate(self, day: int) -> float:
        """Return what scores are divided by so that one day in 20 reaches the alarm level."""
        past = self._raw[max(0, day - SPREAD_DAYS) : day]
        known = past[np.isfinite(past)]
        return max(1.0, float(np.quantile(known, 1.0 - 1.0 / ONE_IN)) / ALARM) if len(known) >= FEWEST_TOPS else 1.0

    def _learn(self, day: int) -> None:
        odd = self.score[day] > self.learn_below
        self._odd_days = self._odd_days + 1 if odd else 0
        if odd and self._odd_days <= NEW_NORMAL_DAYS:
            self._taught[day - 1] = np.nan
            self._figures[:, day] = np.nan
            self._raw[day] = np.nan


def _mean(values: ComplexArray, fewest: int) -> complex:
    known = values[np.isfinite(values)]
    return complex(known.mean()) if len(known) >= fewest else complex(np.nan, np.nan)
