"""How far readings usually are from expected: by slot, by window, and more after days that surprised.

All spreads are robust standard deviations in kW of trailing means of the residual.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from data.series import FloatArray
from detectors.quantile import column_quantile

SHARE = 0.9
"""The spread is the 90 % quantile of the size of residuals, over that of a normal distribution."""
SIGMAS_AT_SHARE = 1.645
POOLED = 0.08
"""Share of the variance that all slots lend to each slot, so that a few calm days make no slot too sure."""
LEAST_SHARE = 0.01
"""No spread is below 1 % of the meter's span."""
TAIL_SHARE = 0.95
LEAST_TAIL = 1.0
FEWEST_SCORES = 100


def slot_spread(residual: FloatArray, all_residual: FloatArray, least_kw: float, reach: int) -> FloatArray:
    """Return the spread of each slot.

    Parameters
    ----------
    residual
        Shape ``(days, slots)``, of days of one kind.
    all_residual
        The same of all days.
    least_kw
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
    spread: FloatArray = np.maximum(np.nan_to_num(mixed, nan=least_kw), least_kw)
    return spread


def tail_factors(standardised: FloatArray) -> tuple[float, float]:
    """Return by how much the tails of past scores are heavier than normal ones, above and below.

    The factor scales a spread so that a score of k is as rare as k sigma on either side.
    """
    known = standardised[np.isfinite(standardised)]
    if len(known) < FEWEST_SCORES:
        return 1.0, 1.0
    share = 1.0 - (1.0 - TAIL_SHARE) / 2.0
    sigmas = NormalDist().inv_cdf(share)
    above = float(np.quantile(np.maximum(known, 0.0), share)) / sigmas
    below = float(np.quantile(np.maximum(-known, 0.0), share)) / sigmas
    return max(above, LEAST_TAIL), max(below, LEAST_TAIL)


@dataclass
class Surprise:
    """How surprising the last days were: after an odd day the next is harder to foresee as well.

    The same clustering of volatility that ARCH models describe (Engle 1982, doi:10.2307/1912773), kept as a simple
    exponential mean of the days' mean absolute score.
    """

    ordinary: float = 0.8
    memory: float = 0.6
    highest: float = 6.0
    value: float = 1.0

    @property
    def factor(self) -> float:
        """Return what all spreads of the coming day are multiplied by, at least 1."""
        return min(max(1.0, self.value), self.highest)

    def learn(self, mean_score: float) -> None:
        """Take in the mean absolute score of a day."""
        if np.isfinite(mean_score):
            capped = min(mean_score, 2.0 * self.highest) / self.ordinary
            self.value = (1.0 - self.memory) * capped + self.memory * self.value


def _shifts(reach: int) -> tuple[int, ...]:
    """Return which neighbours are pooled: all within reach, at most five of them, so that short steps stay cheap."""
    return tuple(sorted({round(part) for part in np.linspace(-reach, reach, min(2 * reach + 1, 5))}))
