"""Readings by a clock with summer time, in steps that the change of the clock does not divide.

By absolute time they lie on one grid in winter and beside it in summer. Summer is moved onto the grid of winter.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.quality import Ledger
from data.time.grid import MINUTE, SNAP
from data.time.wall_clock import offset_at, repeated_hour

Int64Array = NDArray[np.int64]
REGULAR = 0.9
"""Regularity of times that lie on one grid but for a few; evenly spread ones have 0, all on the grid 1."""


def daylight_saving_shift(times: Int64Array, timezone: str, step: int) -> Int64Array:
    """Return by how much each time is to be moved on, so that summer and winter share a grid.

    Never backwards, or midnight would become a time of the day before. All 0 where the times lie on one grid as they
    are, or where the clock changes by whole steps or by so little that the nearest slot is the right one.

    Parameters
    ----------
    times
        Instants, microseconds.
    step
        Length of an interval, microseconds.
    """
    offset = offset_at(timezone, times)
    daylight_saving = offset - offset.min()
    widest = int(daylight_saving.max())
    later = times + daylight_saving
    stays = widest % step == 0 or widest <= SNAP * step
    if stays or _regularity(later, step) < max(REGULAR, _regularity(times, step)):
        return np.zeros(len(times), np.int64)
    phase = float(np.angle(_phasors(later, step).mean()))
    return np.where(_distance(later, step, phase) <= _distance(times, step, phase), daylight_saving, 0)


def note_shift(times: Int64Array, shift: Int64Array, step: int, ledger: Ledger) -> None:
    """Report which times summer time moved, each kind of summer time by itself."""
    for by in np.unique(shift[shift > 0]):
        ledger.add(
            "off_grid", times[shift == by],
            f"Summer time is no whole number of {step / MINUTE:g}-minute intervals: "
            f"times within it moved on by {by / MINUTE:g} minutes.",
        )  # fmt: skip


def absent_pass(index: pd.DatetimeIndex, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which slots belong to a pass of the hour that comes twice of which a file of 24-hour days has no readings.

    The other pass has all of its readings. Nothing is missing then: there was no more to write.
    """
    inside, steps = repeated_hour(index)
    absent = np.zeros(len(index), bool)
    for first in np.flatnonzero(np.diff(inside.view(np.int8), prepend=0) == 1).tolist():
        passes = slice(first, first + steps), slice(first + steps, first + 2 * steps)
        for one, other in (passes, passes[::-1]):
            if known[one].all() and not known[other].any():
                absent[other] = True
    return absent


def _phasors(times: Int64Array, step: int) -> NDArray[np.complex128]:
    """Return the place of each time within its step as a point of the unit circle."""
    return np.asarray(np.exp(2j * np.pi * (times % step) / step))


def _regularity(times: Int64Array, step: int) -> float:
    return float(np.abs(_phasors(times, step).mean()))


def _distance(times: Int64Array, step: int, phase: float) -> NDArray[np.float64]:
    """Return how far times are off a phase, as an angle."""
    return np.asarray(np.abs(np.angle(_phasors(times, step) * np.exp(-1j * phase))))
