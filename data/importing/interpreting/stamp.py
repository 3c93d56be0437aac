"""Times that need a second look: midnights with the date of the day just ended, and starts against ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.importing.interpreting.cell_times.times import DAY
from data.importing.interpreting.readings import Readings
from data.importing.interpreting.roles.words import names_end, names_start
from data.importing.options import Guess
from data.time.grid import nice

Int64Array = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
SAMPLE_METERS = 20
MIN_MIDNIGHTS = 3


def usual_step(readings: Readings) -> int:
    """Return the commonest distance of times within a meter, microseconds; an hour when there is none."""
    meters = range(min(SAMPLE_METERS, len(readings.meter_names)))
    distances = np.concatenate([np.diff(np.unique(readings.wall[readings.meters == meter])) for meter in meters])
    if not len(distances):
        return DAY // 24
    lengths, counts = np.unique(nice(distances), return_counts=True)
    return int(lengths[counts.argmax()])


def late_midnights(readings: Readings, step: int) -> BoolArray:
    """Mark midnights that carry the date of the day just ended.

    Then time jumps back by nearly a day at every midnight: 31.12. 23:45 is followed by 31.12. 00:00.
    """
    wall = readings.wall
    same = np.append(False, np.diff(readings.meters) == 0)
    back = np.append(0, np.diff(wall))
    late = same & (wall % DAY == 0) & (back == step - DAY)
    midnights = same & (wall % DAY == 0)
    enough = late.sum() >= min(MIN_MIDNIGHTS, midnights.sum()) and late.sum() >= 0.9 * midnights.sum()
    return late if enough else np.zeros(len(wall), bool)


def guess_stamp(readings: Readings, step: int, headings: tuple[str, ...], *, ends_at_24: bool) -> Guess:
    """Guess whether times are starts or ends of their intervals."""
    heading = " ".join(headings)
    if names_end(heading) and not names_start(heading):
        return Guess("stamp", "end", f"the column {heading!r} speaks of the end", True)
    if names_start(heading) and not names_end(heading):
        return Guess("stamp", "start", f"the column {heading!r} speaks of the start", True)
    if ends_at_24:
        return Guess("stamp", "end", "midnight is written as 24:00", True)
    first, last = int(readings.wall.min()), int(readings.wall.max())
    opening = f"the first time is {_shown(first)}, the last {_shown(last)}"
    if step < DAY and first % DAY == step:
        return Guess("stamp", "end", opening, last % DAY == 0)
    if step < DAY and first % DAY == 0:
        return Guess("stamp", "start", opening, last % DAY == DAY - step)
    return Guess("stamp", "start", f"usual; {opening}", False)


def _shown(wall: int) -> str:
    minutes = wall % DAY // 60_000_000
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
