"""Calibration: from deviations in any unit to sigma-equivalents of the meter's own history.

Three factors, from the finest to the coarsest:

1. Scale: how large deviations usually are at a slot of the day, on days at work and on days off.
2. Tails: how much heavier the tails of past scores are than those of a normal distribution, above and below.
3. Rate: how often the highest score of a day is high. Meters with many short peaks get smaller scores, so that 4 sigma
   are equally rare for every meter and every method.

What is measured on few days is uncertain, so large deviations are more likely than it says, as in Student's t
distribution. The rate of a young meter begins wide, and what is measured weighs more with every day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.calendar.lengths import DAY_HOURS, HALF_YEAR_DAYS
from data.series import FloatArray
from detectors import kernels
from detectors.walk_forward.rolling_table import RollingTable

SCALE_SHARE = 0.9
"""Quantile of the size of deviations that gives the scale. Chosen, not tuned."""
SIGMAS_AT_SCALE_SHARE = 1.645
"""Sigma: that quantile of a normal distribution, by which it is divided. By definition, rounded."""
POOLED_SHARE = 0.03
"""Share of the variance of all slots that is mixed into each, so that no few calm days give a tiny scale. Chosen."""
MAX_NEIGHBOURS = 5
"""Number of slots within an hour that are measured together at most. Chosen, so that short steps stay fast."""
MIN_ALIKE_DAYS = 4
"""Days at work, or off, that must be known for scales of their own; else all days count. Chosen, not tuned."""
FIRST_SCALE_DAYS = 7
"""Days with deviations that must be known before scales are measured: one of each weekday. Chosen, not tuned."""
FIRST_TAIL_DAYS = 14
"""Days after the first predicted one from which tails are measured: enough scores. Chosen, not tuned."""
YOUNG_FACTOR = 1.5
"""Factor on scales of a meter of which no rate is known. Measured: without it a meter shows twice as many events in its
second month as later, with it homes of some weeks show one a month (``docs/combination.md``)."""
YOUNG_DAYS = 14
"""Days as much as which that factor weighs beside what is measured. Measured, with the factor."""
MIN_RATE_DAYS = 7
"""Days of which the highest scores must be known before they count: one of each weekday. Chosen, not tuned."""
RATE_DAYS = HALF_YEAR_DAYS
"""Days back to which the highest scores of days are remembered, except for outlier models."""
ALARM_ONE_IN_DAYS = 45.0
"""Days of which one may reach the default alarm level by chance, for single steps and peaks. Chosen, not tuned."""
SPECIAL_FACTOR = 1.2
"""Factor on scales of holidays, the days beside them and the days around New Year. Chosen, not tuned."""
OWN_DEPARTURE = 0.5
"""Scales by which a reading must depart itself to be scored by a longer window or a period. Chosen, not tuned."""
TAIL_SHARE = 0.975
"""Quantile of the scores on one side that is compared with that of a normal distribution. Chosen, not tuned."""
SIGMAS_AT_TAIL_SHARE = NormalDist().inv_cdf(TAIL_SHARE)
MIN_TAIL = 1.0
"""Factor: light tails never make scales smaller. Chosen, not tuned."""
MIN_TAIL_SCORES = 100
"""Number of scores below which tails are taken for normal. Chosen, not tuned."""
KINDS_OF_DAY = (False, True)
"""Days at work and days off: positions 0 and 1 of ``scales``."""


@dataclass(frozen=True)
class Rate:
    """How rare high scores are to be: the highest one of a day reaches ``sigmas`` on a ``share`` of the days.

    Parameters
    ----------
    min_days
        With fewer known days nothing is measured.
    young
        The factor on scales where nothing is measured; it weighs as much as ``YOUNG_DAYS`` beside what is. 1 for none.
    """

    share: float
    sigmas: float
    min_days: int
    young: float = 1.0

    def factor(self, tops: FloatArray) -> float:
        """Return the factor on scales that makes it so, 1 at least; ``young`` where too few days are known."""
        days = int(np.isfinite(tops).sum())
        if days < self.min_days:
            return self.young
        measured = kernels.known_quantile(np.ascontiguousarray(tops), 1.0 - self.share) / self.sigmas
        if self.young > 1.0:
            measured = (days * measured + YOUNG_DAYS * self.young) / (days + YOUNG_DAYS)
        return max(1.0, measured)


USUAL_RATE = Rate(share=0.25, sigmas=2.5, min_days=MIN_RATE_DAYS, young=YOUNG_FACTOR)
"""Share of days, sigma, days. Measured: so calibrated, 4 sigma come about once a month, also for homes with peaks."""


@dataclass(frozen=True)
class CalibrationSettings:
    """How many days back scales and the rate are measured, and how rare high scores are to be."""

    scale_days: int
    rate_days: int
    rates: tuple[Rate, ...] = (USUAL_RATE,)


class Calibration:
    """What deviations are usual, for several kinds of them, updated day by day.

    Parameters
    ----------
    kinds, slots
        How many kinds of deviations there are, each calibrated by itself, and how many slots of a day.
    settings
        How far back to look.
    reach
        Neighbouring slots on either side that are measured together with a slot; by default those within an hour.

    Attributes
    ----------
    past
        Rows of shape ``(kinds, slots)``: deviations of earlier days; NaN where they must not teach.
    standard
        The same, divided by their scales.
    top
        The highest score of each day, before the rate is applied.
    scales
        Shape ``(2, kinds, slots)``: those of days at work and of days off; None before the first fit.
    tails
        Shape ``(kinds, 2)``: factors on scales above and below.
    rate
        Factor on all scales.
    """

    def __init__(self, kinds: int, slots: int, settings: CalibrationSettings, reach: int | None = None) -> None:
        self.settings, self.kinds = settings, kinds
        self._reach = reach or max(1, slots // DAY_HOURS)
        self.past = RollingTable(kinds, slots, keep_days=settings.scale_days + 1)
        self.standard = RollingTable(kinds, slots, keep_days=settings.scale_days + 1)
        self.top = RollingTable(keep_days=settings.rate_days + 1)
        self.scales: FloatArray | None = None
        self.tails = np.ones((kinds, 2))
        self.rate = 1.0

    def first(self, day: int, first_day: int = 0) -> int:
        """Return the first day by which scales of a day are measured."""
        return max(first_day, day - self.settings.scale_days)

    def fit_scales(self, first: int, day: int, known: BoolArray, is_off: BoolArray, min_scale: Sequence[float]) -> None:
        """Measure scales on the days ``[first, day)``.

        Parameters
        ----------
        known
            Which of these days count.
        is_off
            Which of them are off.
        min_scale
            The smallest scale there can be, for each kind.
        """
        self.scales = slot_scales(self.past[first:day], known, is_off, min_scale, self._reach)

    def fit_tails(self, first: int, day: int) -> None:
        """Measure how heavy tails were on the days ``[first, day)``."""
        self.tails = tail_factors(self.standard[first:day])

    def fit_rate(self, day: int) -> None:
        """Measure how often scores were high on the days before a day."""
        tops = self.top[max(0, day - self.settings.rate_days) : day]
        self.rate = max(rate.factor(tops) for rate in self.settings.rates)


def slot_scales(
    past: FloatArray, known: BoolArray, is_off: BoolArray, min_scale: Sequence[float], reach: int
) -> FloatArray:
    """Return the scales of deviations of shape ``(days, kinds, slots)``; see ``Calibration``.

    Returns
    -------
    numpy.ndarray
        Shape ``(2, kinds, slots)``: of days at work and of days off.
    """
    own = []
    for kind in KINDS_OF_DAY:
        alike = known & (is_off == kind)
        own.append(own_scale(past[alike if alike.sum() >= MIN_ALIKE_DAYS else known], reach))
    return mixed_scale(np.array(own), common_scale(past), np.asarray(min_scale)[:, None])


def own_scale(deviations: FloatArray, reach: int) -> FloatArray:
    """Return the scale of each slot with its neighbours, shape ``(kinds, slots)``; NaN where too little is known.

    Parameters
    ----------
    deviations
        Shape ``(days, kinds, slots)``, of days of one kind.
    reach
        Neighbouring slots on either side that are measured together with a slot.
    """
    ordered = np.abs(deviations.transpose(1, 2, 0), order="C")
    ordered.sort(axis=2)
    return kernels.pooled_quantile(ordered, _shifts(reach), SCALE_SHARE) / SIGMAS_AT_SCALE_SHARE


def common_scale(deviations: FloatArray) -> FloatArray:
    """Return the scale of all slots together, shape ``(kinds, 1)``; NaN where nothing is known."""
    return kernels.size_quantiles(deviations, SCALE_SHARE)[:, None] / SIGMAS_AT_SCALE_SHARE


def mixed_scale(own: FloatArray, common: FloatArray, least: FloatArray) -> FloatArray:
    """Return the scales of slots with a little of the common scale mixed in, at least ``least``."""
    variance = (1.0 - POOLED_SHARE) * np.where(np.isfinite(own), own, common) ** 2 + POOLED_SHARE * common**2
    mixed = np.sqrt(variance)
    scale: FloatArray = np.maximum(np.where(np.isfinite(mixed), mixed, least), least)
    return scale


def tail_factors(standard: FloatArray) -> FloatArray:
    """Return by how much the tails of past scores are heavier than normal ones, above and below.

    Divided by this factor, a score of k is as rare as k sigma of a normal distribution.

    Parameters
    ----------
    standard
        Shape ``(days, kinds, slots)``; NaN is left out.

    Returns
    -------
    numpy.ndarray
        Shape ``(kinds, 2)``, at least 1; 1 with few scores.
    """
    quantiles = kernels.tail_quantiles(standard, TAIL_SHARE, MIN_TAIL_SCORES)
    return np.maximum(quantiles / SIGMAS_AT_TAIL_SHARE, MIN_TAIL)


@cache
def _shifts(reach: int) -> IntArray:
    """Return the distances in slots of the neighbours measured together: within reach, evenly, at most five."""
    shifts: IntArray = np.unique(
        np.round(np.linspace(-reach, reach, min(2 * reach + 1, MAX_NEIGHBOURS))).astype(np.int64)
    )
    return shifts
