"""The main chart from Python beside the page in headless Chromium: the same points in the same traces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from plotly.graph_objects import Figure
from selenium.webdriver.remote.webdriver import WebDriver

from components.figures.main_chart import NAMES, plot
from detectors.events.events import events
from detectors.threshold import Threshold
from tests.components.timeline.timeline_app import LEVEL, Case
from tests.components.timeline.timeline_page import GRAPH, Page

pytestmark = pytest.mark.browser
LINES = ("weekend", "data", "usual", "limit", "extremes", "above", "below", "expected", "readings")
BARS = ("bars_above", "bars_below", "bars_data")


@pytest.fixture(scope="module", params=[14, 90, 365], ids="{} days".format)
def case(request: pytest.FixtureRequest) -> Case:
    return Case(days=request.param)


@pytest.fixture(scope="module")
def page(chromium: WebDriver, url: str) -> Iterator[Page]:
    opened = Page(chromium, url)
    yield opened
    assert opened.errors() == []


@pytest.fixture(scope="module")
def chart(page: Page, readings: Any) -> Figure:
    width = page.js(f"return {GRAPH}._fullLayout.xaxis._length")
    return plot(*readings, events(*readings, Threshold(level=LEVEL)), LEVEL, width=round(width))


def points(x: Any, y: Any) -> np.ndarray:
    """Return points as rows of ms and value, without those that only part one piece from the next."""
    table = np.column_stack([np.array(x, float), np.array(y, float)])
    return table[np.isfinite(table).all(axis=1)]


def drawn(chart: Figure, name: str) -> np.ndarray:
    for trace in chart.data:
        if trace.name == NAMES.get(name, name):
            return points(np.array(trace.x, "datetime64[ms]").astype(float), trace.y)
    return np.empty((0, 2))


@pytest.mark.parametrize("name", [*LINES, *BARS])
def test_every_trace_has_the_points_of_the_page(page: Page, chart: Figure, name: str) -> None:
    np.testing.assert_allclose(
        drawn(chart, name), points(page.trace(name), page.trace(name, "y")), rtol=1e-5, atol=1e-5
    )


def test_bars_are_as_wide_and_axes_as_high(page: Page, chart: Figure) -> None:
    widths = {trace.name: trace.width for trace in chart.data if trace.name in BARS}

    assert widths
    for name, width in widths.items():
        np.testing.assert_allclose(width, page.trace(name, "width"), rtol=1e-3)
    np.testing.assert_allclose(chart.layout.yaxis.range, page.height(), rtol=1e-5)
    start, end = (np.datetime64(moment).astype("datetime64[ms]").astype(float) for moment in chart.layout.xaxis.range)
    assert (start, end) == page.shown()
