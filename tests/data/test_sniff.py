"""Guessing: dialect, dates, columns, units, start or end; on the whole column, each with its reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.load import Imported, ImportOptions, load
from data.options import Guess
from data.sniff.cells import is_number, is_time, kind_of
from data.sniff.labels import interval_minutes
from data.sniff.units import counts_up, unit_in
from data.sniff.words import is_generic, names_load, names_other, names_temperature
from tests.data.tables_written import csv, instants, long_rows, text, walls

WINTER = walls(instants("2024-01-10T00:00+01:00", 192), "Europe/Zurich")
VALUES = np.random.default_rng(3).gamma(2.0, 1.0, 192).round(3)


def guess(found: Imported, name: str) -> Guess:
    return next(each for each in found.guesses if each.name == name)


def rows(form: str, separator: str = ";", decimal: str = ".") -> list[str]:
    return [
        f"{time.strftime(form)}{separator}{str(value).replace('.', decimal)}"
        for time, value in zip(WINTER, VALUES, strict=True)
    ]


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y/%m/%d %H:%M:%S",
        "%d.%m.%Y %H:%M",
        "%d/%m/%Y %H:%M:%S",
        "%d-%b-%Y %H:%M",
        "%m/%d/%Y %I:%M %p",
        "%d.%m.%y %H:%M",
        "%a %d.%m.%Y %H:%M",
        "%Y%m%d%H%M",
        "%Y%m%d %H:%M",
        "%d.%m.%Y, %H:%M",
        "%Y-%m-%d %H:%M:%S.000",
    ],
)
def test_dates_of_many_forms_are_understood(form: str) -> None:
    found = load(text("time;kWh", rows(form)), "a.csv")
    meter = found.meters[0]
    assert (len(meter), meter.start) == (192, pd.Timestamp("2024-01-10T00:00+01:00"))
    assert meter.power_kw == pytest.approx(VALUES * 4)


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolon"), (",", "comma"), ("\t", "tab"), ("|", "bar")])
def test_the_separator_is_found(separator: str, name: str) -> None:
    found = load(text(f"time{separator}kWh", rows("%Y-%m-%d %H:%M", separator)), "a.csv")
    assert guess(found, "separator").value == name
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)


def test_decimal_commas_are_found_among_semicolons_even_where_most_numbers_are_whole() -> None:
    values = np.round(VALUES).astype(int).astype(str)
    values[100] = "2,5"
    body = text("time;kWh", [f"{time};{value}" for time, value in zip(WINTER, values, strict=True)])
    found = load(body, "a.csv")
    assert found.options.decimal == ","
    assert found.meters[0].power_kw[100] == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("written", "decimal"),
    [("{:,.1f}", "."), ("de", ","), ("swiss", "."), ("french", ",")],
)
def test_separators_of_thousands_are_passed_over(written: str, decimal: str) -> None:
    def shown(value: float) -> str:
        plain = f"{value * 1000:,.1f}"
        match written:
            case "de":
                return plain.translate(str.maketrans(",.", ".,"))
            case "swiss":
                return plain.replace(",", "'")
            case "french":
                return plain.translate(str.maketrans(",.", "\u202f,"))
            case _:
                return plain

    body = text("time;Power [W]", [f"{time};{shown(value)}" for time, value in zip(WINTER, VALUES, strict=True)])
    found = load(body, "a.csv")
    assert found.options.decimal == decimal
    assert found.meters[0].power_kw == pytest.approx(VALUES)


def test_the_order_of_dates_is_found_on_the_whole_column() -> None:
    times = walls(instants("2024-01-01T00:00+01:00", 96 * 14), "Europe/Zurich")
    body = text("time;kWh", [f"{time:%m/%d/%Y %H:%M};1.{row % 7}" for row, time in enumerate(times)])
    found = load(body, "a.csv")
    assert guess(found, "date_order") == Guess(
        "date_order", "mdy", "no other order makes every date a real day", certain=True
    )
    assert found.meters[0].start == pd.Timestamp("2024-01-01T00:00+01:00")


def test_the_order_of_dates_is_told_by_even_steps_where_no_day_is_above_twelve() -> None:
    times = walls(instants("2024-03-01T00:00+01:00", 96 * 5), "Europe/Zurich")
    body = text("time;kWh", [f"{time:%m/%d/%Y %H:%M};1.{row % 7}" for row, time in enumerate(times)])
    found = load(body, "a.csv")
    assert (found.options.date_order, guess(found, "date_order").certain) == ("mdy", True)
    assert found.meters[0].start == pd.Timestamp("2024-03-01T00:00+01:00")


def test_an_order_of_dates_that_cannot_be_told_is_said_to_be_uncertain_and_can_be_given() -> None:
    body = text("time;kWh", [f"05/06/2024 {hour:02d}:00;1.{hour % 7}" for hour in range(24)])
    found = load(body, "a.csv")
    assert guess(found, "date_order").certain is False
    assert found.meters[0].start == pd.Timestamp("2024-06-05T00:00+02:00")
    given = load(body, "a.csv", ImportOptions(date_order="mdy"))
    assert given.meters[0].start == pd.Timestamp("2024-05-06T00:00+02:00")
    assert not [each for each in given.guesses if each.name == "date_order"]


def test_a_byte_order_mark_and_other_encodings_are_read() -> None:
    body = text("Zeit;Zählerwert [kWh]", rows("%Y-%m-%d %H:%M"))
    for encoding in ("utf-8-sig", "utf-16", "cp1252", "utf-8"):
        found = load(body.decode().encode(encoding), "a.csv")
        assert found.options.value_columns == ("Zählerwert [kWh]",), encoding
        assert found.meters[0].power_kw == pytest.approx(VALUES * 4)


def test_lines_above_the_header_and_a_row_of_units_are_understood() -> None:
    body = text(
        "Meter 4711;;\nBuilding;North;\n\nTime;Load;Temperature\n;kW;°C",
        [f"{row};8.5" for row in rows("%Y-%m-%d %H:%M")],
    )
    found = load(body, "a.csv")
    assert (found.options.header_row, found.options.unit) == (3, "kW")
    assert found.meters[0].power_kw == pytest.approx(VALUES)
    assert found.meters[0].temperature_c == pytest.approx(np.full(192, 8.5))


def test_a_file_without_a_header_is_read() -> None:
    found = load(text("", rows("%Y-%m-%d %H:%M")), "shop.csv")
    assert found.options.header_row == -1
    assert [meter.meter_id for meter in found.meters] == ["shop"]


def test_a_sum_below_the_readings_is_no_reading() -> None:
    found = load(text("time;kWh", [*rows("%Y-%m-%d %H:%M"), "Total;999", ""]), "a.csv")
    assert len(found.meters[0]) == 192
    assert found.skipped == ("Row 194 ('Total') has no time and is not used.",)


def test_date_and_time_of_day_in_two_columns_are_joined() -> None:
    body = text("Datum;von;bis;kWh", [f"{row[:10]};{row[11:16]};00:00;{row[17:]}" for row in rows("%d.%m.%Y %H:%M")])
    found = load(body, "a.csv")
    assert (found.options.time_column, found.options.stamp) == ("Datum + von", "start")
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)


def test_a_range_of_time_is_read_by_its_start() -> None:
    body = text("Zeit;kWh", [f"{row[:16]} - 23:59;{row[17:]}" for row in rows("%d.%m.%Y %H:%M")])
    assert load(body, "a.csv").meters[0].power_kw == pytest.approx(VALUES * 4)


@pytest.mark.parametrize(
    ("header", "shift", "stamp", "certain"),
    [
        ("time", 0, "start", True),
        ("time", 15, "end", True),
        ("interval end", 30, "end", True),
        ("from", 45, "start", True),
        ("time", 45, "start", False),
    ],
)
def test_start_or_end_is_told_by_the_first_and_last_time_or_by_the_name(
    header: str, shift: int, stamp: str, certain: bool
) -> None:
    body = csv(WINTER + pd.Timedelta(minutes=shift), VALUES, f"{header};kWh")
    found = load(body, "a.csv")
    assert (guess(found, "stamp").value, guess(found, "stamp").certain) == (stamp, certain)


def test_midnight_written_as_24_00_is_the_end_of_a_day() -> None:
    ends = WINTER + pd.Timedelta(minutes=15)
    shown = [
        f"{time - pd.Timedelta(days=1):%d.%m.%Y} 24:00" if time.hour + time.minute == 0 else f"{time:%d.%m.%Y %H:%M}"
        for time in ends
    ]
    found = load(text("time;kWh", [f"{time};{value}" for time, value in zip(shown, VALUES, strict=True)]), "a.csv")
    assert found.options.stamp == "end"
    assert found.meters[0].start == pd.Timestamp("2024-01-10T00:00+01:00")
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)


def test_midnights_with_the_date_of_the_day_just_ended_are_moved_on() -> None:
    ends = WINTER + pd.Timedelta(minutes=15)
    quirk = [time - pd.Timedelta(days=1) if time.hour + time.minute == 0 else time for time in ends]
    found = load(csv(quirk, VALUES), "a.csv")
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)
    assert found.reports[0].count("midnight") == 2
    assert found.options.stamp == "end"


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
    found = load(csv(WINTER, VALUES, "time;value"), "homes_hourly_w.csv")
    assert guess(found, "unit") == Guess("unit", "W", "the file name says so", certain=False)


def test_a_unit_that_nothing_names_is_an_uncertain_guess() -> None:
    assert guess(load(csv(WINTER, VALUES, "time;value"), "a.csv"), "unit").certain is False


def test_a_column_that_only_rises_is_a_counter() -> None:
    counter = (1000 + np.cumsum(VALUES)).round(3)
    found = load(csv(WINTER, counter), "a.csv")
    assert found.options.unit == "register kWh"
    assert guess(found, "unit").certain is False
    assert found.meters[0].power_kw == pytest.approx(VALUES[1:] * 4, abs=0.01)
    given = load(csv(WINTER, counter), "a.csv", ImportOptions(unit="kWh"))
    assert given.meters[0].power_kw == pytest.approx(counter * 4)


def test_values_that_rise_evenly_or_fall_often_are_no_counter() -> None:
    meters = np.zeros(500, np.int64)
    assert not counts_up(np.arange(500.0), meters)
    assert not counts_up(np.abs(np.sin(np.arange(500) / 10)) * 100, meters)
    assert counts_up(np.cumsum(np.random.default_rng(0).random(500)) + 1000, meters)


def test_columns_that_are_no_meter_are_left_out_and_named() -> None:
    header = "time;Total [kW];Reactive [kVar];Power factor;CO2;Temperature;Comment"
    body = text(header, [f"{row};1;0.9;12;{8 + number % 3};fine" for number, row in enumerate(rows("%Y-%m-%d %H:%M"))])
    found = load(body, "a.csv")
    assert found.options.value_columns == ("Total [kW]",)
    assert found.options.temperature_column == "Temperature"
    assert [sentence.split("'")[1] for sentence in found.skipped] == [
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
    assert found.reports[1].findings == ()


def test_meter_and_channel_in_two_columns_name_the_meters_together() -> None:
    channels = [(name, way) for name in ("A", "B") for way in ("import", "export")]
    body = text(
        "time;name;direction;kWh",
        [f"{row[:16]};{name};{way};{row[17:]}" for name, way in channels for row in rows("%Y-%m-%d %H:%M")],
    )
    found = load(body, "a.csv")
    assert found.options.meter_column == "name + direction"
    assert [meter.meter_id for meter in found.meters] == ["A import", "A export", "B import", "B export"]


def test_a_file_that_runs_backwards_in_time_is_turned_round_without_a_finding() -> None:
    found = load(csv(WINTER[::-1], VALUES[::-1]), "a.csv")
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)
    assert found.reports[0].findings == ()


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("00:15", 15),
        ("23:45", 1425),
        ("24:00", 1440),
        ("0:15 - 0:30", 15),
        ("1", -2),
        ("H24", -25),
        ("Q96", -97),
        ("kWh", None),
        ("Total", None),
    ],
)
def test_names_of_the_intervals_of_a_day_are_read(name: str, minutes: int | None) -> None:
    assert interval_minutes(name) == minutes


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


def test_long_rows_are_what_the_other_tests_think() -> None:
    assert long_rows(WINTER[:1], [1.5], decimal=",", order="dmy") == ["10.01.2024 00:00:00;1,5"]
