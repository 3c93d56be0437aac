"""Which clock times without an offset were read off: the local one, winter time all year, or UTC.

On the days on which the clock is changed the three differ: a local clock skips an hour and repeats one, and
on any other clock the habits of people move by an hour.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.importing.interpreting.cell_times.dates import NO_TIME
from data.importing.interpreting.readings import Readings
from data.importing.interpreting.resolve_wall_clock import changes_over
from data.importing.options import Guess
from data.time.wall_clock import DAY, HOUR, ClockChange, offset_at

FloatArray = NDArray[np.float64]
Int64Array = NDArray[np.int64]
PROFILE_DAYS = 14
"""So many days before and after a change of the clock show whether habits moved."""
MAX_METERS = 12
SKIPPED = ("absent", "zeros", "readings", "unknown")
MIN_MARGIN = 0.003
"""Least mean gain in correlation for saying that habits moved by an hour."""


def guess_wall_clock(readings: Readings, timezone: str, *, stamp: str, step: int) -> Guess | None:
    """Guess the clock of a file; None where its times leave nothing to guess."""
    # an end is the moment its interval ends or the start of it moved on by the clock: either may be meant
    readings_of = [readings.wall, readings.wall - step] if stamp == "end" else [readings.wall]
    wall = readings_of[-1]
    changes = [change for change in changes_over(readings, timezone) if wall.min() <= change.wall[0] < wall.max() - DAY]
    stated = readings.offset[readings.offset != NO_TIME]
    if not changes or (len(stated) and np.any(stated != 0)):
        return None
    repeated = any(_repeated(readings, each, changes, step) for each in readings_of)
    skipped = min((_skipped(readings, each, changes, step) for each in readings_of), key=SKIPPED.index)
    if len(stated):
        if repeated and skipped in ("absent", "unknown"):
            why = "marked as UTC, but an hour is written twice in autumn and one is absent in spring"
            return Guess("clock", "local", why, False)
        return None
    if repeated:
        return Guess("clock", "local", "an hour is written twice when summer time ends", True)
    if skipped == "absent":
        return Guess("clock", "local", "an hour is absent when summer time begins", True)
    if skipped == "zeros":
        return Guess("clock", "local", "the hour that does not exist when summer time begins holds zeros", False)
    return _by_habits(readings, wall, changes, timezone, step)


def _repeated(readings: Readings, wall: Int64Array, changes: list[ClockChange], step: int) -> bool:
    """Say whether most doubled hours are written twice."""
    signs = []
    for change in changes:
        if not change.forward:
            rows = _within(wall, change.wall)
            pairs = pd.DataFrame({"meter": readings.meters[rows], "wall": wall[rows]})
            signs.append(int(pairs.duplicated().sum()) > 0.5 * len(pairs.drop_duplicates()) > 0)
    return len(signs) > 0 and bool(np.mean(signs) > 0.5) and step <= HOUR


def _skipped(readings: Readings, wall: Int64Array, changes: list[ClockChange], step: int) -> str:
    """Say what the hours that do not exist hold, one of ``SKIPPED``."""
    inside = around = zeros = 0
    known = readings.known
    power = np.nansum([np.abs(values) for values in readings.values.values()], axis=0)
    for change in changes:
        if change.forward:
            low, high = change.wall
            rows = _within(wall, (low, high))
            inside += int(known[rows].sum())
            zeros += int((known[rows] & (power[rows] == 0)).sum())
            near = np.append(_within(wall, (low - HOUR, low)), _within(wall, (high, high + HOUR)))
            around += int(known[near].sum())
    if around == 0 or step > HOUR:
        return "unknown"
    if inside < 0.25 * around:
        return "absent"
    return "zeros" if zeros > 0.5 * inside else "readings"


def _within(wall: Int64Array, segment: tuple[int, int]) -> Int64Array:
    return np.flatnonzero((wall >= segment[0]) & (wall < segment[1]))


def _by_habits(readings: Readings, wall: Int64Array, changes: list[ClockChange], timezone: str, step: int) -> Guess:
    margins = [margin for change in changes if (margin := _margin(readings, wall, change, step)) is not None]
    moved = sum(margin > 0 for margin in margins)
    if not margins or np.mean(margins) < MIN_MARGIN or 2 * moved <= len(margins):
        why = "every day has 24 hours, and the daily profile stays where it is when the clock is changed"
        return Guess("clock", "local", why if margins else "nothing in the file speaks against it", False)
    why = f"the daily profile moves by an hour at {moved} of {len(margins)} changes of the clock"
    first = int(wall.min())
    begins_as_utc = (first + int(offset_at(timezone, np.array([first]))[0])) % DAY == 0
    if first % DAY != 0 and begins_as_utc:
        return Guess("clock", "utc", f"{why}; read as UTC the file begins at midnight", False)
    return Guess("clock", "standard", why, False)


def _margin(readings: Readings, wall: Int64Array, change: ClockChange, step: int) -> float | None:
    """Return by how much better the profiles before and after a change fit when moved by an hour."""
    if HOUR % step:
        return None
    day = change.wall[0] // DAY * DAY
    before = _profile(readings, wall, (day - PROFILE_DAYS * DAY, day), step)
    after = _profile(readings, wall, (day + DAY, day + (PROFILE_DAYS + 1) * DAY), step)
    if before is None or after is None:
        return None
    by = (-1 if change.forward else 1) * (HOUR // step)
    return float(np.corrcoef(np.roll(before, by), after)[0, 1] - np.corrcoef(before, after)[0, 1])


def _profile(readings: Readings, wall: Int64Array, segment: tuple[int, int], step: int) -> FloatArray | None:
    """Return the mean over meters of the standardised median working day; None when it has holes."""
    rows = _within(wall, segment)
    rows = rows[((wall[rows] // DAY + 3) % 7 < 5) & (readings.meters[rows] < MAX_METERS)]
    slot = wall[rows] % DAY // step
    profiles = []
    for values in list(readings.values.values())[:MAX_METERS]:
        frame = pd.DataFrame({"meter": readings.meters[rows], "slot": slot, "value": values[rows]})
        table = frame.groupby(["slot", "meter"])["value"].median().unstack("meter")
        deviation = table.std()
        whole = table.columns[(deviation > 0) & table.notna().all()]
        if len(table) == DAY // step and len(whole):
            profiles.append(((table[whole] - table[whole].mean()) / deviation[whole]).mean(axis=1).to_numpy())
    return np.asarray(np.mean(profiles, axis=0)) if profiles else None
