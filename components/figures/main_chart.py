"""The main chart as one figure: the picture of the page for notebooks and reports.

``components.figures.timeline`` holds order, shapes and colours for both. The page fills them in the browser, with every
zoom anew; here they are filled once, for a plot of a given width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from plotly.graph_objects import Figure

from components.basics.dates import days, period_text
from components.figures.detail import BoolArray, Buckets, Detail, Int64Array, axis_unit, detail, readings_drawn, wall_ms
from components.figures.hover import reading_hover, score_text
from components.figures.outlines import Points, area, bars, excess, height, line, lines_of, links, weekends, zones
from components.figures.palette import PALETTES, Scheme
from components.figures.timeline import LEGEND, timeline_figure
from components.figures.window import window_lines
from data.series import FloatArray, MeterSeries
from detectors.events.events import Event
from detectors.events.limits import WindowLimits
from detectors.explain.explain import explain
from detectors.explain.units import duration, energy
from detectors.scores import Kind, Scores
from detectors.threshold import Threshold

__all__ = ["Figure", "plot"]

WIDTH_PX = 1000
HEIGHT_PX = 470
HEAD_PX = 76
"""Room above the plot for title and legend."""
ZONE_PX = 3.0
"""Narrower data problems are marked above the readings only."""
MAX_WEEKEND_HOURS = 3
"""Where a bucket is longer, weekends are too narrow to be seen."""
SENTENCE_LETTERS = 64
DAY_MS, WEEK_MS = 86_400_000, 604_800_000
TICKS = (
    (["M12", None], "%Y"),
    (["M1", "M6"], "%b\n%Y"),
    ([WEEK_MS, 3 * WEEK_MS], "%-d %b\n%Y"),
    ([DAY_MS, WEEK_MS - 1], "%a %-d\n%b %Y"),
    ([None, DAY_MS - 1], "%H:%M\n%a %-d %b"),
)
"""Distance of two ticks, and how they are written: day before month, as on all of the page; the first that fits."""
MAX_TICKS = 16
LANE = {"data": 0.5, "below": 1.5, "above": 2.5}
"""Middles of the rows of event marks."""
LINKED = ("above", "below")
"""Rows in which the times that one event happened are held together by a line."""
NAMES = {
    **dict(LEGEND),
    "extremes": "Lowest to highest",
    "window_mean": "Mean of some hours",
    "window_limit": "Its alarm limits",
}


def plot(
    series: MeterSeries,
    scores: Scores,
    events: Sequence[Event],
    level: float,
    *,
    scheme: Scheme = "light",
    width: int = WIDTH_PX,
) -> Figure:
    """Return the main chart: readings, expected, usual range, alarm limit and events of one meter.

    Parameters
    ----------
    series, scores
        Readings, and the scores of every one of them.
    events
        What is marked: energy problems as bars and as shaded excess, data problems as bars and hatched. Of those that
        reach over the ends of the series, the part within is.
    level
        Alarm level in sigma, to which the alarm limit reaches.
    scheme
        "light" or "dark".
    width
        Pixels of the plot. Where they are too few for every reading, means of hours, days or weeks are drawn within the
        area from the lowest to the highest reading; cut series and scores to see single readings.

    Returns
    -------
    plotly.graph_objects.Figure
        In W, kW or MW as the axis says, and in the wall time of the meter.

    Raises
    ------
    DataError
        When the scores are not on the index of the series.
    ParameterError
        When the level is not above 0.
    """
    level = Threshold(level=level).level
    unit, factor = axis_unit(series.power_kw)
    readings = readings_drawn(series, scores, factor)
    shown = detail(readings, series.step_hours, width)
    covered = height(readings, scores.is_data_problem, shown.buckets.expected)
    figure = timeline_figure(scheme, unit=unit, timezone=series.timezone)
    inside = [event for event in events if event.start < series.end and event.end > series.start]
    ms_per_px = float(readings.end_ms[-1] - readings.start_ms[0]) / width
    _fill(figure, _lines(series, shown, level, factor))
    _fill(figure, _shading(series, readings, inside, shown))
    _fill(figure, _zones(series, inside, shown, covered, ms_per_px))
    for lane, wanted in _lanes(inside).items():
        times = OccurrenceTimes.of(series, wanted)
        figure.update_traces(_bars(wanted, times, ms_per_px), selector={"name": f"bars_{lane}"})
        if lane in LINKED:
            _fill(figure, {f"links_{lane}": links(times.start_ms, times.end_ms, times.event, LANE[lane])})
    figure.update_layout(annotations=[*figure.layout.annotations, *_arrows(series, inside, scheme)])
    ends = np.array([readings.start_ms[0], readings.end_ms[-1]], "datetime64[ms]")
    figure.update_traces(x=ends, y=[0, 0], selector={"name": "whole"})  # the rows of events stand there without any too
    figure.update_traces(reading_hover(series, scores, shown, level, factor), selector={"name": "hover"})
    return _framed(figure, series, scheme, covered)


def with_window(
    figure: Figure, series: MeterSeries, window: WindowLimits, level: float, scheme: Scheme = "light"
) -> Figure:
    """Return a main chart with the window of the event that is looked at: its mean, and the limits of that mean.

    ``window`` counts its readings from the first one of ``series``, which is what the chart shows.
    """
    _, factor = axis_unit(series.power_kw)
    traces = {trace.name: trace for trace in timeline_figure(scheme).data}
    for name, points in window_lines(series, window, level, factor).items():
        trace = traces[name].update(x=points.x, y=points.y, name=NAMES[name], showlegend=True, legendrank=len(NAMES))
        figure.add_trace(trace)
    return figure


def _lines(series: MeterSeries, shown: Detail, level: float, factor: float) -> dict[str, Points]:
    buckets, is_step = shown.buckets, shown.is_step
    lines = {
        "usual": area(buckets, *buckets.usual(series.floor_kw * factor), is_step=is_step),
        "limit": lines_of(buckets, buckets.band(level, series.floor_kw * factor), is_step=is_step),
        "expected": line(buckets, buckets.expected, is_step=is_step),
        "readings": line(buckets, buckets.power, is_step=is_step),
    }
    return {**lines, "extremes": area(buckets, buckets.low, buckets.high, is_step=is_step)} if shown.hours else lines


def _shading(series: MeterSeries, readings: Buckets, events: Sequence[Event], shown: Detail) -> dict[str, Points]:
    """Return what is more and what is less than expected within energy events."""
    above, below = np.zeros(len(series), bool), np.zeros(len(series), bool)
    for event in events:
        for start, end in event.occurrences if event.kind is Kind.ENERGY else ():
            part = slice(*series.index.searchsorted([start, end]))
            above[part] |= event.side >= 0
            below[part] |= event.side <= 0
    parts: dict[str, tuple[BoolArray, int]] = {"above": (above, 1), "below": (below, -1)}
    return {name: excess(readings, *part, shown.readings_per_px) for name, part in parts.items()}


def _zones(
    series: MeterSeries, events: Sequence[Event], shown: Detail, covered: tuple[float, float], ms_per_px: float
) -> dict[str, Points]:
    """Return weekends and data problems as areas over the whole height, and beyond it when a person zooms out."""
    low, high = 2 * covered[0] - covered[1], 2 * covered[1] - covered[0]
    times = OccurrenceTimes.of(series, [event for event in events if event.kind is Kind.DATA])
    wide = [ends for ends in zip(times.start_ms, times.end_ms, strict=True) if ends[1] - ends[0] > ZONE_PX * ms_per_px]
    free = weekends(int(shown.buckets.start_ms[0]), int(shown.buckets.end_ms[-1]))
    return {
        "weekend": zones(free if shown.hours <= MAX_WEEKEND_HOURS else [], low, high),
        "data": zones(wide, low, high),
    }


def _lanes(events: Sequence[Event]) -> dict[str, list[Event]]:
    """Return the events of each row of bars; one that lies on neither side is in both."""
    energy_events = [event for event in events if event.kind is Kind.ENERGY]
    return {
        "above": [event for event in energy_events if event.side >= 0],
        "below": [event for event in energy_events if event.side <= 0],
        "data": [event for event in events if event.kind is Kind.DATA],
    }


def _bars(events: Sequence[Event], times: OccurrenceTimes, ms_per_px: float) -> dict[str, Any]:
    peaks = np.array([event.peak_score for event in events])
    joined = bars(times.start_ms, times.end_ms, times.event, peaks, ms_per_px)
    middles = [round((bar.start_ms + bar.end_ms) / 2) for bar in joined]
    return {
        "x": np.array(middles, "datetime64[ms]"),
        "y": np.full(len(joined), 0.72),
        "width": [bar.end_ms - bar.start_ms - ms_per_px for bar in joined],  # a pixel between neighbours
        "hovertext": [_event_text(events[bar.worst], len(bar.events)) for bar in joined],
    }


def _arrows(series: MeterSeries, events: Sequence[Event], scheme: Scheme) -> list[dict[str, Any]]:
    """Return arrows behind the events that still last where the readings end."""
    palette = PALETTES[scheme]
    colours = {"above": palette.above, "below": palette.below, "data": palette.data}
    place = {"xref": "x", "xanchor": "left", "yref": "y2", "yanchor": "middle", "text": "▶", "showarrow": False}
    lanes = _lanes([event for event in events if event.is_open and event.end == series.end])
    return [
        {**place, "x": end, "y": LANE[lane], "font": {"size": 11, "color": colours[lane]}}
        for lane, wanted in lanes.items()
        for end in np.unique(OccurrenceTimes.of(series, wanted).end_ms).astype("datetime64[ms]")[-1:]
    ]


@dataclass(frozen=True, eq=False)
class OccurrenceTimes:
    """Wall times of each time that events happened, in ms, and the places of these events; each event's in order."""

    start_ms: FloatArray
    end_ms: FloatArray
    event: Int64Array

    @classmethod
    def of(cls, series: MeterSeries, events: Sequence[Event]) -> OccurrenceTimes:
        """Return them within the readings; an end is that of the last interval, also where the clock changes then."""
        step = pd.Timedelta(series.step)
        found = [
            (max(start, series.start), min(end, series.end) - step, place)
            for place, event in enumerate(events)
            for start, end in event.occurrences
            if start < series.end and end > series.start
        ]
        if not found:
            return cls(np.empty(0), np.empty(0), np.empty(0, np.int64))
        starts, lasts, places = zip(*found, strict=True)
        start_ms, last_ms = (wall_ms(pd.DatetimeIndex(moments)).astype(float) for moments in (starts, lasts))
        return cls(start_ms, last_ms + step.total_seconds() * 1000.0, np.array(places, np.int64))


def _event_text(event: Event, count: int) -> str:
    kind = "Data problem" if event.kind is Kind.DATA else "Event"
    sentence = "<br>".join(wrap(explain(event).sentence, SENTENCE_LETTERS))
    lines = [
        f"<b>{kind}</b>: {period_text(event.start, event.end, year=True)} ({duration(event.hours)})",
        sentence,
        f"score {score_text(event.peak_score)}",
    ]
    if event.kind is Kind.ENERGY and np.isfinite(event.excess_kwh):
        less = "less" if event.excess_kwh < 0 else "more"
        lines.append(f"{energy(abs(event.excess_kwh))} {less} than expected")
    if count > 1:
        lines.append(f"and {count - 1} other{'s' if count > 2 else ''} next to it")
    return "<br>".join(lines)


def _fill(figure: Figure, points: dict[str, Points]) -> None:
    for name, values in points.items():
        figure.update_traces(x=values.x, y=values.y, selector={"name": name})


def _framed(figure: Figure, series: MeterSeries, scheme: Scheme, covered: tuple[float, float]) -> Figure:
    """Return the figure with what the page around it says: title, legend, range of the axes and background."""
    figure.data = [trace for trace in figure.data if trace.x is not None and len(trace.x)]
    for rank, (name, words) in enumerate(NAMES.items(), 1):
        figure.update_traces(selector={"name": name}, name=words, showlegend=True, legendrank=rank)
    wall = series.index.tz_localize(None)
    dates = days(wall[0].date(), wall[-1].date())
    figure.update_layout(
        title={"text": f"<b>{series.meter_id}</b>, {dates}", "x": 0, "xref": "paper", "font_size": 14},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemwidth": 30},
        showlegend=True,
        height=HEIGHT_PX,
        margin_t=HEAD_PX,
        paper_bgcolor=PALETTES[scheme].page,
        yaxis_range=covered,
        yaxis3=None,
        modebar_remove=["select", "lasso"],
    )
    stops = [{"dtickrange": distance, "value": form} for distance, form in TICKS]
    return figure.update_xaxes(range=[wall[0], wall[-1] + series.step], tickformatstops=stops, nticks=MAX_TICKS)
