"""The forecast in the payload of the timeline: behind the last reading, or a reason why there is none."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from components.basics.date_range import DateRange
from components.basics.request import Request
from components.results.view_model import labels, view_model
from components.timeline.forecast import forecast_file
from detectors.forecast import MAX_DAYS
from detectors.threshold import Threshold
from pipeline.analysis.run import analyse
from pipeline.store.workspace import Workspace


def test_a_week_is_forecast_behind_the_last_reading(site: Workspace, request_: Request) -> None:
    analysis = analyse(site, "small", request_.method())

    found = view_model(site, request_)

    forecast = found.view["forecast"]
    expected = np.frombuffer(base64.b64decode(forecast["expected"]["bdata"]), "<f4")
    assert analysis.forecast is not None
    assert forecast["n"] == len(expected) == MAX_DAYS * 24
    np.testing.assert_array_equal(expected, analysis.forecast.expected.astype(np.float32))
    assert found.view["n"] == 40 * 24  # none of it among the readings
    assert (labels(site, request_, found)["forecast_off"], found.view["no_forecast"]) == (False, "")


def test_dates_that_end_earlier_have_none_and_say_where_it_begins(site: Workspace, request_: Request) -> None:
    analyse(site, "small", request_.method())
    earlier = DateRange(request_.date_range.first, request_.date_range.last - timedelta(days=2))

    found = view_model(site, replace(request_, date_range=earlier))

    assert found.view["forecast"] is None
    assert found.view["no_forecast"] == (
        "The forecast begins after the last reading on 14 February 2025; choose dates that reach it."
    )
    assert request_.date_range.last == date(2025, 2, 14)


def test_a_method_without_a_forecast_names_those_that_make_one(site: Workspace, request_: Request) -> None:
    rule = replace(request_, detector="data_faults", params={})
    analyse(site, "small", rule.method())

    found = view_model(site, rule)

    assert found.view["forecast"] is None
    assert found.view["no_forecast"].startswith("Data faults makes no forecast; Recommended and ")


def test_another_method_lends_its_forecast(site: Workspace, request_: Request) -> None:
    rule = replace(request_, detector="data_faults", params={}, also=("typical_week",))
    for method in rule.methods():
        analyse(site, "small", method)

    forecast = view_model(site, rule).view["forecast"]

    assert forecast["label"] == "Typical week"


def test_before_the_analysis_there_is_neither_forecast_nor_complaint(site: Workspace, request_: Request) -> None:
    view = view_model(site, request_).view
    assert (view["forecast"], view["no_forecast"]) == (None, "")


def test_the_forecast_on_show_is_a_file_with_its_band(site: Workspace, request_: Request) -> None:
    analysis = analyse(site, "small", request_.method())

    file = forecast_file(site, request_, 2, Threshold(level=3.0))

    assert file is not None
    assert file["filename"] == "small-forecast-2025-02-15-2d.csv"
    table = pd.read_csv(io.StringIO(file["content"]))
    assert list(table) == ["meter_id", "timestamp", "expected_kw", "low_kw", "high_kw"]
    assert (len(table), table["timestamp"][0]) == (2 * 24, "2025-02-15T00:00:00+01:00")
    assert analysis.forecast is not None
    np.testing.assert_allclose(table["expected_kw"], analysis.forecast.expected[: 2 * 24], rtol=1e-8)
    assert (table["low_kw"] >= 0).all()  # this meter never feeds in
    assert (table["low_kw"] < table["expected_kw"]).all()


def test_without_an_analysis_there_is_no_file(site: Workspace, request_: Request) -> None:
    assert forecast_file(site, request_, 2, Threshold()) is None
