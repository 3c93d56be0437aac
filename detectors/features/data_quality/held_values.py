"""Readings that no load draws: one value held for long, and straight lines by which a gap was filled.

What was filled in is straighter than the meter itself ever is. How straight that is, each meter shows: by its
resolution, by how its readings bend from one step to the next in its calmest hours, and by the lines it drew before.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from math import ceil
from typing import Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from data.calendar.day_grid import BoolArray
from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray
from detectors.features.data_quality.runs import (
    ANOMALOUS,
    FIRST_DAYS,
    USUAL_SHARE,
    RunScores,
    days_by_slots,
    edges,
    first_readings,
    known_length,
    length_ratio,
    run_lengths,
    single,
)
from detectors.features.quantile import column_quantile

MIN_FLAT_HOURS = 2.0
"""Hours up to which a constant value is never a data problem. Expert's choice."""
MIN_LINE_HOURS = 3.0
"""Hours from which a straight line is flagged. Expert's choice."""
MAX_STEP_HOURS = 1.0
"""Longest interval of readings whose lines tell anything: days and months are often alike. Expert's choice."""
MIN_EVIDENCE = 20.0
"""Sum of the logarithms of how rare each straight reading is for the meter, from which a run is flagged. Measured: of
400 real meter-years, one had a sloping line, and few a held value whose last digit moves."""
LONGER = 1.25
"""Times the evidence of the meter's own lines that a line must have. Chosen, not tuned."""
MIN_KNOWN = 3
"""Number of earlier lines that may be data problems; the longest after them is its own. Chosen, not tuned."""
CALM_SHARE = 0.05
"""Quantile of the bends of a day that stands for its calmest hours. Chosen, not tuned."""
CALM_DAYS = 56
"""Days back by which the calmest hours are measured. Chosen, not tuned."""
CALM_RATE = 0.2
"""How often a reading of the calmest hours bends no more than that. Measured on nights of offices, rounded up."""
DIGITS = 1.5e-5
"""Share of a reading that rounding to five or six digits may move it by. By definition, rounded."""
ROUNDING = 1e-6
"""Share of a reading that bends are blurred by where readings were kept in single precision. Technical limit."""
NOISE = 1e-7
"""Share of the largest reading below which a difference comes from the conversion of units. Technical limit."""
STEEP = 8.0
"""Times the resolution, or the bend of the calmest hours, that a line rises or falls at least, to be no calm night.
Chosen, not tuned."""
SLOW_HOURS = 12.0
"""Hours from which a line that rises or falls by less is filled all the same, where the load is not off. Chosen."""
NOISY = 3.0
"""Times the resolution that a meter bends by in its calmest hours, from which even its base load draws no lines.
Chosen, not tuned."""
MOVING = 4.0
"""Times the resolution that readings on a slope are apart. Chosen, not tuned."""
HELD_STEPS = 2.0
"""Times the resolution within which all readings are one value whose last digit moves. By definition."""
BENT = 1.5
"""Times the bend allowed from one reading to the next that the steps of a line may differ by in all. Chosen."""
PRIOR = 20.0
"""Readings with which the count of straight ones begins. Chosen: no meter is known after a day."""
ABOVE_BASE = 0.1
"""Share of the range of its last weeks above their low from which a value is held, not a load that is off. Chosen."""
LOW_SHARE, HIGH_SHARE = 0.1, 0.95
"""Quantiles between which that range lies. Chosen, not tuned."""
BASE_DAYS = 28
"""Days back by which that range is measured. Chosen, not tuned."""


def flat_line(power_kw: FloatArray, step_hours: float, least_hours: float = MIN_FLAT_HOURS) -> RunScores:
    """Score runs of one and the same value other than zero against the meter's own second longest.

    Runs of up to ``least_hours`` have the score 0.
    """
    same = np.zeros(len(power_kw), bool)
    same[1:] = (power_kw[1:] == power_kw[:-1]) & (power_kw[1:] != 0)
    lengths = run_lengths(same)
    least = max(2, round(least_hours / step_hours))
    ratio = length_ratio(lengths, known_length(lengths, least, first_readings(step_hours)))
    return RunScores(np.where(ratio > 1.0, ANOMALOUS * ratio, 0.0), lengths + 1)


def straight_runs(power_kw: FloatArray, step_hours: float) -> tuple[RunScores, RunScores]:
    """Score runs of readings on a straight line: held values whose last digit moves, and lines that rise or fall.

    Each reading that is the one before, or lies on the line of the two before it, adds the logarithm of how rare that
    is for the meter: within its resolution, or within what it bends in its calmest hours. A run is scored where it has
    more of that evidence than a data problem needs and than the meter's own runs had.
    """
    size = len(power_kw)
    if step_hours > MAX_STEP_HOURS or size < 3:
        return single(np.zeros(size)), single(np.zeros(size))
    meter = _Meter.of(power_kw, step_hours)
    held, lines = _Scored(meter), _Scored(meter)
    is_same, evidence = _rarely(meter.moves_kw, meter.exact_kw, meter.per_day)
    held.follow(is_same, evidence, _Held())
    moves = meter.moves_kw > MOVING * meter.exact_kw  # the steeper, the more rarely a load goes straight on
    is_exact, evidence = _rarely(meter.bends_kw, meter.exact_kw, meter.per_day, moves)
    lines.follow(is_exact, evidence, _Line(is_calm=False))
    calm = np.minimum(evidence, -np.log(CALM_RATE))
    lines.follow(meter.bends_kw <= meter.calm_kw, np.where(is_exact, evidence, calm), _Line(is_calm=True))
    return held.scores, lines.scores


@dataclass(frozen=True, eq=False)
class _Meter:
    """What is known of a meter at each of its readings.

    Parameters
    ----------
    moves_kw, bends_kw
        How far a reading is from the one before, and off the line of the two before; NaN where unknown, and at zero.
    exact_kw
        The meter's resolution, from the days before; at least what rounding to some digits hides.
    calm_kw
        The usual bend in its calmest hours, from the days before; at least the resolution.
    """

    power_kw: FloatArray
    step_hours: float
    per_day: int
    moves_kw: FloatArray
    bends_kw: FloatArray
    exact_kw: FloatArray
    calm_kw: FloatArray

    @classmethod
    def of(cls, power_kw: FloatArray, step_hours: float) -> _Meter:
        per_day = round(DAY_HOURS / step_hours)
        moves, bends = np.full(len(power_kw), np.nan), np.full(len(power_kw), np.nan)
        moves[1:], bends[2:] = np.abs(np.diff(power_kw)), np.abs(np.diff(power_kw, 2))
        moves[power_kw == 0] = bends[power_kw == 0] = np.nan
        resolution = np.repeat(_resolution(days_by_slots(power_kw, per_day)), per_day)[: len(power_kw)]
        exact = np.maximum(resolution, DIGITS * np.abs(power_kw)) + ROUNDING * np.abs(power_kw)
        calm = np.repeat(_calm_bend(days_by_slots(bends, per_day)), per_day)[: len(power_kw)]
        return cls(power_kw, step_hours, per_day, moves, bends, exact, np.fmax(calm, exact))

    def is_above_base(self, first: int) -> bool:
        """Return whether the load was on at a reading, by its last weeks."""
        before = self.power_kw[max(0, first - BASE_DAYS * self.per_day) : first]
        before = before[np.isfinite(before)]
        low, high = np.quantile(before, [LOW_SHARE, HIGH_SHARE]) if len(before) else (0.0, 0.0)
        return bool(self.power_kw[first] > low + ABOVE_BASE * (high - low))

    def is_noisy(self, first: int) -> bool:
        """Return whether even its base load draws no lines."""
        return bool(self.calm_kw[first] >= NOISY * self.exact_kw[first])

    def hours(self, first: int, stop: int) -> np.ndarray:
        """Return how long a run has lasted at its readings, of which the one before ``first`` is the first."""
        return np.arange(2, stop - first + 2) * self.step_hours + NOISE

    def is_slow(self, first: int, stop: int) -> BoolArray:
        """Return where a run has lasted so long that it need not rise or fall."""
        return self.hours(first, stop) >= SLOW_HOURS


class _Shape(Protocol):
    """Which readings of a run have a shape, from the first one that has evidence on."""

    def fits(self, meter: _Meter, first: int, stop: int) -> BoolArray:
        """Return whether the run has the shape up to a reading."""

    def is_filled(self, meter: _Meter, first: int, stop: int) -> BoolArray | bool:
        """Return whether a load of its own would not have that shape."""


class _Held(_Shape):
    """One value, but for the last digit."""

    def fits(self, meter: _Meter, first: int, stop: int) -> BoolArray:
        return np.asarray(_range(meter.power_kw[first - 1 : stop])[1:] <= HELD_STEPS * meter.exact_kw[first])

    def is_filled(self, meter: _Meter, first: int, stop: int) -> BoolArray | bool:
        return meter.is_above_base(first) or (meter.is_noisy(first) and meter.is_slow(first, stop))


class _Line(_Shape):
    """A line within the resolution, or within the bends of the calmest hours; the reading it begins at was measured."""

    def __init__(self, *, is_calm: bool) -> None:
        self._is_calm = is_calm

    def _bend_kw(self, meter: _Meter, first: int) -> float:
        return float((meter.calm_kw if self._is_calm else meter.exact_kw)[first])

    def fits(self, meter: _Meter, first: int, stop: int) -> BoolArray:
        drawn, bend_kw = meter.power_kw[first - 2 : stop], self._bend_kw(meter, first)
        straight = _range(np.diff(drawn))[1:] <= (BENT if self._is_calm else 1.0) * bend_kw  # else a slow curve
        least_kw = STEEP * bend_kw if self._is_calm else HELD_STEPS * meter.exact_kw[first]
        return np.asarray(straight & (_range(drawn)[2:] > least_kw))

    def is_filled(self, meter: _Meter, first: int, stop: int) -> BoolArray | bool:
        steep = _range(meter.power_kw[first - 2 : stop])[2:] >= STEEP * self._bend_kw(meter, first)
        if meter.is_above_base(first) or meter.is_noisy(first):
            steep |= meter.is_slow(first, stop)
        return np.asarray(steep)


class _Scored:
    """The scores of one kind of runs, filled run by run in order of time."""

    def __init__(self, meter: _Meter) -> None:
        self.scores = single(np.zeros(len(meter.power_kw)))
        self._meter = meter

    def follow(self, straight: BoolArray, evidence: FloatArray, shape: _Shape) -> None:
        """Score the runs of straight readings that have a shape, each by the evidence of those before it."""
        firsts, lasts = edges(straight)
        total = np.cumsum(np.where(straight, evidence, 0.0))
        enough = total[lasts] - total[firsts] + evidence[firsts] >= MIN_EVIDENCE / LONGER
        known: list[float] = []
        for first, last in zip(firsts[enough].tolist(), lasts[enough].tolist(), strict=True):
            fits = shape.fits(self._meter, first, last + 1)
            if not fits.any():
                continue
            summed = total[first : last + 1] - total[first] + evidence[first]
            if first >= FIRST_DAYS * self._meter.per_day:
                self._score(first, np.where(fits, summed, 0.0), shape, self._needed(first, known))
            insort(known, float(summed[fits][-1]))

    def _needed(self, first: int, known: list[float]) -> float:
        """Return the evidence that a run needs, by that of the runs before it in ascending order."""
        allowed = max(MIN_KNOWN, ceil(USUAL_SHARE * first / self._meter.per_day))
        return max(MIN_EVIDENCE, LONGER * known[-allowed - 1]) if len(known) > allowed else MIN_EVIDENCE

    def _score(self, first: int, summed: FloatArray, shape: _Shape, needed: float) -> None:
        stop = first + len(summed)
        flagged = (summed >= needed) & (self._meter.hours(first, stop) >= MIN_LINE_HOURS)
        if not flagged.any():
            return
        flagged &= shape.is_filled(self._meter, first, stop)
        position = first + np.flatnonzero(flagged)
        self.scores.score[position] = ANOMALOUS * summed[flagged] / needed
        self.scores.steps[position] = position - first + 2  # the reading before was the first of them


def _range(values: FloatArray) -> FloatArray:
    """Return the range of the values up to each one."""
    return np.maximum.accumulate(values) - np.minimum.accumulate(values)


def _rarely(
    sizes_kw: FloatArray, limit_kw: FloatArray, per_day: int, apart: BoolArray | None = None
) -> tuple[BoolArray, FloatArray]:
    """Return which sizes are within a limit, and the logarithm of how rare that was in the days before.

    Of readings that stand ``apart``, it is how rare that was among these, where that is rarer.
    """
    within, known = sizes_kw <= limit_kw, np.isfinite(sizes_kw)
    evidence = _evidence(within, known, per_day)
    if apart is not None:
        evidence = np.where(apart, np.maximum(evidence, _evidence(within & apart, known & apart, per_day)), evidence)
    return within, evidence


def _evidence(happened: BoolArray, known: BoolArray, per_day: int) -> FloatArray:
    counts = (np.nansum(days_by_slots(each.astype(np.float64), per_day), axis=1) for each in (happened, known))
    before, total = (np.concatenate([[0.0], np.cumsum(count)[:-1]]) for count in counts)
    return np.repeat(-np.log((before + 1.0) / (total + PRIOR)), per_day)[: len(happened)]


def _resolution(table: FloatArray) -> FloatArray:
    """Return for each day the smallest step between two readings of the days before, infinite before there was one."""
    moved = np.abs(np.diff(table, axis=1))
    largest = np.maximum.accumulate(np.fmax.reduce(np.abs(table), axis=1, initial=0.0))
    smallest = np.where(moved > NOISE * largest[:, None], moved, np.inf).min(axis=1, initial=np.inf)
    return np.concatenate([[np.inf], np.minimum.accumulate(smallest)[:-1]])


def _calm_bend(sizes: FloatArray) -> FloatArray:
    """Return for each day the median over the days before of the bend in their calmest hours; NaN before any."""
    table = np.sort(sizes, axis=1)  # NaN last
    known = np.isfinite(table).sum(axis=1)
    rank = np.maximum((known - 1) * CALM_SHARE, 0).astype(np.int64)
    calm = np.where(known > table.shape[1] / 2, table[np.arange(len(table)), rank], np.nan)
    before = sliding_window_view(np.concatenate([np.full(CALM_DAYS, np.nan), calm[:-1]]), CALM_DAYS)
    return column_quantile(before.T, 0.5, min_count=1)
