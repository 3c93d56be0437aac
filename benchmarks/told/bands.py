"""Bands that are to hold 90 % of the readings, day ahead: the usual range against two well-known ways to make one.

All stand on the same day-ahead forecasts. Whatever gives a lower and an upper limit for each reading, computed before
the day, can take part: see ``RANGES``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor

from benchmarks.planted.trials import HISTORY
from benchmarks.told.copies import detected
from data.series import FloatArray, MeterSeries
from data.simulation.habits import Habits, habits_of
from detectors.scores import Scores

SHARE = 0.9
MISSED = 1.0 - SHARE
CALIBRATION_DAYS = 56
FIRST_DAYS = 28
REFIT_DAYS = 28
BOOSTING = {"max_iter": 100, "max_leaf_nodes": 6, "min_samples_leaf": 100, "learning_rate": 0.06}
"""So regular that its bands hold nearly what they should: with the usual leaves they hold 76 %."""
OURS = "usual range"
Limits = tuple[FloatArray, FloatArray]
Range = Callable[["DayAhead"], Limits]
PARTS = ("night", "day", "days off")


@dataclass(frozen=True, eq=False)
class DayAhead:
    """A meter with what was expected of each reading at the midnight before it.

    Parameters
    ----------
    day
        For each reading the number of its day.
    slot
        For each reading its place in the day.
    part
        For each reading which of ``PARTS`` it lies in.
    """

    series: MeterSeries
    scores: Scores
    day: NDArray[np.int64]
    slot: NDArray[np.int64]
    part: NDArray[np.int64]
    weekday: NDArray[np.int64]

    @classmethod
    def of(cls, series: MeterSeries, scores: Scores) -> DayAhead:
        """Return a meter with its calendar."""
        habits = habits_of(series)
        day = habits.days.day
        slot = (habits.days.hour / series.step_hours).astype(np.int64)
        return cls(series, scores, day, slot, _parts(habits), habits.days.weekday[day])

    @property
    def residual(self) -> FloatArray:
        """By how much each reading is above what was expected; NaN where it is not known."""
        known: FloatArray = np.where(self.series.power_kw == 0, np.nan, self.series.power_kw) - self.scores.expected
        return known


@dataclass(frozen=True)
class BandFigures:
    """How well a band holds the readings of one meter.

    ``score`` is the mean interval score over the mean reading, ``held`` the share of readings inside, ``by_part`` that
    in each of ``PARTS``.
    """

    score: float
    held: float
    by_part: tuple[float, ...]


def usual_range(meter: DayAhead) -> Limits:
    """Return the usual range of the scores; where they have none, the alarm limit made to hold 90 %."""
    low, high = (getattr(meter.scores, name, None) for name in ("usual_low", "usual_high"))
    if low is None or high is None or not np.isfinite(low).any():
        return rescaled_alarm(meter)
    return np.asarray(low, np.float64), np.asarray(high, np.float64)


def rescaled_alarm(meter: DayAhead) -> Limits:
    """Return the alarm limit at the level within which 90 % of the readings of the last weeks lay."""
    scores, residual = meter.scores, meter.residual
    size = np.abs(residual) / np.where(residual < 0, scores.scale_below, scores.scale_above)
    level = np.full(len(size), np.nan)
    for day in range(FIRST_DAYS, int(meter.day[-1]) + 1):
        past = size[(meter.day >= day - CALIBRATION_DAYS) & (meter.day < day)]
        past = past[np.isfinite(past)]
        if len(past) >= FIRST_DAYS:
            level[meter.day == day] = np.quantile(past, SHARE)
    return scores.expected - level * scores.scale_below, scores.expected + level * scores.scale_above


def conformal(meter: DayAhead) -> Limits:
    """Return the split conformal band: quantiles of the residuals of the last weeks, for all hours alike."""
    return _conformal(meter, np.zeros(len(meter.day), np.int64))


def conformal_by_part(meter: DayAhead) -> Limits:
    """Return the same with quantiles of their own for night, day and days off (Mondrian)."""
    return _conformal(meter, meter.part)


def boosted(meter: DayAhead) -> Limits:
    """Return quantiles of the residual by gradient boosting, fitted every four weeks on all days before."""
    residual, features = meter.residual, _features(meter)
    limits = [np.full(len(residual), np.nan) for _ in range(2)]
    for first in range(FIRST_DAYS, int(meter.day[-1]) + 1, REFIT_DAYS):
        past = (meter.day < first) & np.isfinite(residual)
        now = (meter.day >= first) & (meter.day < first + REFIT_DAYS)
        if past.sum() < FIRST_DAYS:
            continue
        for limit, share in zip(limits, (MISSED / 2.0, 1.0 - MISSED / 2.0), strict=True):
            model = HistGradientBoostingRegressor(loss="quantile", quantile=share, **BOOSTING, random_state=0)
            limit[now] = model.fit(features[past], residual[past]).predict(features[now])
    low, high = np.minimum(*limits), np.maximum(*limits)
    return meter.scores.expected + low, meter.scores.expected + high


RANGES: Mapping[str, Range] = {
    OURS: usual_range,
    "alarm limit, made to hold 90 %": rescaled_alarm,
    "conformal, by night, day and days off": conformal_by_part,
    "conformal": conformal,
    "gradient boosting quantiles": boosted,
}


def interval_score(power: FloatArray, limits: Limits) -> FloatArray:
    """Return the interval score of each reading: the width, and for one outside how far times 2 / 0.1.

    Source: Winkler 1972; Gneiting and Raftery 2007, DOI 10.1198/016214506000001437.
    """
    low, high = limits
    outside = np.maximum(low - power, 0.0) + np.maximum(power - high, 0.0)
    score: FloatArray = (high - low) + 2.0 / MISSED * outside
    return score


def band_figures(series: MeterSeries, ranges: Mapping[str, Range] = RANGES) -> dict[str, BandFigures]:
    """Return the figures of every band on a meter, over the readings after the history that all of them speak of.

    Zeros count as missing, as they are at the source.
    """
    scores, _ = detected(series)
    meter = DayAhead.of(series, scores)
    limits = {name: _above_floor(make(meter), series.floor_kw) for name, make in ranges.items()}
    known = np.isfinite(meter.residual) & np.asarray(series.index >= series.start + HISTORY)
    for low, high in limits.values():
        known &= np.isfinite(low) & np.isfinite(high)
    return {
        name: figures_of(series.power_kw[known], _taken(each, known), meter.part[known])
        for name, each in limits.items()
    }


def figures_of(power: FloatArray, limits: Limits, part: NDArray[np.int64]) -> BandFigures:
    """Return the figures of a band over known readings."""
    inside = (power >= limits[0]) & (power <= limits[1])
    by_part = tuple(float(inside[part == one].mean()) if (part == one).any() else np.nan for one in range(len(PARTS)))
    return BandFigures(float(interval_score(power, limits).mean() / power.mean()), float(inside.mean()), by_part)


def held_within(low: float, high: float, meters: Sequence[BandFigures]) -> float:
    """Return the share of meters on which a band holds a share of the readings within two bounds."""
    return float(np.mean([low <= one.held <= high for one in meters]))


def _conformal(meter: DayAhead, group: NDArray[np.int64]) -> Limits:
    residual = meter.residual
    low, high = np.full(len(residual), np.nan), np.full(len(residual), np.nan)
    for one in np.unique(group):
        own = group == one
        for day in range(FIRST_DAYS, int(meter.day[-1]) + 1):
            now = np.flatnonzero(own & (meter.day == day))
            past = residual[own & (meter.day >= day - CALIBRATION_DAYS) & (meter.day < day)]
            past = past[np.isfinite(past)]
            if len(now) and len(past) >= FIRST_DAYS:
                low[now], high[now] = conformal_quantiles(past)
    return meter.scores.expected + low, meter.scores.expected + high


def conformal_quantiles(past: FloatArray) -> tuple[float, float]:
    """Return between what 90 % of new residuals lie, whatever their distribution, as of exchangeable past ones."""
    count = len(past)
    rank = min(count, int(np.ceil((count + 1) * (1.0 - MISSED / 2.0))))
    ordered = np.sort(past)
    return float(ordered[count - rank]), float(ordered[rank - 1])


def _features(meter: DayAhead) -> FloatArray:
    """Return what is known of each reading at the midnight before it."""
    steps = meter.series.steps_per_day
    residual = pd.Series(meter.residual)
    slot = np.arange(len(residual)) % steps
    by_slot = residual.abs().groupby(slot)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        sizes = [by_slot.transform(lambda own, days=days: own.shift().rolling(days, 3).mean()) for days in (7, 28)]
        level = residual.groupby(meter.day).mean().shift().reindex(meter.day).to_numpy()
    lags = [residual.shift(days * steps) for days in (1, 7)]
    columns = [meter.slot, meter.weekday, meter.part, meter.scores.expected, *sizes, *lags, level]
    return np.column_stack([np.asarray(column, np.float64) for column in columns])


def _parts(habits: Habits) -> NDArray[np.int64]:
    is_off = habits.days.is_off[habits.days.day]
    parts: NDArray[np.int64] = np.where(is_off, 2, np.where(habits.is_night, 0, 1))
    return parts


def _above_floor(limits: Limits, floor_kw: float) -> Limits:
    return np.maximum(limits[0], floor_kw), np.maximum(limits[1], floor_kw)


def _taken(limits: Limits, known: NDArray[np.bool_]) -> Limits:
    return limits[0][known], limits[1][known]
