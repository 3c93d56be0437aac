"""The timeline in headless Chromium: what a person does with a mouse, and what follows before the server answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from components.event_list.rows import event_id
from components.figures.palette import PALETTES
from components.figures.timeline import TRACES
from components.timeline.payload import view_payload
from data.series import MeterSeries
from detectors.events.events import Event, events
from detectors.scores import Kind, Scores
from detectors.threshold import Threshold
from tests.components.timeline.timeline_app import LEVEL, Case, judged
from tests.components.timeline.timeline_page import DAY_MS, GRAPH, Page, chosen, click_at, wall

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def case() -> Case:
    return Case(days=365)


@pytest.fixture(scope="module")
def energy_events(readings: tuple[MeterSeries, Scores]) -> list[Event]:
    found = events(*readings, Threshold(level=LEVEL))
    return [event for event in found if event.kind is Kind.ENERGY]


@pytest.fixture
def page(chromium: WebDriver, url: str) -> Iterator[Page]:
    opened = Page(chromium, url)
    yield opened
    assert opened.errors() == []


def test_count_and_bars_are_those_of_python(page: Page, readings: Any, energy_events: list[Event]) -> None:
    data = len(events(*readings, Threshold(level=LEVEL))) - len(energy_events)
    assert page.count().startswith(f"{len(energy_events)} events – about ")
    assert page.count().endswith(f"{data} data problems")
    bars = [len(page.trace(name)) for name in ("bars_above", "bars_below", "bars_data")]
    assert 0 < sum(bars) <= len(energy_events) + data


def test_before_the_answer_limits_move_known_events_stay_and_readings_at_the_level_are_marked(
    page: Page, energy_events: list[Event]
) -> None:
    band, above, all_bars = page.trace("limit", "y"), page.trace("above"), page.trace("bars_above")
    page.hold_answers()
    page.js("dash_clientside.set_props('level', {value: 2.5})")
    page.wait(f"return {GRAPH}.data[{TRACES.index('limit')}].y.some((y, i) => y === y && y !== arguments[0][i])", band)
    assert page.trace("bars_above") == all_bars
    assert len(page.trace("above")) > len(above)
    page.js("dash_clientside.set_props('level', {value: 7})")
    kept = sum(event.peak_score >= 7 for event in energy_events)
    page.wait("return document.getElementById('event-count').textContent.startsWith(arguments[0])", f"{kept} event")
    assert kept < len(energy_events)


def test_with_the_answer_the_marks_are_those_of_python(page: Page, readings: Any) -> None:
    drag = ActionChains(page.driver, duration=20).click_and_hold(
        page.driver.find_element(By.CSS_SELECTOR, ".mantine-Slider-thumb")
    )
    for _ in range(6):
        drag.move_by_offset(-8, 0)
    drag.release().perform()
    page.at_rest()
    level = page.js("return document.querySelector('[role=slider]').getAttribute('aria-valuenow')")
    found = events(*readings, Threshold(level=float(level)))
    energy = [event for event in found if event.kind is Kind.ENERGY]
    assert page.count().startswith(f"{len(energy)} events")
    chosen_ids = {
        about[1] for name in ("bars_above", "bars_below", "bars_data") for about in page.trace(name, "customdata")
    }
    assert chosen_ids <= {event_id(event) for event in found}


def test_the_level_does_not_move_the_height_of_the_axis(page: Page) -> None:
    before, count = page.height(), page.count()
    page.js("dash_clientside.set_props('level', {value: 9})")
    page.wait("return document.getElementById('event-count').textContent !== arguments[0]", count)
    page.at_rest()
    assert page.height() == before


def test_zooming_in_shows_more_of_each_day_and_fits_the_height(page: Page) -> None:
    def points_a_day() -> float:
        start, end = page.shown()
        return len(page.trace("readings")) / ((end - start) / DAY_MS)

    coarse, tall = points_a_day(), page.height()
    page.zoom("2024-07-06", "2024-07-08")
    assert coarse < 2
    assert points_a_day() >= 2 * 96
    assert page.height()[1] < 0.6 * tall[1]
    inside = [
        y for x, y in zip(page.trace("readings"), page.trace("readings", "y"), strict=True) if x and y is not None
    ]
    assert page.height()[0] <= min(inside) <= max(inside) <= page.height()[1]


def test_one_zoom_redraws_no_more_than_it_must(page: Page) -> None:
    page.zoom("2024-03-01", "2024-04-01")
    assert page.js("return window.redraws") <= 4


def test_a_box_drawn_with_the_mouse_zooms_and_a_double_click_shows_all(page: Page) -> None:
    full = page.shown()
    plot = page.driver.find_element(By.CSS_SELECTOR, "#timeline .nsewdrag")
    ActionChains(page.driver).move_to_element_with_offset(plot, -200, 0).click_and_hold().move_by_offset(
        80, 5
    ).move_by_offset(20, 0).release().perform()
    page.wait(f"return {GRAPH}._fullLayout.xaxis.range[0] > '2024-02'")
    page.at_rest()
    start, end = page.shown()
    assert end - start < 0.2 * (full[1] - full[0])
    assert len(page.trace("readings")) > 500
    ActionChains(page.driver).move_to_element(plot).double_click().perform()
    page.wait(f"return {GRAPH}._fullLayout.xaxis.range[0].startsWith('2024-01-01')")
    page.at_rest()
    assert page.shown() == pytest.approx(full, abs=DAY_MS / 24)
    assert len(page.trace("readings")) < 500


def test_dark_colours_hold_while_the_level_moves(page: Page) -> None:
    page.store("scheme", "dark")
    page.wait(f"return {GRAPH}.data[{TRACES.index('readings')}].line.color === arguments[0]", PALETTES["dark"].readings)
    page.js("dash_clientside.set_props('level', {value: 6})")
    page.at_rest()
    lines = page.js(f"return {GRAPH}.data.map((trace) => trace.line && trace.line.color)")
    assert lines[TRACES.index("expected")] == PALETTES["dark"].expected
    assert page.js(f"return {GRAPH}._fullLayout.font.color") == PALETTES["dark"].text


def test_choosing_an_event_shows_it_with_context_in_a_frame(page: Page, energy_events: list[Event]) -> None:
    event = energy_events[0]
    page.store("selected-event", chosen(event))
    page.wait(f"return ({GRAPH}._fullLayout.shapes || []).length === 1")
    page.at_rest()
    start, end = page.shown()
    assert wall(event.start) - start >= DAY_MS * 1.99
    assert end - wall(event.end) >= DAY_MS * 1.99
    assert end - start <= max(5 * event.hours / 24, event.hours / 24 + 4.1) * DAY_MS
    frame = page.js(f"return {GRAPH}.layout.shapes[0]")
    assert frame["line"]["color"] == PALETTES["light"].frame
    assert frame["x0"] == wall(event.start)


def test_choosing_the_same_event_again_goes_back_to_it(page: Page, energy_events: list[Event]) -> None:
    page.store("selected-event", chosen(energy_events[0]))
    page.wait(f"return ({GRAPH}._fullLayout.shapes || []).length === 1")
    page.at_rest()
    there = page.shown()
    page.zoom("2024-02-01", "2024-03-01")
    assert page.shown() != there
    page.store("selected-event", chosen(energy_events[0], nonce=2))
    page.at_rest()
    assert page.shown() == there


def test_moving_the_level_does_not_zoom_back_to_the_event(page: Page, energy_events: list[Event]) -> None:
    page.store("selected-event", chosen(energy_events[0]))
    page.wait(f"return ({GRAPH}._fullLayout.shapes || []).length === 1")
    page.zoom("2024-02-01", "2024-03-01")
    shown = page.shown()
    page.js("dash_clientside.set_props('level', {value: 5})")
    page.at_rest()
    longer = {**chosen(energy_events[0]), "end_ms": chosen(energy_events[0])["end_ms"] + 3_600_000}
    page.store("selected-event", longer)
    page.wait(f"return {GRAPH}.layout.shapes[0].x1 > arguments[0]", wall(energy_events[0].end))
    assert page.shown() == shown


def test_a_click_on_a_bar_chooses_its_event(page: Page, energy_events: list[Event]) -> None:
    spot = page.js(f"""
        const trace = {GRAPH}.data[arguments[0]], axis = {GRAPH}._fullLayout.xaxis;
        const box = {GRAPH}.querySelector('.nsewdrag[data-subplot="xy2"]').getBoundingClientRect();
        return [box.left + axis.d2p(trace.x[0]), box.top + box.height / 6, trace.customdata[0]];""",
        TRACES.index("bars_above"),
    )  # fmt: skip
    click_at(page, spot[0], spot[1])
    page.wait(f"return ({GRAPH}._fullLayout.shapes || []).length === 1")
    page.at_rest()
    frame = page.js(f"return {GRAPH}.layout.shapes[0].x0")
    assert frame in {wall(event.start) for event in energy_events}
    assert spot[2][2] in {chosen(event)["start_ms"] for event in energy_events}


def test_a_click_inside_an_event_chooses_it_and_one_elsewhere_does_nothing(
    page: Page, energy_events: list[Event]
) -> None:
    event = max(energy_events, key=lambda one: one.hours)
    page.zoom(
        str((event.start - pd.Timedelta(days=6)).tz_localize(None)),
        str((event.end + pd.Timedelta(days=6)).tz_localize(None)),
    )
    script = f"""
        const box = {GRAPH}.querySelector('.nsewdrag[data-subplot="xy"]').getBoundingClientRect();
        return [box.left + {GRAPH}._fullLayout.xaxis.d2p(arguments[0]), box.top + box.height / 2];"""
    quiet = next(
        moment
        for moment in pd.date_range(event.start - pd.Timedelta(days=5), event.start, freq="3h")
        if not any(e.start - pd.Timedelta("6h") < moment < e.end + pd.Timedelta("6h") for e in energy_events)
    )
    click_at(page, *page.js(script, wall(quiet)))
    page.at_rest()
    assert not page.js(f"return ({GRAPH}.layout.shapes || []).length")
    click_at(page, *page.js(script, wall(event.start + (event.end - event.start) / 2)))
    page.wait(f"return ({GRAPH}._fullLayout.shapes || []).length === 1")
    assert page.js(f"return {GRAPH}.layout.shapes[0].x0") == wall(event.start)


def test_hovering_names_reading_expected_and_usual_range(page: Page) -> None:
    page.zoom("2024-02-05", "2024-02-07")
    spot = page.js(f"""
        const box = {GRAPH}.querySelector('.nsewdrag[data-subplot="xy"]').getBoundingClientRect();
        return [box.left + box.width / 4, box.top + box.height / 2];""")
    chain = ActionChains(page.driver)
    chain.w3c_actions.pointer_action.move_to_location(round(spot[0]), round(spot[1]))
    chain.perform()
    page.wait(f"return Boolean({GRAPH}.querySelector('.hoverlayer .hovertext'))")
    text = page.js(f"return {GRAPH}.querySelector('.hoverlayer .hovertext').textContent")
    assert "Mon 5 Feb 2024, 1" in text
    assert [word for word in ("expected ", "usual range ", "alarm limits ", "score ") if word not in text] == []


def test_a_new_meter_is_shown_whole_and_a_new_result_keeps_the_zoom(page: Page, readings: Any) -> None:
    series, scores = readings
    page.zoom("2024-03-01", "2024-04-01")
    shown = page.shown()
    page.store("view", view_payload(series, "other-method", scores, name="Office Zurich North"))
    page.at_rest()
    assert page.shown() == shown
    other, others = judged(Case(days=30, start="2025-05-01", timezone="Europe/London", seed=3))
    page.store("view", view_payload(other, "third", others, name="School"))
    page.wait(f"return {GRAPH}._fullLayout.xaxis.range[0].startsWith('2025-05-01')")
    page.at_rest()
    start, end = page.shown()
    assert (end - start) / DAY_MS == pytest.approx(30, abs=0.1)
    assert page.js(f"return {GRAPH}.layout.annotations[0].text") == "Time in Europe/London"


def test_no_view_leaves_an_empty_graph(page: Page) -> None:
    page.store("view", None)
    page.wait("return document.getElementById('event-count').textContent === ''")
    page.at_rest()
    assert page.trace("readings") == []


def test_words_say_what_is_shown(page: Page, energy_events: list[Event]) -> None:
    summary = page.driver.find_element(By.ID, "timeline-summary").get_property("textContent")
    assert summary.startswith("Mon 1 Jan 2024 to Mon 30 Dec 2024, readings of 15 min. Line: mean of each day")
    assert f"Office Zurich North: {len(energy_events)} events" in summary
    assert "more and" in summary


def test_the_share_button_of_plotly_is_not_there(page: Page) -> None:
    titles = page.js("return Array.from(document.querySelectorAll('.modebar-btn'), (b) => b.dataset.title)")
    assert titles
    assert not [title for title in titles if "hare" in title or "loud" in title]


def test_a_finger_on_the_graph_scrolls_the_page(chromium: WebDriver, url: str) -> None:
    touch = """
        const target = document.querySelector('#timeline .nsewdrag'), box = target.getBoundingClientRect();
        const finger = new Touch({identifier: 1, target, clientX: box.left + 50, clientY: box.top + 50});
        const start = new TouchEvent('touchstart', {cancelable: true, bubbles: true, touches: [finger]});
        target.dispatchEvent(start);
        return start.defaultPrevented;"""
    try:
        chromium.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 1})
        assert Page(chromium, url).js(touch) is False
    finally:
        chromium.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
    assert Page(chromium, url).js(f"return {GRAPH}._fullLayout.dragmode") == "zoom"


def test_the_axis_follows_the_width_of_the_window_every_time(page: Page) -> None:
    ticks = f"return {GRAPH}.layout.xaxis.tickvals.length"
    wide = page.js(ticks)
    try:
        for width in (700, 420):
            metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            page.wait(f"{ticks} <= arguments[0]", width / 56)
    finally:
        page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    page.wait(f"{ticks} === arguments[0]", wide)
    assert page.js(ticks) == wide
