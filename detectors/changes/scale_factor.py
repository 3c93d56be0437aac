"""Factors that meters make and buildings do not: another unit, a changed transformer, a lost phase.

Powers of ten are told from the ratio of a day or two. Factors that a building could make as well (half, two thirds)
must hold at all hours alike, nights and days off included: where somebody left, the base load stays. Expert rule, as in
the validation of meter data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import IntArray
from data.calendar.day_types import DayType
from data.series import FloatArray
from detectors.changes.daily_levels import DailyLevels

POWERS_OF_TEN = {1000.0: 1, 0.001: 1, 10.0: 2, 0.1: 2}
"""Factors that no building makes, and after how many whole days they are known. Chosen, not tuned."""
SAME_AT_ALL_HOURS = (2.0, 0.5, 2.0 / 3.0, 1.0 / 3.0)
"""Factors of a transformer of another size, and of one or two lost phases. By definition."""
MIN_DAYS, MIN_WORKDAYS = 5, 4
"""Days, and days at work among them, after which such a factor is known. Chosen, not tuned."""


@dataclass(frozen=True)
class Precision:
    """How near to a factor, as log ratios, the mean of all blocks must be and the median of each.

    Parameters
    ----------
    mean, block
        What is granted to exact levels.
    max_mean_error, max_block
        The largest standard error of the mean, and the most that is granted to a block with its noise.
    """

    mean: float
    block: float
    max_mean_error: float
    max_block: float


FAR = Precision(0.25, 0.3, 1.0, 1.0)
"""For factors of a thousand, which are far from anything else. Chosen, not tuned."""
NEAR = Precision(0.08, 0.1, 0.1, 0.25)
"""For the factor of a tenth, to which use may fall. Chosen, not tuned."""
HIGH = Precision(0.15, 0.3, 0.2, 1.0)
"""For ten times, which no building reaches. Chosen, not tuned."""
EXACT = Precision(0.04, 0.06, 0.03, 0.13)
"""For factors that a building could make as well. Chosen, not tuned."""
SIGMAS = 2.5
"""Standard errors that are granted to the median of a block. Chosen, not tuned."""
MIN_CONTRAST = 1.25
"""The highest block through the lowest one before the change, for hours to be told apart. Chosen, not tuned."""
MIN_SHARE = 0.02
"""Share of the reference level that a block must have had to be compared. Chosen, not tuned."""
BLOCK_NOISE, MEDIAN_ERROR = 1.6, 1.25
"""Noise of a block through that of a day, and the standard error of a median through that of a mean: factors. Measured
on buildings, and by definition."""
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Quantiles of readings that are all multiplied on another scale, also where no two days are alike. Chosen."""
MIN_SHARES = 3
"""How many of them must be above zero. Chosen, not tuned: a small scale has few digits."""
SAME_FACTOR, SAME_QUANTILE = 0.4, 0.8
"""How near to the factor, as log ratios, the quantiles must be in the mean, and each. Chosen: a building that
uses ten times as much does so at certain hours."""


def scale_of_readings(before_kw: FloatArray, after_kw: FloatArray) -> float | None:
    """Return by which power of ten all readings are multiplied, the lowest as the highest; None where they are not.

    A tenth is not looked for: use may fall to it.
    """
    levels = [np.quantile(kw[np.isfinite(kw)], SHARES) for kw in (before_kw, after_kw)]
    is_known = (levels[0] > 0) & (levels[1] > 0)
    if is_known.sum() < MIN_SHARES:
        return None
    ratio = np.log(levels[1][is_known] / levels[0][is_known])
    for factor in (1000.0, 0.001, 10.0):
        away = ratio - np.log(factor)
        if abs(away.mean()) <= SAME_FACTOR and np.abs(away).max() <= SAME_QUANTILE:
            return factor
    return None


def scale_factor(
    levels: DailyLevels, base: FloatArray, days: IntArray, noise: float, reference_kw: float
) -> float | None:
    """Return the factor by which the levels of some days differ from those before; None where it is none of a meter.

    Parameters
    ----------
    base
        Levels before by kind of day and block, in kW.
    days
        Days with levels, all after the change.
    noise
        Log ratio: the noise of single days.
    """
    kinds = levels.grid.day_type[days]
    ratio = _log_ratio(levels.blocks(days), base[kinds], reference_kw)
    if not np.isfinite(ratio).any():
        return None
    count, count_work, has_contrast = len(days), int((kinds == 0).sum()), _has_contrast(base[np.unique(kinds)])
    for factor, needed in POWERS_OF_TEN.items():
        precision = HIGH if factor == 10.0 else NEAR if factor == 0.1 else FAR
        is_far = precision is FAR
        if (
            count >= needed
            and (is_far or (has_contrast and count_work > 0))
            and _is_even(ratio, kinds, factor, precision, noise)
        ):
            return factor
    if count < MIN_DAYS or count_work < MIN_WORKDAYS or not has_contrast:
        return None
    return next((factor for factor in SAME_AT_ALL_HOURS if _is_even(ratio, kinds, factor, EXACT, noise)), None)


def _log_ratio(blocks: FloatArray, base: FloatArray, reference_kw: float) -> FloatArray:
    comparable = (base > MIN_SHARE * reference_kw) & (blocks > 0)
    return np.where(comparable, np.log(np.where(comparable, blocks, 1.0) / np.where(comparable, base, 1.0)), np.nan)


def _is_even(ratio: FloatArray, kinds: IntArray, factor: float, precision: Precision, noise: float) -> bool:
    """Return whether the ratio is that factor in the mean, and in every block of every kind of day."""
    error = MEDIAN_ERROR * noise / np.sqrt(len(ratio))
    if error > precision.max_mean_error or abs(np.nanmedian(ratio) - np.log(factor)) > precision.mean + error:
        return False
    for kind in DayType:
        for column in ratio[kinds == kind].T:
            known = column[np.isfinite(column)]
            granted = precision.block + SIGMAS * MEDIAN_ERROR * BLOCK_NOISE * noise / np.sqrt(max(len(known), 1))
            if len(known) and abs(np.median(known) - np.log(factor)) > min(granted, precision.max_block):
                return False
    return True


def _has_contrast(base: FloatArray) -> bool:
    return any(float(np.nanmax(row)) >= MIN_CONTRAST * float(np.nanmin(row)) for row in base if np.isfinite(row).any())
