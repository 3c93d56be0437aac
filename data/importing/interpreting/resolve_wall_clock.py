"""All readings of a file in absolute time, whatever its clock does when summer time begins and ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.importing.interpreting.cell_times.dates import NO_TIME
from data.importing.interpreting.readings import Readings
from data.time.wall_clock import DAY, ClockChange, Localised, clock_changes, localise, offset_at, standard_offset

FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
DOUBLE_LOW, DOUBLE_HIGH = 1.6, 2.6
"""A doubled hour written once holds the sum of both when it is this many times the usual use."""
OTHER_DAYS = (-7, -6, -5, -4, -3, -2, -1)
"""Days on which the same hour shows the usual use; after the change the same instant is another hour."""


@dataclass(frozen=True)
class Resolved:
    """Readings in absolute time.

    Parameters
    ----------
    instants
        Microseconds in UTC, of the start or end of the interval as the file has it.
    row
        The reading of each instant; one reading may serve two instants.
    halved
        True where a reading is the sum of two hours: only half of it belongs here.
    left_out
        Readings with a value within an hour that never existed.
    left_out_at
        Where these would have been.
    """

    instants: Int64Array
    row: Int64Array
    halved: BoolArray
    left_out: Int64Array
    left_out_at: Int64Array


def changes_over(readings: Readings, timezone: str) -> tuple[ClockChange, ...]:
    """Return the clock changes over the time of the readings."""
    return clock_changes(timezone, int(readings.wall.min()) - DAY, int(readings.wall.max()) + 2 * DAY)


def resolve(readings: Readings, timezone: str, *, clock: str, stamp: str, step: int) -> Resolved:
    """Give every reading its instant.

    Parameters
    ----------
    readings
        The readings; those with an offset keep it unless the clock is "local" and all offsets are zero.
    timezone
        The meter's zone.
    clock
        What times without an offset mean: ``"local"``, ``"standard"`` or ``"utc"``.
    stamp
        ``"start"`` or ``"end"``.
    step
        Length of an interval in microseconds.
    """
    changes = changes_over(readings, timezone)
    rows = np.arange(len(readings))
    everything = np.zeros(len(readings), bool)
    stated = readings.offset != NO_TIME
    if clock == "local" and np.all(readings.offset[stated] == 0):
        stated = np.zeros(len(readings), bool)
    if len(stated) and stated.all():
        return Resolved(readings.wall - readings.offset, rows, everything, rows[:0], rows[:0])
    if clock != "local":
        shift = 0 if clock == "utc" else standard_offset(timezone, int(readings.wall.min()))
        offset = np.where(stated, readings.offset, shift)
        return Resolved(readings.wall - offset, rows, everything, rows[:0], rows[:0])
    if not changes:
        shift = int(offset_at(timezone, readings.wall[:1])[0])
        return Resolved(readings.wall - np.where(stated, readings.offset, shift), rows, everything, rows[:0], rows[:0])
    local = _localised(readings, timezone, changes, stamp, step)
    instants = np.where(stated, readings.wall - readings.offset, local.instants)
    gone = local.skipped & ~stated & (step <= _max_skipped(changes))  # a longer reading holds time that exists
    left_out = gone & readings.known
    resolved = Resolved(instants[~gone], rows[~gone], everything[~gone], rows[left_out], instants[left_out])
    return _halved(resolved, readings, local, changes)


def _max_skipped(changes: tuple[ClockChange, ...]) -> int:
    return max(change.after - change.before for change in changes)


def _localised(readings: Readings, timezone: str, changes: tuple[ClockChange, ...], stamp: str, step: int) -> Localised:
    """Localise times as they are; ends of intervals also as starts, if that leaves fewer times that cannot be."""
    first = int(offset_at(timezone, np.array([changes[0].instant - 1]))[0])
    plain = localise(readings.wall, readings.meters, changes, first)
    if stamp == "start":
        return plain
    starts = localise(readings.wall - step, readings.meters, changes, first)
    shifted = replace(starts, instants=starts.instants + step)
    return shifted if _cost(starts, readings) < _cost(plain, readings) else plain


def _cost(local: Localised, readings: Readings) -> tuple[int, int]:
    nonzero = np.logical_or.reduce([np.nan_to_num(values) != 0 for values in readings.values.values()])
    key = local.instants - local.instants.min()
    again = len(key) - len(np.unique(key + readings.meters * (int(key.max()) + 1)))
    return int(np.sum(local.skipped & readings.known)) + again, int(np.sum(local.skipped & nonzero))


def _halved(resolved: Resolved, readings: Readings, local: Localised, changes: tuple[ClockChange, ...]) -> Resolved:
    """Share out hours that exist twice but are written once, as the sum of both."""
    for change in changes:
        if change.forward:
            continue
        width = change.before - change.after
        second = (resolved.instants >= change.instant) & (resolved.instants < change.instant + width)
        first = (resolved.instants >= change.instant - width) & (resolved.instants < change.instant)
        first &= local.repeated[resolved.row]
        if (second & local.repeated[resolved.row]).any() or not first.any():
            continue
        if not _is_sum(resolved, readings, change.instant - width, width):
            continue
        again = np.flatnonzero(first)
        halved = resolved.halved.copy()
        halved[again] = True
        resolved = Resolved(
            np.concatenate([resolved.instants, resolved.instants[again] + width]),
            np.concatenate([resolved.row, resolved.row[again]]),
            np.concatenate([halved, np.ones(len(again), bool)]),
            resolved.left_out,
            resolved.left_out_at,
        )
    return resolved


def _is_sum(resolved: Resolved, readings: Readings, start: int, width: int) -> bool:
    """Say whether the doubled hour stands out, over all meters, against the hours around it and on other days."""
    near = (resolved.instants >= start - 8 * DAY) & (resolved.instants < start + 9 * DAY)
    instants, rows = resolved.instants[near], resolved.row[near]
    use = np.nansum([values[rows] for values in readings.values.values()], axis=0)

    def total(begin: int) -> float:
        return float(use[(instants >= begin) & (instants < begin + width)].sum())

    around = (total(start - width) + total(start + 2 * width)) / 2
    other_days = float(np.median([total(start + day * DAY) for day in OTHER_DAYS]))
    lowest, highest = DOUBLE_LOW * max(around, other_days), DOUBLE_HIGH * around
    return around > 0 and lowest <= total(start) <= highest


def resolve_days(readings: Readings, timezone: str) -> Readings:
    """Give intervals counted from midnight their times; on days of 23 and 25 hours they stand for elapsed time.

    A day of another length is taken as written by the clock after all where its number of readings is that of
    an ordinary day.
    """
    if readings.elapsed is None:
        return readings
    midnight, elapsed, known = readings.wall, readings.elapsed, readings.known
    wall, offset = midnight + elapsed, readings.offset.copy()
    open_offset = offset == NO_TIME
    length = np.full(len(readings), DAY)
    for change in changes_over(readings, timezone):
        day = change.wall[0] // DAY * DAY
        of_day = midnight == day
        hours = DAY - (change.after - change.before)
        beyond = np.isin(readings.meters, readings.meters[of_day & known & (elapsed >= min(hours, DAY))])
        low, high = change.wall
        skipped = of_day & known & (midnight + elapsed >= low) & (midnight + elapsed < high)
        counted = ~beyond & np.isin(readings.meters, readings.meters[skipped])
        exact = of_day & open_offset & (counted if change.forward else beyond)
        length[exact] = hours
        instants = midnight[exact] - change.before + elapsed[exact]
        offset[exact] = np.where(instants < change.instant, change.before, change.after)
        wall[exact] = instants + offset[exact]
    placed = replace(readings, wall=wall, offset=offset, elapsed=None)
    return placed.rows(known | (elapsed < length))
