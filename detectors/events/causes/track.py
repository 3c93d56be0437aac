"""Readings against what was expected before an event, and where in them it goes on and comes back.

An event has a size: by how much its readings depart. Readings that depart by more than half of it lengthen the event,
others shorten it: the sum of their ``gain`` is the log-likelihood of such a shift against none (CUSUM, Page 1954,
doi:10.1093/biomet/41.1-2.100). It ends where that sum has fallen by what a few hours as expected take off it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from data.calendar.day_grid import BoolArray, IntArray
from data.series import FloatArray

HALF = 0.5
"""Share of the size of an event from which a reading belongs to it: half the shift, as in CUSUM. Expert's choice."""
MAX_GAIN = 1.0
"""Sizes that one reading may count for or against: a single peak is no long event. Chosen, not tuned."""
WEIGHTS = (0.3, 3.0)
"""Least and most weight of a reading, by the scale at that time beside that of the event. Chosen, not tuned."""
DIP_HOURS = 3.0
"""Hours as expected within an event that do not end it. Chosen, not tuned."""
SIZE_QUANTILE = 0.7
"""Quantile of the departures in an event that is its size: some of its readings may not depart. Chosen, not tuned."""
LINK_DAYS = 9
"""Days after an occurrence in which the next one is looked for: over a week to the next weekend. Chosen, not tuned."""
ENOUGH_GAIN, ENOUGH_GAIN_BEFORE = 0.35, 0.5
"""Share of the gain of an occurrence, per day, that the next one must have, and one before. Chosen, not tuned."""
SIMILAR = 1.6
"""Times by which the sizes of two occurrences may differ. Chosen, not tuned."""
SAME_HOURS = 0.5
"""Share of the hours of the day of the shorter of two occurrences that they have in common. Chosen, not tuned."""
MISSED, MISSED_OFF = 1.25, 2.25
"""Periods of the kind of an event that may pass without it: one night or day, or both days of a weekend. Chosen."""
MIN_LENGTH = 0.35
"""Share of the hours of the day of the first occurrence that another one must have. Chosen, not tuned."""
WEEKLY_SHARE = 0.5
"""Share of the hours of a day from which what happens on days off may come again on the next weekend. Chosen."""
MOSTLY = 0.6
"""Share of an occurrence on days off from which it is one of days off. Chosen, not tuned."""
Ends = tuple[int, int]
"""First and last reading, inclusive."""


@dataclass(frozen=True)
class Size:
    """By how much the readings of an event depart: in kW, and below as a share of what was expected.

    A part that fails takes the same off at all hours, or the same share: at night, when little is expected, the less.
    """

    kw: float
    share: float = float("inf")

    @classmethod
    def of(cls, side: int, away_kw: FloatArray, expected_kw: FloatArray) -> Self:
        """Return the size of departures to a side from what was expected; 0 kW where none is known."""
        if side > 0:
            return cls(_quantile(away_kw, SIZE_QUANTILE, 0.0))
        share = np.where(expected_kw > 0, away_kw / np.where(expected_kw > 0, expected_kw, 1.0), np.nan)
        return cls(_quantile(away_kw, SIZE_QUANTILE, 0.0), _quantile(share, SIZE_QUANTILE, float("inf")))

    def at(self, expected_kw: FloatArray) -> FloatArray:
        """Return by how much readings depart of which so much was expected, in kW."""
        if not 0 < self.share < float("inf"):
            return np.full(len(expected_kw), self.kw)
        lower: FloatArray = np.where(expected_kw > 0, np.minimum(self.kw, self.share * expected_kw), self.kw)
        return lower

    def is_like(self, other: Size) -> bool:
        """Return whether two sizes are about the same, in kW or as a share."""
        in_kw = self.kw / SIMILAR <= other.kw <= self.kw * SIMILAR
        return in_kw or self.share / SIMILAR <= other.share <= self.share * SIMILAR < float("inf")


@dataclass(frozen=True, eq=False)
class Track:
    """How far readings depart to the side of an event from what was expected before it.

    Parameters
    ----------
    side
        That of the event, -1 or 1.
    away_kw
        Above zero to the side of the event; NaN where a reading does not tell.
    expected_kw
        What was expected before it.
    weight, doubt_kw
        How much each of them counts, and what departure is nothing new.
    day, slot
        When they are, as in ``ExpectedPower``; days may count backwards.
    is_off
        Whether the meter rests that day, for each reading.
    step_hours, merge_steps
        Length of a reading, and within how many readings everything is one event.
    """

    side: int
    away_kw: FloatArray
    expected_kw: FloatArray
    weight: FloatArray
    doubt_kw: FloatArray
    day: IntArray
    slot: IntArray
    is_off: BoolArray
    slots: int
    step_hours: float
    merge_steps: int

    def reversed(self) -> Self:
        """Return the same from its end to its beginning."""
        columns = ("away_kw", "expected_kw", "weight", "doubt_kw", "slot", "is_off")
        turned = {name: getattr(self, name)[::-1] for name in columns}
        return replace(self, **turned, day=-self.day[::-1])

    def mirrored(self, ends: Ends) -> Ends:
        """Return the ends of an occurrence in the reversed track as those in this."""
        last = len(self.away_kw) - 1
        return last - ends[1], last - ends[0]

    def size(self, ends: Ends) -> Size:
        """Return the size of what is within some ends."""
        part = slice(ends[0], ends[1] + 1)
        return Size.of(self.side, self.away_kw[part], self.expected_kw[part])

    def gain(self, size: Size) -> FloatArray:
        """Return by how much each reading speaks for an event of a size, in hours; 0 where it does not tell."""
        size_kw = size.at(self.expected_kw)
        gain = (self.away_kw - np.maximum(HALF * size_kw, self.doubt_kw)) / size_kw
        gain = np.minimum(np.maximum(gain, -MAX_GAIN), MAX_GAIN) * (self.weight * self.step_hours)
        gain[np.isnan(gain)] = 0.0
        return gain

    def grown(self, gain: FloatArray, place: int) -> Ends:
        """Return the event around a reading: as far to both sides as more speaks for it than against it."""
        return place - _length(gain[:place][::-1]), place + _length(gain[place + 1 :])

    def occurrences(self, first: Ends, size: Size, enough: float) -> list[Ends]:
        """Return an occurrence of an event and those that follow it with the same cause.

        They are as large, at the same hours of the day, on days of the same kind, and at most one of these passed
        without it; or they follow within the merging gap.
        """
        gain = self.gain(size)
        found, at = [first], first[1] + 1
        needed = enough * self._gain_a_day(gain, first)
        while needed > 0 and at < len(gain) and at - found[-1][1] <= LINK_DAYS * self.slots:
            ends = self._next(gain, at, needed)
            if ends is None or (belongs := self._belongs(found, ends, size)) is None:
                break
            if belongs:
                found.append(ends)
            at = ends[1] + 1
        return found

    def _gain_a_day(self, gain: FloatArray, ends: Ends) -> float:
        days = max(1.0, (ends[1] - ends[0] + 1) / self.slots)
        return float(gain[ends[0] : ends[1] + 1].sum()) / days

    def _next(self, gain: FloatArray, at: int, needed: float) -> Ends | None:
        """Return where something as large comes next."""
        total = np.concatenate([[0.0], np.cumsum(gain[at : at + LINK_DAYS * self.slots])])
        enough = np.flatnonzero(total - np.minimum.accumulate(total) >= needed)
        if not len(enough):
            return None
        stop = int(enough[0])
        last = at + stop - 1
        return at + int(total[: stop + 1].argmin()), last + _length(gain[last + 1 :])

    def _belongs(self, found: list[Ends], ends: Ends, size: Size) -> bool | None:
        """Return whether an occurrence has the same cause as those before; None where it comes too late."""
        is_alike = size.is_like(self.size(ends))
        between = slice(found[-1][1] + 1, ends[0])
        if ends[0] - found[-1][1] <= self.merge_steps and is_alike:
            return True
        hours, own = self._hours(found), self._hours([ends])
        count, own_count = np.count_nonzero(hours), np.count_nonzero(own)
        is_weekly = count >= WEEKLY_SHARE * self.slots and all(self._is_off(one) for one in (*found, ends))
        is_same_kind = self.is_off[between] if is_weekly else ~self.is_off[between] | self._any_off(found)
        missed = np.count_nonzero(hours[self.slot[between]] & is_same_kind) / count
        if missed >= (MISSED_OFF if is_weekly else MISSED):
            return None
        is_as_long = own_count >= MIN_LENGTH * np.count_nonzero(self._hours(found[:1]))
        common = np.count_nonzero(hours & own) / min(count, own_count)
        return bool(is_alike and is_as_long and common >= SAME_HOURS)

    def _hours(self, several: list[Ends]) -> BoolArray:
        """Return at which slots of the day some occurrences lie."""
        hours = np.zeros(self.slots, bool)
        for first, last in several:
            hours[self.slot[first : last + 1]] = True
        return hours

    def _is_off(self, ends: Ends) -> bool:
        return bool(self.is_off[ends[0] : ends[1] + 1].mean() >= MOSTLY)

    def _any_off(self, several: list[Ends]) -> bool:
        return any(self._is_off(ends) for ends in several)


def typical_of(scale_kw: FloatArray) -> float:
    """Return the typical one of some scales; 1 where none is known."""
    return _quantile(scale_kw, HALF, 1.0)


def _quantile(values: FloatArray, share: float, unknown: float) -> float:
    """Return the lower quantile of the values there are; ``np.quantile`` takes longer than all the rest."""
    known = np.sort(values[np.isfinite(values)])
    return float(known[int(share * (len(known) - 1))]) if len(known) else unknown


def _length(gain: FloatArray) -> int:
    """Return how many readings lengthen an event that they follow."""
    total = np.cumsum(gain)
    if not len(total):
        return 0
    fallen = np.flatnonzero(np.maximum.accumulate(np.maximum(total, 0.0)) - total > HALF * DIP_HOURS)
    until = int(fallen[0]) if len(fallen) else len(total)
    if until == 0:
        return 0
    best = int(total[:until].argmax())
    return best + 1 if total[best] > 0 else 0
