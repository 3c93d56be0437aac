"""Guessing times: the form and order of dates, start or end, midnight; on the whole column, each with its reason."""

from __future__ import annotations

import pandas as pd
import pytest

from data.importing.interpreting.roles.interval_labels import read_label
from data.importing.load import ImportOptions
from data.importing.options import Guess
from tests.data.importing.in_zurich import load
from tests.data.importing.tables_written import csv, instants, text, walls
from tests.data.importing.two_days import VALUES, WALL, guess, rows


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
    body = csv(WALL + pd.Timedelta(minutes=shift), VALUES, f"{header};kWh")
    found = load(body, "a.csv")
    assert (guess(found, "stamp").value, guess(found, "stamp").certain) == (stamp, certain)


def test_midnight_written_as_24_00_is_the_end_of_a_day() -> None:
    ends = WALL + pd.Timedelta(minutes=15)
    shown = [
        f"{time - pd.Timedelta(days=1):%d.%m.%Y} 24:00" if time.hour + time.minute == 0 else f"{time:%d.%m.%Y %H:%M}"
        for time in ends
    ]
    found = load(text("time;kWh", [f"{time};{value}" for time, value in zip(shown, VALUES, strict=True)]), "a.csv")
    assert found.options.stamp == "end"
    assert found.meters[0].start == pd.Timestamp("2024-01-10T00:00+01:00")
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)


def test_midnights_with_the_date_of_the_day_just_ended_are_moved_on() -> None:
    ends = WALL + pd.Timedelta(minutes=15)
    quirk = [time - pd.Timedelta(days=1) if time.hour + time.minute == 0 else time for time in ends]
    found = load(csv(quirk, VALUES), "a.csv")
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)
    assert found.reports[0].count("midnight") == 2
    assert found.options.stamp == "end"


def test_a_file_that_runs_backwards_in_time_is_turned_round_without_a_data_problem() -> None:
    found = load(csv(WALL[::-1], VALUES[::-1]), "a.csv")
    assert found.meters[0].power_kw == pytest.approx(VALUES * 4)
    assert found.reports[0].data_problems == ()


@pytest.mark.parametrize(
    ("name", "minute", "number"),
    [
        ("00:15", 15, -1),
        ("23:45", 1425, -1),
        ("24:00", 1440, -1),
        ("0:15 - 0:30", 15, -1),
        ("12:30 AM", 30, -1),
        ("1 PM", 780, -1),
        ("00-01", 0, -1),
        ("Kl. 23-24", 1380, -1),
        ("H0030", 30, -1),
        ("hr2400", 1440, -1),
        ("1", -1, 1),
        ("H24", -1, 24),
        ("Q96", -1, 96),
        ("H7 (kWh)", -1, 7),
        ("Consumption(KWh) HH4", -1, 4),
    ],
)
def test_names_of_the_intervals_of_a_day_are_read(name: str, minute: int, number: int) -> None:
    label = read_label(name)
    assert label is not None
    assert (label.minute, label.number) == (minute, number)


@pytest.mark.parametrize("name", ["kWh", "Total", "3.604", "45301.5", "12:75"])
def test_other_names_are_no_intervals_of_a_day(name: str) -> None:
    assert read_label(name) is None
