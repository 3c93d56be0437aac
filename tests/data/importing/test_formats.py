"""Exports as network operators, suppliers and devices write them, in their own headers and habits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.importing.load import Imported
from tests.data.importing.in_zurich import load
from tests.data.importing.tables_written import text

TIMES = pd.date_range("2024-01-10", periods=96 * 4, freq="15min")
VALUES = np.random.default_rng(8).gamma(2.0, 1.0, len(TIMES)).round(3)
PAIRS = list(zip(TIMES, VALUES, strict=True))
QUARTER = pd.Timedelta(minutes=15)


def comma(value: float) -> str:
    return str(value).replace(".", ",")


def check(found: Imported, meter_id: str, *, factor: float = 4.0, number: int = 0) -> None:
    meter = found.meters[number]
    assert meter.meter_id == meter_id
    assert meter.start == pd.Timestamp("2024-01-10T00:00+01:00")
    assert meter.power_kw == pytest.approx(VALUES * factor)


def test_estfeed_names_both_directions() -> None:
    header = "Meter EIC;Period Start;IN Quantity (kWh);OUT Quantity (kWh);Reading Type IN;Reading Type OUT"
    rows = [f"38ZEE-1000009--Z;{time:%d.%m.%Y %H:%M:%S};0,0;{comma(value)};METERED;METERED" for time, value in PAIRS]
    found = load(text(header, rows), "a.csv")
    assert [meter.meter_id for meter in found.meters] == [
        "38ZEE-1000009--Z IN Quantity",
        "38ZEE-1000009--Z OUT Quantity",
    ]
    check(found, "38ZEE-1000009--Z OUT Quantity", number=1)


def test_a_british_supplier_writes_start_and_end_after_the_value() -> None:
    rows = [
        f"{value},{time - pd.Timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}, {time:%Y-%m-%dT%H:%M:%SZ}" for time, value in PAIRS
    ]
    found = load(text("Consumption (kwh), Start, End", rows), "home.csv")
    assert (found.options.time_column, found.options.stamp, found.options.unit) == ("Start", "start", "kWh")
    check(found, "home")


def test_the_london_trial_writes_its_unit_per_half_hour_and_null() -> None:
    rows = [f"MAC000002,Std,{time:%Y-%m-%d %H:%M:%S}.0000000, {value} " for time, value in PAIRS]
    rows[5] = rows[5].replace(f" {VALUES[5]} ", "Null")
    found = load(text("LCLid,stdorToU,DateTime,KWH/hh (per half hour) ", rows), "a.csv")
    assert found.meters[0].meter_id == "MAC000002"
    assert np.flatnonzero(np.isnan(found.meters[0].power_kw)).tolist() == [5]


def test_an_american_utility_writes_an_address_above_and_the_unit_in_a_column() -> None:
    above = 'Name,JANE DOE\nAddress,"1 MAIN ST, CITY"\nService,Service 1\n\n'
    header = f"{above}TYPE,DATE,START TIME,END TIME,USAGE,UNITS,COST,NOTES"
    rows = [
        f"Electric usage,{time:%m/%d/%Y},{time:%H:%M},{time + QUARTER:%H:%M},{value},kWh,${value:.2f},"
        for time, value in PAIRS
    ]
    found = load(text(header, rows), "home.csv")
    assert (found.options.header_row, found.options.time_column) == (4, "DATE + START TIME")
    assert found.options.unit == "kWh"
    check(found, "home")


def test_a_french_operator_writes_a_table_of_notes_above_the_readings() -> None:
    above = "Identifiant;Type;Date de debut;Date de fin;Grandeur;Unite\n123;Courbe;10/01/2024;14/01/2024;Energie;W\n"
    rows = [f"{time:%Y-%m-%dT%H:%M:%S}+01:00;{round(value * 1000)}" for time, value in PAIRS]
    found = load(text(f"{above}Horodate;Valeur", rows), "home.csv")
    assert found.options.header_row == 2
    assert found.options.unit == "W"
    check(found, "home", factor=1.0)


def test_utc_and_local_times_side_by_side_are_no_double() -> None:
    header = "utc_timestamp,cet_cest_timestamp,A_load_kw"
    rows = [
        f"{time - pd.Timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ},{time:%Y-%m-%dT%H:%M:%S}+0100,{value}"
        for time, value in PAIRS
    ]
    found = load(text(header, rows), "a.csv")
    assert len(found.meters) == 1
    check(found, "A_load", factor=1.0)


def test_a_home_logger_writes_date_and_time_question_marks_and_volts() -> None:
    header = "Date;Time;Global_active_power;Global_reactive_power;Voltage;Global_intensity;Sub_metering_1"
    rows = [f"{time:%d/%m/%Y};{time:%H:%M:%S};{value};0.418;234.84;18.4;0" for time, value in PAIRS]
    rows[7] = f"{TIMES[7]:%d/%m/%Y};{TIMES[7]:%H:%M:%S};?;?;?;?;?"
    found = load(text(header, rows), "a.csv")
    assert [meter.meter_id for meter in found.meters] == ["Global_active_power"]
    assert np.flatnonzero(np.isnan(found.meters[0].power_kw)).tolist() == [7]


def test_an_inverter_writes_the_forms_and_units_below_the_names() -> None:
    header = "Date and time,Energy | Symo,Total installation\n[dd.MM.yyyy HH:mm],[Wh],[kWh]"
    rows = [f"{time:%d.%m.%Y %H:%M},{value * 1000:.0f},{value}" for time, value in PAIRS]
    found = load(text(header, rows), "a.csv")
    assert found.options.unit == "Wh, kWh"
    check(found, "Energy | Symo")
    check(found, "Total installation", number=1)


def test_days_of_a_spreadsheet_are_times() -> None:
    rows = [f"{45301 + number / 96:.9f};{value}" for number, value in enumerate(VALUES)]
    check(load(text("time;kWh", rows), "a.csv"), "a")


def test_seconds_and_milliseconds_since_1970_are_times() -> None:
    for factor in (1, 1000):
        rows = [f"{int((time - pd.Timedelta(hours=1)).timestamp()) * factor},{value}" for time, value in PAIRS]
        check(load(text("ts,kWh", rows), "a.csv"), "a")


def test_a_home_automation_writes_a_counter_with_parts_of_a_second() -> None:
    counter = 1000 + np.append(0, np.cumsum(VALUES))[:-1]
    rows = [
        f"sensor.energy,{state:.3f},{time - pd.Timedelta(hours=1):%Y-%m-%dT%H:%M:%S}.123456Z"
        for (time, _), state in zip(PAIRS, counter, strict=True)
    ]
    found = load(text("entity_id,state,last_changed", rows), "a.csv")
    assert found.options.unit == "register kWh"
    assert found.meters[0].start == pd.Timestamp("2024-01-10T00:00+01:00")
    assert found.meters[0].power_kw == pytest.approx(VALUES[:-1] * 4)


@pytest.mark.parametrize("month", ["Januar", "January", "janvier", "gennaio", "enero", "Jan."])
def test_months_by_name_are_read(month: str) -> None:
    rows = [f"{time:%d}. {month} {time:%Y %H:%M};{value}" for time, value in PAIRS]
    check(load(text("time;kWh", rows), "a.csv"), "a")


def test_numbers_name_buildings_where_the_column_says_so() -> None:
    header = "building_id,meter,timestamp,meter_reading"
    rows = [f"{building},0,{time},{value}" for building in (12, 104) for time, value in PAIRS]
    found = load(text(header, rows), "a.csv")
    assert found.options.meter_column == "building_id"
    assert [meter.meter_id for meter in found.meters] == ["12", "104"]


def test_daily_use_by_date_begins_on_its_first_day() -> None:
    days = pd.date_range("2024-01-10", periods=300)
    found = load(
        text("Date,Usage (kWh)", [f"{day:%m/%d/%Y},{10 + number % 7}" for number, day in enumerate(days)]), "a.csv"
    )
    meter = found.meters[0]
    assert meter.start == pd.Timestamp("2024-01-10T00:00+01:00")
    assert [time.date() for time in meter.index] == [day.date() for day in days]
