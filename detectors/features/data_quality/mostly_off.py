"""Loads that are mostly off: pumps, chargers, ovens. Whether a meter is one is decided every week, by the weeks before.

Such a load is off, or on standby, in most readings, and runs now and then for a while. Zeros between its runs are no
fault, and no forecast of single readings says when it runs: ``detectors.rules.run_scores`` judges it by its runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAYS_PER_WEEK, HALF_YEAR_DAYS
from data.series import FloatArray
from detectors.features.data_quality.runs import days_by_slots
from detectors.features.quantile import column_quantile

MAX_STEP_HOURS = 3.0
"""Longest interval of readings in which runs can be told apart. Expert's choice."""
FIRST_WEEK = 2
"""Weeks before the first decision: as long as methods take to begin. Chosen, not tuned."""
MEMORY_DAYS = HALF_YEAR_DAYS
"""Days back by which standby and running power are measured, and the share of the time it is off."""
RECENT_DAYS, LATEST_DAYS = 56, 28
"""Days back in which it must be mostly off to become such a load, and to stay one. Chosen, not tuned."""
MIN_OFF, STILL_OFF = 0.7, 0.6
"""Share of the readings at or near standby from which a load is mostly off, and from which it remains so. Chosen: a
charger that runs every night for eight hours has habits by the hour."""
MAX_STANDBY, STILL_STANDBY = 0.03, 0.05
"""Share of the running power that standby is at most, to become such a load and to remain one. Chosen: more is a base
load, which may go up by itself. Of real homes hardly one has less."""
ON_SHARE = 0.05
"""Share of the way from standby to running power from which it runs. Chosen: a part of an hour."""
TALL_SHARE = 0.25
"""Share of the largest day that a day must reach for its highest reading to be running power. Chosen, not tuned."""
FAR_FACTOR, LONE_FACTOR = 4.0, 2.0
"""Times all others from which a highest reading is alone, and times the lowest of a day that the others must reach to
show runs as well. Chosen, not tuned."""
ENOUGH_DAYS = 10
"""Days on which it ran from which runs need no proof; else its standby must be steady. Chosen, not tuned."""
HIGH_SHARE, STEADY_FACTOR, STEADY_STEPS = 0.95, 1.25, 2.0
"""Quantile of its standby, and times the median, or the meter's resolution, that this may be for it to be steady.
Chosen, not tuned."""
MAX_RUN_HOURS = 48.0
"""Hours that its runs last on average at most: longer, it is a load that was off for a while. Chosen, not tuned."""
MAX_SILENT_DAYS = 28
"""Days since its last run after which a meter does not become such a load: it may be dead. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class MostlyOff:
    """When a meter is a load that is mostly off, and what it draws then; one entry a reading.

    Parameters
    ----------
    is_mostly_off
        Whether it is one, as decided by the weeks before.
    is_on
        Whether it runs; False where there is no reading. Known where a standby was ever small enough.
    standby_kw, running_kw
        What it draws when it is off, and when it runs; NaN where it never was such a load.
    """

    is_mostly_off: BoolArray
    is_on: BoolArray
    standby_kw: FloatArray
    running_kw: FloatArray


@dataclass(frozen=True)
class _Levels:
    """Standby and running power as of one week."""

    standby_kw: float = float("nan")
    running_kw: float = float("nan")

    @property
    def on_kw(self) -> float:
        """Power above which it runs; where no run is known, all that is above standby."""
        return self.standby_kw + (ON_SHARE * (self.running_kw - self.standby_kw) if self.running_kw > 0 else 0.0)

    def has_small_standby(self, share: float) -> bool:
        return self.running_kw > 0 and abs(self.standby_kw) <= share * self.running_kw


SILENT = _Levels(0.0)
"""Levels in kW of a meter that showed nothing but zeros so far. By definition."""


def mostly_off(power_kw: FloatArray, step_hours: float, steps_per_day: int) -> MostlyOff:
    """Decide for every week whether a meter is a load that is mostly off."""
    if step_hours > MAX_STEP_HOURS:
        return _never(len(power_kw))
    table = days_by_slots(power_kw, steps_per_day)
    middle, highest = _middles_and_highs(table)
    if np.nanmin(middle, initial=np.inf) > STILL_STANDBY * np.nanmax(highest, initial=0.0):
        return _never(len(power_kw))  # as with nearly all meters
    weeks = -(-len(table) // DAYS_PER_WEEK)
    decided, levels = np.zeros(weeks, bool), [_Levels()] * weeks
    for week in range(FIRST_WEEK, weeks):
        day = DAYS_PER_WEEK * week
        past = slice(max(0, day - MEMORY_DAYS), day)
        before = levels[week - 1] if decided[week - 1] else SILENT if week == FIRST_WEEK else None
        if before is not None and _is_silent(highest[past], before):
            decided[week], levels[week] = True, before
            continue
        levels[week] = _levels(middle[past], highest[past], before)
        if levels[week].has_small_standby(STILL_STANDBY):
            decided[week] = _is_mostly_off(table[past], levels[week], step_hours, before=bool(decided[week - 1]))
    if not decided.any():
        return _never(len(power_kw))
    return _by_reading(power_kw, decided, levels, DAYS_PER_WEEK * steps_per_day)


def _never(size: int) -> MostlyOff:
    nothing, unknown = np.zeros(size, bool), np.full(size, np.nan)
    return MostlyOff(nothing, nothing, unknown, unknown)


def _middles_and_highs(table: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the median and the highest reading of each day; NaN for a day without readings."""
    ordered = np.sort(table, axis=1)  # NaN last
    known = np.isfinite(ordered).sum(axis=1)
    row, last = np.arange(len(table)), np.maximum(known - 1, 0)
    return ordered[row, last // 2], ordered[row, last]


def _is_silent(highest: FloatArray, levels: _Levels) -> bool:
    """Return whether there were readings on some days, and no run on any."""
    known = highest[np.isfinite(highest)]
    return len(known) > 0 and bool(known.max() <= levels.on_kw)


def _levels(middle: FloatArray, highest: FloatArray, before: _Levels | None) -> _Levels:
    """Return standby and running power by the medians and the highest readings of some days.

    A highest reading far above all others counts only where the others show no run at all, and where the levels
    ``before`` are known, only as far as it is possible.
    """
    standby = float(column_quantile(middle[:, None], 0.5, min_count=1)[0])
    largest = np.sort(highest[np.isfinite(highest)])[::-1]
    if before is not None and before.running_kw > 0:
        largest = largest[largest <= FAR_FACTOR * before.running_kw]
    if not len(largest):
        return _Levels(standby)
    is_alone = len(largest) > 1 and FAR_FACTOR * largest[1] < largest[0] and largest[1] > LONE_FACTOR * largest[-1]
    tall = largest[largest - standby >= TALL_SHARE * (largest[int(is_alone)] - standby)][int(is_alone) :]
    return _Levels(standby, float(np.median(tall)))


def _is_mostly_off(table: FloatArray, levels: _Levels, step_hours: float, *, before: bool) -> bool:
    """Return whether the load was mostly off in the days of a table; ``before`` is what was decided last."""
    known, is_on = np.isfinite(table), table > levels.on_kw
    off = known & ~is_on
    if before:
        latest = slice(max(0, len(table) - LATEST_DAYS), None)
        running = _running_now(is_on.ravel(), is_on[latest].size)  # a run that does not end is its fault, not its way
        return bool(off[latest].sum() >= STILL_OFF * (known[latest].sum() - running))
    if not levels.has_small_standby(MAX_STANDBY):
        return False
    if not _has_runs(table, off, levels):
        return False
    shares = (off[since:].sum() >= MIN_OFF * known[since:].sum() for since in (0, max(0, len(table) - RECENT_DAYS)))
    began = np.diff(is_on.ravel().view(np.int8), prepend=0) == 1
    is_separate = is_on.sum() * step_hours <= MAX_RUN_HOURS * began.sum()
    return all(shares) and bool(is_separate and began.any() and is_on[-MAX_SILENT_DAYS:].any())


def _has_runs(table: FloatArray, off: BoolArray, levels: _Levels) -> bool:
    """Return whether a load that was on for a few days is off else: a building with a few false readings never is."""
    days = int((np.fmax.reduce(table, axis=1) >= levels.on_kw).sum())
    standby = np.sort(table[off])
    high = standby[int(HIGH_SHARE * (len(standby) - 1))]
    if days >= ENOUGH_DAYS or high <= 0:
        return days > 0
    steps = np.diff(standby)
    step = float(np.min(steps[steps > 0], initial=np.inf))
    return days > 1 and bool(high <= max(STEADY_FACTOR * float(np.median(standby)), STEADY_STEPS * step))


def _running_now(is_on: BoolArray, most: int) -> int:
    """Return how many readings the run has that has not ended; 0 where it is the first, or has more than ``most``."""
    off = np.flatnonzero(~is_on)
    running = len(is_on) - 1 - int(off[-1]) if len(off) else 0
    return running if running < most and is_on[: len(is_on) - running].any() else 0


def _by_reading(power_kw: FloatArray, decided: BoolArray, levels: list[_Levels], steps_per_week: int) -> MostlyOff:
    """Spread what was decided by the week over the readings; before the first week with levels these hold."""
    standby = np.array([level.standby_kw for level in levels])
    running = np.array([level.running_kw for level in levels])
    on_kw = np.array([level.on_kw for level in levels])
    first = int(np.isfinite(on_kw).argmax())
    for values in (standby, running, on_kw):
        values[:first] = values[first]
    week = np.arange(len(power_kw)) // steps_per_week
    return MostlyOff(decided[week], np.nan_to_num(power_kw) > on_kw[week], standby[week], running[week])
