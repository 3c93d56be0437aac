"""What an event is worth, and from where on it is worth telling.

An energy problem is worth the energy used or saved by it, a data problem the energy that nobody saw. An event that is
worth less than a small share of the meter's mean day, or than the meter resolves, is rare at most, and not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray, MeterSeries
from detectors.change import Change
from detectors.events.segment import Segment
from detectors.scores import Kind, Reason
from detectors.threshold import Threshold

EXEMPT = frozenset({Reason.OVER_LIMIT})
"""Reasons of energy problems that are told whatever they are worth: a contract is broken by any amount."""
WITHOUT_AMOUNT = frozenset({Reason.RAMP})
"""Reasons that are no amount of energy: a steep step, which is told by its power."""
RESOLUTION_SHARE = 0.1
"""Quantile of the distances between neighbouring values that is the resolution; a few come from conversions. Chosen."""
MIN_DISTANCES = 10
"""Number of distances between values from which a resolution can be told. Chosen, not tuned."""
DIGITS = 9
"""Significant digits of a reading; beyond, values differ by rounding. Technical limit."""


def amounts_kw(segment: Segment, series: MeterSeries) -> tuple[FloatArray, FloatArray]:
    """Return power and expected power of the readings a segment is told by; NaN elsewhere."""
    places = segment.places
    if segment.reason is Reason.GAP:  # told by what is not there
        return series.power_kw[places], segment.expected_kw
    return (
        np.where(segment.own, series.power_kw[places], np.nan),
        np.where(segment.own, segment.expected_kw, np.nan),
    )


def excess_kw(segment: Segment, series: MeterSeries) -> FloatArray:
    """Return how far the readings of an energy problem are above expected; none of what is no amount of energy."""
    if segment.kind is Kind.DATA or segment.reason in WITHOUT_AMOUNT:
        return np.empty(0)
    power_kw, expected_kw = amounts_kw(segment, series)
    excess: FloatArray = power_kw - expected_kw
    return excess[np.isfinite(excess)]


def worth_kwh(segment: Segment, series: MeterSeries) -> float:
    """Return what a segment is ranked by; 0 of an energy problem where nothing is expected."""
    if segment.kind is Kind.DATA:
        expected = np.where(segment.own, segment.expected_kw, np.nan)
        unknown = np.count_nonzero(segment.own & ~np.isfinite(expected))
        return float(abs(np.nansum(expected) + unknown * _mean_kw(series)) * series.step_hours)
    excess = excess_kw(segment, series)
    more, less = excess[excess > 0].sum(), -excess[excess < 0].sum()
    return float((abs(more - less) if segment.side else max(more, less)) * series.step_hours)


def floor_kwh(series: MeterSeries, threshold: Threshold, mean_kw: float | None = None) -> float:
    """Return what an energy problem must be worth at least: as it was asked for, else a share of the mean day.

    ``mean_kw`` is the mean power at the scale of its readings, where the meter has had several (``mean_kw_at``).
    """
    if threshold.min_kwh is not None:
        return threshold.min_kwh
    return threshold.min_share * (_mean_kw(series) if mean_kw is None else mean_kw) * DAY_HOURS


def is_worth_telling(segment: Segment, series: MeterSeries, threshold: Threshold) -> bool:
    """Return whether a segment is told: one without an amount is, and a data problem."""
    if segment.kind is Kind.DATA or segment.reason in EXEMPT or threshold.min_kwh == 0:
        return True
    if not len(excess_kw(segment, series)):
        return True
    worth, floor = worth_kwh(segment, series), floor_kwh(series, threshold, segment.mean_kw)
    return worth >= floor and worth > segment.steps * resolution_kw(series) * series.step_hours


@lru_cache(maxsize=8)
def resolution_kw(series: MeterSeries) -> float:
    """Return the steps in which a meter tells its power; about 0 where it tells any value or few are known."""
    known = series.power_kw[np.isfinite(series.power_kw)]
    largest = float(np.abs(known).max(initial=0.0))
    if largest == 0.0:
        return 0.0
    decimals = DIGITS - 1 - int(np.floor(np.log10(largest)))
    apart = np.diff(np.unique(np.round(known, decimals)))
    return float(np.quantile(apart, RESOLUTION_SHARE)) if len(apart) >= MIN_DISTANCES else 0.0


def mean_kw_at(place: int, series: MeterSeries, changes: Sequence[Change]) -> float | None:
    """Return the mean power at the scale that a reading has; None of a meter that never had another one.

    A meter that has counted a thousandth since March has had small days since then, and no events worth nothing.
    """
    scaled = [change for change in changes if change.factor != 1.0]
    if not scaled:
        return None
    factor = np.ones(len(series))
    for change in scaled:
        stop = len(series) if change.end is None else series.index.searchsorted(change.end)
        factor[series.index.searchsorted(change.start) : stop] *= change.factor
    at_first_scale = np.abs(series.power_kw / factor)
    known = at_first_scale[np.isfinite(at_first_scale)]
    return float(known.mean() * factor[place]) if len(known) else None


@lru_cache(maxsize=8)
def _mean_kw(series: MeterSeries) -> float:
    known = series.power_kw[np.isfinite(series.power_kw)]
    return float(np.abs(known).mean()) if len(known) else 0.0
