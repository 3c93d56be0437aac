"""What is packed for the browser is what was there, in times and numbers."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from components.timeline.payload import DATA_MARK, HIGHEST, LOWEST, rate_table, thousandths, utc_offsets, view_payload
from data.errors import DataError
from data.series import MeterSeries
from detectors.events.events import events
from detectors.events.rates import events_a_month, months_judged
from detectors.scores import Kind, Reason, Scores, empty_scores
from detectors.threshold import DAYS_PER_MONTH, Threshold, flags
from tests.detectors.tables import table

ZURICH = "Europe/Zurich"


def judged(start: str, days: int, *, step_minutes: int = 15, zone: str = ZURICH) -> tuple[MeterSeries, Scores]:
    size = days * 24 * 60 // step_minutes
    index = pd.date_range(start, periods=size, freq=f"{step_minutes}min", tz=zone)
    rng = np.random.default_rng(3)
    power = rng.normal(5, 1, size)
    power[10] = np.nan
    columns: dict[str, Any] = empty_scores(index, step_minutes / 60)
    columns["expected"] = np.full(size, 5.0)
    columns["scale_below"], columns["scale_above"] = np.full(size, 0.9), np.full(size, 1.1)
    columns["score"] = np.abs(power - 5)
    columns["side"] = np.sign(np.nan_to_num(power - 5)).astype(np.int8)
    columns["reason"][:] = Reason.ABOVE_EXPECTED.code
    columns["reason"][10] = Reason.GAP.code
    return MeterSeries("m1", index, power), Scores(index, **columns)


def unpacked(view: dict[str, Any], name: str) -> Any:
    packed = view["cols"][name]
    return np.frombuffer(base64.b64decode(packed["bdata"]), f"<{packed['dtype']}")


def test_columns_come_back_as_they_went_in() -> None:
    series, scores = judged("2024-01-01", 5)
    view = view_payload(series, "key", scores)
    originals = {
        "power": series.power_kw,
        "expected": scores.expected,
        "below": scores.scale_below,
        "above": scores.scale_above,
    }
    for name, values in originals.items():
        np.testing.assert_array_equal(unpacked(view, name), values.astype(np.float32))
    np.testing.assert_array_equal(unpacked(view, "mark") % DATA_MARK - 1.0, scores.side)
    np.testing.assert_array_equal(unpacked(view, "mark") >= DATA_MARK, scores.is_data_problem)
    np.testing.assert_array_equal(unpacked(view, "steps"), np.ones(len(series)))
    known = np.isfinite(scores.score)
    np.testing.assert_allclose(unpacked(view, "score")[known] / 1000, scores.score[known], atol=1e-3)
    assert not unpacked(view, "score")[~known].any()


@pytest.mark.parametrize("level", [0.5, 2.3, 4.1, 4.125, 11.999])
def test_packed_scores_reach_a_level_exactly_when_the_scores_do(level: float) -> None:
    rng = np.random.default_rng(4)
    near = np.float32(level) + np.linspace(-2e-6, 2e-6, 41)
    values = np.concatenate([rng.gamma(2, 2, 5000), near, [np.nan, np.inf, 0.0, 70.0]]).astype(np.float32)
    _, scores = table([10.0] * len(values), dict(enumerate(values.astype(float))))

    np.testing.assert_array_equal(thousandths(scores) / 1000 >= level, flags(scores, Threshold(level=level)))


def test_29_bytes_a_reading_travel() -> None:
    series, scores = judged("2024-01-01", 5)
    view = view_payload(series, "key", scores)
    assert sum(len(base64.b64decode(column["bdata"])) for column in view["cols"].values()) == 29 * 5 * 96


def test_times_are_utc_milliseconds_of_interval_starts() -> None:
    series, scores = judged("2024-07-01", 2)
    view = view_payload(series, "key", scores)
    assert view["ms0"] == pd.Timestamp("2024-06-30T22:00Z").value // 10**6
    assert (view["dx"], view["n"], view["tz"]) == (900_000, 192, ZURICH)


def test_a_range_of_dates_takes_readings_and_scores_together() -> None:
    series, scores = judged("2024-01-01", 20)
    start, end = pd.Timestamp("2024-01-05", tz=ZURICH), pd.Timestamp("2024-01-08", tz=ZURICH)
    view = view_payload(series, "key", scores, start, end, name="Office")
    inside = (series.index >= start) & (series.index < end)
    assert view["n"] == 3 * 96
    assert view["meter"] == "Office"
    np.testing.assert_array_equal(unpacked(view, "power"), series.power_kw[inside].astype(np.float32))
    assert view["months"] == pytest.approx(3 / DAYS_PER_MONTH)


def test_another_range_has_another_key_and_the_same_range_the_same() -> None:
    series, scores = judged("2024-01-01", 20)
    start = pd.Timestamp("2024-01-05", tz=ZURICH)
    whole, again = view_payload(series, "key", scores), view_payload(series, "key", scores)
    assert whole["key"] == again["key"]
    assert whole["key"] != view_payload(series, "key", scores, start)["key"]
    assert whole["key"] != view_payload(series, "other", scores)["key"]


def test_another_meter_with_the_same_readings_has_another_key() -> None:
    series, scores = judged("2024-01-01", 20)
    twin = replace(series, meter_id="m2")
    assert view_payload(series, "key", scores)["key"] != view_payload(twin, "key", scores)["key"]


def test_rates_are_what_each_level_gives_on_the_whole_meter() -> None:
    series, scores = judged("2024-01-01", 60)
    rates = rate_table(events_a_month(series, scores, Threshold()))
    assert (rates[0][1], rates[-1][1]) == (LOWEST, HIGHEST)
    for rate, level in rates[::30]:
        found = [event for event in events(series, scores, Threshold(level=level)) if event.kind is Kind.ENERGY]
        assert rate == pytest.approx(len(found) / months_judged(scores), abs=0.01)


@pytest.mark.parametrize("zone", [ZURICH, "Australia/Lord_Howe", "America/New_York", "Asia/Kolkata", "UTC"])
def test_offsets_give_the_wall_time_of_every_reading(zone: str) -> None:
    index = pd.date_range("2024-01-01", periods=400 * 24 * 2, freq="30min", tz=zone)
    wall = np.empty(len(index), np.int64)
    for position, offset in utc_offsets(index):
        wall[position:] = index.asi8[position:] // 1000 + offset
    np.testing.assert_array_equal(wall, index.tz_localize(None).as_unit("ms").asi8)


def test_a_year_in_zurich_has_three_offsets() -> None:
    index = pd.date_range("2024-01-01", "2025-01-01", freq="h", tz=ZURICH, inclusive="left")
    assert [offset // 3_600_000 for _, offset in utc_offsets(index)] == [1, 2, 1]


def test_scores_of_another_length_are_refused() -> None:
    series, scores = judged("2024-01-01", 20)
    with pytest.raises(DataError, match="1920 readings but 96 scores"):
        view_payload(series, "key", scores.taken(slice(0, 96)))
