"""Causes that are told as one event, and how many events that makes at each alarm level.

Causes of one side that are closer than the merging gap are one event. So are two of different sides where one passes
into the other: as much above as below is use at another time, far less of one is the recovery from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Self

import numpy as np

from data.calendar.lengths import DAY_HOURS
from data.series import FloatArray
from detectors.events.causes.cause import Cause, Occurrence
from detectors.events.causes.track import SAME_HOURS, SIMILAR
from detectors.scores import REASONS, Reason, Scores

TOUCHING_HOURS = 1.0
"""Hours between two sides within which one passes into the other. Chosen, not tuned."""
DAYS_APART = 2
"""Days between two anomalies at the same hours that are one event: one day may pass without it. Chosen, not tuned."""
MAX_HOURS = 24.0
"""Hours that each of two sides lasts at most to be told as one event. Chosen, not tuned."""
BALANCED = 0.5
"""Share of the larger of what is above and below in an event that the smaller must reach for neither side to rule.
Chosen, not tuned."""
ABOVE = frozenset({
    Reason.ABOVE_EXPECTED, Reason.BASELOAD_HIGH, Reason.WEEKEND_ON, Reason.PEAK, Reason.OVER_LIMIT, Reason.RUN_LENGTH,
    Reason.RUN_COUNT,
})  # fmt: skip
"""Reasons that say that more was used."""
BELOW = frozenset({Reason.BELOW_EXPECTED, Reason.RUN_MISSING})
"""Reasons that say that less was used."""


@dataclass(frozen=True, eq=False)
class Joined:
    """Causes that are one event, the most anomalous first, from its first to its last reading."""

    causes: tuple[Cause, ...]
    first: int
    last: int

    @classmethod
    def of(cls, causes: Sequence[Cause]) -> Self:
        """Return causes as one event."""
        ordered = tuple(sorted(causes, key=lambda cause: -cause.peak))
        return cls(ordered, min(cause.first for cause in causes), max(cause.last for cause in causes))


@dataclass(frozen=True)
class JoinRule:
    """When two causes are one event; ``merge_steps`` are the readings of the merging gap."""

    merge_steps: int
    step_hours: float

    def joins(self, group: Joined, cause: Cause) -> bool:
        """Return whether a cause belongs to an event."""
        reach = max(self.merge_steps, (DAYS_APART + 1) * self._steps(DAY_HOURS))
        if group.first - cause.last > reach or cause.first - group.last > reach:
            return False
        return any(self._are_one(other, cause) for other in group.causes)

    def _are_one(self, one: Cause, other: Cause) -> bool:
        if one.side == other.side or not (one.has_size or other.has_size):  # a steep rise and the drop that ends it
            return _gap(one, other) <= self.merge_steps or self._comes_again(one, other)
        return one.side * other.side < 0 and self._passes(one, other)

    def _comes_again(self, one: Cause, other: Cause) -> bool:
        """Return whether two causes are as large and at the same hours of days that follow each other."""
        if not one.size_kw / SIMILAR <= other.size_kw <= one.size_kw * SIMILAR:
            return False
        day = self._steps(DAY_HOURS)
        return any(self._at_same_hours(here, there, day) for here, there in product(one.occurrences, other.occurrences))

    def _at_same_hours(self, here: Occurrence, there: Occurrence, day: int) -> bool:
        days = round((there.first - here.first) / day)
        common = min(here.last + days * day, there.last) - max(here.first + days * day, there.first) + 1
        return 0 < abs(days) <= DAYS_APART and common >= SAME_HOURS * (1 + min(_length(here), _length(there)))

    def _passes(self, one: Cause, other: Cause) -> bool:
        longest = self._steps(MAX_HOURS)
        both = (one, other)
        are_short = all(len(each.occurrences) == 1 and each.last - each.first < longest for each in both)
        return are_short and _gap(one, other) <= self._steps(TOUCHING_HOURS)

    def _steps(self, hours: float) -> int:
        return max(1, round(hours / self.step_hours))


def joined_causes(causes: Iterable[Cause], rule: JoinRule) -> list[Joined]:
    """Return causes, the most anomalous first, as events."""
    groups: list[Joined] = []
    for cause in causes:
        groups = with_cause(groups, cause, rule)
    return groups


def with_cause(groups: list[Joined], cause: Cause, rule: JoinRule) -> list[Joined]:
    """Return events with one cause more; the last one is the event it belongs to."""
    own = [group for group in groups if rule.joins(group, cause)]
    if not own:
        return [*groups, Joined.of([cause])]
    alone = [group for group in groups if group not in own]
    return [*alone, Joined.of([*(one for group in own for one in group.causes), cause])]


@dataclass(frozen=True)
class Balance:
    """Energy above and below what was expected in kWh, both at least 0."""

    more_kwh: float
    less_kwh: float

    @classmethod
    def of(cls, group: Joined, power_kw: FloatArray, step_hours: float) -> Balance:
        """Return the balance of an event; ``power_kw`` is NaN where readings do not tell."""
        more = less = 0.0
        for one in (one for cause in group.causes for one in cause.occurrences):
            away = np.nan_to_num((power_kw[one.first : one.last + 1] - one.expected_kw)[one.own])
            more, less = more + float(away[away > 0].sum()), less - float(away[away < 0].sum())
        return cls(more * step_hours, less * step_hours)

    @property
    def net_kwh(self) -> float:
        """Energy above expected, negative where less was used."""
        return self.more_kwh - self.less_kwh

    def side(self, group: Joined) -> int:
        """Return on which side an event lies: that of its energy; on neither where both sides passed into each other.

        That of the scores counts where nothing was expected.
        """
        is_sized = any(cause.has_size for cause in group.causes)
        if self.more_kwh == self.less_kwh == 0 or not is_sized:
            return group.causes[0].side
        smaller, larger = sorted((self.more_kwh, self.less_kwh))
        if len({cause.side for cause in group.causes}) > 1 and smaller >= BALANCED * larger:
            return 0
        return int(np.sign(self.net_kwh))


def agreeing(reason: Reason, side: int) -> Reason:
    """Return the reason of an energy problem that lies on a side; one that speaks of the other side is no reason."""
    if side > 0 and reason in BELOW:
        return Reason.ABOVE_EXPECTED
    if side < 0 and reason in ABOVE:
        return Reason.BELOW_EXPECTED
    if side == 0 and reason in ABOVE | BELOW:
        return Reason.UNUSUAL_DAY
    return reason


def reason_of(group: Joined, scores: Scores, side: int) -> Reason:
    """Return why an event is one: as its most anomalous reading on its side says."""
    chosen = next((cause for cause in group.causes if cause.side == side), group.causes[0])
    return agreeing(REASONS[int(scores.reason[chosen.at])], side)


def _length(one: Occurrence) -> int:
    return one.last - one.first


def _gap(one: Cause, other: Cause) -> int:
    """Return how far the nearest occurrences of two causes are apart in readings: 1 where they follow each other."""
    pairs = product(one.occurrences, other.occurrences)
    return min(max(here.first - there.last, there.first - here.last) for here, there in pairs)
