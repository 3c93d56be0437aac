"""Guessing columns: which are meters, which name them, and which are neither; by their names and their cells."""

from __future__ import annotations

import pytest

from data.importing.cells import is_number, is_time, kind_of
from data.importing.interpreting.roles.words import is_generic, names_load, names_other, names_temperature
from tests.data.importing.in_zurich import load
from tests.data.importing.tables_written import text
from tests.data.importing.two_days import VALUES, rows


def test_columns_that_are_no_meter_are_left_out_and_named() -> None:
    header = "time;Total [kW];Reactive [kVar];Power factor;CO2;Temperature;Comment"
    body = text(header, [f"{row};1;0.9;12;{8 + number % 3};fine" for number, row in enumerate(rows("%Y-%m-%d %H:%M"))])
    found = load(body, "a.csv")
    assert found.options.value_columns == ("Total [kW]",)
    assert found.options.temperature_column == "Temperature"
    assert [each.name for each in found.left_out] == [
        "Reactive [kVar]",
        "Power factor",
        "CO2",
        "Comment",
    ]


def test_columns_without_telling_names_are_all_meters_but_a_count_of_rows_is_not() -> None:
    body = text(
        ";time;North;South",
        [f"{number};{row};{2 * VALUES[number]}" for number, row in enumerate(rows("%Y-%m-%d %H:%M"))],
    )
    found = load(body, "a.csv")
    assert [meter.meter_id for meter in found.meters] == ["North", "South"]
    assert found.meters[1].energy_kwh == pytest.approx(2 * VALUES.sum())


def test_a_long_table_is_told_by_times_that_come_again_for_every_meter() -> None:
    body = text(
        "time;name;tariff;kWh",
        [
            f"{row[:16]};{name};{number % 2 + 1};{row[17:]}"
            for name in ("A", "B", "C")
            for number, row in enumerate(rows("%Y-%m-%d %H:%M"))
        ],
    )
    found = load(body, "a.csv")
    assert (found.options.layout, found.options.meter_column) == ("long", "name")
    assert [meter.meter_id for meter in found.meters] == ["A", "B", "C"]


def test_a_long_table_in_order_of_time_gives_the_same_meters() -> None:
    body = text(
        "time;name;kWh", [f"{row[:16]};{name};{row[17:]}" for row in rows("%Y-%m-%d %H:%M") for name in ("A", "B")]
    )
    found = load(body, "a.csv")
    assert [meter.meter_id for meter in found.meters] == ["A", "B"]
    assert found.meters[1].power_kw == pytest.approx(VALUES * 4)
    assert found.reports[1].data_problems == ()


def test_meter_and_channel_in_two_columns_name_the_meters_together() -> None:
    channels = [(name, way) for name in ("A", "B") for way in ("import", "export")]
    body = text(
        "time;name;direction;kWh",
        [f"{row[:16]};{name};{way};{row[17:]}" for name, way in channels for row in rows("%Y-%m-%d %H:%M")],
    )
    found = load(body, "a.csv")
    assert found.options.meter_column == "name + direction"
    assert [meter.meter_id for meter in found.meters] == ["A import", "A export", "B import", "B export"]


def test_kinds_of_columns_are_told_by_most_of_their_cells() -> None:
    assert kind_of(["2024-01-01", "x", "2024-01-03"]) == "time"
    assert kind_of(["1,5", "", "-", "2"]) == "number"
    assert kind_of(["00:15", "00:30"]) == "clock"
    assert kind_of(["", "n/a"]) == "empty"
    assert kind_of(["F1", "F23"]) == "text"
    assert not is_time("12.30")
    assert not is_number("F23")


@pytest.mark.parametrize(
    "name", ["Usage_kWh", "TotalP", "Leistung [kW]", "Bezug", "Photovoltaik kWh", "Train station kWh", "Heat pump kWh"]
)
def test_names_of_loads(name: str) -> None:
    assert names_load(name)


@pytest.mark.parametrize(
    "name", ["Lagging_Current_Reactive.Power_kVarh", "CO2(tCO2)", "Rad", "anomaly", "Price EUR", "Voltage", "cos phi"]
)
def test_names_of_what_is_no_load(name: str) -> None:
    assert names_other(name)
    assert not names_load(name)


@pytest.mark.parametrize("name", ["Test", "tempF", "tempC", "Aussentemperatur [°C]", "OutdoorTemp", "T_ext"])
def test_names_of_temperatures(name: str) -> None:
    assert names_temperature(name)


def test_a_generic_name_does_not_name_a_meter() -> None:
    assert is_generic("value")
    assert is_generic("Usage_kWh")
    assert not is_generic("MT_001")
