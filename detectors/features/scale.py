"""How far readings usually are from expected: by slot, by window, and more after days that surprised.

All spreads are robust standard deviations in kW of trailing means of the residual.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from data.series import FloatArray
from detectors.features.quantile import column_quantile

SHARE = 0.9
"""The spread is the 90 % quantile of the size of residuals, over that of a normal distribution."""
SIGMAS_AT_SHARE = 1.645
POOLED = 0.03
"""Share of the variance that all slots lend to each slot, so that a few calm days make no slot too sure."""
MIN_SHARE = 0.01
"""No spread is below 1 % of the meter's span."""
TAIL_SHARE = 0.95
MIN_TAIL = 1.0
MIN_SCORES = 100
MIN_DAYS = 28
TOP_SHARE = 0.25
TOP_SIGMAS = 2.5
ORDINARY = 0.8
"""Mean absolute score of an ordinary day: that of a normal distribution."""
MEMORY = 0.6
HIGHEST = 4.0
PARTS = 4
MORNING_HOUR = 6


def slot_scale(residual: FloatArray, all_residual: FloatArray, min_kw: float, reach: int) -> FloatArray:
    """Return the spread of each slot.

    Parameters
    ----------
    residual
        Shape ``(days, slots)``, of days of one kind.
    all_residual
        The same of all days.
    min_kw
        Lower limit of the result.
    reach
        Neighbouring slots on either side that are looked at together with a slot.
    """
    size = np.abs(residual)
    rolled = np.concatenate([np.roll(size, shift, axis=1) for shift in _shifts(reach)])
    own = column_quantile(rolled, SHARE) / SIGMAS_AT_SHARE
    known = np.abs(all_residual[np.isfinite(all_residual)])
    common = float(np.quantile(known, SHARE)) / SIGMAS_AT_SHARE if len(known) else np.nan
    mixed = np.sqrt((1.0 - POOLED) * np.where(np.isfinite(own), own, common) ** 2 + POOLED * common**2)
    scale: FloatArray = np.maximum(np.nan_to_num(mixed, nan=min_kw), min_kw)
    return scale


def tail_factors(standardised: FloatArray) -> tuple[float, float]:
    """Return by how much the tails of past scores are heavier than normal ones, above and below.

    The factor scales a spread so that a score of k is as rare as k sigma on either side.
    """
    known = standardised[np.isfinite(standardised)]
    if len(known) < MIN_SCORES:
        return 1.0, 1.0
    share = 1.0 - (1.0 - TAIL_SHARE) / 2.0
    sigmas = NormalDist().inv_cdf(share)
    above = float(np.quantile(np.maximum(known, 0.0), share)) / sigmas
    below = float(np.quantile(np.maximum(-known, 0.0), share)) / sigmas
    return max(above, MIN_TAIL), max(below, MIN_TAIL)


def tail_scale(daily_top: FloatArray) -> float:
    """Return by how much all spreads of a meter must grow so that the highest score of a day is rarely high.

    One day in four may reach ``TOP_SIGMAS``; meters with many short peaks, such as homes, need it, calm ones do not.
    """
    known = daily_top[np.isfinite(daily_top)]
    if len(known) < MIN_DAYS:
        return 1.0
    return max(1.0, float(np.quantile(known, 1.0 - TOP_SHARE)) / TOP_SIGMAS)


@dataclass(eq=False)
class Volatility:
    """How surprising the last days were: after an odd day the next is harder to foresee as well.

    The same clustering of volatility that ARCH models describe (Engle 1982, doi:10.2307/1912773), kept as exponential
    means of the mean absolute score, of whole days and of each of four parts of the day.
    """

    slots: int

    def __post_init__(self) -> None:
        self._whole = 1.0
        self._parts = np.ones(PARTS)
        self._part_of = np.arange(self.slots) * PARTS // self.slots
        self._factor = np.ones(self.slots)
        self._coming = np.ones(self.slots)

    @property
    def factor(self) -> FloatArray:
        """Return what the spreads of the coming day are multiplied by, at least 1, shape ``(slots,)``.

        The hours before morning still belong to the evening before: they keep the factor of the day before.
        """
        return self._factor

    def update(self, standard: FloatArray, daily: FloatArray) -> None:
        """Take in a day's standardised residuals and its standardised daily means, both of shape ``(slots,)``."""
        size = np.abs(standard)
        self._whole = _faded(self._whole, max(_mean(size), _mean(np.abs(daily))))
        self._parts = np.array([_faded(old, _mean(size[self._part_of == i])) for i, old in enumerate(self._parts)])
        whole = min(max(1.0, self._whole), HIGHEST)
        parts = np.clip(self._parts, 1.0, HIGHEST)[self._part_of]
        before, self._coming = self._coming, np.sqrt(whole * parts)
        self._factor = np.where(np.arange(self.slots) < MORNING_HOUR * self.slots / 24.0, before, self._coming)


def _faded(old: float, mean_score: float) -> float:
    if not np.isfinite(mean_score):
        return old
    return (1.0 - MEMORY) * min(mean_score, 2.0 * HIGHEST) / ORDINARY + MEMORY * old


def _mean(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else -np.inf


def _shifts(reach: int) -> tuple[int, ...]:
    """Return which neighbours are pooled: all within reach, at most five of them, so that short steps stay cheap."""
    return tuple(sorted({round(part) for part in np.linspace(-reach, reach, min(2 * reach + 1, 5))}))
