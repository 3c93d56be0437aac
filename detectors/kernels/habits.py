"""How a weekday departs from the other days of its kind, and which anomalies came back every week."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.kernels.compiled import compiled


@compiled("f8[:,::1](f8[:,:], f8[:], f8[:], f8, i8)")
def steady_departure(
    departures: FloatArray, weights: FloatArray, noise: FloatArray, doubt: float, fewest: int
) -> FloatArray:
    """Return the departure that some days share, shrunk to 0 where it is no more than their noise, and how it varies.

    The weighted median of each column, times ``1 - (doubt / t**2)**2``, at least 0, where ``t`` is its size in standard
    errors: the noise over the root of the effective number of days (Kish 1965).

    Parameters
    ----------
    departures
        Shape ``(days, columns)``; NaN where unknown.
    weights
        Of the days; those of weight 0 do not count.
    noise
        Shape ``(columns,)``: the robust sigma of departures of all days of the kind.
    doubt
        Square of the size in standard errors up to which nothing is believed.
    fewest
        Days that must be known.

    Returns
    -------
    numpy.ndarray
        Shape ``(2, columns)``: the departure, and the median distance of the days from it; 0 where there is none.
    """
    rows, columns = departures.shape
    found = np.zeros((2, columns))
    value, weight = np.empty(rows), np.empty(rows)
    for c in range(columns):
        count, total, squares = 0, 0.0, 0.0
        for r in range(rows):
            if weights[r] > 0 and np.isfinite(departures[r, c]):
                count += 1
                total += weights[r]
                squares += weights[r] ** 2
        if count < fewest or not noise[c] > 0:
            continue
        least, above, below = noise[c] * np.sqrt(doubt * squares) / total, 0.0, 0.0
        for r in range(rows):
            above += weights[r] if departures[r, c] > least else 0.0
            below += weights[r] if departures[r, c] < -least else 0.0
        if max(above, below) < 0.499 * total:  # so is the median, which takes sorting
            continue
        count = 0
        for r in range(rows):
            if weights[r] > 0 and np.isfinite(departures[r, c]):
                place = count
                while place > 0 and value[place - 1] > departures[r, c]:
                    value[place], weight[place] = value[place - 1], weight[place - 1]
                    place -= 1
                value[place], weight[place] = departures[r, c], weights[r]
                count += 1
        so_far, median = 0.0, 0.0
        for i in range(count):
            so_far += weight[i]
            if so_far >= total / 2.0:
                median = value[i]
                break
        size = (total * median) ** 2 / (squares * noise[c] ** 2)
        if size > doubt:
            found[0, c] = median * (1.0 - (doubt / size) ** 2)
            for i in range(count):
                value[i] = abs(value[i] - found[0, c])
            found[1, c] = np.median(value[:count])
    return found


@compiled("b1[::1](i1[:,::1], i8)")
def repeated(sides: NDArray[np.int8], reach: int) -> NDArray[np.bool_]:
    """Return where the last row has a side that every other row has as well, at most ``reach`` columns away.

    ``sides`` has shape ``(rows, columns)`` with -1, 0 or 1; 0 is no side.
    """
    rows, columns = sides.shape
    found = np.zeros(columns, np.bool_)
    for c in range(columns):
        side = sides[rows - 1, c]
        if side == 0:
            continue
        everywhere = True
        for r in range(rows - 1):
            near = False
            for other in range(max(0, c - reach), min(columns, c + reach + 1)):
                if sides[r, other] == side:
                    near = True
                    break
            if not near:
                everywhere = False
                break
        found[c] = everywhere
    return found
