"""The span of a meter: the measure of what is much and what is little for it."""

from __future__ import annotations

import numpy as np

from data.series import FloatArray

SPAN_DAYS = 182
LEAST_SPAN_SHARE = 0.02
LEAST_SPAN_KW = 0.1


def span_kw(learnt: FloatArray, day: int) -> float:
    """Return the 5 to 95 % span in kW of the half year before a day, never quite nothing; rows are days."""
    known = learnt[max(0, day - SPAN_DAYS) : day]
    known = known[np.isfinite(known)]
    if len(known) == 0:
        return LEAST_SPAN_KW
    low, high = np.quantile(known, (0.05, 0.95))
    return float(max(high - low, LEAST_SPAN_SHARE * np.abs(known).max(), LEAST_SPAN_KW))
