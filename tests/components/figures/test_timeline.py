"""The figure without data: order, colours of both schemes, and nothing that should not be offered."""

from __future__ import annotations

import pytest

from components.figures.palette import PALETTES, SCHEMES, Scheme
from components.figures.timeline import LEGEND, TRACES, browser_style, style, timeline_figure
from components.timeline.layout import CONFIG, timeline_layout

LARGEST_SKELETON = 12_000


def brightness(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((brightness(first), brightness(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_traces_stand_in_the_declared_order_and_are_empty() -> None:
    figure = timeline_figure()
    assert tuple(trace.name for trace in figure.data) == TRACES
    assert all(len(trace.x) == 0 for trace in figure.data)


def test_no_trace_needs_a_graphics_card() -> None:
    assert {trace.type for trace in timeline_figure().data} == {"scatter", "bar"}


def test_the_skeleton_is_small() -> None:
    assert len(timeline_figure().to_json()) < LARGEST_SKELETON


def test_unit_and_time_zone_are_on_the_axes() -> None:
    figure = timeline_figure(unit="MW", timezone="Europe/London")
    assert figure.layout.yaxis.title.text == "MW"
    assert figure.layout.annotations[0].text == "Time in Europe/London"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_applying_a_scheme_gives_the_figure_of_that_scheme(scheme: Scheme) -> None:
    other: Scheme = "dark" if scheme == "light" else "light"
    figure = timeline_figure(other).to_dict()
    for path, colour in style(scheme):
        target = figure
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = colour
    assert figure == timeline_figure(scheme).to_dict()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lines_and_marks_stand_out_from_the_page(scheme: Scheme) -> None:
    palette = PALETTES[scheme]
    for colour in (palette.readings, palette.expected, palette.above, palette.below, palette.data, palette.frame):
        assert contrast(colour, palette.page) >= 3
    assert contrast(palette.text, palette.page) >= 4.5


def test_kinds_of_events_differ_by_more_than_colour() -> None:
    bars = {trace.name: trace for trace in timeline_figure().data if trace.type == "bar"}
    assert len({trace.base for trace in bars.values()}) == 3
    assert bars["bars_data"].marker.pattern.shape == "/"
    assert bars["bars_above"].marker.pattern.shape is None


def test_the_browser_knows_order_and_both_schemes() -> None:
    known = browser_style()
    assert known["traces"] == list(TRACES)
    assert {"light", "dark"} <= set(known)


def test_nothing_offers_to_send_the_chart_away() -> None:
    buttons = [name for group in CONFIG["modeBarButtons"] for name in group]
    assert CONFIG["showSendToCloud"] is False
    assert CONFIG["displaylogo"] is False
    assert not [name for name in buttons if "cloud" in name.lower()]


def test_the_container_says_what_it_is() -> None:
    layout = timeline_layout().to_plotly_json()["props"]
    assert layout["role"] == "figure"
    assert layout["aria-label"] == "Readings over time"
    assert layout["aria-describedby"] == "timeline-summary"


def test_the_legend_explains_every_mark() -> None:
    assert {mark for mark, _ in LEGEND} <= set(TRACES)
