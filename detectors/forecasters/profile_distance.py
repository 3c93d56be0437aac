"""How far whole days are from expected: a distance that forgives a shift of an hour, judged as log-normal.

The rule is that of Liu and Nielsen (2018, doi:10.1016/j.is.2018.05.007): the distance of the actual from the foreseen
day is taken to be log-normal, and a day that is improbable by it is unusual. Here the day is the 24 hours that end with
a reading, so that nobody waits for midnight, and the logarithm is standardised by its own past.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray, DayGrid
from data.series import FloatArray
from detectors.features.load_range import load_range_kw
from detectors.features.scale import MIN_SHARE, tail_factors
from detectors.forecasters.walk_forward import ForecastWalk
from detectors.scores import Reason

SHIFTS_HOURS = (-1, 0, 1)
DAY_HOURS = 24.0
FULL_SHARE = 0.6
FIRST_DAYS = 28
FIT_INTERVAL_DAYS = 7
MEMORY_DAYS = 182
MIN_SIGMA = 0.15
"""Days whose distances differ by less than 15 % are alike."""
MIN_DAYS = 6
OWN_DEPARTURE = 0.5
"""A reading is part of an unusual day only if it departs by half a spread itself."""


@dataclass(frozen=True, eq=False)
class ProfileDistance:
    """What whole days say of their readings: tables of shape ``(days, slots)``; NaN where they say nothing."""

    score: FloatArray
    side: NDArray[np.int8]
    window_hours: float = DAY_HOURS
    reason: Reason = Reason.UNUSUAL_DAY


def profile_distance(walk: ForecastWalk) -> ProfileDistance:
    """Return by how many sigma the last 24 hours are farther from expected than such hours are."""
    judged = log_distance(walk.grid.power_kw, walk)
    teaching = log_distance(walk.taught, walk)
    score = _standardised(judged, teaching, walk.grid, walk.how.training_cutoff)
    residual = walk.grid.power_kw - walk.expected
    own = np.where(residual > 0, residual / walk.scale_above, -residual / walk.scale_below)
    side = np.sign(np.nan_to_num(residual)).astype(np.int8)
    return ProfileDistance(np.where(own > OWN_DEPARTURE, score, np.nan), side)


def log_distance(power: FloatArray, walk: ForecastWalk) -> FloatArray:
    """Return the logarithm of the distance of the 24 hours that end with each reading from what was expected of them.

    Root of the mean squared residual in kW, the least of those against the expectation as it is, an hour earlier and an
    hour later; shape ``(days, slots)``, NaN where less than 60 % is known.
    """
    days, slots = power.shape
    shift = max(1, slots // 24)
    residual = power - walk.expected
    least = np.full(days * slots, np.inf)
    for hours in SHIFTS_HOURS:
        moved = power - shifted(walk.expected, hours * shift)
        means = _trailing_mean(np.where(np.isfinite(moved), moved, residual).ravel() ** 2, slots)
        least = np.fmin(least, means)
    lowest = np.array([MIN_SHARE * load_range_kw(walk.taught, 7 * (day // 7)) for day in range(days)])
    distance = np.sqrt(least).reshape(days, slots)
    distance[~np.isfinite(distance)] = np.nan
    logs: FloatArray = np.log(np.maximum(distance, lowest[:, None]))
    return logs


def shifted(table: FloatArray, steps: int) -> FloatArray:
    """Return each day moved by so many steps within itself, NaN where nothing moves in: the next day is not known."""
    moved = np.full_like(table, np.nan)
    if steps > 0:
        moved[:, steps:] = table[:, :-steps]
    elif steps < 0:
        moved[:, :steps] = table[:, -steps:]
    else:
        moved = table
    return moved


def _trailing_mean(values: FloatArray, steps: int) -> FloatArray:
    """Return the mean of the last ``steps`` values up to each one; NaN where too few are known.

    Summed day by day and never from the start of the series, where one huge value would blur all later sums.
    """
    known = np.isfinite(values)
    table = np.where(known, values, 0.0).reshape(-1, steps)
    counts = known.astype(np.float64).reshape(-1, steps)
    total, count = _day_and_end_of_day_before(table), _day_and_end_of_day_before(counts)
    return np.where(count >= FULL_SHARE * steps, total / np.maximum(count, 1.0), np.nan).ravel()


def _day_and_end_of_day_before(table: FloatArray) -> FloatArray:
    total = np.cumsum(table, axis=1)
    total[1:, :-1] += np.cumsum(table[:-1, :0:-1], axis=1)[:, ::-1]
    return total


def _standardised(judged: FloatArray, teaching: FloatArray, grid: DayGrid, training_cutoff: float) -> FloatArray:
    score = np.full_like(judged, np.nan)
    past = np.full_like(judged, np.nan)
    tail = 1.0
    moments: dict[bool, tuple[FloatArray, FloatArray]] = {}
    for day in range(FIRST_DAYS, len(judged)):
        if not moments or day % FIT_INTERVAL_DAYS == 0:
            first = max(0, day - MEMORY_DAYS)
            moments = {kind: _moments(teaching[first:day], grid.is_off[first:day] == kind) for kind in (False, True)}
            tail = tail_factors(past[first:day].ravel())[0]
        mean, sigma = moments[bool(grid.is_off[day])]
        past[day] = (teaching[day] - mean) / sigma
        score[day] = (judged[day] - mean) / (sigma * tail)
        teaching[day, score[day] > training_cutoff] = np.nan
    return score


def _moments(logs: FloatArray, alike: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation by slot, of days of a kind or of all while these are few; NaN if unknown."""
    chosen = logs[alike] if alike.sum() >= MIN_DAYS else logs
    known = np.isfinite(chosen)
    count = known.sum(axis=0)
    values = np.where(known, chosen, 0.0)
    enough = count >= MIN_DAYS
    mean = np.where(enough, values.sum(axis=0) / np.maximum(count, 1), np.nan)
    squares = np.where(known, chosen - mean, 0.0) ** 2
    return mean, np.maximum(np.sqrt(squares.sum(axis=0) / np.maximum(count - 1, 1)), MIN_SIGMA)
