"""Where a change began and ended: first the day, by the levels of days; then the reading, by the readings around it.

Both are start estimates of a CUSUM chart (Page 1954, doi:10.1093/biomet/41.1-2.100): what lies nearer to the new level
than to the one before adds to a sum, what lies nearer to the one before takes away from it, and the change began where
the sum was lowest. A slow drift has no such day; a line with a bend is fitted to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import IntArray
from data.series import FloatArray

HALF = 0.5
"""Share of the way to the new level from which a level belongs to it. By definition of nearer."""
BEYOND = 1.0
"""Share of the way by which single days count beyond either level at most. Chosen, not tuned."""
LASTING = 3
"""Last levels most of which must belong to the new level: else the meter has returned already. Chosen, not tuned."""
NEAR = 0.3
"""Share of the way within which the levels on both sides of a step lie at either level. Chosen, not tuned."""
DRIFT_DAYS = 21
"""Days that a drift takes at least; what is faster is a step. Chosen, not tuned."""
STEP_FITS = 0.1
"""Share of the squares that a step may leave for it to be no drift. Chosen, not tuned."""
DRIFT_FITS = 0.85
"""Squares left by a line with a bend, through those left by a step, below which a change is a drift. Chosen."""
INFORMATIVE_KW, INFORMATIVE_RATIO = 0.5, 0.35
"""Shares of the largest difference of the two levels, in kW and as a ratio, of which a time of the day must reach one
for its readings to tell the levels apart. Chosen, not tuned."""


SMALLEST = 0.01
"""Share of the largest difference below which a level counts as zero. Technical limit."""


@dataclass(frozen=True)
class Onset:
    """The day a change began, and whether it came slowly."""

    day: int
    is_drift: bool
    before: int
    """The last day before it on which its stream was as ever."""
    is_sharp: bool = True
    """Whether it went all the way within a few days."""


def onset(days: IntArray, levels: FloatArray, before: float, after: float) -> Onset | None:
    """Return where a change began among the levels of a stream; None where the last one is as before.

    Parameters
    ----------
    days, levels
        The last days of the stream, and the logarithms of their levels.
    before, after
        Logarithms of the level before the change and of the new one.
    """
    way = np.clip((levels - before) / (after - before), -BEYOND, 1.0 + BEYOND)
    if min(_middle(way[-LASTING:]), way[-1]) < HALF:
        return None
    total = np.cumsum(way - HALF)
    first = 1 + int(np.argmin(total)) if total.min() < 0 else 0
    if first >= len(days):
        return None
    step = way.copy()
    step[first:] -= way[first:].sum() / (len(way) - first)
    left, is_drift, bend = float(step @ step), False, first
    if left > STEP_FITS * float(way @ way) and days[-1] - days[0] >= DRIFT_DAYS:
        bend, left_by_bend = _bend(days, way)
        is_drift = left_by_bend < DRIFT_FITS * left and bool(days[-1] - days[bend] >= DRIFT_DAYS)
    is_sharp = first > 0 and _middle(way[max(first - LASTING, 0) : first]) < NEAR
    is_sharp = is_sharp and _middle(way[first : first + LASTING]) > 1.0 - NEAR and not is_drift
    first = bend if is_drift else first
    return Onset(int(days[first]), is_drift, int(days[max(first - 1, 0)]), is_sharp)


def _middle(values: FloatArray) -> float:
    """Return the median of a few values, of two the higher one."""
    return float(np.sort(values)[len(values) // 2])


def _bend(days: IntArray, way: FloatArray) -> tuple[int, float]:
    """Return from which position on the levels rise along a line, and the sum of squares that is left."""
    since = np.maximum(days[None, :] - days[:, None], 0).astype(np.float64)
    squares = np.maximum((since**2).sum(axis=1), 1e-12)
    gained = np.maximum(since @ way, 0.0) ** 2 / squares
    best = int(np.argmax(gained))
    return best, float(way @ way - gained[best])


def edge(power_kw: FloatArray, before_kw: FloatArray, after_kw: FloatArray, *, everywhere: bool = False) -> int:
    """Return with which of some readings in a row the level goes over from one to another; their number where none.

    Parameters
    ----------
    power_kw
        Readings, NaN where there is none.
    before_kw, after_kw
        The two levels at each of them.
    everywhere
        Whether every reading tells them apart: where the scale is another one.
    """
    difference = np.nan_to_num(after_kw - before_kw)
    size = np.abs(difference)
    ratio = size / np.maximum(np.minimum(np.abs(before_kw), np.abs(after_kw)), SMALLEST * size.max(initial=SMALLEST))
    ratio = np.where(np.isfinite(ratio), ratio, 0.0)
    clear = (size >= INFORMATIVE_KW * size.max(initial=0.0)) | (ratio >= INFORMATIVE_RATIO * ratio.max(initial=0.0))
    way = np.where((clear | everywhere) & (size > 0), (power_kw - before_kw) * np.sign(difference) - HALF * size, 0.0)
    way = np.clip(np.nan_to_num(way), -size, size)
    total = np.concatenate([[0.0], np.cumsum(way)])
    return len(total) - 1 - int(np.argmin(total[::-1]))  # as late as can be, where nothing tells
