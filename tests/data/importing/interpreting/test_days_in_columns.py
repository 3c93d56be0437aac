"""Files with a row a day and a column an interval, on days of 23, 24 and 25 hours too."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.importing.load import ImportOptions
from tests.data.importing.in_zurich import load
from tests.data.importing.tables_written import text

ZURICH = ImportOptions(timezone="Europe/Zurich", unit="kWh")


def day_rows(lengths: list[int], width: int, start: str) -> list[str]:
    days = pd.date_range(start, periods=len(lengths))
    cells = [
        ";".join([f"{day + 1}.{number % 10}" for number in range(size)] + [""] * (width - size))
        for day, size in enumerate(lengths)
    ]
    return [f"{day:%d.%m.%Y};{row}" for day, row in zip(days, cells, strict=True)]


@pytest.mark.parametrize(("start", "middle"), [("2024-03-30", 92), ("2024-10-26", 100)])
def test_days_in_columns_counted_from_midnight_have_92_or_100_intervals(start: str, middle: int) -> None:
    header = "date;" + ";".join(str(number) for number in range(1, 101))
    found = load(text(header, day_rows([96, middle, 96], 100, start)), "a.csv", ZURICH)
    meter = found.meters[0]
    assert found.options.layout == "days"
    assert len(meter) == 192 + middle
    assert not np.isnan(meter.power_kw).any()
    assert meter.power_kw[96 + middle] == pytest.approx(3.0 * 4)
    assert found.reports[0].data_problems == ()


def test_days_in_columns_named_by_the_clock_skip_the_hour_that_does_not_exist() -> None:
    header = "date;" + ";".join(f"{number // 4:02d}:{number % 4 * 15:02d}" for number in range(96))
    rows = day_rows([96, 96, 96], 96, "2024-03-30")
    cells = rows[1].split(";")
    cells[9:13] = [""] * 4
    found = load(text(header, [rows[0], ";".join(cells), rows[2]]), "a.csv", ZURICH)
    assert len(found.meters[0]) == 96 * 3 - 4
    assert not np.isnan(found.meters[0].power_kw).any()
    assert found.reports[0].data_problems == ()


def test_days_in_columns_name_the_ends_of_intervals_when_the_first_is_not_midnight() -> None:
    header = "date;" + ";".join(f"{number // 4:02d}:{number % 4 * 15:02d}" for number in [*range(1, 96), 0])
    found = load(text(header, day_rows([96, 96], 96, "2024-01-10")), "a.csv", ZURICH)
    assert found.options.stamp == "end"
    assert found.meters[0].start == pd.Timestamp("2024-01-10T00:00+01:00")
    assert found.meters[0].power_kw[:2] == pytest.approx([4.0, 4.4])
    again = load(text(header, day_rows([96, 96], 96, "2024-01-10")), "a.csv", found.options)
    assert again.meters[0].digest == found.meters[0].digest


def test_days_in_columns_of_several_meters_become_one_series_each() -> None:
    header = "meter;date;" + ";".join(f"H{number}" for number in range(1, 25)) + ";total"
    rows = [f"{name};{row};99" for name in ("A", "B") for row in day_rows([24, 24], 24, "2024-01-10")]
    found = load(text(header, rows), "a.csv", ZURICH)
    assert [(meter.meter_id, len(meter)) for meter in found.meters] == [("A", 48), ("B", 48)]
    assert [each.name for each in found.left_out] == ["total"]


@pytest.mark.parametrize("second", ["02:{:02d}", "02:{:02d}B"])
def test_days_in_columns_may_name_the_repeated_hour_twice(second: str) -> None:
    first = [f"{number // 4:02d}:{number % 4 * 15:02d}" for number in range(12)]
    again = [second.format(minute) for minute in (0, 15, 30, 45)]
    rest = [f"{number // 4:02d}:{number % 4 * 15:02d}" for number in range(12, 96)]
    rows = day_rows([100, 100, 100], 100, "2024-10-26")
    for ordinary in (0, 2):
        cells = rows[ordinary].split(";")
        cells[13:17] = [""] * 4
        rows[ordinary] = ";".join(cells)
    found = load(text(";".join(["date", *first, *again, *rest]), rows), "a.csv", ZURICH)
    meter = found.meters[0]
    assert len(meter) == 96 + 100 + 96
    assert not np.isnan(meter.power_kw).any()
    assert found.reports[0].data_problems == ()
    assert meter.power_kw[96:196] == pytest.approx([4 * float(f"2.{number % 10}") for number in range(100)])
