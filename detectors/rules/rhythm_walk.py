"""Walking forward through the rhythm of a meter: its daily swing week by week, and what its rhythm holds of all swings.

A day is judged by the week that ends with the day before, beside what that week usually is. Public holidays, the days
beside them and the days around New Year are left out: they follow no ordinary rhythm.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray, IntArray
from data.series import FloatArray
from detectors.analytics.spectrum import DAY_HOURS, FULL_SHARE, shares
from detectors.features.quantile import column_quantile

DAYS_PER_WEEK = 7
USUAL_WEEKS = 6
"""The usual course of a day is the median of so many days of that weekday before it."""
SWING_WEEKS = 13
SCALE_DAYS = 182
MIN_WEEKS = 2
MIN_DAYS = 4
MIN_FIGURES = np.array([7, 14])
"""Of changes of the swing and of lost rhythm, before they say what is usual: those of a week are much the same."""
SHARE, SIGMAS = 0.98, 2.33
MIN_TOPS = 60
ONE_IN, ALARM = 20.0, 4.0
"""One day in 20 may reach the alarm level by chance; such days come many in a row, as the weeks behind them overlap."""
MIN_SWING_SHARE, MIN_LOAD_SHARE = 0.01, 0.01
"""Spreads are no smaller than these shares of the usual swing and of the mean load: a meter that was off has none."""
MIN_RHYTHM_SHARE = 0.01
LEVEL_SHIFT_DAYS = 28
HALF = 0.5
"""Of the day that departs most: from there on a day belongs to the change."""

ComplexArray = NDArray[np.complex128]


def day_swings(hours_kw: FloatArray) -> ComplexArray:
    """Return the 24 h component of each day of hours, shape ``(days, 24)``: size and phase; NaN with hours missing."""
    known = np.isfinite(hours_kw)
    enough = known.mean(axis=1) >= FULL_SHARE
    mean = np.where(known, hours_kw, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    away = np.where(known, hours_kw - mean[:, None], 0.0)
    phasor = np.exp(-2j * np.pi * np.arange(DAY_HOURS) / DAY_HOURS)
    swing: ComplexArray = np.where(enough, away @ phasor * 2.0 / DAY_HOURS, np.nan)
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
    training_cutoff
        Score above which a day does not teach.

    Attributes
    ----------
    score, side
        Of each day; NaN where it cannot be judged; -1 where the daily swing shrank.
    changed_days
        How many days before a day what it is judged by began to depart from the usual, 1 to 7.
    """

    hours_kw: FloatArray
    weekday: IntArray
    left_out: BoolArray
    training_cutoff: float
    score: FloatArray = field(init=False)
    side: NDArray[np.int8] = field(init=False)
    changed_days: IntArray = field(init=False)

    def __post_init__(self) -> None:
        days = len(self.hours_kw)
        self.score, self.side = np.full(days, np.nan), np.zeros(days, np.int8)
        self.changed_days = np.full(days, DAYS_PER_WEEK)
        self._hours = np.where(self.left_out[:, None], np.nan, self.hours_kw)
        self._usual_hours = np.full_like(self.hours_kw, np.nan)
        self._teaches = ~self.left_out
        self._swing = day_swings(self._hours)
        known = np.isfinite(self.hours_kw)
        load_kw = np.abs(np.where(known, self.hours_kw, 0.0)).sum(axis=1).cumsum()
        self._mean_load_kw = load_kw / np.maximum(known.sum(axis=1).cumsum(), 1)
        self._away = np.full(days, np.nan, np.complex128)
        self._figures = np.full((2, days), np.nan)
        self._raw = np.full(days, np.nan)
        self._anomalous_days = 0

    def run(self) -> None:
        """Walk through all days."""
        for day in range(len(self.score)):
            if day >= DAYS_PER_WEEK * MIN_WEEKS:
                self._score_day(day)
            self._usual_hours[day] = self._usual_course(day)

    def _score_day(self, day: int) -> None:
        usual = self._usual(day)
        self._away[day - 1] = self._swing[day - 1] - usual[self.weekday[day - 1]]
        change = _mean(self._away[max(0, day - DAYS_PER_WEEK) : day], MIN_DAYS)
        self._figures[:, day] = abs(change), self._lost_rhythm(day)
        raw = self._standard(day, usual)
        self._raw[day] = raw
        self.score[day] = raw / self._rate(day)
        shrank = np.isfinite(change) and (change * np.conj(_mean(usual, 1))).real < 0
        self.side[day] = 0 if not self.score[day] > 0 else -1 if shrank else 1
        self.changed_days[day] = self._since_change(day)
        self._update(day)

    def _usual(self, day: int) -> ComplexArray:
        """Return the median swing of each weekday over the weeks before the last one, shape ``(7,)``."""
        first = max(0, day - DAYS_PER_WEEK * SWING_WEEKS)
        past, weekday = slice(first, day - 1), self.weekday[first : day - 1]
        taught = np.where(self._teaches[past], self._swing[past], np.nan)
        rows = [taught[weekday == one] for one in range(DAYS_PER_WEEK)]
        known = [row[np.isfinite(row)] for row in rows]
        medians = [
            complex(np.median(one.real), np.median(one.imag)) if len(one) >= MIN_WEEKS else np.nan for one in known
        ]
        return np.array(medians, np.complex128)

    def _usual_course(self, day: int) -> FloatArray:
        """Return the median hours of the last days of its weekday that taught, shape ``(24,)``; NaN with too few."""
        alike = np.flatnonzero(self._teaches[:day] & (self.weekday[:day] == self.weekday[day]))[-USUAL_WEEKS:]
        return column_quantile(self._hours[alike], 0.5) if len(alike) else np.full(DAY_HOURS, np.nan)

    def _lost_rhythm(self, day: int) -> float:
        """Return the share of the variance of the last week and its usual course that is in no harmonic.

        The usual course beside it rather than the week before: what came back is at rest again after seven days.
        """
        past = slice(day - DAYS_PER_WEEK, day)
        both = np.concatenate([self._usual_hours[past], self._hours[past]]).ravel()
        known = np.isfinite(both).reshape(2, -1).mean(axis=1)
        return 1.0 - sum(shares(both)) if known.min() >= FULL_SHARE else float("nan")

    def _since_change(self, day: int) -> int:
        """Return since how many days what is judged departs from the usual: the start estimate of a CUSUM chart."""
        past = slice(day - DAYS_PER_WEEK, day)
        away = np.abs(self._hours[past] - self._usual_hours[past])
        known = np.isfinite(away)
        departure = np.where(known, away, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        worst = int(np.argmax(departure))
        total = np.concatenate([[0.0], np.cumsum(departure - HALF * departure[worst])])
        return DAYS_PER_WEEK - int(np.argmin(total[: worst + 1]))

    def _standard(self, day: int, usual: ComplexArray) -> float:
        """Return how far the figures of a day are above their usual ones, the further of the two."""
        past = self._figures[:, max(0, day - SCALE_DAYS) : day - 1]
        middle = np.array([0.0, column_quantile(past[1][:, None], 0.5)[0]])
        away = np.abs(past - middle[:, None])
        enough = np.isfinite(away).sum(axis=1) >= MIN_FIGURES
        least = np.array([self._min_kw(day, usual), MIN_RHYTHM_SHARE])
        scale = np.fmax(column_quantile(away.T, SHARE) / SIGMAS, np.maximum(least, np.finfo(float).tiny))
        standard = np.where(enough, (self._figures[:, day] - middle) / scale, np.nan)
        return max(float(np.nanmax(standard)), 0.0) if np.isfinite(standard).any() else float("nan")

    def _min_kw(self, day: int, usual: ComplexArray) -> float:
        """Return the smallest spread of the swing there can be."""
        swing_kw = float(np.nanmean(np.abs(usual))) if np.isfinite(usual).any() else 0.0
        return max(MIN_SWING_SHARE * swing_kw, MIN_LOAD_SHARE * float(self._mean_load_kw[day - 1]))

    def _rate(self, day: int) -> float:
        """Return what scores are divided by so that one day in 20 reaches the alarm level."""
        past = self._raw[max(0, day - SCALE_DAYS) : day]
        known = past[np.isfinite(past)]
        return max(1.0, float(np.quantile(known, 1.0 - 1.0 / ONE_IN)) / ALARM) if len(known) >= MIN_TOPS else 1.0

    def _update(self, day: int) -> None:
        anomalous = self.score[day] > self.training_cutoff
        self._anomalous_days = self._anomalous_days + 1 if anomalous else 0
        if anomalous and self._anomalous_days <= LEVEL_SHIFT_DAYS:
            self._teaches[day - 1] = False
            self._figures[:, day] = np.nan
            self._raw[day] = np.nan


def _mean(values: ComplexArray, fewest: int) -> complex:
    known = values[np.isfinite(values)]
    return complex(known.mean()) if len(known) >= fewest else complex(np.nan, np.nan)
