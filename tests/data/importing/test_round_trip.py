"""A series written in any dialect comes back as it was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importing.load import ImportOptions
from tests.data.importing.in_zurich import load
from tests.data.importing.tables_written import long_rows, text, walls

ZONES = ["Europe/Zurich", "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Tokyo", "UTC"]
SCALES = {"W": 1e3, "kW": 1.0, "MW": 1e-3}


@settings(deadline=None, max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    start=st.datetimes(
        min_value=pd.Timestamp("2012-01-01").to_pydatetime(), max_value=pd.Timestamp("2024-06-01").to_pydatetime()
    ),
    days=st.integers(2, 60),
    minutes=st.sampled_from([15, 30, 60]),
    separator=st.sampled_from([";", "\t", "|"]),
    decimal=st.sampled_from([".", ","]),
    order=st.sampled_from(["ymd", "dmy", "mdy"]),
    stamp=st.sampled_from(["start", "end"]),
    unit=st.sampled_from(["W", "kW", "MW", "Wh", "kWh", "MWh"]),
    layout=st.sampled_from(["wide", "long"]),
    guessed=st.booleans(),
)
def test_a_series_written_in_any_dialect_comes_back(
    zone: str, start: object, days: int, minutes: int, separator: str, decimal: str, order: str, stamp: str, unit: str,
    layout: str, guessed: bool,
) -> None:  # fmt: skip
    first = pd.Timestamp(start).normalize().tz_localize(zone)  # type: ignore[arg-type]
    index = pd.date_range(
        first.tz_convert("UTC"), periods=days * 24 * 60 // minutes, freq=pd.Timedelta(minutes=minutes)
    )
    power = {
        name: np.random.default_rng(days + minutes + seed).gamma(2.0, 1.0, len(index)).round(4) + 0.0001
        for seed, name in enumerate("AB")
    }
    hours = minutes / 60 if unit.endswith("h") else 1.0
    scale = SCALES[unit.removesuffix("h")] * hours
    shown = walls(index + (pd.Timedelta(minutes=minutes) if stamp == "end" else pd.Timedelta(0)), zone)
    body = written(
        shown, {name: values * scale for name, values in power.items()}, separator, decimal, order, layout, unit
    )
    everything = ImportOptions(
        separator=separator, decimal=decimal, date_order=order, stamp=stamp, unit=unit, layout=layout, timezone=zone,
        header_row=0, time_column="time", encoding="utf-8", temperature_column="", clock="local",
    )  # fmt: skip
    only_what_cannot_be_told = ImportOptions(timezone=zone, stamp=stamp, date_order=order)
    found = load(body, "a.csv", only_what_cannot_be_told if guessed else everything)
    assert [meter.meter_id for meter in found.meters] == ["A", "B"]
    for meter in found.meters:
        assert meter.start == index[0]
        assert meter.power_kw == pytest.approx(power[meter.meter_id], rel=1e-9)
    assert [report.data_problems for report in found.reports] == [(), ()]


def written(
    times: pd.DatetimeIndex,
    columns: dict[str, np.ndarray],
    separator: str,
    decimal: str,
    order: str,
    layout: str,
    unit: str,
) -> bytes:
    if layout == "long":
        rows = [
            f"{name}{separator}{row}"
            for name, values in columns.items()
            for row in long_rows(times, values, separator=separator, decimal=decimal, order=order)
        ]
        return text(separator.join(["meter", "time", f"value [{unit}]"]), rows)
    first, second = columns.values()
    rows = [
        f"{row}{separator}{repr(float(value)).replace('.', decimal)}"
        for row, value in zip(
            long_rows(times, first, separator=separator, decimal=decimal, order=order), second, strict=True
        )
    ]
    return text(separator.join(["time", f"A [{unit}]", f"B [{unit}]"]), rows)
