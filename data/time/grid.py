"""From readings at any times to slots of a regular grid: step, phase, finer and coarser parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.errors import DataError

Int64Array = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
SECOND = 1_000_000
DAY = 86_400 * SECOND

NICE_SECONDS = (
    1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 300, 360, 600, 720, 900, 1200, 1800, 3600, 7200, 10800, 14400, 21600,
    28800, 43200, 86400,
)  # fmt: skip
"""Lengths of an interval that meters are set to."""
MINUTE = 60 * SECOND
LONG_STEP = 2 * 3600 * SECOND
"""A clock change of an hour is a small part of steps longer than this."""
COMMON = 0.05
NEAR = 0.1
"""A distance this near (relative) to such a length is taken for it."""
SNAP = 0.25
"""A time is moved to the grid when it is off by at most this share of a step."""
FINE = 0.6
"""Readings closer than this share of a step are parts of one."""
COARSE_RUN = 4
"""So many equal distances in a row, each several steps long, are a coarser resolution and not gaps."""


@dataclass(frozen=True)
class Grid:
    """A step and a phase in microseconds: slot k begins at ``phase + k * step``."""

    step: int
    phase: int

    @property
    def hours(self) -> float:
        """Length of a slot in hours."""
        return self.step / (3600 * SECOND)

    def start(self, slots: Int64Array) -> Int64Array:
        """Return when slots begin."""
        return self.phase + slots * self.step


@dataclass(frozen=True)
class Placed:
    """Readings on a grid, one row each, in order of time.

    Parameters
    ----------
    slot
        The first slot of each reading.
    parts
        How many readings share the slot (finer readings); 1 for an ordinary one.
    length
        How many slots the reading covers (coarser readings); 1 for an ordinary one.
    moved
        By how much the time was moved, microseconds.
    stray
        True for readings that fit nowhere and are left out.
    """

    slot: Int64Array
    parts: Int64Array
    length: Int64Array
    moved: Int64Array
    stray: BoolArray


def nice(distances: Int64Array) -> Int64Array:
    """Return the usual interval length near each distance, or the distance itself in whole seconds."""
    lengths = np.array(NICE_SECONDS, np.int64) * SECOND
    position = np.clip(np.searchsorted(lengths, distances), 1, len(lengths) - 1)
    below, above = lengths[position - 1], lengths[position]
    nearest = np.where(distances - below < above - distances, below, above)
    close = np.abs(distances - nearest) <= NEAR * nearest
    return np.where(close, nearest, np.maximum(distances // SECOND, 1) * SECOND)


def find_step(times: Int64Array, meter_id: str) -> int:
    """Find the step of readings, microseconds, from the commonest distance between them.

    Parameters
    ----------
    times
        Distinct instants in ascending order, microseconds.

    Raises
    ------
    DataError
        With fewer than two instants, or when the commonest distance is above a day.
    """
    if len(times) < 2:
        raise DataError(f"Meter {meter_id} has {len(times)} reading; at least two are needed to know its step.")
    lengths, counts = np.unique(nice(np.diff(times)), return_counts=True)
    step = int(lengths[counts.argmax()])
    if step > DAY:
        raise DataError(
            f"Meter {meter_id} has one reading in {step / DAY:.1f} days; one a day or more is needed to find anything."
        )
    return step


def find_grid(times: Int64Array, step: int) -> Grid:
    """Find the grid of a step on which most of the times lie (distinct instants, microseconds)."""
    return Grid(step, _phase(times, step))


def _phase(times: Int64Array, step: int) -> int:
    phases = times % step
    if step > LONG_STEP:
        return _late_phase(phases, step)
    values, counts = np.unique(phases, return_counts=True)
    if 2 * counts.max() >= len(times):
        usual = int(values[counts.argmax()])
        whole = (usual + MINUTE // 2) // MINUTE * MINUTE
        return whole % step if step >= 5 * MINUTE else usual
    angle = np.angle(np.mean(np.exp(2j * np.pi * phases / step))) / (2 * np.pi)
    return 0 if abs(angle) <= SNAP else round(angle % 1 * step / SECOND) * SECOND


def _late_phase(phases: Int64Array, step: int) -> int:
    """Return the latest of the common phases: days begin an hour earlier by UTC in summer, and none may slip back."""
    values, counts = np.unique(phases, return_counts=True)
    common = values[counts > COMMON * len(phases)]
    if not len(common):
        return 0
    behind = [int(np.max((value - common) % step)) for value in common]
    return int(common[int(np.argmin(behind))]) if min(behind) < step // 2 else int(values[counts.argmax()])


def place(times: Int64Array, grid: Grid, *, ends: bool) -> Placed:
    """Put readings into slots.

    Parameters
    ----------
    times
        Distinct starts of intervals of one step in ascending order, microseconds.
    grid
        The grid.
    ends
        True when the ends of the intervals are what was written: a longer or shorter interval has its end where
        one of one step has it, not its start.
    """
    gaps = np.diff(times)
    own = np.append(gaps[:1], gaps) if ends else np.append(gaps, gaps[-1:])
    parts = _parts(own, grid.step)
    offset = times - grid.phase
    nearest = (offset + grid.step // 2) // grid.step
    moved = nearest * grid.step - offset
    off_grid = np.abs(moved) > SNAP * grid.step
    inside = (offset + grid.step - 1) // grid.step if ends else offset // grid.step
    slot = np.where(parts > 1, inside, nearest)
    complete = _complete(slot, parts)
    slot = np.where(complete, slot, nearest)
    parts = np.where(complete, parts, 1)
    moved = np.where(complete, 0, moved)
    stray = off_grid & ~complete
    length = np.ones(len(times), np.int64)
    length[~stray] = _lengths(slot[~stray], grid.step, ends=ends)
    if ends:
        slot = slot - (length - 1)
    return Placed(slot, parts, length, np.where(stray, 0, moved), stray)


def _parts(own: Int64Array, step: int) -> Int64Array:
    """Return into how many parts a reading's own distance divides the step; 1 when it does not."""
    count = np.maximum(np.round(step / own), 1).astype(np.int64)
    divides = np.abs(count * own - step) <= 0.02 * step
    return np.where((own < FINE * step) & divides, count, 1)


def _complete(slot: Int64Array, parts: Int64Array) -> BoolArray:
    """Mark readings whose slot is filled by as many parts as it takes."""
    complete = np.zeros(len(slot), bool)
    fine = np.flatnonzero(parts > 1)
    if len(fine):
        slots, position, counts = np.unique(slot[fine], return_inverse=True, return_counts=True)
        wanted = np.zeros(len(slots), np.int64)
        np.maximum.at(wanted, position, parts[fine])
        complete[fine] = (counts == wanted)[position]
    return complete


def _lengths(slot: Int64Array, step: int, *, ends: bool) -> Int64Array:
    """Return how many slots each reading covers: more than one where readings are coarser."""
    length = np.ones(len(slot), np.int64)
    gaps = np.diff(slot)
    if len(gaps) < COARSE_RUN or gaps.max() <= 1:
        return length
    usual = np.isin(gaps * step, np.array(NICE_SECONDS, np.int64) * SECOND) & (gaps > 1)
    edges = np.flatnonzero(np.diff(gaps) != 0) + 1
    first, last = np.append(0, edges), np.append(edges, len(gaps))
    long_run = (last - first >= COARSE_RUN) & usual[first]
    for begin, end in zip(first[long_run], last[long_run], strict=True):
        if ends:  # a distance belongs to the later reading; the very first reading takes that of the second
            length[0 if begin == 0 else begin + 1 : end + 1] = gaps[begin]
        else:
            length[begin : end + (end == len(gaps))] = gaps[begin]
    return length
