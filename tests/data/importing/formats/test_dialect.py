"""Guessing how a table is written: separators, decimals, encodings, where its header and its end are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.data.importing.in_zurich import load
from tests.data.importing.tables_written import long_rows, text
from tests.data.importing.two_days import VALUES, WALL, guess, rows


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolon"), (",", "comma"), ("\t", "tab"), ("|", "bar")])
def test_the_separator_is_found(separator: str, name: str) -> None:
    found = load(text(f"time{separator}kWh", rows("%Y-%m-%d %H:%M", separator)), "a.csv")
    assert guess(found, "separator").value == name
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)


def test_decimal_commas_are_found_among_semicolons_even_where_most_numbers_are_whole() -> None:
    values = np.round(VALUES).astype(int).astype(str)
    values[100] = "2,5"
    body = text("time;kWh", [f"{time};{value}" for time, value in zip(WALL, values, strict=True)])
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

    body = text("time;Power [W]", [f"{time};{shown(value)}" for time, value in zip(WALL, VALUES, strict=True)])
    found = load(body, "a.csv")
    assert found.options.decimal == decimal
    assert found.meters[0].power_kw == pytest.approx(VALUES)


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
    assert [each.sentence for each in found.left_out] == ["Row 194 ('Total') is not used: it has no time."]


def test_long_rows_are_what_the_other_tests_think() -> None:
    assert long_rows(WALL[:1], [1.5], decimal=",", order="dmy") == ["10.01.2024 00:00:00;1,5"]


@pytest.mark.parametrize(
    ("header", "cells", "kwh"),
    [
        ("time;Wh", ["1.250", "3.500"], [1.25, 3.5]),
        ("time;kWh", ["1.250", "3.500"], [1.25, 3.5]),
        ("time;kWh", ["850", "1.250"], [850.0, 1250.0]),
        ("time,kWh", ['"1,250"', '"3,500"'], [1.25, 3.5]),
        ("time,kWh", ['"850"', '"1,250"'], [850.0, 1250.0]),
    ],
)
def test_three_digits_behind_a_sign_are_thousands_where_other_numbers_or_the_unit_say_so(
    header: str, cells: list[str], kwh: list[float]
) -> None:
    sign = header[4]
    times = pd.date_range("2024-01-10", periods=48, freq="h")
    rows = [f"{time}{sign}{cells[number % 2]}" for number, time in enumerate(times)]

    found = load(text(header, rows), "a.csv")

    assert found.meters[0].power_kw[:2] == pytest.approx(kwh)
    decimal = guess(found, "decimal")
    assert decimal.certain is False
    assert decimal.loud == (kwh[1] > 100 or "Wh" in header.split(sign)[1].split("k", maxsplit=1)[0])
