"""EIEP3: half-hours of New Zealand by trading period, on days of 46, 48 and 50 of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.importing.load import load

HEAD = "HDR,ICPHH,10.0,NETW,RETA,,01/10/2024,08:00:00,0001,00000192,202409,E,I"
RNG = np.random.default_rng(33)


def days(first: str, lengths: list[int]) -> tuple[list[str], np.ndarray]:
    dates = pd.date_range(first, periods=len(lengths))
    used = RNG.gamma(2.0, 0.3, sum(lengths)).round(2)
    periods = [(day, period) for day, size in zip(dates, lengths, strict=True) for period in range(1, size + 1)]
    rows = [
        f"DET,0000012345AB6C1,1,RD,{day:%d/%m/%Y},{period},{value},0.10,,{way},I"
        for (day, period), value in zip(periods, used, strict=True)
        for way in ("X",)
    ]
    return rows, used


@pytest.mark.parametrize(("first", "lengths"), [("2024-09-28", [48, 46, 48]), ("2024-04-06", [48, 50, 48])])
def test_trading_periods_are_counted_from_midnight(first: str, lengths: list[int]) -> None:
    rows, used = days(first, lengths)

    found = load("\n".join([HEAD, *rows]).encode(), "a.csv", default_timezone="Pacific/Auckland")

    [meter] = found.meters
    assert meter.meter_id == "0000012345AB6C1 import"
    assert meter.start == pd.Timestamp(first, tz="Pacific/Auckland")
    assert meter.power_kw == pytest.approx(used * 2)
    again = load("\n".join([HEAD, *rows]).encode(), "a.csv", found.options)
    assert again.meters[0].digest == meter.digest


def test_injection_is_a_meter_of_its_own() -> None:
    rows, _ = days("2024-06-10", [48, 48])
    sold = [row.replace(",X,", ",I,") for row in rows]

    found = load("\n".join([HEAD, *rows, *sold]).encode(), "a.csv", default_timezone="Pacific/Auckland")

    assert [origin.direction for origin in found.origins] == ["consumption", "feed-in"]


@pytest.mark.parametrize(
    ("rows", "sentence"), [([HEAD], "without a row of readings"), ([HEAD, "DET,0000012345AB6C1,1"], "row 2: 3 cells")]
)
def test_what_cannot_be_used_gets_a_sentence(rows: list[str], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load("\n".join(rows).encode(), "a.csv", default_timezone="Pacific/Auckland")
