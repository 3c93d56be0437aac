"""What the days of a meter turned out to be: at work, off, or between, each by the courses of the weeks before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import CLOSED_WEEKDAY, OPEN_DAY_OFF, BoolArray, DayGrid, DayType, IntArray
from data.calendar.lengths import DAY_HOURS, HALF_YEAR_DAYS
from data.series import FloatArray
from detectors import kernels
from detectors.features.rolling import part_edges

LIKE_OFF, LIKE_WORK = 0.65, 0.35
"""How much like a Sunday a day must be to have been off, or at most to have been worked. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class Observed:
    """What the days of a meter turned out to be.

    Parameters
    ----------
    kind
        Shape ``(days,)``, as in ``DayKinds``.
    like_off
        How much each day was like a Sunday, from 0 for a weekday to 1; NaN where that cannot be said.
    is_clear
        Whether it was off, or more like a weekday: a day below any day off is neither.
    is_separable
        Whether days at work and off differ so much, in the weeks before, that this can be said of a day at all.
    level_kw
        Mean power of the ordinary weekdays before each day.
    base
        ``DayType`` of each day as if there were no holidays.
    """

    kind: IntArray
    like_off: FloatArray
    is_clear: BoolArray
    is_separable: BoolArray
    level_kw: FloatArray
    base: IntArray

    @property
    def is_reduced(self) -> BoolArray:
        """Which days were nearer to a day off than to a weekday, or in between."""
        half: BoolArray = (np.nan_to_num(self.like_off) >= LIKE_WORK) | (self.kind == CLOSED_WEEKDAY)
        return half


def observed_days(grid: DayGrid, trainable_kw: FloatArray) -> Observed:
    """Return what the days turned out to be, each by the usual courses of the weeks before."""
    base = grid.named_kind
    edges = part_edges(grid.slots, min(DAY_HOURS, grid.slots))
    parts = np.empty((grid.days, len(edges) - 1))
    kernels.day_parts(np.ascontiguousarray(trainable_kw), edges, parts)
    kind, nearer_off, between, is_separable, level_kw = kernels.observed_kinds(
        parts, grid.kinds.expected, base, HALF_YEAR_DAYS
    )
    kind = np.where((base == DayType.WEEKDAY) & (kind != base) & (kind != grid.kinds.expected), CLOSED_WEEKDAY, kind)
    kind = np.where((base != DayType.WEEKDAY) & (kind == DayType.WEEKDAY), OPEN_DAY_OFF, kind)
    is_clear = between & (nearer_off >= LIKE_OFF)
    like_off = np.where(between, nearer_off, np.nan)
    return Observed(kind, like_off, is_clear | (nearer_off < 0.5), is_separable, level_kw, base)
