"""Strips of methods and the forecast on the timeline in headless Chromium, against Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from components.timeline.forecast import add_forecast
from components.timeline.marks import method_alarms
from components.timeline.payload import view_payload
from data.series import MeterSeries
from detectors.events.events import events
from detectors.events.segments import Segment, segments
from detectors.forecast import Forecast
from detectors.methods.typical_week import TypicalWeek
from detectors.scores import Kind, Reason, Scores
from detectors.threshold import Threshold
from pipeline.analysis.analysis import Analysis
from pipeline.analysis.several import SeveralAnalyses
from tests.components.timeline.timeline_app import LEVEL, Case, create_app, marks_of
from tests.components.timeline.timeline_page import DAY_MS, GRAPH, Page, wall
from tests.page_server import served

pytestmark = pytest.mark.browser

LABELS = f"return ({GRAPH}.layout.annotations || []).filter((a) => a.yref === 'y3').map((a) => a.text)"
STRIPS = ("agreement_above", "agreement_below", "agreement_other", "agreement_data")


@pytest.fixture(scope="module")
def case() -> Case:
    return Case(days=60)


@pytest.fixture(scope="module")
def other(readings: tuple[MeterSeries, Scores]) -> Scores:
    """A second opinion with scores of its own: above, below, neither, and data problems."""
    rng = np.random.default_rng(11)
    scores = readings[1]
    size = len(scores.score)
    score = np.minimum(np.float32(rng.gamma(1.2, 0.5, size)), 3.5).astype(float)
    side, reason = rng.choice([-1, 1], size).astype(np.int8), scores.reason.copy()
    reason[:] = Reason.ABOVE_EXPECTED.code
    parts = {1: slice(500, 560), -1: slice(1500, 1600), 0: slice(2500, 2596)}
    expected = scores.expected.copy()
    for way, part in parts.items():
        score[part], side[part] = 6.5, way
        expected[part] = readings[0].power_kw[part] - way * 6.5 * scores.scale_above[part]
    score[3500:3540], reason[3500:3540], side[3500:3540] = 9.0, Reason.FLAT_LINE.code, 0
    return replace(scores, score=score, side=side, reason=reason, expected=expected)


@pytest.fixture(scope="module")
def view(readings: tuple[MeterSeries, Scores]) -> dict[str, Any]:
    """The main method, one more, and a forecast of a week."""
    series, scores = readings
    payload = view_payload(series, "agreement", scores, name="Office")
    payload["methods"] = [
        {"label": "Typical week", "algorithm": "robust profile"},
        {"label": "Data faults", "algorithm": "validation rules"},
    ]
    index = pd.date_range(series.end, periods=7 * 96, freq="15min")
    ones = np.ones(len(index))
    forecast = Forecast(index, 5 * ones, ones, ones)
    state = TypicalWeek.readiness(series)
    found = Analysis("key", "m", TypicalWeek(), scores, state, 1.0, pd.Timestamp("2024-01-01", tz="UTC"), forecast)
    add_forecast(payload, series, [TypicalWeek()], SeveralAnalyses({"typical_week": found}))
    return payload


@pytest.fixture(scope="module")
def url(view: dict[str, Any], readings: tuple[MeterSeries, Scores], other: Scores) -> Iterator[str]:
    """Address of a timeline of both methods."""
    series, scores = readings

    def found(threshold: Threshold) -> dict[str, Any]:
        lanes = [method_alarms(series, other, threshold, slice(0, len(series)))]
        return {**marks_of(series, scores, threshold, view["key"]), "lanes": lanes}

    with served(create_app(view, found)) as address:
        yield address


@pytest.fixture
def page(chromium: WebDriver, url: str) -> Iterator[Page]:
    opened = Page(chromium, url)
    opened.wait(f"return ({LABELS.removeprefix('return ')}).length === 2")
    opened.at_rest()
    yield opened
    assert opened.errors() == []


def rows(page: Page, name: str) -> list[tuple[float, float, float, float]]:
    """Boxes of a trace as start, end, low, high."""
    x, y = page.trace(name), page.trace(name, "y")
    return [(x[i], x[i + 1], y[i + 2], y[i]) for i in range(0, len(x), 5)]


def part_of(segment: Segment) -> str:
    if segment.kind is Kind.DATA:
        return "agreement_data"
    return {1: "agreement_above", -1: "agreement_below"}.get(segment.side, "agreement_other")


def alarms(series: MeterSeries, scores: Scores, level: float) -> int:
    return len(segments(series, scores, Threshold(level=level)))


def test_every_method_has_a_named_strip_with_as_many_alarms_as_python_finds(
    page: Page, readings: Any, other: Scores
) -> None:
    series, scores = readings
    assert page.js(LABELS) == [
        f"Typical week – robust profile · {len(events(series, scores, Threshold(level=LEVEL)))} alarms",
        f"Data faults – validation rules · {alarms(series, other, LEVEL)} alarms",
    ]


def test_above_below_and_data_differ_by_place_and_pattern(page: Page, readings: Any, other: Scores) -> None:
    drawn = {name: [box for box in rows(page, name) if box[3] < 1] for name in STRIPS}  # the lower of the two rows
    found = segments(readings[0], other, Threshold(level=LEVEL))
    for name, boxes in drawn.items():
        times = sum(len(segment.occurrences) for segment in found if part_of(segment) == name)
        assert (len(boxes) > 0) == (times > 0)
        assert len(boxes) <= times
    heights = {name: boxes[0][2:] for name, boxes in drawn.items() if boxes}
    assert heights["agreement_above"][0] == pytest.approx(heights["agreement_below"][1])
    trace = page.js(f"return {GRAPH}.data.find((trace) => trace.name === 'agreement_data').fillpattern.shape")
    assert trace == "/"


def test_strips_follow_the_slider_before_the_answer_and_with_it(page: Page, readings: Any, other: Scores) -> None:
    before = rows(page, "agreement_above")
    page.js("dash_clientside.set_props('level', {value: 8})")
    expected = f"{alarms(readings[0], other, 8)} alarm"
    page.wait(f"return ({LABELS.removeprefix('return ')})[1].includes('· ' + arguments[0])", expected)
    page.at_rest()
    assert rows(page, "agreement_above") != before
    page.hold_answers()
    kept = sum(one.peak_score >= 8.5 for one in segments(readings[0], other, Threshold(level=8)))
    page.js("dash_clientside.set_props('level', {value: 8.5})")
    page.wait(f"return ({LABELS.removeprefix('return ')})[1].includes('· ' + arguments[0])", f"{kept} alarm")


def test_strips_follow_the_zoom_without_the_server(page: Page) -> None:
    requests = page.requests()
    page.zoom("2024-01-06", "2024-01-07")
    start, end = page.shown()
    boxes = [box for name in STRIPS for box in rows(page, name)]
    assert boxes
    assert all(start <= box[0] < box[1] <= end for box in boxes)
    assert page.requests() == requests


def test_strips_share_the_axis_and_take_no_height_from_the_readings(page: Page, view: dict[str, Any]) -> None:
    heights = f"return ['yaxis', 'yaxis2', 'yaxis3'].map((name) => {GRAPH}._fullLayout[name]._length)"
    readings, marks, strips = page.js(heights)
    assert page.js(f"return {GRAPH}._fullLayout.xaxis.anchor") == "y3"
    page.store("view", {**view, "key": "without", "methods": []})
    page.wait(f"return {GRAPH}._fullLayout.xaxis.anchor === 'y'")
    page.wait(f"return {GRAPH}._fullLayout.height < 400")
    page.at_rest()
    assert page.js(heights)[:2] == pytest.approx([readings, marks], abs=1)
    assert strips == pytest.approx(48, abs=1)


def test_pointing_at_a_strip_names_who_is_in_alarm(page: Page) -> None:
    texts = page.trace("agreement_hover", "text")
    assert any("Data faults: data problem, score 9" in text for text in texts)
    assert any("no method is in alarm" in text for text in texts)


def test_a_forecast_is_drawn_behind_the_readings_and_counted_nowhere(page: Page, readings: Any) -> None:
    count, full, points = page.count(), page.shown(), len(page.trace("readings"))
    page.js("dash_clientside.set_props('forecast', {value: '3'})")
    page.wait(f"return {GRAPH}.data.find((trace) => trace.name === 'forecast').x.length > 0")
    page.at_rest()
    start, end = page.shown()
    last = wall(readings[0].end)
    assert end == pytest.approx(last + 3 * DAY_MS, abs=1)
    assert last - start == pytest.approx(14 * DAY_MS, abs=1)
    drawn = [x for x in page.trace("forecast") if x is not None]
    assert last <= min(drawn) < max(drawn) <= end
    assert max(x for x in page.trace("readings") if x is not None) <= last
    assert page.count() == count
    assert "Forecast by Typical week: 360 kWh over the next 3 days." in page.js(
        "return document.getElementById('timeline-summary').textContent"
    )
    page.js("dash_clientside.set_props('forecast', {value: '0'})")
    page.wait(f"return {GRAPH}.data.find((trace) => trace.name === 'forecast').x.length === 0")
    page.at_rest()
    assert page.shown() == pytest.approx(full, abs=1)
    assert len(page.trace("readings")) == points


def test_the_band_of_a_forecast_follows_the_level(page: Page) -> None:
    page.js("dash_clientside.set_props('forecast', {value: '1'})")
    page.wait(f"return {GRAPH}.data.find((trace) => trace.name === 'forecast_band').x.length > 0")
    page.at_rest()
    assert (min(v for v in page.trace("forecast_band", "y") if v is not None)) == pytest.approx(1)
    page.js("dash_clientside.set_props('level', {value: 2})")
    page.at_rest()
    ys = [v for v in page.trace("forecast_band", "y") if v is not None]
    assert (min(ys), max(ys)) == pytest.approx((3, 7))
