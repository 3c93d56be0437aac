"""The kind of building that readings look like: simulated ones, and readings that tell nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from data.simulation.plans import MeterPlan
from data.simulation.simulate import simulate
from detectors.analytics.building import Building, building

KINDS = {
    "office": Building.WORKPLACE,
    "industry": Building.WORKPLACE,
    "school": Building.SCHOOL,
    "retail": Building.SHOP,
    "household": Building.HOME,
    "electric household": Building.HOME,
    "solar household": Building.HOME,
    "cold store": Building.ALWAYS_ON,
}


def year_of(archetype: str, seed: int, scale: float = 1.0) -> MeterSeries:
    plan = MeterPlan("m", archetype, "m", "Europe/Berlin", "DE", "BY", seed, date(2023, 2, 1), 365, 60, scale)
    return simulate(plan).series


@pytest.mark.parametrize("archetype", KINDS)
@pytest.mark.parametrize("seed", [3, 4])
def test_a_year_of_readings_tells_the_kind_of_building(archetype: str, seed: int) -> None:
    assert building(year_of(archetype, seed)) is KINDS[archetype]


@pytest.mark.parametrize("archetype", ["office", "school", "cold store"])
def test_size_does_not_matter_where_a_building_is_at_work(archetype: str) -> None:
    assert building(year_of(archetype, 5, scale=20.0)) is KINDS[archetype]


def test_a_school_of_an_unknown_country_is_a_workplace() -> None:
    school = replace(year_of("school", 3), country="", region="")
    assert building(school) is Building.WORKPLACE


def test_a_few_days_tell_nothing() -> None:
    few = year_of("office", 3).between(end=pd.Timestamp("2023-02-12", tz="Europe/Berlin"))
    assert building(few) is Building.UNKNOWN


def test_neither_missing_nor_constant_readings_tell_a_kind_of_use() -> None:
    year = year_of("office", 3)
    assert building(year.with_power(np.full(len(year), np.nan))) is Building.UNKNOWN
    assert building(year.with_power(np.full(len(year), 2.0))) is Building.UNKNOWN
    assert building(year.with_power(np.full(len(year), 200.0))) is Building.ALWAYS_ON
