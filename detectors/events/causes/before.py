"""What was expected of readings before an event began.

The expectation of a detector follows a fault that lasts after hours or days, and has to unlearn it afterwards. So the
size of a fault is measured against what was expected before it: on the day it began the expectation itself; on later
days half of it, as far as it has not moved towards the fault, and half of the usual day of the weeks before, with what
the last days departed from that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray, IntArray, holiday_mask
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK, SATURDAY, SUNDAY
from data.series import FloatArray, MeterSeries
from detectors.analytics.off_hours import off_days
from detectors.scores import DEFAULT_LEVEL, Scores

DAY_MICROSECONDS = 86_400_000_000
"""Microseconds of a day. By definition."""
USUAL_WEEKS = 8
"""Days of the same weekday whose median is the usual day. Measured: as good as four or six, and keeps its level through
three weeks of a fault."""
MIN_DAYS = 4
"""Days of the same weekday that stand for it; where there are fewer, those of other days at work, or off, do. Chosen,
not tuned."""
RECENT_SHARE = 0.7
"""Share of the departure of the last seven days from usual that is expected to go on. Measured on planted faults: 79 %
of their energies within 30 %, without it 75 %."""
SMOOTH_HOURS = 3.0
"""Hours to both sides over which that departure is averaged. Chosen, not tuned."""
EXPECTED_SHARE = 0.5
"""Share of the expectation itself, the rest being the usual day. Chosen, not tuned."""
PARTS = 4
"""Parts of the day of which it is measured apart how far the expectation has followed a fault. Chosen, not tuned."""
DAY_QUANTILES = (0.2, 0.8)
"""Quantiles of the days of a kind between which they usually lie. Chosen, not tuned."""
QUANTILES_APART = 1.68
"""Standard deviations of a normal distribution between these quantiles. By definition."""
DAY_SCALE_HOURS = 2.0
"""Hours to both sides over which that spread is averaged. Chosen, not tuned."""
FIRST_DOUBT, DOUBT_A_DAY, MAX_DOUBT = 0.5, 0.5, 4.0
"""How many spreads a reading must depart by to belong to an event: soon after the day it began, by how much more each
day, and at most. Measured on real meters: else seasons lengthen weak events by weeks."""


@dataclass(frozen=True, eq=False)
class Before:
    """What was expected of some readings before an event began.

    Parameters
    ----------
    part
        Which readings; whole days.
    expected_kw, scale_kw
        What was expected of them, and the scale to the side of the event, in kW.
    doubt_kw
        By how much a reading may depart from it that is nothing new: it grows with the days since the event began.
    """

    part: slice
    expected_kw: FloatArray
    scale_kw: FloatArray
    doubt_kw: FloatArray

    def cut(self, stop: int) -> Before:
        """Return the same up to a reading, not included."""
        kept = slice(0, stop - self.part.start)
        return Before(
            slice(self.part.start, stop), *(c[kept] for c in (self.expected_kw, self.scale_kw, self.doubt_kw))
        )


class ExpectedPower:
    """Readings by days, with what is expected of them; it changes while events are found.

    Attributes
    ----------
    power_kw
        Readings that tell of the energy used; NaN elsewhere.
    expected_kw
        What is expected of them, without what events taught.
    scale_above, scale_below
        As in ``Scores``.
    day, slot
        Local day, counted from the first one, and place in the day, of each reading.
    slots
        How many readings a day has.
    is_off
        For each day whether the meter rests.
    """

    def __init__(self, series: MeterSeries, scores: Scores, own: BoolArray) -> None:
        self.power_kw = np.where(own, series.power_kw, np.nan)
        self.expected_kw = scores.expected.copy()
        self.scale_above, self.scale_below = scores.scale_above, scores.scale_below
        calendar = _Calendar.of(series)
        self.day, self.slot, self.slots = calendar.day, calendar.slot, series.steps_per_day
        self.is_off, self._kind = calendar.is_off, calendar.kind
        self._days_of = [np.flatnonzero(self._kind == kind) for kind in range(DAYS_PER_WEEK)]
        is_weekend = self._kind >= SATURDAY
        self._days_alike = np.flatnonzero(~is_weekend), np.flatnonzero(is_weekend)
        self._first = np.searchsorted(self.day, np.arange(len(self._kind)))
        self._usual_kw = np.full((len(self._kind) + 1, self.slots), np.nan)  # the last row stands for no day
        is_usual = np.nan_to_num(scores.score) < DEFAULT_LEVEL
        self._usual_kw[self.day, self.slot] = np.where(is_usual, self.power_kw, np.nan)
        self._known: dict[int, _Usual] = {}

    @property
    def days(self) -> int:
        """How many days there are."""
        return len(self._kind)

    def readings_of(self, first_day: int, stop_day: int) -> slice:
        """Return which readings lie on the days ``[first_day, stop_day)``, as far as there are such days."""
        first, stop = np.searchsorted(self.day, (first_day, stop_day))
        return slice(int(first), int(stop))

    def scale_kw(self, side: int, part: slice) -> FloatArray:
        """Return the scale to a side."""
        return (self.scale_above if side > 0 else self.scale_below)[part]

    def forget(self, first: int, last: int) -> None:
        """Let readings no longer count among the usual ones."""
        self._usual_kw[self.day[first : last + 1], self.slot[first : last + 1]] = np.nan
        self._known = {day: usual for day, usual in self._known.items() if day <= self.day[first]}

    def unlearn(self, before: Before, side: int, claimed: BoolArray) -> None:
        """Expect what was expected before an event where the expectation has followed it and the readings have not.

        That is told day by day, by what they are nearer to; days of which all readings are ``claimed`` are days of it.
        """
        part, of_day = before.part, self.day[before.part]
        now, power = self.expected_kw[part], np.where(claimed[part], np.nan, self.power_kw[part])
        is_nearer = _means(np.abs(power - before.expected_kw) - np.abs(power - now), of_day) <= 0.0
        followed = (now - before.expected_kw) * side > 0
        self.expected_kw[part] = np.where(followed & is_nearer, before.expected_kw, now)

    def before(self, day: int, side: int, first_day: int, stop_day: int) -> Before:
        """Return what was expected of the readings of the days ``[first_day, stop_day)`` before ``day`` began.

        Days up to that one are expected as they were; what the later ones were expected to be may have moved to the
        ``side`` of the event because of it.
        """
        part = self.readings_of(first_day, stop_day)
        of_day, slot, expected = self.day[part], self.slot[part], self.expected_kw[part].copy()  # it changes later
        is_later = of_day > day
        scale = self.scale_kw(side, part)
        if not is_later.any():
            return Before(part, expected, scale, np.zeros(len(expected)))
        usual = self._usual_before(day)
        at = self._kind[of_day], slot
        usual_kw, doubt = usual.power_kw[at], usual.day_scale_kw[at]
        followed = np.maximum(_means((expected - usual_kw) * side, of_day * PARTS + slot * PARTS // self.slots), 0.0)
        mixed = EXPECTED_SHARE * (expected - side * followed) + (1.0 - EXPECTED_SHARE) * usual_kw
        mixed = np.where(np.isfinite(mixed), mixed, np.where(np.isfinite(usual_kw), usual_kw, expected))
        frozen = usual.scale_kw[0 if side > 0 else 1][at]
        doubts = np.minimum(FIRST_DOUBT + DOUBT_A_DAY * (of_day - day), MAX_DOUBT)
        return Before(
            part,
            np.where(is_later, mixed, expected),
            np.where(is_later & np.isfinite(frozen), frozen, scale),
            np.where(is_later, doubts * doubt, 0.0),
        )

    def weeks_before(self, weeks: tuple[int, int], side: int, first_day: int, stop_day: int) -> Before:
        """Return what the readings of the days ``[first_day, stop_day)`` were on the same weekdays weeks before.

        Quickly measured, to see whether an event began earlier: the mean of two weeks, and their difference as doubt.
        """
        part = self.readings_of(first_day, stop_day)
        of_day, slot = self.day[part], self.slot[part]
        kind = self._kind[of_day]
        past = []
        for week in weeks:
            earlier = of_day - DAYS_PER_WEEK * week
            is_alike = (earlier >= 0) & (self._kind[np.maximum(earlier, 0)] == kind)
            earlier = np.where(is_alike, earlier, self.days)
            past.append(self._usual_kw[earlier, slot])
        one, other = (np.where(np.isfinite(here), here, there) for here, there in (past, past[::-1]))
        return Before(part, (one + other) / 2.0, self.scale_kw(side, part), np.nan_to_num(np.abs(one - other)))

    def _usual_before(self, day: int) -> _Usual:
        found = self._known.get(day)
        if found is None:
            found = self._known[day] = self._measured(day)
        return found

    def _measured(self, day: int) -> _Usual:
        """Measure the usual days before a day, with what the last week departed from them."""
        week = max(0, day - DAYS_PER_WEEK)
        usual_kw, day_scale_kw = self._profiles(day)
        away = self._usual_kw[week:day] - usual_kw[self._kind[week:day]]
        known = np.isfinite(away)
        total = _around(np.where(known, away, 0.0).sum(axis=0), self._reach(SMOOTH_HOURS))
        count = _around(known.sum(axis=0).astype(np.float64), self._reach(SMOOTH_HOURS))
        usual_kw = usual_kw + RECENT_SHARE * total / np.maximum(count, 1.0)
        rows = [self._scales_on(days, day) for days in self._days_of]
        above, below = (np.array(column) for column in zip(*rows, strict=True))
        return _Usual(usual_kw, day_scale_kw, (above, below))

    def _profiles(self, day: int) -> tuple[FloatArray, FloatArray]:
        """Return median and spread of the days of each kind before a day, shape ``(7, slots)``."""
        rows = np.full((DAYS_PER_WEEK, USUAL_WEEKS), len(self._kind))
        for kind in range(DAYS_PER_WEEK):
            days = _last_before(self._days_of[kind], day)
            if len(days) < MIN_DAYS:
                days = _last_before(self._days_alike[kind >= SATURDAY], day)
            rows[kind, : len(days)] = days
        ordered = np.sort(self._usual_kw[rows], axis=1)  # NaN comes last
        known = np.isfinite(ordered).sum(axis=1)
        kinds, slots = np.ogrid[:DAYS_PER_WEEK, : self.slots]
        low, high = np.maximum(known - 1, 0) // 2, np.minimum(known // 2, USUAL_WEEKS - 1)
        median = (ordered[kinds, low, slots] + ordered[kinds, high, slots]) / 2.0
        ends = [np.maximum(np.rint((known - 1) * share).astype(np.int64), 0) for share in DAY_QUANTILES]
        apart = np.nan_to_num(ordered[kinds, ends[1], slots] - ordered[kinds, ends[0], slots]) / QUANTILES_APART
        reach = self._reach(DAY_SCALE_HOURS)
        return median, _around(apart, reach) / (2 * reach + 1)

    def _scales_on(self, days: IntArray, day: int) -> tuple[FloatArray, FloatArray]:
        """Return both scales on the last of some days up to a day; the scale widens once a fault is there."""
        place = int(np.searchsorted(days, day, side="right")) - 1
        if place < 0:
            unknown = np.full(self.slots, np.nan)
            return unknown, unknown
        first = int(self._first[days[place]])
        at = np.minimum(first + np.arange(self.slots), len(self.day) - 1)  # an hour off after a clock change
        return self.scale_above[at], self.scale_below[at]

    def _reach(self, hours: float) -> int:
        return min(max(1, round(hours * self.slots / DAY_HOURS)), (self.slots - 1) // 2)


@dataclass(frozen=True, eq=False)
class _Usual:
    """The usual day of each weekday before a day, shape ``(7, slots)`` in kW: its power, spread and both scales."""

    power_kw: FloatArray
    day_scale_kw: FloatArray
    scale_kw: tuple[FloatArray, FloatArray]


@dataclass(frozen=True, eq=False)
class _Calendar:
    """Day and slot of each reading; for each day its weekday, that of a Sunday for holidays, and whether it is off."""

    day: IntArray
    slot: IntArray
    kind: IntArray
    is_off: BoolArray

    @classmethod
    def of(cls, series: MeterSeries) -> Self:
        wall = series.index.tz_localize(None).as_unit("us").asi8
        day = wall // DAY_MICROSECONDS
        dates = pd.DatetimeIndex(np.arange(day[0], day[-1] + 1).astype("datetime64[D]").astype("datetime64[us]"))
        weekday = dates.day_of_week.to_numpy().astype(np.int64)
        kind = np.where(holiday_mask(dates, series.country, series.region), SUNDAY, weekday)
        open_days = series.operation.weekdays if series.operation else None
        is_off = off_days(dates, (series.country, series.region), open_days)
        slot = (wall - day * DAY_MICROSECONDS) // round(series.step.total_seconds() * 1e6)
        return cls(day - day[0], slot, kind, is_off)


def _last_before(days: IntArray, day: int) -> IntArray:
    stop = int(np.searchsorted(days, day))
    return days[max(0, stop - USUAL_WEEKS) : stop]


def _means(values: FloatArray, group: IntArray) -> FloatArray:
    """Return for each reading the mean of those known in its group, which follow each other; 0 where none is."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    known = np.isfinite(values)
    total = np.add.reduceat(np.where(known, values, 0.0), first)
    count = np.add.reduceat(known.astype(np.float64), first)
    return np.repeat(total / np.maximum(count, 1.0), np.diff(np.append(first, len(group))))


def _around(values: FloatArray, reach: int) -> FloatArray:
    """Return the sum of the values around each slot; the day is round."""
    if reach == 0:
        return values
    longer = np.concatenate([values[..., -reach - 1 :], values, values[..., :reach]], axis=-1)
    total = np.cumsum(longer, axis=-1)
    around: FloatArray = total[..., 2 * reach + 1 :] - total[..., : -2 * reach - 1]
    return around
