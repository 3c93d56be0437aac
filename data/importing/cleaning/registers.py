"""Counters: from what a register shows to the energy of each interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Int64Array = NDArray[np.int64]

_NEARLY_FULL = 0.9
_NEARLY_EMPTY = 0.1
_USUAL = 0.98
"""Nearly all rises are below this quantile of them; the few above may be errors."""
_LARGEST_AFTER_RESET = 3.0
"""After a reset the counter's value is taken as energy only up to this many times the largest usual rise."""
_IMPOSSIBLE = 100.0
"""A rise of so many times the usual ones is no use of energy: the counter was set, or its reading is wrong."""
_COMES_BACK = 0.5
"""A wrong reading comes back by at least this share of what it fell or rose."""
MAX_WRONG = 500
"""So many readings in a row may be wrong, and the counter be seen to go on as before behind them."""


@dataclass(frozen=True)
class Rises:
    """Energy of each interval by a counter, in the counter's unit; the last interval has none yet.

    Parameters
    ----------
    energy
        Rise from each reading to the next; NaN after the last and where it cannot be known.
    rolled_over, reset, jumped
        True where the counter passed its last digit, began anew, or rose by more than can have been used.
    """

    energy: FloatArray
    rolled_over: BoolArray
    reset: BoolArray
    jumped: BoolArray


def wrong_readings(counter: FloatArray) -> BoolArray:
    """Mark readings that fall or rise out of a counter which goes on as before behind them.

    Parameters
    ----------
    counter
        Readings in order of time, without NaN.
    """
    marks = _single(counter)
    kept = np.flatnonzero(~marks)
    level = counter[kept]
    rises = np.diff(level)
    limit = _LARGEST_AFTER_RESET * _largest_usual(rises)
    for fall in np.flatnonzero(rises < 0):
        run = _dip(level, int(fall), limit) or _peak(level, int(fall), limit)
        if run is not None:
            marks[kept[run[0] : run[1]]] = True
    return marks


def _single(counter: FloatArray) -> BoolArray:
    """Mark single readings that lie outside their neighbours while these fit each other."""
    marks = np.zeros(len(counter), bool)
    if len(counter) < 3:
        return marks
    before, here, after = counter[:-2], counter[1:-1], counter[2:]
    outside = (here < before) | (here > after)
    single = outside & (before <= after)
    single[1:] &= ~single[:-1]
    marks[1:-1][single] = True
    return marks


def _dip(level: FloatArray, fall: int, limit: float) -> tuple[int, int] | None:
    """Return the readings from behind a fall up to where the counter is back at its old level, None if it never is."""
    before, after = level[fall], level[fall + 1]
    following = level[fall + 2 : fall + 2 + MAX_WRONG]
    back = np.flatnonzero(np.diff(level[fall + 1 : fall + 2 + MAX_WRONG]) >= _COMES_BACK * (before - after))
    for at in back:
        distance = int(at) + 2
        if 0 <= following[at] - before <= limit * distance:
            return fall + 1, fall + distance
    return None


def _peak(level: FloatArray, fall: int, limit: float) -> tuple[int, int] | None:
    """Return the readings from where the counter jumped up to a fall back to its old level, None if there are none."""
    after, height = level[fall + 1], level[fall] - level[fall + 1]
    first = max(fall - MAX_WRONG, 0)
    jumps = first + np.flatnonzero(np.diff(level[first : fall + 1]) >= _COMES_BACK * height)
    for at in jumps[::-1]:
        if 0 <= after - level[at] <= limit * (fall + 1 - at):
            return int(at) + 1, fall + 1
    return None


def rises(counter: FloatArray, steps: FloatArray | None = None) -> Rises:
    """Return the energy between one reading of a counter and the next, over resets and roll-overs.

    Parameters
    ----------
    counter
        Readings in order of time, without NaN.
    steps
        How many intervals lie between each reading and the next; one where it is not given.
    """
    energy = np.append(np.diff(counter), np.nan)
    falls = np.flatnonzero(energy < 0)
    rolled_over, reset = np.zeros(len(counter), bool), np.zeros(len(counter), bool)
    usual = _largest_usual(energy)
    largest = _LARGEST_AFTER_RESET * usual if usual else np.inf
    for fall in falls:
        before, after = counter[fall], counter[fall + 1]
        capacity = 10.0 ** np.ceil(np.log10(max(before, 1.0)))
        over = after + capacity - before
        if before > _NEARLY_FULL * capacity and after < _NEARLY_EMPTY * capacity and over <= largest:
            energy[fall], rolled_over[fall] = over, True
        else:
            energy[fall], reset[fall] = after if 0 <= after <= largest else np.nan, True
    between = np.ones(len(counter)) if steps is None else np.append(np.maximum(steps, 1.0), 1.0)
    jumped = energy > _IMPOSSIBLE * usual * between if usual else np.zeros(len(counter), bool)
    return Rises(np.where(jumped, np.nan, energy), rolled_over, reset, jumped)


def _largest_usual(energy: FloatArray) -> float:
    """Return the largest of the usual rises: a wrong reading is far above it, and does not count; 0 without rises."""
    positive = energy[energy > 0]
    if not len(positive):
        return 0.0
    usual = float(np.quantile(positive, _USUAL, method="lower"))
    return float(positive[positive <= _IMPOSSIBLE * usual].max())
