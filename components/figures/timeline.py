"""The timeline as a figure without data: what is drawn, in which order and colours.

``assets/timeline/timeline.js`` fills it in, with every move of a hand; here stands what does not change, so that
colours and order have one place.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import plotly.graph_objects as go

from components.figures.palette import FONT, PALETTES, SCHEMES, Palette, Scheme

Place = tuple[list[str | int], Any]
"""Where a colour stands in the figure, as a path of keys, and the colour."""

TRACES = (
    "weekend",
    "data",
    "usual",
    "extremes",
    "above",
    "below",
    "limit",
    "expected",
    "readings",
    "window_limit",
    "window_mean",
    "links_above",
    "links_below",
    "bars_above",
    "bars_below",
    "bars_data",
    "hover",
    "whole",
    "forecast_band",
    "forecast",
    "forecast_hover",
    "agreement_rows",
    "agreement_data",
    "agreement_other",
    "agreement_above",
    "agreement_below",
    "agreement_hover",
)
"""Names of the traces from the back to the front."""

LEGEND = (
    ("readings", "Readings"),
    ("expected", "Expected"),
    ("usual", "Usual range"),
    ("limit", "Alarm limit"),
    ("above", "More than usual"),
    ("below", "Less than usual"),
    ("data", "Data problem"),
    ("weekend", "Weekend"),
    ("forecast_band", "Forecast"),
)
"""Traces that are explained, and how."""
AREA = {"mode": "lines", "fill": "toself", "line": {"width": 0}}
HIDDEN = {"mode": "lines", "line": {"width": 0}}
HATCH = {"shape": "/", "size": 7, "solidity": 0.12}
LINK = {"mode": "lines", "line": {"width": 1.5}, "yaxis": "y2"}
STRIP = {**AREA, "yaxis": "y3"}
SHAPES: dict[str, dict[str, Any]] = {
    "weekend": AREA,
    "data": {**AREA, "line": {"width": 1, "dash": "dot"}, "fillpattern": HATCH},
    "usual": AREA,
    "extremes": AREA,
    "limit": {"mode": "lines", "line": {"width": 1}},
    "window_limit": {"mode": "lines", "line": {"width": 1.6, "dash": "2px,2px"}},
    "window_mean": {"mode": "lines", "line": {"width": 2.6}},
    "above": {**AREA, "line": {"width": 1.2, "simplify": False}},
    "below": {**AREA, "line": {"width": 1.2, "simplify": False}},
    "readings": {"mode": "lines", "line": {"width": 1.4}},
    "expected": {"mode": "lines", "line": {"width": 1.4, "dash": "5px,3px"}},
    "links_above": LINK,
    "links_below": LINK,
    "hover": {**HIDDEN, "hoverinfo": "text"},
    "whole": {**HIDDEN, "yaxis": "y2"},
    "forecast_band": {
        **AREA,
        "line": {"width": 1, "dash": "dot"},
        "fillpattern": {"shape": "\\", "size": 8, "solidity": 0.1},
    },
    "forecast": {"mode": "lines", "line": {"width": 2.2, "dash": "2px,3px"}},
    "forecast_hover": {**HIDDEN, "hoverinfo": "text"},
    "agreement_rows": STRIP,
    "agreement_data": {**STRIP, "line": {"width": 1}, "fillpattern": {"shape": "/", "size": 4, "solidity": 0.3}},
    "agreement_other": STRIP,
    "agreement_above": STRIP,
    "agreement_below": STRIP,
    "agreement_hover": {**HIDDEN, "yaxis": "y3", "hoverinfo": "text"},
}
"""How each trace that is no bar is drawn, colours aside."""

LANES = ("data", "less", "more")
"""Rows of event marks above the readings, from the bottom up."""

MARGIN = {"l": 52, "r": 14, "t": 4, "b": 58}


def timeline_figure(scheme: Scheme = "light", *, unit: str = "kW", timezone: str = "") -> go.Figure:
    """Return the figure without data.

    Parameters
    ----------
    scheme
        Whether it stands on a light or dark page.
    unit, timezone
        Shown at the axes; the browser replaces them by those of the meter.
    """
    figure = go.Figure([_trace(name) for name in TRACES], go.Layout(template={}))
    figure.update_layout(_layout())
    figure.update_layout(yaxis_title_text=unit)
    figure.update_layout(annotations=[_zone(timezone)])
    for path, value in style(scheme):
        _set(figure, path, value)
    return figure


def style(scheme: Scheme) -> list[Place]:
    """Return every place of the figure that has a colour, with the colour of a scheme."""
    palette = PALETTES[scheme]
    places: dict[str, dict[str, Any]] = {
        "weekend": {"fillcolor": palette.weekend},
        "data": {
            "fillpattern.fgcolor": palette.data,
            "fillpattern.bgcolor": palette.data_fill,
            "line.color": palette.data,
        },
        "usual": {"fillcolor": palette.band},
        "limit": {"line.color": palette.limit},
        "window_limit": {"line.color": palette.frame},
        "window_mean": {"line.color": palette.frame},
        "extremes": {"fillcolor": palette.extremes},
        "above": {"fillcolor": palette.above_fill, "line.color": palette.above},
        "below": {"fillcolor": palette.below_fill, "line.color": palette.below},
        "readings": {"line.color": palette.readings},
        "expected": {"line.color": palette.expected},
        "links_above": {"line.color": palette.above},
        "links_below": {"line.color": palette.below},
        "bars_above": {"marker.color": palette.above},
        "bars_below": {"marker.color": palette.below},
        "bars_data": {
            "marker.color": palette.data_fill,
            "marker.line.color": palette.data,
            "marker.pattern.fgcolor": palette.data,
        },
        **_extra_style(palette),
    }
    traces: list[Place] = [
        (["data", TRACES.index(name), *path.split(".")], value)
        for name, values in places.items()
        for path, value in values.items()
    ]
    return [*traces, *_layout_style(palette)]


def browser_style() -> dict[str, Any]:
    """Return what ``assets/timeline/timeline.js`` must know of order and colours, for a store on the page."""
    schemes: dict[str, Any] = {
        scheme: {"places": style(scheme), "palette": asdict(PALETTES[scheme])} for scheme in SCHEMES
    }
    return {"traces": list(TRACES), "zone": _zone(""), **schemes}


def _extra_style(palette: Palette) -> dict[str, dict[str, Any]]:
    """Return the colours of what is on show only when somebody wants it: the forecast, and what other methods say."""
    return {
        "forecast_band": {
            "fillpattern.fgcolor": palette.expected,
            "fillpattern.bgcolor": palette.forecast_fill,
            "line.color": palette.expected,
        },
        "forecast": {"line.color": palette.expected},
        "agreement_rows": {"fillcolor": palette.weekend},
        "agreement_data": {
            "fillpattern.fgcolor": palette.data,
            "fillpattern.bgcolor": palette.data_fill,
            "line.color": palette.data,
        },
        "agreement_other": {"fillcolor": palette.readings},
        "agreement_above": {"fillcolor": palette.above},
        "agreement_below": {"fillcolor": palette.below},
    }


def _layout_style(palette: Palette) -> list[Place]:
    places = {
        "font.color": palette.text,
        "xaxis.gridcolor": palette.grid,
        "xaxis.linecolor": palette.grid,
        "yaxis.gridcolor": palette.grid,
        "yaxis.zerolinecolor": palette.grid,
        "yaxis2.gridcolor": palette.grid,
        "hoverlabel.bgcolor": palette.page,
        "hoverlabel.bordercolor": palette.text,
        "hoverlabel.font.color": palette.frame,
        "modebar.color": palette.text,
        "modebar.activecolor": palette.expected,
    }
    return [(["layout", *path.split(".")], value) for path, value in places.items()]


def _trace(name: str) -> go.Scatter | go.Bar:
    common = {"name": name, "x": [], "y": [], "showlegend": False, "hoverinfo": "skip"}
    if name.startswith("bars_"):
        return _bars(name, common)
    return go.Scatter({**common, **SHAPES[name]})


def _bars(name: str, common: dict[str, Any]) -> go.Bar:
    lane = {"bars_data": 0, "bars_below": 1, "bars_above": 2}[name]
    marker: dict[str, Any] = {"line": {"width": 0}, "cornerradius": 1.5}
    if name == "bars_data":
        pattern = {"shape": "/", "fillmode": "overlay", "size": 4, "solidity": 0.3}
        marker = {"line": {"width": 1}, "pattern": pattern}
    return go.Bar(
        {**common, "yaxis": "y2", "base": lane + 0.14, "marker": marker, "hoverinfo": "text", "textposition": "none"}
    )


def _layout() -> dict[str, Any]:
    return {
        "autosize": True,
        "margin": MARGIN,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12},
        "showlegend": False,
        "barmode": "overlay",
        "hovermode": "x",
        "hoverdistance": 50,
        "dragmode": "zoom",
        "hoverlabel": {"align": "left", "font": {"size": 13, "family": FONT}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)"},
        "xaxis": _time_axis(),
        "yaxis": {
            "domain": [0, 0.845],
            "anchor": "x",
            "fixedrange": True,
            "range": [0, 1],
            "nticks": 7,
            "zeroline": True,
            "ticks": "",
            "title": {"standoff": 4},
            "separatethousands": True,
        },
        "yaxis2": {
            "domain": [0.87, 1],
            "fixedrange": True,
            "range": [0, len(LANES)],
            "tickvals": [lane + 0.5 for lane in range(len(LANES))],
            "ticktext": list(LANES),
            "tickfont": {"size": 11},
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis3": _strip_axis(),
    }


def _strip_axis() -> dict[str, Any]:
    return {
        "domain": [0, 0.01],
        "anchor": "x",
        "fixedrange": True,
        "range": [0, 1],
        "showgrid": False,
        "zeroline": False,
        "showticklabels": False,
        "ticks": "",
    }


def _time_axis() -> dict[str, Any]:
    return {
        "type": "date",
        "anchor": "y",
        "range": ["2000-01-01", "2000-01-02"],
        "ticks": "outside",
        "ticklen": 4,
        "tickangle": 0,
    }


def _zone(timezone: str) -> dict[str, Any]:
    # not the title of the axis: plotly writes "y: -Infinity" for that while a zoom shows no tick
    place = {"x": 0.5, "xref": "paper", "y": 0, "yref": "paper", "yanchor": "top", "yshift": -40, "showarrow": False}
    return {**place, "text": f"Time in {timezone}" if timezone else ""}


def _set(figure: go.Figure, path: list[str | int], value: object) -> None:
    target: Any = figure
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
