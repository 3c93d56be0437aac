"""Volatility: after an anomalous day the next one is harder to predict as well."""

from __future__ import annotations

import math

import numpy as np

from data.series import FloatArray
from detectors import kernels
from detectors.features.rolling import PARTS_OF_DAY, part_edges

ORDINARY_SIZE = 0.8
"""Sigma: mean absolute score of an ordinary day, that of a normal distribution. By definition, rounded."""
MEMORY = 0.6
"""Weight of the days before in the exponential mean of sizes. Chosen, not tuned."""
MAX_FACTOR = 4.0
"""Factor that scales grow by at most. Chosen, not tuned."""
MAX_PERIOD_SIZE = 12.0
"""Scales at which the mean size of a period is clipped in its volatility. Chosen, not tuned."""
MORNING_HOUR = 6
"""Local hours: the readings before it belong to the evening before. Expert's choice."""


class Volatility:
    """How volatile the last days were, as a factor on the scales of the next one.

    Volatile days come in clusters (ARCH models, Engle 1982, doi:10.2307/1912773). What is kept are exponential means of
    the mean absolute score, of whole days and of each of four parts of the day.

    Parameters
    ----------
    slots
        Readings of a day.

    Attributes
    ----------
    factor
        Shape ``(slots,)``, at least 1: what the scales of the next day are multiplied by. Hours before morning belong
        to the evening before and keep the factor of the day before.
    """

    def __init__(self, slots: int) -> None:
        self.factor: FloatArray = np.ones(slots)
        self._whole = 1.0
        self._parts = np.ones(PARTS_OF_DAY)
        self._edges = part_edges(slots, PARTS_OF_DAY)
        self._part_of = np.repeat(np.arange(PARTS_OF_DAY), np.diff(self._edges))
        self._is_night = np.arange(slots) < MORNING_HOUR * slots / 24.0
        self._coming = np.ones(slots)

    def update(self, standard: FloatArray, daily: FloatArray) -> None:
        """Update with a day's standardised residuals and its standardised daily means, both of shape ``(slots,)``."""
        sizes, size_of_day = kernels.mean_sizes(standard, self._edges)
        self._whole = _faded(self._whole, np.fmax(size_of_day, kernels.mean_sizes(daily, self._edges)[1]))
        for part, size in enumerate(sizes):
            self._parts[part] = _faded(self._parts[part], size)
        whole = min(max(1.0, self._whole), MAX_FACTOR)
        parts = np.sqrt(whole * np.minimum(np.maximum(self._parts, 1.0), MAX_FACTOR))
        before, self._coming = self._coming, parts[self._part_of]
        self.factor = np.where(self._is_night, before, self._coming)


def _faded(old: float, mean_score: float) -> float:
    if not math.isfinite(mean_score):
        return old
    return (1.0 - MEMORY) * min(mean_score, 2.0 * MAX_FACTOR) / ORDINARY_SIZE + MEMORY * old


def period_volatility(before: float, size: FloatArray) -> float:
    """Return the factor on scales after a period with such standardised deviations, at least 1.

    The same as ``Volatility``, with one number for an idle period as a whole.
    """
    known = size[np.isfinite(size)]
    if len(known) == 0:
        return before
    mean = (1.0 - MEMORY) * min(float(known.mean()), MAX_PERIOD_SIZE) / ORDINARY_SIZE
    return max(1.0, mean + MEMORY * before)
