"""Plans of simulated meters: what ``data.simulation.simulate`` is to build, and the twelve meters of the demo."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from data.errors import ParameterError
from data.simulation.archetypes import ARCHETYPES
from data.simulation.weather import Climate

STEPS_MINUTES = (5, 10, 15, 30, 60)
DEMO_MONTHS = 18


@dataclass(frozen=True)
class MeterPlan:
    """What a simulated meter is to be.

    Parameters
    ----------
    archetype
        A key of ``data.simulation.archetypes.ARCHETYPES``.
    start, days
        First local day and number of days.
    scale
        Size relative to the typical building of the archetype.
    growth
        Relative growth in a year (0.02 = 2 %).
    faults
        Whether labelled faults are planted.
    """

    meter_id: str
    archetype: str
    name: str
    timezone: str
    country: str
    region: str
    seed: int
    start: date
    days: int
    step_minutes: int = 15
    scale: float = 1.0
    growth: float = 0.0
    climate: Climate = field(default_factory=Climate)
    faults: bool = False

    def __post_init__(self) -> None:
        if self.archetype not in ARCHETYPES:
            raise ParameterError(f"There is no archetype {self.archetype!r}; choose one of {', '.join(ARCHETYPES)}.")
        if self.step_minutes not in STEPS_MINUTES:
            raise ParameterError(f"The step is {self.step_minutes} minutes; choose one of {STEPS_MINUTES}.")
        if self.days < 1 or not self.scale > 0:
            raise ParameterError(f"{self.days} days at scale {self.scale} is nothing; both take more than 0.")

    @property
    def index(self) -> pd.DatetimeIndex:
        """Starts of all intervals, in the meter's zone."""
        start = pd.Timestamp(self.start, tz=self.timezone)
        end = pd.Timestamp(self.start + timedelta(days=self.days), tz=self.timezone)
        return pd.date_range(start, end, freq=pd.Timedelta(minutes=self.step_minutes), inclusive="left")


@dataclass(frozen=True)
class _Place:
    timezone: str
    country: str
    region: str
    climate: Climate


ZURICH = _Place("Europe/Zurich", "CH", "ZH", Climate())
BASEL = _Place("Europe/Zurich", "CH", "BS", Climate(mean_c=11.0))
LAUSANNE = _Place("Europe/Zurich", "CH", "VD", Climate(mean_c=11.2, season_k=9.0, latitude=46.5, longitude=6.6))
BERLIN = _Place("Europe/Berlin", "DE", "BE", Climate(latitude=52.5, longitude=13.4))
FREIBURG = _Place("Europe/Berlin", "DE", "BW", Climate(mean_c=11.5, latitude=48.0, longitude=7.8))
VIENNA = _Place("Europe/Vienna", "AT", "9", Climate(mean_c=11.0, season_k=10.5, latitude=48.2, longitude=16.4))
GENOA = _Place("Europe/Rome", "IT", "GE", Climate(16.0, 8.0, 3.0, 2.2, 44.4, 8.9))
MADRID = _Place("Europe/Madrid", "ES", "MD", Climate(15.2, 10.0, 5.5, 2.6, 40.4, -3.7))
PORTO = _Place("Europe/Lisbon", "PT", "13", Climate(15.3, 5.2, 3.6, 2.2, 41.1, -8.6))
OSLO = _Place("Europe/Oslo", "NO", "", Climate(6.6, 10.8, 3.6, 3.8, 59.9, 10.8))
CHICAGO = _Place("America/Chicago", "US", "IL", Climate(10.6, 13.5, 4.5, 4.6, 41.9, -87.6))
SYDNEY = _Place("Australia/Sydney", "AU", "NSW", Climate(18.3, 5.2, 3.8, 2.4, -33.9, 151.2))

# name, archetype, place, scale, growth in a year
DEMO: tuple[tuple[str, str, _Place, float, float], ...] = (
    ("Office Zurich North", "office", ZURICH, 1.0, 0.01),
    ("Office Berlin Mitte", "office", BERLIN, 1.65, -0.02),
    ("Office Sydney Harbour", "office", SYDNEY, 1.3, 0.03),
    ("School Lausanne", "school", LAUSANNE, 1.0, 0.0),
    ("School Porto", "school", PORTO, 1.4, 0.02),
    ("Supermarket Vienna", "retail", VIENNA, 1.0, 0.01),
    ("Shop Madrid Centre", "retail", MADRID, 0.7, 0.0),
    ("Home Basel", "household", BASEL, 1.0, 0.0),
    ("Electric home Oslo", "electric household", OSLO, 1.15, 0.02),
    ("Solar home Freiburg", "solar household", FREIBURG, 1.1, 0.0),
    ("Cold store Genoa", "cold store", GENOA, 1.0, 0.03),
    ("Plant Chicago", "industry", CHICAGO, 1.0, 0.02),
)


def demo_plans(end: date) -> tuple[MeterPlan, ...]:
    """Return the twelve meters of the demo, 18 months of 15 minutes up to the start of a day."""
    start = (pd.Timestamp(end) - pd.DateOffset(months=DEMO_MONTHS)).date()
    return tuple(
        MeterPlan(
            meter_id=name.lower().replace(" ", "-"),
            archetype=archetype,
            name=name,
            timezone=place.timezone,
            country=place.country,
            region=place.region,
            seed=2000 + number,
            start=start,
            days=(end - start).days,
            scale=scale,
            growth=growth,
            climate=place.climate,
            faults=True,
        )
        for number, (name, archetype, place, scale, growth) in enumerate(DEMO)
    )
