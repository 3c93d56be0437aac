"""Units that are absurd as named or guessed are doubted: loudly, with what was named as the alternative."""

from __future__ import annotations

import numpy as np
import pytest

from data.importing.load import Imported, ImportOptions, load
from tests.data.importing.local_days import check, local_days
from tests.data.importing.tables_written import text

TRUE = local_days("Europe/Berlin", days=10)


def read(name: str, values: np.ndarray, form: str = "{:.3f}") -> Imported:
    rows = [f"{time:%Y-%m-%d %H:%M};{form.format(value)}" for (time, _), value in zip(TRUE.rows(), values, strict=True)]
    return load(text(f"time;{name}", rows), "a.csv", default_timezone="Europe/Berlin")


@pytest.mark.parametrize(("name", "taken"), [("Load kW", "W"), ("Energy kWh", "Wh")])
def test_more_than_a_site_can_draw_is_taken_for_the_smaller_unit(name: str, taken: str) -> None:
    found = read(name, TRUE.kwh * 1e5)

    check(found, TRUE, factor=100.0)
    [unit] = [guess for guess in found.guesses if guess.name == "unit"]
    assert (unit.value, unit.certain, unit.loud) == (taken, False, True)
    assert unit.alternatives == (name.split()[1],)
    assert "more than a site does" in found.warnings[0]


def test_megawatts_that_are_named_are_believed() -> None:
    check(read("Load MW", TRUE.kwh * 1e3), TRUE, factor=1e6)


def test_a_unit_that_is_given_is_believed() -> None:
    rows = [f"{time:%Y-%m-%d %H:%M};{used * 1e5:.3f}" for time, used in TRUE.rows()]

    found = load(text("time;Load", rows), "a.csv", ImportOptions(unit="kW"), "Europe/Berlin")

    check(found, TRUE, factor=1e5)


def test_whole_numbers_under_a_name_of_power_are_watts() -> None:
    found = read("Power", TRUE.kwh * 1000, "{:.0f}")

    assert [origin.unit for origin in found.origins] == ["W"]


@pytest.mark.parametrize("glitch", [0.0, 12.0, 9e6])
def test_a_counter_under_the_name_of_energy_is_known_also_with_wrong_readings(glitch: float) -> None:
    counter = 5e5 + np.append(0, np.cumsum(TRUE.kwh))[:-1]
    counter[[50, 120]] = glitch

    found = read("kWh", counter)

    [meter] = found.meters
    assert [origin.unit for origin in found.origins] == ["register kWh"]
    assert np.nanmax(meter.power_kw) <= TRUE.kwh.max() + 0.01
    assert np.isnan(meter.power_kw).sum() <= 4
    assert "read as register kWh" in found.warnings[0]


def test_a_counter_by_rows_is_known_too() -> None:
    counter = 5e5 + np.append(0, np.cumsum(TRUE.kwh))[:-1]
    rows = [f"{time:%Y-%m-%d %H:%M};{value:.3f};kWh" for (time, _), value in zip(TRUE.rows(), counter, strict=True)]

    found = load(text("time;value;unit", rows), "a.csv", default_timezone="Europe/Berlin")

    assert [origin.unit for origin in found.origins] == ["register kWh"]
    assert found.meters[0].energy_kwh == pytest.approx(TRUE.kwh[:-1].sum(), abs=0.1)


def test_the_unit_behind_the_numbers_counts() -> None:
    found = read("House", TRUE.kwh * 1000, "{:.0f} W")

    assert found.options.unit == "W"
    check(found, TRUE)
