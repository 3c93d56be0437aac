"""The events drawn in the browser are those of Python: the same rule in two languages, on the same readings.

The page works on float32; both sides get numbers rounded to it, so that nothing else may differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from components.timeline.payload import view_payload
from data.series import FloatArray, MeterSeries
from detectors.events.events import events
from detectors.events.segments import segments, segments_within
from detectors.scores import REASONS, Kind, Scores
from detectors.threshold import SIDES, Threshold
from tests.components.timeline.scripts import on_empty_page

pytestmark = pytest.mark.browser

MODULES = ("detection/payload", "detection/events", "detection/threshold")


@pytest.fixture(scope="module")
def page(chromium: WebDriver) -> Iterator[WebDriver]:
    with on_empty_page(chromium, *MODULES) as opened:
        yield opened


def rounded(values: FloatArray) -> FloatArray:
    return np.asarray(values, np.float32).astype(np.float64)


def random_judgement(seed: int, *, step_minutes: int, days: int) -> tuple[MeterSeries, Scores]:
    """Readings and scores with all that can go wrong: gaps, parts that are not judged, zero and unknown scales."""
    rng = np.random.default_rng(seed)
    size = days * 24 * 60 // step_minutes
    index = pd.date_range("2024-02-20", periods=size, freq=f"{step_minutes}min", tz="Europe/London")
    expected = 3 + np.sin(np.arange(size) / 7.0) + rng.normal(0, 0.2, size)
    power = expected + rng.standard_t(2, size) + np.repeat(rng.choice([0, 0, 0, 2, -2], size // 8 + 1), 8)[:size]
    scale = rng.choice([0.0, 0.5, 1.0, np.nan], size, p=[0.02, 0.5, 0.46, 0.02])
    score = np.abs(rng.standard_t(2, size)) + np.repeat(rng.choice([0, 0, 3], size // 12 + 1), 12)[:size]
    for values, share in ((power, 0.03), (expected, 0.05), (score, 0.05)):
        values[rng.random(size) < share] = np.nan
    score[rng.integers(0, size, 3)] = np.inf
    step = step_minutes / 60
    return MeterSeries("m", index, rounded(power)), Scores(
        index=index,
        score=rounded(score),
        side=rng.choice([-1, 0, 1], size, p=[0.4, 0.1, 0.5]).astype(np.int8),
        expected=rounded(expected),
        scale_below=rounded(scale),
        scale_above=rounded(scale * 1.3),
        window_hours=rounded(rng.choice([step, step, 2.5 * step, 3.5 * step, 6.0, 24.0], size)),
        reason=rng.integers(0, len(REASONS), size).astype(np.uint8),
    )


def in_browser(
    page: WebDriver, series: MeterSeries, scores: Scores, thresholds: list[Threshold], first: int = 0
) -> list[Any]:
    settings = [
        {"level": t.level, "side": t.side, "min_hours": t.min_hours, "merge_hours": t.merge_hours} for t in thresholds
    ]
    script = """
        const series = payload.unpack(arguments[0]);
        return arguments[1].map((rule) => events.segments(series, rule));
    """
    view = view_payload(series, f"parity{series.digest}", scores, series.index[first])
    return page.execute_script(script, view, settings)


def in_python(series: MeterSeries, scores: Scores, threshold: Threshold) -> list[list[int]]:
    found = segments(series.power_kw, scores, threshold)
    return [[int(segment.kind is Kind.DATA), segment.first, segment.last] for segment in found]


@pytest.mark.parametrize("step_minutes", [5, 15, 60])
@pytest.mark.parametrize("seed", range(4))
def test_segments_equal_those_of_python(page: WebDriver, seed: int, step_minutes: int) -> None:
    series, scores = random_judgement(seed, step_minutes=step_minutes, days=30)
    thresholds = [
        Threshold(level=level, side=side, min_hours=min_hours, merge_hours=merge_hours)
        for level in (1.0, 2.5, 4.0, 8.0, 1e6)
        for side in SIDES
        for min_hours, merge_hours in ((0.0, 6.0), (1.0, 0.0), (3.0, 1.25), (0.25, 24.0))
    ]
    drawn = in_browser(page, series, scores, thresholds)
    for threshold, found in zip(thresholds, drawn, strict=True):
        assert found == in_python(series, scores, threshold), threshold
    assert any(len(found) > 20 for found in drawn)


@pytest.mark.parametrize("day", [1, 5, 13])
@pytest.mark.parametrize("seed", range(3))
def test_segments_of_dates_equal_those_of_python_which_knows_what_was_before(
    page: WebDriver, seed: int, day: int
) -> None:
    series, scores = random_judgement(seed, step_minutes=15, days=20)
    first = day * 96 + 5
    thresholds = [Threshold(level, side, 1.0, 6.0) for level in (1.0, 2.5, 4.0, 8.0) for side in SIDES]
    drawn = in_browser(page, series, scores, thresholds, first)
    for threshold, found in zip(thresholds, drawn, strict=True):
        inside = segments_within(series.power_kw, scores, threshold, slice(first, None))
        assert found == [
            [int(segment.kind is Kind.DATA), segment.first - first, segment.last - first] for segment in inside
        ]
    assert any(len(found) > 10 for found in drawn)


@pytest.mark.parametrize("first", [0, 500])
@pytest.mark.parametrize("seed", range(3))
def test_sides_energies_and_peaks_equal_those_of_python(page: WebDriver, seed: int, first: int) -> None:
    series, scores = random_judgement(seed, step_minutes=60, days=60)
    threshold = Threshold(level=2.5, merge_hours=3.0)
    script = """
        const series = payload.unpack(arguments[0]), number = (value) => (value === value ? value : null);
        return events.eventsAt(series, arguments[1])
          .map((event) => [event.start_ms, event.kind, event.side, number(event.excess), event.peak]);
    """
    rule = {"level": 2.5, "side": "both", "min_hours": 0, "merge_hours": 3}
    view = view_payload(series, f"sides{series.digest}", scores, series.index[first])
    drawn = page.execute_script(script, view, rule)

    inside = events(series, scores, threshold, slice(first, None))
    found = sorted(inside, key=lambda event: (event.start, event.kind is Kind.DATA))
    assert [row[:3] for row in sorted(drawn)] == [
        [int(event.start.timestamp() * 1000), int(event.kind is Kind.DATA), event.side] for event in found
    ]
    assert {event.side for event in found if event.kind is Kind.ENERGY} == {-1, 0, 1}
    for row, event in zip(sorted(drawn), found, strict=True):
        assert (row[3] is None) == np.isnan(event.excess_kwh)
        assert row[3] is None or row[3] == pytest.approx(event.excess_kwh, abs=1e-5)


@pytest.mark.parametrize("half", [0.5, 1.5, 2.5, 3.5, 4.5, 7.0, 7.4])
def test_halves_are_rounded_as_python_does(page: WebDriver, half: float) -> None:
    assert page.execute_script("return threshold.roundHalfEven(arguments[0])", half) == round(half)


def test_nothing_judged_gives_no_event(page: WebDriver) -> None:
    series, scores = random_judgement(1, step_minutes=60, days=10)
    empty_result = Scores(**{**vars(scores), "score": np.full(len(series), np.nan)})
    assert in_browser(page, series, empty_result, [Threshold(level=1.0)]) == [[]]
