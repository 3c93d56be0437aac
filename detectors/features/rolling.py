"""Means over windows that end with each reading of a day and may begin on days before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.kernels import FULL_SHARE

PARTS_OF_DAY = 4
"""Parts of a day that are fitted apart: night, morning, afternoon, evening; number. Chosen, not tuned."""


def days_before(steps: int, slots: int) -> int:
    """Return how many days before a day a window of so many steps can reach."""
    return -(-(steps - 1) // slots)


def trailing_means(values: FloatArray, steps: tuple[int, ...], slots: int) -> list[FloatArray]:
    """Return, for each length, the means over the windows that end with each of the last ``slots`` values.

    Parameters
    ----------
    values
        Shape ``(..., n)`` with ``n`` at least ``slots`` plus the longest window less one; NaN where unknown.

    Returns
    -------
    list
        Arrays of shape ``(..., slots)``; NaN where less than ``FULL_SHARE`` of a window is known.
    """
    known = np.isfinite(values)
    if known.all():
        total = _summed(values)
        return [_difference(total, length, slots) / length for length in steps]
    total, count = _summed(np.where(known, values, 0.0)), _summed(known)
    means = []
    for length in steps:
        inside = _difference(count, length, slots)
        enough = inside >= FULL_SHARE * length
        means.append(np.where(enough, _difference(total, length, slots) / np.maximum(inside, 1), np.nan))
    return means


def _summed(values: np.ndarray) -> np.ndarray:
    total = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=total[..., 1:])
    return total


def _difference(total: np.ndarray, length: int, slots: int) -> FloatArray:
    end = total.shape[-1]
    apart: FloatArray = total[..., end - slots :] - total[..., end - slots - length : end - length]
    return apart


def part_edges(slots: int, parts: int) -> NDArray[np.int64]:
    """Return the slots between which equal parts of a day lie, shape ``(parts + 1,)``."""
    return -(-np.arange(parts + 1) * slots // parts)
