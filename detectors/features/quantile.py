"""Quantiles by column that tolerate missing values, in one sort; numpy's own are a hundred times slower here."""

from __future__ import annotations

import numpy as np

from data.series import FloatArray
from detectors.kernels import MIN_VALUES


def column_quantile(values: FloatArray, share: float, min_count: int = MIN_VALUES) -> FloatArray:
    """Return the quantile of each column of an array of shape ``(n, columns)``; NaN where too few are known."""
    columns = values.shape[1]
    if len(values) == 0:
        return np.full(columns, np.nan)
    ordered = np.array(values.T, order="C")  # sorted along memory, which is several times as fast
    ordered.sort(axis=1)
    known = np.isfinite(ordered).sum(axis=1)
    position = share * np.maximum(known - 1, 0)
    low = position.astype(np.int64)
    high = np.minimum(low + 1, np.maximum(known - 1, 0))
    row = np.arange(columns)
    below, above = ordered[row, low], ordered[row, high]
    return np.where(known >= min_count, below + (above - below) * (position - low), np.nan)
