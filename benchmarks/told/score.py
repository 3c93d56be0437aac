"""Figures of what is told: pure sums over copies of meters, each with the target it is held against."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import TypeVar

from benchmarks.told.copies import MONTH_HOURS, Copy
from benchmarks.told.telling import Interval, Telling, ToldEvent, covering_several, fault_free, own_events, telling
from data.simulation.faults import FaultKind

T = TypeVar("T")
SMALL_SHARE = 0.02
"""Share of a mean day below which an event is small."""
ECHO_HOURS = 24.0
EITHER = (FaultKind.SWAPPED_DAYS, FaultKind.SCALED)
"""Kinds of which nobody could tell from the readings that data is at fault."""
MIN_SHIFT_HOURS = 7 * 24.0
SECOND_MONTH: Interval = (30 * 24.0, 61 * 24.0)
"""Days 31 to 61."""
SIXTH_MONTH = 5 * MONTH_HOURS
"""When the sixth month begins."""


@dataclass(frozen=True)
class Figure:
    """One figure with its target; the target is None where there is none.

    ``is_share`` says that it is shown in per cent, ``at_most`` on which side of the target it must lie.
    """

    name: str
    value: float
    target: float | None = None
    at_most: bool = True
    is_share: bool = True

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where there is none, or nothing was measured."""
        if self.target is None or not isfinite(self.value):
            return None
        return self.value <= self.target + 1e-9 if self.at_most else self.value >= self.target - 1e-9


def tellings(copies: Iterable[Copy]) -> list[Telling]:
    """Return how every fault of every copy is told."""
    return [telling(fault, copy.events) for copy in copies for fault in copy.faults]


def figures(copies: Sequence[Copy]) -> list[Figure]:
    """Return the figures of planted faults as they are told: conditions, faults, events."""
    every = tellings(copies)
    found = [one for one in every if one.is_found]
    amounts = [one for one in found if isfinite(one.fault.kwh)]
    shifts = [one.covered for one in found if is_lasting_shift(one)]
    told = [(event, copy) for copy in copies for event in copy.energy_events]
    inside, free = map(sum, zip(*(_fault_free(copy) for copy in copies), strict=True)) if copies else (0.0, 0.0)
    return [
        Figure("faults that are found", share(every, lambda one: one.is_found)),
        Figure("events that cover two planted faults", _covering(copies), 0.0, is_share=False),
        Figure("fault-free hours inside energy events", inside / free if free else nan, 0.03),
        Figure("events a fault", _mean([one.events for one in found]), 1.1, is_share=False),
        Figure("told as one event", share(found, lambda one: one.events == 1)),
        Figure("start within 2 h", share(found, lambda one: one.starts_right), 0.8, at_most=False),
        Figure("end within 3 h", share(found, lambda one: one.ends_right), 0.8, at_most=False),
        Figure("energy within 30 % of what was planted", share(amounts, lambda one: one.measures_right), 0.8, False),
        Figure("hours of a lasting shift covered, median", _median(shifts), 0.95, at_most=False),
        Figure("of the right kind, energy or data", share(found, is_right_kind)),
        Figure("events within a day after a fault, for each found", _mean(_echoes(copies)), is_share=False),
        Figure("energy events wholly inside the drawn limits", share(told, lambda one: one[0].is_inside), 0.05),
        Figure("energy events below 2 % of a mean day", share(told, lambda one: is_small(*one)), 0.05),
    ]


def by_kind(copies: Iterable[Copy]) -> dict[str, list[Telling]]:
    """Return how faults are told, by their kind in alphabetical order."""
    kinds: dict[str, list[Telling]] = defaultdict(list)
    for one in tellings(copies):
        kinds[one.fault.kind].append(one)
    return dict(sorted(kinds.items()))


def is_lasting_shift(one: Telling) -> bool:
    """Return whether a fault is a shift of a week or longer."""
    return one.fault.kind == FaultKind.LEVEL_SHIFT and one.fault.hours >= MIN_SHIFT_HOURS - 1e-9


def is_right_kind(one: Telling) -> bool:
    """Return whether a fault is told as what it is; some may be told as either."""
    return one.is_right_kind or one.fault.kind in EITHER


def is_small(event: ToldEvent, copy: Copy) -> bool:
    """Return whether an event is worth less than ``SMALL_SHARE`` of a mean day; what has no amount is."""
    return not event.worth_kwh >= SMALL_SHARE * copy.mean_day_kwh


def youth_ratio(copies: Sequence[Copy]) -> tuple[float, float]:
    """Return energy events a month in the second month and from the sixth on, over all copies.

    What lies before ``Copy.begin`` counts here as well.
    """
    young = sum(event.is_energy for copy in copies for event in copy.begun(SECOND_MONTH))
    old = sum(event.is_energy for copy in copies for event in copy.begun((SIXTH_MONTH, copy.end)))
    months = (SECOND_MONTH[1] - SECOND_MONTH[0]) / MONTH_HOURS * len(copies)
    later = sum(max(0.0, copy.end - SIXTH_MONTH) for copy in copies) / MONTH_HOURS
    return young / months if months else nan, old / later if later else nan


def share(items: Sequence[T], holds: Callable[[T], bool]) -> float:
    """Return the share of items for which something holds; NaN without any."""
    return sum(holds(item) for item in items) / len(items) if items else nan


def _fault_free(copy: Copy) -> Interval:
    return fault_free(copy.faults, copy.events, (copy.begin, copy.end))


def _covering(copies: Iterable[Copy]) -> float:
    return float(sum(covering_several(copy.faults, copy.events) for copy in copies))


def _echoes(copies: Iterable[Copy]) -> list[int]:
    """Return for each found fault how many events begin within a day after it, without lying on it."""
    return [
        sum(fault.end <= event.start < fault.end + ECHO_HOURS for event in copy.events)
        for copy in copies
        for fault in copy.faults
        if own_events(fault, copy.events)
    ]


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values) if values else nan


def _median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else nan
