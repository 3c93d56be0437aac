"""Scoring the rhythm of a meter: its daily swing over a week, and the share of all variance that follows a rhythm.

A day gets the score of the week that ends with the day before, compared with what such weeks usually are. Public
holidays, the days beside them and the days around New Year are left out: they follow no ordinary rhythm.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK, HALF_YEAR_DAYS
from data.series import FloatArray
from detectors.analytics.spectrum import means_of_hours, shares
from detectors.features.quantile import column_quantile
from detectors.kernels import FULL_SHARE
from detectors.scores import Reason, Scores, empty_scores
from detectors.threshold import DEFAULT_LEVEL
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import Strategy, Tables
from detectors.walk_forward.rolling_table import RollingTable
from detectors.walk_forward.teaching import Taught, TeachingRule

USUAL_WEEKS = 6
"""Number of earlier days of a weekday whose median is its usual course. Chosen, not tuned."""
SWING_WEEKS = 13
"""Weeks back in which the usual swing of a weekday is measured. Chosen, not tuned."""
MIN_WEEKS = 2
"""Weeks that must be known of a weekday for its usual swing. Chosen, not tuned."""
MIN_DAYS = 4
"""Days of the last week that must be known for its change of the swing. Chosen, not tuned."""
MIN_FIGURES = np.array([7, 14])
"""Days with figures, of the change of the swing and of lost rhythm, before scales are measured: those of a week are
much the same. Chosen, not tuned."""
SHARE, SIGMAS = 0.98, 2.33
"""Quantile of past sizes that gives the scale, chosen, and what it is in sigma, by definition (one side, rounded)."""
MIN_TOPS = 60
"""Days with scores before the rate is measured. Chosen, not tuned."""
ONE_IN_DAYS = 20.0
"""Days of which one may reach the default level by chance: more than elsewhere, as such days come in rows while the
weeks behind them overlap. Chosen, not tuned."""
MIN_SWING_SHARE, MIN_LOAD_SHARE = 0.01, 0.01
"""Shares of the usual swing and of the mean load that scales are at least; a meter that was off has no swing. Chosen,
not tuned."""
MIN_RHYTHM_SHARE = 0.01
"""Share of the variance that the scale of lost rhythm is at least. Chosen, not tuned."""
LASTING_DAYS = 28
"""Anomalous days in a row after which the change is taken for the new rhythm. Chosen, not tuned."""
HALF = 0.5
"""Share of the largest daily departure from which a day belongs to the change. Chosen, not tuned."""

ComplexArray = NDArray[np.complex128]


def day_swings(hours_kw: FloatArray) -> ComplexArray:
    """Return size and phase of the 24 h component of each day of hours, shape ``(days,)``; NaN with hours missing."""
    known = np.isfinite(hours_kw)
    enough = known.mean(axis=1) >= FULL_SHARE
    mean = np.where(known, hours_kw, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    away = np.where(known, hours_kw - mean[:, None], 0.0)
    phasor = np.exp(-2j * np.pi * np.arange(DAY_HOURS) / DAY_HOURS)
    swing: ComplexArray = np.where(enough, away @ phasor * 2.0 / DAY_HOURS, np.nan)
    return swing


class RhythmStrategy(Strategy):
    """The state of the rhythm before each day; a day gets the score of the week that ends with the day before.

    Parameters
    ----------
    cutoff
        Sigma: days with a higher score do not teach.
    """

    doing: ClassVar[str] = "comparing each week with earlier ones"

    def __init__(self, cutoff: float) -> None:
        super().__init__(TeachingRule(cutoff, level=np.inf, lasting_days=(LASTING_DAYS, LASTING_DAYS)))
        self._usual_hours = RollingTable(DAY_HOURS, keep_days=DAYS_PER_WEEK + 1)
        self._left_out = RollingTable(keep_days=None, fill=0.0)
        self._away = RollingTable(2, keep_days=DAYS_PER_WEEK + 1)
        self._figures = RollingTable(2, keep_days=HALF_YEAR_DAYS + 1)
        self._raw = RollingTable(keep_days=HALF_YEAR_DAYS + 1)

    def bind(self, days: SeriesDays) -> None:
        """Read these days from now on, without special days, which follow no ordinary rhythm."""
        super().bind(days)
        hours_kw = means_of_hours(days.trainable_kw)
        self._hours = np.where(days.grid.is_special[:, None], np.nan, hours_kw)
        self._swing = day_swings(self._hours)
        known = np.isfinite(hours_kw)
        load_kw = np.abs(np.where(known, hours_kw, 0.0)).sum(axis=1).cumsum()
        self._mean_load_kw = load_kw / np.maximum(known.sum(axis=1).cumsum(), 1)

    def __getstate__(self) -> dict[str, object]:
        derived = {"_hours", "_swing", "_mean_load_kw"}
        return {name: value for name, value in super().__getstate__().items() if name not in derived}

    def is_off(self, _day: int) -> bool:
        """All days are counted together."""
        return False

    def fit(self, day: int) -> None:
        """Do nothing: the usual rhythm is measured every day."""

    def score_day(self, day: int, tables: Tables | None) -> tuple[FloatArray | None, BoolArray | None]:
        """Score a day by the week before it."""
        slots = self.days.grid.slots
        so_far = (np.arange(slots) + 1) * self.days.series.step_hours
        if day < DAYS_PER_WEEK * MIN_WEEKS:
            if tables is not None:
                tables.write(day, window_hours=DAYS_PER_WEEK * float(DAY_HOURS) + so_far)
            return None, None
        usual = self._usual(day)
        away = self._swing[day - 1] - usual[self.days.grid.weekday[day - 1]]
        self._away[day - 1] = np.array([away.real, away.imag])
        recent = self._away[max(0, day - DAYS_PER_WEEK) : day]
        change = _mean(recent[:, 0] + 1j * recent[:, 1], MIN_DAYS)
        self._figures[day] = np.array([abs(change), self._lost_rhythm(day)])
        self._raw[day] = self._standard(day, usual)
        score = float(self._raw[day]) / self._rate(day)
        shrank = np.isfinite(change) and (change * np.conj(_mean(usual, 1))).real < 0
        if tables is not None:
            tables.write(
                day,
                score=np.full(slots, score),
                side=np.full(slots, 0 if not score > 0 else -1 if shrank else 1, np.int8),
                window_hours=self._since_change(day) * float(DAY_HOURS) + so_far,
            )
        return np.array([score]), None

    def update(self, day: int, taught: Taught) -> None:
        """Update with a day; an anomalous one does not teach, unless the change lasts."""
        if taught.anomalous.any() and not taught.is_lasting:
            self._left_out[day - 1] = 1.0
            self._figures[day] = np.nan
            self._raw[day] = np.nan
        self._usual_hours[day] = self._usual_course(day)

    def scores(self, tables: Tables) -> Scores:
        """Return the table as scores: all readings of a day have the score of its week."""
        days, series = self.days, self.days.series
        shown = days.readings_of(tables.first_day, tables.stop)
        at = days.cells(shown, tables.first_day)
        columns = empty_scores(series.index[shown], 0.0)
        score = np.where(np.isfinite(series.power_kw[shown]), tables.score[at], np.nan)
        irregular = np.nan_to_num(score) > 0
        columns["score"], columns["window_hours"] = score, tables.window_hours[at]
        columns["side"] = np.where(irregular, tables.side[at], 0).astype(np.int8)
        columns["reason"] = np.where(irregular, Reason.IRREGULAR_RHYTHM.code, Reason.NONE.code).astype(np.uint8)
        return Scores(series.index[shown], **columns)

    def _teaches(self, days: slice) -> BoolArray:
        """Return which days are ordinary and may teach."""
        ordinary: BoolArray = ~self.days.grid.is_special[days] & (self._left_out[days] == 0)
        return ordinary

    def _usual(self, day: int) -> ComplexArray:
        """Return the median swing of each weekday over the weeks before the last one, shape ``(7,)``."""
        first = max(0, day - DAYS_PER_WEEK * SWING_WEEKS)
        past, weekday = slice(first, day - 1), self.days.grid.weekday[first : day - 1]
        taught = np.where(self._teaches(past), self._swing[past], np.nan)
        rows = [taught[weekday == one] for one in range(DAYS_PER_WEEK)]
        known = [row[np.isfinite(row)] for row in rows]
        medians = [
            complex(np.median(one.real), np.median(one.imag)) if len(one) >= MIN_WEEKS else np.nan for one in known
        ]
        return np.array(medians, np.complex128)

    def _usual_course(self, day: int) -> FloatArray:
        """Return the median hours of the last days of its weekday that taught, shape ``(24,)``; NaN with too few."""
        is_same = self.days.grid.weekday[:day] == self.days.grid.weekday[day]
        alike = np.flatnonzero(self._teaches(slice(0, day)) & is_same)[-USUAL_WEEKS:]
        return column_quantile(self._hours[alike], 0.5) if len(alike) else np.full(DAY_HOURS, np.nan)

    def _lost_rhythm(self, day: int) -> float:
        """Return the share of the variance of the last week and its usual course that is in no harmonic.

        The last week is joined with its usual course, not with the week before, so that a rhythm that has returned is
        ordinary again after seven days.
        """
        past = slice(day - DAYS_PER_WEEK, day)
        both = np.concatenate([self._usual_hours[past], self._hours[past]]).ravel()
        known = np.isfinite(both).reshape(2, -1).mean(axis=1)
        return 1.0 - sum(shares(both)) if known.min() >= FULL_SHARE else float("nan")

    def _since_change(self, day: int) -> int:
        """Return for how many days the last week has departed: the change point estimate of a CUSUM chart."""
        past = slice(day - DAYS_PER_WEEK, day)
        away = np.abs(self._hours[past] - self._usual_hours[past])
        known = np.isfinite(away)
        departure = np.where(known, away, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        worst = int(np.argmax(departure))
        total = np.concatenate([[0.0], np.cumsum(departure - HALF * departure[worst])])
        return DAYS_PER_WEEK - int(np.argmin(total[: worst + 1]))

    def _standard(self, day: int, usual: ComplexArray) -> float:
        """Return how many scales the figures of a day are above their usual ones, the larger of the two."""
        past = self._figures[max(0, day - HALF_YEAR_DAYS) : day - 1].T
        middle = np.array([0.0, column_quantile(past[1][:, None], 0.5)[0]])
        away = np.abs(past - middle[:, None])
        enough = np.isfinite(away).sum(axis=1) >= MIN_FIGURES
        least = np.array([self._min_kw(day, usual), MIN_RHYTHM_SHARE])
        scale = np.fmax(column_quantile(away.T, SHARE) / SIGMAS, np.maximum(least, np.finfo(float).tiny))
        standard = np.where(enough, (self._figures[day] - middle) / scale, np.nan)
        return max(float(np.nanmax(standard)), 0.0) if np.isfinite(standard).any() else float("nan")

    def _min_kw(self, day: int, usual: ComplexArray) -> float:
        """Return the smallest scale of the swing in kW there can be."""
        swing_kw = float(np.nanmean(np.abs(usual))) if np.isfinite(usual).any() else 0.0
        return max(MIN_SWING_SHARE * swing_kw, MIN_LOAD_SHARE * float(self._mean_load_kw[day - 1]))

    def _rate(self, day: int) -> float:
        """Return what scores are divided by so that one day in 20 reaches the default level."""
        past = self._raw[max(0, day - HALF_YEAR_DAYS) : day]
        known = past[np.isfinite(past)]
        if len(known) < MIN_TOPS:
            return 1.0
        return max(1.0, float(np.quantile(known, 1.0 - 1.0 / ONE_IN_DAYS)) / DEFAULT_LEVEL)


def _mean(values: ComplexArray, fewest: int) -> complex:
    known = values[np.isfinite(values)]
    return complex(known.mean()) if len(known) >= fewest else complex(np.nan, np.nan)
