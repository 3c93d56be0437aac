"""Numbers that a device writes when it has no reading: 4294967.295, -9999, 65535 and kin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_FULL_COUNTERS = (2**32 - 1, 2**32, 2**31 - 1, 2**31, 2**16 - 1, 2**16, 2**15 - 1, 2**15)
_NINES = tuple(10**digits - 1 for digits in range(3, 11))
_CODES = np.array(sorted({code / 10**digits for code in (*_FULL_COUNTERS, *_NINES) for digits in range(4)}))
_CODES = _CODES[_CODES >= 9.99]
_TOLERANCE = 1e-7
"""Relative; wide enough for values stored as 32-bit floats."""
_FAR = 5.0
"""A code counts only where it is this many times larger than nearly all other readings: 9999 W may be real."""
_NEARLY_ALL = 0.99


def sentinels(values: FloatArray) -> NDArray[np.bool_]:
    """Mark values that stand for "no reading".

    A value is marked when it is exactly such a code, positive or negative, and far from the others.
    """
    size = np.abs(values)
    position = np.searchsorted(_CODES, size * (1 - _TOLERANCE))
    nearest = _CODES[np.minimum(position, len(_CODES) - 1)]
    coded = np.isfinite(values) & (np.abs(size - nearest) <= _TOLERANCE * nearest)
    if not coded.any():
        return np.asarray(coded)
    others = size[np.isfinite(values) & ~coded]
    usual = float(np.quantile(others, _NEARLY_ALL)) if len(others) else 0.0
    return np.asarray(coded & (size > _FAR * usual)) if len(others) else np.zeros(len(values), bool)
