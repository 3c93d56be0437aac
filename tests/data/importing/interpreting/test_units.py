"""Guessing units: by the name of a column or a file, and counters by how they rise."""

from __future__ import annotations

import numpy as np
import pytest

from data.importing.interpreting.units import counts_up, unit_in
from data.importing.load import ImportOptions
from data.importing.options import Guess
from tests.data.importing.in_zurich import load
from tests.data.importing.tables_written import csv
from tests.data.importing.two_days import VALUES, WALL, guess


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Usage_kWh", "kWh"),
        ("Power (W)", "W"),
        ("Load [kW]", "kW"),
        ("Energie MWh", "MWh"),
        ("import_wh", "Wh"),
        ("TotalkWh", "kWh"),
        ("P [MW]", "MW"),
        ("kWh/h", "kW"),
        ("demand_mw", "MW"),
        ("Reactive_kVarh", ""),
        ("weekday", ""),
        ("Wert", ""),
    ],
)
def test_units_are_found_in_names(name: str, unit: str) -> None:
    assert unit_in(name) == unit


def test_the_unit_is_taken_from_the_file_name_as_an_uncertain_guess() -> None:
    found = load(csv(WALL, VALUES, "time;value"), "homes_hourly_w.csv")
    assert guess(found, "unit") == Guess("unit", "W", "the file name says so", certain=False)


def test_a_unit_that_nothing_names_is_an_uncertain_guess() -> None:
    assert guess(load(csv(WALL, VALUES, "time;value"), "a.csv"), "unit").certain is False


def test_a_column_that_only_rises_is_a_counter() -> None:
    counter = (1000 + np.cumsum(VALUES)).round(3)
    found = load(csv(WALL, counter), "a.csv")
    assert found.options.unit == "register kWh"
    assert guess(found, "unit").certain is False
    assert found.meters[0].power_kw == pytest.approx(VALUES[1:] * 4, abs=0.01)
    given = load(csv(WALL, counter), "a.csv", ImportOptions(unit="kWh"))
    assert given.meters[0].power_kw == pytest.approx(counter * 4)


def test_values_that_rise_evenly_or_fall_often_are_no_counter() -> None:
    meters = np.zeros(500, np.int64)
    assert not counts_up(np.arange(500.0), meters)
    assert not counts_up(np.abs(np.sin(np.arange(500) / 10)) * 100, meters)
    assert counts_up(np.cumsum(np.random.default_rng(0).random(500)) + 1000, meters)
