"""Columns of numbers that are no readings: by what their cells are, also under names that say nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.errors import DataError
from data.importing.load import Imported, load
from tests.data.importing.local_days import check, comma, local_days
from tests.data.importing.tables_written import text

TRUE = local_days("Europe/Vienna", days=6)
Cell = Callable[[int], str]


def read(*columns: tuple[str, Cell], name: str = "Werk Nord") -> Imported:
    """Read a meter with other columns beside it."""
    rows = [
        ";".join([f"{time:%Y-%m-%d %H:%M}", comma(used), *(cell(at) for _, cell in columns)])
        for at, (time, used) in enumerate(TRUE.rows())
    ]
    header = ";".join(["Zeit", name, *(column for column, _ in columns)])
    return load(text(header, rows), "a.csv", default_timezone="Europe/Vienna")


@pytest.mark.parametrize(
    ("name", "cell", "reason"),
    [
        ("Abnehmer", lambda _: "34201234", "long whole numbers"),
        ("Vertrag", lambda at: f"0000{10**8 + at % 2}", "long whole numbers"),
        ("Grundwert", lambda _: "60,1", "the same in every row (60,1)"),
        ("x", lambda at: str(1_704_841_200 + 3600 * at), "seconds since 1970"),
        ("n", lambda at: str(at + 1), "it counts the rows"),
        ("s", lambda at: str(at % 3 + 1), "as a code does"),
        ("KW", lambda _: "2", "numbers the weeks"),
        ("Zählernummer", lambda at: str(at * 7 % 1000), "name something"),
    ],
)
def test_numbers_that_are_no_readings_are_left_out_with_the_reason(name: str, cell: Cell, reason: str) -> None:
    found = read((name, cell))

    assert [meter.meter_id for meter in found.meters] == ["Werk Nord"]
    check(found, TRUE)
    assert [reason in item.reason for item in found.left_out if item.name == name] == [True]


def test_an_unused_feed_in_of_zeros_is_a_meter() -> None:
    found = read(("Einspeisung kWh", lambda _: "0,000"), name="Bezug kWh")

    assert [origin.direction for origin in found.origins] == ["consumption", "feed-in"]
    assert found.meters[1].energy_kwh == 0.0


def test_power_in_watts_beside_the_same_energy_is_the_meter_once_more() -> None:
    found = read(("Avg Wattage", lambda at: f"{1000 * TRUE.kwh[at]:.0f}"), name="kWh")

    check(found, TRUE)
    assert len(found.meters) == 1
    assert "another unit" in found.left_out[0].reason


def test_a_counter_beside_its_readings_is_the_meter_once_more() -> None:
    counter = 7000 + TRUE.kwh.cumsum()

    found = read(("Zählerstand kWh", lambda at: comma(counter[at])), name="Verbrauch kWh")

    check(found, TRUE)
    assert found.left_out[0].reason == "it is the counter of 'Verbrauch kWh'"


def test_the_same_readings_under_another_name_are_the_meter_once_more() -> None:
    found = read(("Verbrauch gemessen kWh", lambda at: comma(TRUE.kwh[at])), name="Verbrauch kWh")

    assert len(found.meters) == 1


def test_a_feed_in_that_follows_the_use_stays_a_meter() -> None:
    found = read(("Energia immessa [kWh]", lambda at: comma(TRUE.kwh[at] / 10)), name="Energia prelevata [kWh]")

    assert len(found.meters) == 2


def test_a_register_that_never_moves_gives_way_to_the_readings_beside_it() -> None:
    check(read(("RegisterReadValue", lambda _: "0"), name="ProfileReadValue"), TRUE)


@pytest.mark.parametrize("name", ["Price EUR/kWh", "Temperature indoors", "Reactive energy kVArh", "Voltage L1"])
def test_a_file_without_readings_says_what_each_column_is(name: str) -> None:
    rows = [f"{time:%Y-%m-%d %H:%M};{comma(used)}" for time, used in TRUE.rows()]

    with pytest.raises(DataError, match=rf"has no column of readings \('{name}': it is"):
        load(text(f"Zeit;{name}", rows), "a.csv", default_timezone="Europe/Vienna")


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("Zeit;Wert;Einheit;Faktor", 40.0),
        ("Zeit;Wert;Einheit;Wandlerfaktor", 40.0),
        ("Zeit;Verbrauch kWh;Einheit;Faktor", 1.0),
    ],
)
def test_a_column_of_factors_multiplies_readings_that_are_not_named_in_kwh(header: str, factor: float) -> None:
    rows = [f"{time:%Y-%m-%d %H:%M};{comma(used)};kWh;40" for time, used in TRUE.rows()]

    found = load(text(header, rows), "a.csv", default_timezone="Europe/Vienna")

    check(found, TRUE, factor=factor)
    assert any("multiplied" in warning for warning in found.warnings) == (factor > 1)
    again = load(text(header, rows), "a.csv", found.options)
    assert again.meters[0].digest == found.meters[0].digest
