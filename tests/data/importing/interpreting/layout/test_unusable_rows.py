"""Rows that are no readings: sums, means, notes and footers, first or last, with a time or without."""

from __future__ import annotations

import pandas as pd
import pytest

from data.errors import DataError
from data.importing.load import Imported, load
from tests.data.importing.local_days import check, comma, local_days
from tests.data.importing.tables_written import text

TRUE = local_days("Europe/Amsterdam", minutes=15)
ROWS = [f"{time:%d-%m-%Y %H:%M};{comma(used)}" for time, used in TRUE.rows()]
SUM, MEAN = comma(TRUE.kwh.sum()), comma(TRUE.kwh.mean())


def read(rows: list[str], header: str = "Tijd;kWh") -> Imported:
    return load(text(header, rows), "a.csv", default_timezone="Europe/Amsterdam")


@pytest.mark.parametrize("word", ["Totaal", "Total 2024", "Summe", "Összesen", "Suma", "Kokku", "Yhteensä", "Média"])
@pytest.mark.parametrize("first", [True, False])
def test_sums_and_means_in_words_are_left_out(word: str, first: bool) -> None:
    row = [f"{word};{SUM}"]

    found = read([*row, *ROWS] if first else [*ROWS, *row])

    check(found, TRUE)
    assert [item.kind for item in found.left_out] == ["row"]


def test_sums_after_every_day_are_left_out() -> None:
    rows = [row for at in range(0, len(ROWS), 96) for row in (*ROWS[at : at + 96], "Totaal van de dag;12,3")]

    found = read(rows)

    check(found, TRUE)
    assert [item.reason for item in found.left_out] == ["it has no time"] * 4


@pytest.mark.parametrize("value", [SUM, MEAN])
@pytest.mark.parametrize("first", [True, False])
def test_a_sum_or_mean_under_the_first_time_is_left_out(value: str, first: bool) -> None:
    row = [f"10-01-2024 00:00;{value}"]

    found = read([*row, *ROWS] if first else [*ROWS, *row])

    check(found, TRUE)
    assert found.left_out[0].reason == "it sums other rows"


def test_a_row_over_the_whole_time_is_left_out_by_its_end() -> None:
    times = TRUE.index.tz_localize(None)
    rows = [
        f"{time:%d-%m-%Y %H:%M};{end:%d-%m-%Y %H:%M};{comma(used)}"
        for time, end, used in zip(times, times + pd.Timedelta(minutes=15), TRUE.kwh, strict=True)
    ]

    found = read([*rows, f"10-01-2024 00:00;14-01-2024 00:00;{SUM}"], "Vanaf;Tot;Verbruik")

    check(found, TRUE)
    assert found.left_out[-1].reason == "it sums other rows"


@pytest.mark.parametrize("length", [1, 7, 40])
def test_notes_of_any_length_and_width_below_are_left_out(length: int) -> None:
    notes = [f"Note {number};of the meter;in some;more cells" for number in range(length)]

    check(read([*ROWS, "", *notes]), TRUE)


def test_a_broken_date_with_a_reading_is_refused_wherever_it_stands() -> None:
    for at in (5, 200):
        rows = [*ROWS]
        rows[at] = "32-01-2024 00:00;1,0"
        with pytest.raises(DataError, match=rf"row {at + 2}: '32-01-2024 00:00' in the time column"):
            read(rows)


def test_many_broken_dates_at_the_end_are_no_footer() -> None:
    with pytest.raises(DataError, match="is no date and time"):
        read([*ROWS[:300], *(row.replace("2024", "20x4") for row in ROWS[300:])])
