"""Counters: from what a register shows to the energy of each interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_NEARLY_FULL = 0.9
_NEARLY_EMPTY = 0.1
_LARGEST_AFTER_RESET = 3.0
"""After a reset the counter's value is taken as energy only up to this many times the largest usual rise."""


@dataclass(frozen=True)
class Rises:
    """Energy of each interval by a counter, in the counter's unit; the last interval has none yet.

    Parameters
    ----------
    energy
        Rise from each reading to the next; NaN after the last and where it cannot be known.
    rolled_over, reset
        True where the counter passed its last digit, or began anew.
    """

    energy: FloatArray
    rolled_over: NDArray[np.bool_]
    reset: NDArray[np.bool_]


def glitches(counter: FloatArray) -> NDArray[np.bool_]:
    """Mark single readings that lie outside their neighbours while these fit each other."""
    marks = np.zeros(len(counter), bool)
    known = np.flatnonzero(np.isfinite(counter))
    if len(known) < 3:
        return marks
    before, here, after = counter[known[:-2]], counter[known[1:-1]], counter[known[2:]]
    outside = (here < before) | (here > after)
    single = outside & (before <= after)
    single[1:] &= ~single[:-1]
    marks[known[1:-1][single]] = True
    return marks


def rises(counter: FloatArray) -> Rises:
    """Return the energy between one reading of a counter and the next, over resets and roll-overs.

    Parameters
    ----------
    counter
        Readings in order of time, without NaN.
    """
    energy = np.append(np.diff(counter), np.nan)
    falls = np.flatnonzero(energy < 0)
    rolled_over, reset = np.zeros(len(counter), bool), np.zeros(len(counter), bool)
    usual = energy[energy > 0]
    largest = _LARGEST_AFTER_RESET * float(np.quantile(usual, 0.999)) if len(usual) else np.inf
    for fall in falls:
        before, after = counter[fall], counter[fall + 1]
        capacity = 10.0 ** np.ceil(np.log10(max(before, 1.0)))
        over = after + capacity - before
        if before > _NEARLY_FULL * capacity and after < _NEARLY_EMPTY * capacity and over <= largest:
            energy[fall], rolled_over[fall] = over, True
        else:
            energy[fall], reset[fall] = after if 0 <= after <= largest else np.nan, True
    return Rises(energy, rolled_over, reset)
