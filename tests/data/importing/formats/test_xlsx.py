"""Workbooks: typed dates and times of day, hours as numbers, and readings spread over several sheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time, timedelta

import openpyxl
import pandas as pd
import pytest

from data.importing.load import Imported, load
from tests.data.importing.local_days import LocalDays, check, local_days

ZONE = "Europe/Berlin"


def read(**sheets: Sequence[Sequence[object]]) -> Imported:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return load(stream.getvalue(), "a.xlsx", default_timezone=ZONE)


def day_of(at: pd.Timestamp) -> datetime:
    return datetime(at.year, at.month, at.day)  # noqa: DTZ001 - a cell has no zone


@pytest.mark.parametrize(
    "cell",
    [
        lambda at: time(at.hour, at.minute),
        lambda at: timedelta(hours=at.hour, minutes=at.minute),
        lambda at: datetime(1900, 1, 1, at.hour, at.minute),  # noqa: DTZ001
        lambda at: f"{at:%H:%M}",
    ],
)
def test_date_and_time_of_day_in_two_cells_are_one_time(cell: object) -> None:
    assert callable(cell)
    true = local_days(ZONE, minutes=15)
    rows = [[day_of(at), cell(at), used] for at, used in true.rows()]

    check(read(Daten=[["Datum", "Uhrzeit", "Verbrauch kWh"], *rows, ["Summe", None, float(true.kwh.sum())]]), true)


@pytest.mark.parametrize("season", ["winter", "spring", "autumn"])
def test_a_date_and_the_number_of_its_hour_are_one_time(season: str) -> None:
    true = local_days(ZONE, season)
    rows = [[day_of(day), hour, used] for day, all_day in true.by_day() for hour, used in enumerate(all_day, 1)]

    check(read(Data=[["Date", "Hour", "kWh"], *rows]), true)


def month_rows(true: LocalDays, factor: float = 1.0) -> list[list[object]]:
    return [["Zeit", "kWh"], *([at.to_pydatetime(), used * factor] for at, used in true.rows())]


def test_sheets_of_the_same_columns_follow_each_other() -> None:
    true = local_days(ZONE)
    head, *rows = month_rows(true)

    found = read(Info=[["A report", "of our house"]] * 300, Januar=[head, *rows[:48]], Februar=[head, *rows[48:]])

    check(found, true)
    assert next(guess.value for guess in found.guesses if guess.name == "sheet") == "Januar, Februar"


def test_sheets_of_the_same_columns_and_times_are_meters() -> None:
    true = local_days(ZONE)

    found = read(Halle=month_rows(true), Büro=month_rows(true, 3.0))

    assert [meter.meter_id for meter in found.meters] == ["Halle", "Büro"]
    check(found, true, number=1, factor=3.0)
