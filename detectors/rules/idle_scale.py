"""By how much the spreads of rests grow: where long tails are this meter's way, and after rests that surprised."""

from __future__ import annotations

import numpy as np

from data.series import FloatArray

TAIL_PERIODS = 20
RARE_SHARE, RARE_SIGMAS = 0.1, 3.0
FADING = 0.6
ORDINARY = 0.8
"""Mean absolute score of an ordinary rest: that of a normal distribution."""
HIGHEST = 12.0


def rare(tops: FloatArray) -> float:
    """Return by how much spreads must grow so that one rest in ten reaches ``RARE_SIGMAS``: some tails are heavy."""
    known = tops[np.isfinite(tops)]
    return float(np.quantile(known, 1.0 - RARE_SHARE)) / RARE_SIGMAS if len(known) >= TAIL_PERIODS else 1.0


def volatility(before: float, size: FloatArray) -> float:
    """Return by how much spreads grow after a rest of such standardised residuals, at least 1.

    The same clustering of volatility as in ``scale.Volatility``, one number for the rest as a whole.
    """
    known = size[np.isfinite(size)]
    if len(known) == 0:
        return before
    return max(1.0, (1.0 - FADING) * min(float(known.mean()), HIGHEST) / ORDINARY + FADING * before)
