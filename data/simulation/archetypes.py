"""Archetypes: how an office, a school, a shop, a home, a cold store and a factory use electricity.

Levels are those of a typical building at scale 1; they are our own description, chosen so that baseload, peak, weekend
share and dependence on temperature lie where energy managers see them. ``data.simulation.simulate`` turns them into
readings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from data.simulation.cycles import Appliance, Compressor

Curve = tuple[tuple[float, float], ...]  # (local clock hour, share of the daily level), linear between the points
IDLE: Curve = ((0.0, 0.0), (24.0, 0.0))


class Vacation(StrEnum):
    """Which weeks of the year a building rests."""

    NONE = "none"
    QUIET = "quiet"  # open, with fewer people between Christmas and New Year and in summer
    SCHOOL = "school"
    WORKS = "works"
    HOME = "home"  # away for a week or two


@dataclass(frozen=True)
class Archetype:
    """A kind of building at scale 1.

    Parameters
    ----------
    base_kw
        Load that never stops.
    activity_kw
        Load of a full workday above the base; the curves say when.
    workday, saturday, sunday, vacation
        Course of the day as a share of ``activity_kw``; Sunday holds for public holidays too.
    heating_kw_per_k, cooling_kw_per_k
        Slopes below ``heat_below_c`` and above ``cool_above_c``.
    idle_thermal
        Share of heating and cooling that stays when nobody is in.
    lighting_kw
        Extra load of occupied hours while it is dark.
    day_sigma, noise
        Standard deviation of a day's activity and of the AR(1) residual, as shares.
    jitter_minutes
        Standard deviation of a day's start and end.
    quantum_kwh
        Resolution of the meter.
    """

    base_kw: float
    activity_kw: float
    workday: Curve
    saturday: Curve = IDLE
    sunday: Curve = IDLE
    vacation: Curve = IDLE
    vacations: Vacation = Vacation.QUIET
    heating_kw_per_k: float = 0.0
    heat_below_c: float = 14.0
    cooling_kw_per_k: float = 0.0
    cool_above_c: float = 20.0
    idle_thermal: float = 0.15
    lighting_kw: float = 0.0
    day_sigma: float = 0.035
    noise: float = 0.035
    jitter_minutes: float = 8.0
    quantum_kwh: float = 0.05
    pv_kw: float = 0.0
    compressors: tuple[Compressor, ...] = ()
    appliances: tuple[Appliance, ...] = ()


OFFICE = Archetype(
    base_kw=13.0,
    activity_kw=52.0,
    workday=(
        *((0, 0), (5.6, 0), (6.2, 0.24), (7.2, 0.38), (8.5, 0.84), (10, 0.97), (11.5, 1.0), (12.6, 0.9)),
        *((13.7, 1.0), (16, 0.95), (17.2, 0.74), (18.3, 0.4), (19.5, 0.22), (20.4, 0.05), (21, 0), (24, 0)),
    ),
    saturday=((0, 0), (7.5, 0), (9, 0.07), (13, 0.09), (16, 0.03), (17, 0), (24, 0)),
    heating_kw_per_k=0.55,
    cooling_kw_per_k=2.1,
    idle_thermal=0.12,
    lighting_kw=3.5,
    quantum_kwh=0.03,
)

SCHOOL = Archetype(
    base_kw=5.5,
    activity_kw=31.0,
    workday=(
        *((0, 0), (6.2, 0), (7, 0.35), (8, 0.85), (9.8, 1.0), (11.6, 0.95), (12.4, 0.72), (13.5, 0.86)),
        *((15.3, 0.74), (16.5, 0.36), (18, 0.22), (20.5, 0.18), (21.6, 0.02), (22, 0), (24, 0)),
    ),
    vacation=((0, 0), (7.5, 0), (8.5, 0.14), (11.5, 0.16), (14, 0.05), (16, 0), (24, 0)),
    vacations=Vacation.SCHOOL,
    heating_kw_per_k=0.35,
    cooling_kw_per_k=0.3,
    lighting_kw=5.0,
    quantum_kwh=0.02,
)

RETAIL = Archetype(
    base_kw=27.0,
    activity_kw=43.0,
    workday=(
        *((0, 0), (5, 0), (5.6, 0.22), (7, 0.62), (7.6, 0.92), (12, 0.98), (15, 1.0), (19.6, 0.97)),
        *((20.2, 0.5), (21.2, 0.16), (21.8, 0), (24, 0)),
    ),
    saturday=(
        *((0, 0), (5, 0), (5.6, 0.22), (7, 0.62), (7.6, 0.95), (12, 1.03), (17.6, 1.0), (18.3, 0.5)),
        *((19.4, 0.14), (20, 0), (24, 0)),
    ),
    vacations=Vacation.NONE,
    cooling_kw_per_k=1.3,
    cool_above_c=16.0,
    heating_kw_per_k=0.25,
    idle_thermal=0.4,
    lighting_kw=1.5,
    day_sigma=0.02,
    noise=0.03,
    jitter_minutes=4.0,
    compressors=(Compressor(5.5, 64.0, 0.52, 0.012), Compressor(4.0, 48.0, 0.45, 0.01)),
)

FRIDGE = Compressor(0.11, 46.0, 0.34, 0.006, 15.0)
HOME_APPLIANCES = (
    Appliance("kettle", 2.0, 3.5, (2.6, 3.2), (6.2, 8.5, 12, 14, 17, 22), (4, 1, 1, 1.5, 3)),
    Appliance("hob and oven", 1.7, 34.0, (1.05, 1.5), (10.8, 13.2, 17.2, 20.2), (2, 0.5, 4), 0.1),
    Appliance("dishwasher", 1.05, 75.0, (0.55, 0.7), (12.5, 15, 19, 22.5), (1, 0.5, 4)),
    Appliance("washing machine", 0.75, 80.0, (0.3, 0.75), (7.5, 12, 16, 20.5), (2, 1, 2)),
    Appliance("tumble dryer", 1.9, 55.0, (0.16, 0.4), (9.5, 14, 18, 22), (1.5, 1, 2), 0.35),
    Appliance("television", 0.14, 115.0, (1.2, 1.9), (7, 12, 18, 22.5), (0.6, 1, 5)),
    Appliance("computer", 0.1, 150.0, (0.9, 1.2), (8, 12, 18, 22), (1.5, 1.5, 3)),
    Appliance("vacuum cleaner", 0.9, 22.0, (0.15, 0.45), (8.5, 12, 18), (2, 1)),
    Appliance("lamps", 0.11, 190.0, (1.6, 1.8), (6, 8, 16.5, 21), (1.5, 0.3, 4), 0.6),
)

HOUSEHOLD = Archetype(
    base_kw=0.13,
    activity_kw=0.1,
    workday=((0, 0), (6, 0), (6.6, 0.7), (8.2, 0.25), (17, 0.35), (19, 1), (22, 0.8), (23.4, 0), (24, 0)),
    saturday=((0, 0), (7.2, 0), (9, 0.6), (18, 0.6), (19, 1), (22.5, 0.8), (23.8, 0), (24, 0)),
    sunday=((0, 0), (7.6, 0), (9.5, 0.7), (18, 0.7), (19, 1), (22, 0.7), (23.2, 0), (24, 0)),
    vacations=Vacation.HOME,
    cool_above_c=26.0,
    idle_thermal=0.75,
    noise=0.06,
    jitter_minutes=25.0,
    quantum_kwh=0.001,
    compressors=(FRIDGE,),
    appliances=HOME_APPLIANCES,
)

HOT_WATER = Appliance("hot water", 2.2, 70.0, (1.0, 1.15), (5.0, 7.0, 20.0, 22.5), (4, 0.3, 2), 0.15)

ELECTRIC_HOME = replace(HOUSEHOLD, base_kw=0.16, heating_kw_per_k=0.13, appliances=(*HOME_APPLIANCES, HOT_WATER))

SOLAR_HOME = replace(HOUSEHOLD, heating_kw_per_k=0.045, pv_kw=6.2, appliances=(*HOME_APPLIANCES, HOT_WATER))

COLD_STORE = Archetype(
    base_kw=9.0,
    activity_kw=11.0,
    workday=((0, 0), (4.5, 0), (5.5, 0.8), (9, 1), (12, 0.6), (13.5, 0.9), (17, 0.8), (18.5, 0.1), (19, 0), (24, 0)),
    saturday=((0, 0), (5, 0), (6, 0.5), (11, 0.5), (12.5, 0), (24, 0)),
    vacations=Vacation.NONE,
    cooling_kw_per_k=0.35,
    cool_above_c=12.0,
    idle_thermal=0.9,
    quantum_kwh=0.05,
    compressors=(
        Compressor(22.0, 105.0, 0.58, 0.014, 12.0),
        Compressor(18.0, 140.0, 0.34, 0.018, 12.0),
        Compressor(14.0, 360.0, 0.08),  # defrosting
    ),
)

INDUSTRY = Archetype(
    base_kw=46.0,
    activity_kw=270.0,
    workday=(
        *((0, 0), (4.8, 0), (5.4, 0.3), (6.2, 0.93), (8.9, 1.0), (9.1, 0.76), (9.4, 0.98), (11.9, 1.0)),
        *((12.2, 0.7), (12.6, 0.98), (13.8, 0.95), (14.1, 0.72), (14.4, 0.94), (17.9, 0.96), (18.2, 0.72)),
        *((18.6, 0.94), (21.6, 0.9), (22.2, 0.35), (22.8, 0.06), (23.2, 0), (24, 0)),
    ),
    saturday=((0, 0), (5.4, 0), (6.2, 0.42), (9, 0.46), (12.4, 0.4), (13.5, 0.05), (14, 0), (24, 0)),
    vacation=((0, 0), (7, 0), (8, 0.05), (15, 0.05), (16, 0), (24, 0)),
    vacations=Vacation.WORKS,
    heating_kw_per_k=0.9,
    cooling_kw_per_k=1.2,
    idle_thermal=0.3,
    day_sigma=0.05,
    noise=0.055,
    jitter_minutes=5.0,
    quantum_kwh=0.25,
    compressors=(Compressor(18.0, 24.0, 0.42),),
)

ARCHETYPES: dict[str, Archetype] = {
    "office": OFFICE,
    "school": SCHOOL,
    "retail": RETAIL,
    "household": HOUSEHOLD,
    "electric household": ELECTRIC_HOME,
    "solar household": SOLAR_HOME,
    "cold store": COLD_STORE,
    "industry": INDUSTRY,
}
