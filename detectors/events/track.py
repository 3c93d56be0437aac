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
"""Share of the size of an event from which a reading belongs to it: half the shift to find. Practice of CUSUM."""
MAX_GAIN = 1.0
"""Sizes that one reading may count for or against: a single peak is no long event. Chosen, not tuned."""
WEIGHTS = (0.3, 3.0)
"""Least and most weight of a reading, by the scale at that time beside that of the event. Chosen, not tuned."""
DIP_HOURS = 4.0
"""Hours as expected within an event that do not end it. Chosen, not tuned."""
SIZE_QUANTILE = 0.7
"""Quantile of the departures in an event that is its size: some of its readings may not depart. Chosen, not tuned."""
LINK_DAYS = 9
"""Days after an occurrence in which the next one is looked for: over a week to the next weekend. Chosen, not tuned."""
ENOUGH_GAIN, ENOUGH_GAIN_BEFORE = 0.35, 0.5
"""Share of the gain of an occurrence, per day, that the next one must have, and one before. Chosen, not tuned."""
SIMILAR = 2.0
"""Times by which the sizes of two occurrences may differ. Chosen, not tuned."""
SAME_HOURS = 0.5
"""Share of the hours of the day of the shorter of two occurrences that they have in common. Chosen, not tuned."""
MISSED, MISSED_OFF = 1.25, 2.25
"""Periods of the kind of an event that may pass without it: one night or day, or both days of a weekend. Chosen."""
MOSTLY = 0.6
"""Share of an occurrence on days off from which it is one of days off. Chosen, not tuned."""
Span = tuple[int, int]
"""First and last reading, inclusive."""


@dataclass(frozen=True, eq=False)
class Track:
    """How far readings depart to the side of an event from what was expected before it.

    Parameters
    ----------
    away_kw
        Above zero to the side of the event; NaN where a reading does not tell.
    weight, doubt_kw
        How much each of them counts, and what departure is nothing new.
    day, slot
        When they are, as in ``Expectation``; days may count backwards.
    is_off
        Whether the meter rests that day, for each reading.
    step_hours, merge_steps
        Length of a reading, and within how many readings everything is one event.
    """

    away_kw: FloatArray
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
        columns = ("away_kw", "weight", "doubt_kw", "slot", "is_off")
        turned = {name: getattr(self, name)[::-1] for name in columns}
        return replace(self, **turned, day=-self.day[::-1])

    def mirrored(self, span: Span) -> Span:
        """Return a span of the reversed track as one of this."""
        last = len(self.away_kw) - 1
        return last - span[1], last - span[0]

    def size_kw(self, span: Span) -> float:
        """Return the size of what is within a span; 0 where nothing is known."""
        return size_of(self.away_kw[span[0] : span[1] + 1])

    def gain(self, size_kw: float) -> FloatArray:
        """Return by how much each reading speaks for an event of a size, in hours; 0 where it does not tell."""
        threshold = np.maximum(HALF, self.doubt_kw / size_kw)
        known = np.clip(self.away_kw / size_kw - threshold, -MAX_GAIN, MAX_GAIN) * self.weight
        gain: FloatArray = np.nan_to_num(known) * self.step_hours
        return gain

    def grown(self, gain: FloatArray, place: int) -> Span:
        """Return the event around a reading: as far to both sides as more speaks for it than against it."""
        return place - _length(gain[:place][::-1]), place + _length(gain[place + 1 :])

    def occurrences(self, first: Span, size_kw: float, enough: float) -> list[Span]:
        """Return an occurrence of an event and those that follow it with the same cause.

        They are as large, at the same hours of the day, on days of the same kind, and at most one of these passed
        without it; or they follow within the merging gap.
        """
        gain = self.gain(size_kw)
        found, at = [first], first[1] + 1
        needed = enough * self._gain_a_day(gain, first)
        while needed > 0 and at < len(gain) and at - found[-1][1] <= LINK_DAYS * self.slots:
            span = self._next(gain, at, needed)
            if span is None or (belongs := self._belongs(found, span, size_kw)) is None:
                break
            if belongs:
                found.append(span)
            at = span[1] + 1
        return found

    def _gain_a_day(self, gain: FloatArray, span: Span) -> float:
        days = max(1.0, (span[1] - span[0] + 1) / self.slots)
        return float(gain[span[0] : span[1] + 1].sum()) / days

    def _next(self, gain: FloatArray, at: int, needed: float) -> Span | None:
        """Return where something as large comes next."""
        total = np.concatenate([[0.0], np.cumsum(gain[at : at + LINK_DAYS * self.slots])])
        enough = np.flatnonzero(total - np.minimum.accumulate(total) >= needed)
        if not len(enough):
            return None
        stop = int(enough[0])
        last = at + stop - 1
        return at + int(total[: stop + 1].argmin()), last + _length(gain[last + 1 :])

    def _belongs(self, found: list[Span], span: Span, size_kw: float) -> bool | None:
        """Return whether an occurrence has the same cause as those before; None where it comes too late."""
        is_alike = size_kw / SIMILAR <= self.size_kw(span) <= size_kw * SIMILAR
        between = slice(found[-1][1] + 1, span[0])
        if span[0] - found[-1][1] <= self.merge_steps and is_alike:
            return True
        hours, own = self._hours(found), self._hours([span])
        is_of_days_off = all(self._is_off(one) for one in found)
        is_same_kind = self.is_off[between] if is_of_days_off else ~self.is_off[between] | self._any_off(found)
        missed = np.count_nonzero(hours[self.slot[between]] & is_same_kind) / np.count_nonzero(hours)
        if missed >= (MISSED_OFF if is_of_days_off else MISSED):
            return None
        common = np.count_nonzero(hours & own) / min(np.count_nonzero(hours), np.count_nonzero(own))
        return bool(is_alike and common >= SAME_HOURS)

    def _hours(self, spans: list[Span]) -> BoolArray:
        """Return at which slots of the day some spans lie."""
        hours = np.zeros(self.slots, bool)
        for first, last in spans:
            hours[self.slot[first : last + 1]] = True
        return hours

    def _is_off(self, span: Span) -> bool:
        return bool(self.is_off[span[0] : span[1] + 1].mean() >= MOSTLY)

    def _any_off(self, spans: list[Span]) -> bool:
        return any(self._is_off(span) for span in spans)


def size_of(away_kw: FloatArray) -> float:
    """Return the size of an event with such departures; 0 where none is known."""
    known = away_kw[np.isfinite(away_kw)]
    return float(np.quantile(known, SIZE_QUANTILE)) if len(known) else 0.0


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
