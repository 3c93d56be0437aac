"""Faults as they are told: which events belong to a fault, and how well they say when it was and how much it took.

Pure functions of plain records. All times are hours since the first reading of the series, so that a hand-made case is
a line of numbers; ``benchmarks.told.copies`` makes the records from series and events.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite, nan

Interval = tuple[float, float]
START_HOURS, END_HOURS, ENERGY_SHARE = 2.0, 3.0, 0.3
"""How far start and end may be off, and by which share the energy. Chosen, not tuned."""


@dataclass(frozen=True)
class PlantedFault:
    """What is known of a fault: over ``[start, end)``, in hours since the first reading.

    ``kwh`` is the energy of the readings with the fault less that without; NaN where it spoils data, whose energy
    nobody wants to know.
    """

    kind: str
    start: float
    end: float
    kwh: float = nan
    is_data: bool = False

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return self.end - self.start


@dataclass(frozen=True)
class ToldEvent:
    """What the list says of an event over ``[start, end)``, in hours since the first reading.

    Parameters
    ----------
    kwh
        Excess, below 0 for less; NaN where it is not known.
    worth_kwh
        What it is ranked by; NaN where it is not known.
    is_open
        Whether it still lasts at the end of the readings.
    is_inside
        Whether all its readings lie within the limits that are drawn for it.
    """

    start: float
    end: float
    is_energy: bool = True
    side: int = 1
    kwh: float = nan
    worth_kwh: float = nan
    is_open: bool = False
    is_inside: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Telling:
    """One planted fault as it is told; errors are NaN where it is not found, or there is nothing to compare.

    Parameters
    ----------
    events
        How many events lie on it; 0 where it is not found.
    start_error, end_error
        Hours by which the main event begins and ends later.
    energy_ratio
        Excess of the main event over the energy planted; 0 where the main event tells none.
    covered
        Share of its hours that lie in events.
    """

    fault: PlantedFault
    events: int
    start_error: float = nan
    end_error: float = nan
    energy_ratio: float = nan
    covered: float = 0.0
    is_energy: bool = False
    is_open: bool = False

    @property
    def is_found(self) -> bool:
        """Whether an event lies on it."""
        return self.events > 0

    @property
    def is_right_kind(self) -> bool:
        """Whether the main event is a data problem where data was spoilt, and one of energy elsewhere."""
        return self.is_found and self.is_energy != self.fault.is_data

    @property
    def starts_right(self) -> bool:
        """Whether the main event begins within ``START_HOURS`` of it."""
        return abs(self.start_error) <= START_HOURS

    @property
    def ends_right(self) -> bool:
        """Whether the main event ends within ``END_HOURS`` of its end."""
        return abs(self.end_error) <= END_HOURS

    @property
    def measures_right(self) -> bool:
        """Whether the energy of the main event is within ``ENERGY_SHARE`` of what was planted."""
        return abs(self.energy_ratio - 1.0) <= ENERGY_SHARE + 1e-9


def overlap(one: Interval, other: Interval) -> float:
    """Return how many hours two intervals have in common."""
    return max(0.0, min(one[1], other[1]) - max(one[0], other[0]))


def times(event: ToldEvent | PlantedFault) -> Interval:
    """Return start and end."""
    return event.start, event.end


def own_events(fault: PlantedFault, events: Iterable[ToldEvent]) -> list[ToldEvent]:
    """Return the events that lie on a fault, in part at least."""
    return [event for event in events if overlap(times(event), times(fault)) > 0]


def telling(fault: PlantedFault, events: Iterable[ToldEvent]) -> Telling:
    """Return how a fault is told: by its main event, the one that shares most hours with it."""
    own = own_events(fault, events)
    if not own:
        return Telling(fault, 0)
    main = max(own, key=lambda event: (overlap(times(event), times(fault)), abs(event.kwh) if event.is_energy else 0.0))
    return told_by(fault, main, own)


def told_by(fault: PlantedFault, main: ToldEvent, own: Sequence[ToldEvent]) -> Telling:
    """Return how a fault is told by a main event and the others on it."""
    kwh = main.kwh if main.is_energy and isfinite(main.kwh) else 0.0
    return Telling(
        fault,
        events=len(own),
        start_error=main.start - fault.start,
        end_error=main.end - fault.end,
        energy_ratio=kwh / fault.kwh if isfinite(fault.kwh) and fault.kwh else nan,
        covered=covered_hours(own, times(fault)) / fault.hours,
        is_energy=main.is_energy,
        is_open=main.is_open,
    )


def covered_hours(events: Iterable[ToldEvent], within: Interval) -> float:
    """Return how many hours of an interval lie in at least one of the events."""
    total, reached = 0.0, within[0]
    for start, end in sorted(times(event) for event in events):
        begin, stop = max(start, reached), min(end, within[1])
        if stop > begin:
            total += stop - begin
            reached = stop
    return total


def covering_several(faults: Sequence[PlantedFault], events: Iterable[ToldEvent]) -> int:
    """Return how many events lie on more than one fault."""
    return sum(sum(overlap(times(event), times(fault)) > 0 for fault in faults) > 1 for event in events)


def fault_free(faults: Sequence[PlantedFault], events: Iterable[ToldEvent], within: Interval) -> Interval:
    """Return how many hours outside of faults lie in energy events, and how many there are.

    Faults must not overlap each other.
    """
    energy = [event for event in events if event.is_energy]
    inside = covered_hours(energy, within)
    for fault in faults:
        inside -= covered_hours(energy, (max(fault.start, within[0]), min(fault.end, within[1])))
    free = within[1] - within[0] - sum(overlap(times(fault), within) for fault in faults)
    return inside, free
