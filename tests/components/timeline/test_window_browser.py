"""The window of the chosen event in headless Chromium, against what Python says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from components.event_list.rows import event_id
from components.figures.main_chart import NAMES, plot, with_window
from components.timeline.payload import view_payload
from components.timeline.window import window_payload
from detectors.events.events import Event, events
from detectors.events.limits import WindowLimits
from detectors.scores import Kind
from detectors.threshold import Threshold
from tests.components.timeline.timeline_app import LEVEL, NAME, Case
from tests.components.timeline.timeline_page import Page, chosen

pytestmark = pytest.mark.browser
LINES = ("window_mean", "window_limit")


@pytest.fixture(scope="module")
def case() -> Case:
    return Case(days=60)


@pytest.fixture
def page(chromium: WebDriver, url: str) -> Iterator[Page]:
    opened = Page(chromium, url)
    yield opened
    assert opened.errors() == []


@pytest.fixture(scope="module")
def event(readings: Any) -> Event:
    found = events(*readings, Threshold(level=LEVEL))
    return next(each for each in found if each.kind is Kind.ENERGY and each.hours >= 4)


@pytest.fixture(scope="module")
def window(readings: Any, event: Event) -> WindowLimits:
    first, stop = (int(readings[0].index.searchsorted(moment)) for moment in (event.start, event.end))
    power, scores = readings[0].power_kw[first:stop], readings[1]
    return WindowLimits(first, 3.0, power, scores.expected[first:stop], 0.5 * scores.scale_above[first:stop])


def drawn(page: Page, name: str) -> np.ndarray:
    table = np.column_stack([np.array(page.trace(name, field), float) for field in ("x", "y")])
    return table[np.isfinite(table).all(axis=1)]


def choose(page: Page, case: Case, readings: Any, event: Event, window: WindowLimits) -> None:
    key = view_payload(readings[0], f"case-{case}", readings[1], name=NAME)["key"]
    page.store("chosen-window", window_payload(window, key, event_id(event)))
    page.store("selected-event", {**chosen(event), "id": event_id(event)})
    page.at_rest()


@pytest.mark.parametrize("name", LINES)
def test_the_lines_are_those_of_the_library(
    page: Page, case: Case, readings: Any, event: Event, window: WindowLimits, name: str
) -> None:
    choose(page, case, readings, event, window)
    figure = with_window(plot(*readings, [event], LEVEL), readings[0], window, LEVEL)
    trace = next(each for each in figure.data if each.name == NAMES[name])
    points = np.column_stack([np.array(trace.x, "datetime64[ms]").astype(float), np.array(trace.y, float)])

    np.testing.assert_allclose(drawn(page, name), points[np.isfinite(points).all(axis=1)], rtol=1e-5, atol=1e-5)


def test_the_limits_move_with_the_level_and_the_usual_range_does_not(
    page: Page, case: Case, readings: Any, event: Event, window: WindowLimits
) -> None:
    choose(page, case, readings, event, window)
    before = {name: drawn(page, name) for name in (*LINES, "usual", "limit")}

    page.js("dash_clientside.set_props('level', {value: 7})")
    page.at_rest()
    after = {name: drawn(page, name) for name in before}

    same = {name: np.array_equal(before[name], after[name]) for name in before}
    assert same == {"window_mean": True, "window_limit": False, "usual": True, "limit": False}


def test_without_a_choice_no_window_is_drawn(page: Page, case: Case, readings: Any, event: Event, window: Any) -> None:
    choose(page, case, readings, event, window)
    assert len(drawn(page, "window_mean")) > 4
    assert "Bold: mean of the last 3 h" in page.js("return document.getElementById('timeline-summary').textContent")

    page.store("selected-event", None)
    page.at_rest()

    assert len(drawn(page, "window_mean")) == 0
