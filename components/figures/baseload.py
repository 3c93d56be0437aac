"""The base load as figures: night by night, and by weekday."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components.basics.dates import day
from components.figures.frame import date_axis, framed
from components.figures.palette import PALETTES, Scheme
from data.series import FloatArray
from detectors.analytics.baseload import HOLIDAY, WEEKDAY, WEEKEND
from detectors.analytics.baseload_year import smoothed
from detectors.explain.units import power, significant

SYMBOLS = {WEEKDAY: "circle", WEEKEND: "diamond-open", HOLIDAY: "x-thin-open"}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_YEAR_NIGHTS = 400


def nights_figure(nights: pd.DataFrame, before_kw: FloatArray, scheme: Scheme = "light") -> go.Figure:
    """Return the base load of every night, its course over four weeks, and what it was before.

    Parameters
    ----------
    nights
        As of ``detectors.analytics.baseload.night_baseload``.
    before_kw
        For every night the level to compare it with, drawn as a line; NaN where unknown.
    """
    palette = PALETTES[scheme]
    colours = {WEEKDAY: palette.readings, WEEKEND: palette.expected, HOLIDAY: palette.above}
    size = 4 if len(nights) > LONG_YEAR_NIGHTS else 6
    traces = []
    if np.isfinite(before_kw).any():
        line = {"color": palette.text, "width": 1.6, "dash": "2px,3px"}
        traces.append(go.Scatter(x=nights["date"], y=before_kw, mode="lines", line=line, hoverinfo="skip"))
    for kind, symbol in SYMBOLS.items():
        own = nights[(nights["kind"] == kind) & nights["kw"].notna()]
        marker = {"color": colours[kind], "size": size, "symbol": symbol, "opacity": 0.75, "line": {"width": 1.3}}
        words = [_night(*cells, kind) for cells in zip(own["date"], own["kw"], own["usual_kw"], strict=True)]
        style = {"mode": "markers", "marker": marker, "hoverinfo": "text", "hovertext": words}
        traces.append(go.Scatter(x=own["date"], y=own["kw"], **style))
    line = {"color": palette.expected, "width": 2.2}
    traces.append(go.Scatter(x=nights["date"], y=smoothed(nights["kw"]), mode="lines", line=line, hoverinfo="skip"))
    x = date_axis(nights["date"].iloc[0], nights["date"].iloc[-1], title="Night that ends on")
    return framed(traces, scheme, x=x, y={"title": "kW", "rangemode": "tozero"}).update_layout(hovermode="closest")


def weekdays_figure(
    kw_by_weekday: tuple[float, ...], nights_by_weekday: tuple[int, ...], scheme: Scheme = "light"
) -> go.Figure:
    """Return the median base load of the nights that end on each weekday, Monday first."""
    palette = PALETTES[scheme]
    heights = np.array(kw_by_weekday, float)
    bars = go.Bar(
        x=list(WEEKDAYS),
        y=heights,
        marker={"color": [palette.readings] * 5 + [palette.expected] * 2, "line": {"width": 0}, "cornerradius": 2},
        width=0.66,
        text=[significant(height) if np.isfinite(height) else "" for height in heights],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="text",
        hovertext=[
            f"<b>night to {name}</b><br>{power(height)}, median of {count} nights"
            for name, height, count in zip(WEEKDAYS, heights, nights_by_weekday, strict=True)
        ],
    )
    x = {"title": "Night that ends on", "ticks": ""}
    figure = framed([bars], scheme, x=x, y={"title": "kW", "rangemode": "tozero"})
    return figure.update_layout(margin_t=20)


def _night(date: pd.Timestamp, kw: float, usual_kw: float, kind: str) -> str:
    usual = f"<br>usual before: {power(usual_kw)}" if np.isfinite(usual_kw) else ""
    return f"<b>night to {day(date, year=True)}</b> ({kind})<br>{power(kw)}{usual}"
