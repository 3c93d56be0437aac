"""What the charts beneath the timeline have in common: margins, type, grid and colours of a scheme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.figures.palette import FONT, PALETTES, Scheme

LONG_DAYS = 370
MARGIN = {"l": 52, "r": 20, "t": 8, "b": 44}


def framed(traces: Sequence[Any], scheme: Scheme, *, x: dict[str, Any], y: dict[str, Any]) -> go.Figure:
    """Return a figure of traces, from the back to the front, on a light or dark page.

    Parameters
    ----------
    x, y
        What is special about the axes: title, ticks, range.
    """
    palette = PALETTES[scheme]
    axis = {"gridcolor": palette.grid, "linecolor": palette.grid, "zerolinecolor": palette.grid, "fixedrange": True}
    figure = go.Figure(list(traces), go.Layout(template={}))
    figure.update_layout(
        autosize=True,
        margin=MARGIN,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 12, "color": palette.text},
        showlegend=False,
        dragmode=False,
        hovermode="x",
        hoverlabel={
            "align": "left",
            "bgcolor": palette.page,
            "bordercolor": palette.text,
            "font": {"size": 13, "family": FONT, "color": palette.frame},
        },
        xaxis={**axis, "ticks": "outside", "ticklen": 4, "showgrid": False, "zeroline": False, **_titled(x)},
        yaxis={**axis, "nticks": 6, "separatethousands": True, **_titled(y)},
    )
    return figure


def date_axis(first: pd.Timestamp, last: pd.Timestamp, *, title: str) -> dict[str, Any]:
    """Return an axis of days: days of a month with the year in the title, or over more than a year months."""
    axis: dict[str, Any] = {"type": "date", "nticks": 5, "tickangle": 0}
    if (last - first).days >= LONG_DAYS:
        return {**axis, "title": title, "tickformat": "%b %Y"}
    years = str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    return {**axis, "title": f"{title}, {years}", "tickformat": "%-d %b"}


def _titled(axis: dict[str, Any]) -> dict[str, Any]:
    title = axis.get("title")
    return {**axis, "title": {"text": title, "standoff": 6}} if isinstance(title, str) else axis
