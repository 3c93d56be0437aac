"""Faults of the demo meters: a handful each, of kinds an energy manager has met in such a building."""

from __future__ import annotations

from data.errors import DataError
from data.series import MeterSeries
from data.simulation.faults import FaultKind
from data.simulation.inject import FaultLabel, Planting, plant_random

RECENT_DAYS = 75  # a first look goes to the last months: something must be there
EARLIEST_SHARE = 0.4  # before, the meter is undisturbed, so that there is a normal to learn
SIZES = (0.25, 0.45)

OCCUPIED = (
    FaultKind.NIGHT_LEFT_ON,
    FaultKind.WEEKEND_LEFT_ON,
    FaultKind.EARLY_START,
    FaultKind.LATE_SWITCH_OFF,
    FaultKind.MISSING_SETBACK,
    FaultKind.FLAT_LINE,
)
HOME = (FaultKind.ZERO_RUN, FaultKind.LEVEL_SHIFT, FaultKind.FLAT_LINE, FaultKind.NIGHT_LEFT_ON)
ALWAYS_ON = (FaultKind.SLOW_DRIFT, FaultKind.LEVEL_SHIFT, FaultKind.PARTIAL_OUTAGE, FaultKind.FLAT_LINE)
SHIFTS = (FaultKind.WEEKEND_LEFT_ON, FaultKind.NIGHT_LEFT_ON, FaultKind.PARTIAL_OUTAGE, FaultKind.LATE_SWITCH_OFF)
KINDS: dict[str, tuple[FaultKind, ...]] = {
    "office": OCCUPIED,
    "school": OCCUPIED,
    "retail": (FaultKind.MISSING_SETBACK, FaultKind.NIGHT_LEFT_ON, FaultKind.SLOW_DRIFT, FaultKind.PARTIAL_OUTAGE),
    "household": HOME,
    "electric household": HOME,
    "solar household": HOME,
    "cold store": ALWAYS_ON,
    "industry": SHIFTS,
}


def plant_demo_faults(series: MeterSeries, archetype: str, seed: int) -> tuple[MeterSeries, tuple[FaultLabel, ...]]:
    """Plant three faults in the second half of a series and two in its last months.

    A series too short for that gets those that find a place, or none.
    """
    recent = series.end - RECENT_DAYS * series.step * series.steps_per_day
    early = series.start + EARLIEST_SHARE * (series.end - series.start)
    parts = ((3, early, recent, seed), (2, max(early, recent), None, seed + 1))
    labels: tuple[FaultLabel, ...] = ()
    for count, after, before, part_seed in parts:
        planting = Planting(count, KINDS[archetype], after, before, SIZES, part_seed, min_gap_days=7.0)
        try:
            series, planted = plant_random(series, planting)
        except DataError:
            continue
        labels += planted
    return series, labels
