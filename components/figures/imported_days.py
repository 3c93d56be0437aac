"""What an uploaded file holds as one small figure: the energy of every day, or the temperature."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components.basics.dates import day
from components.figures.frame import framed
from components.figures.palette import PALETTES, Scheme
from detectors.explain.units import energy, significant

MAX_BARS = 120
"""More days are drawn as a line: bars would be thinner than a pixel."""
HEIGHT_PX = 160
MARGIN = {"l": 64, "r": 8, "t": 6, "b": 40}


def days_figure(first: pd.Timestamp, daily_kwh: Sequence[float | None], scheme: Scheme = "light") -> go.Figure:
    """Return the energy of every day from the first one on; a day without readings is a gap."""
    palette = PALETTES[scheme]
    dates = pd.date_range(first, periods=len(daily_kwh), freq="D")
    kwh = np.array([np.nan if value is None else value for value in daily_kwh], float)
    words = [f"<b>{day(at, year=True)}</b><br>{energy(value)}" for at, value in zip(dates, kwh, strict=True)]
    style = {"x": dates, "y": kwh, "hoverinfo": "text", "hovertext": words}
    if len(dates) <= MAX_BARS:
        trace: go.Bar | go.Scatter = go.Bar(marker={"color": palette.readings, "line": {"width": 0}}, **style)
    else:
        trace = go.Scatter(mode="lines", line={"color": palette.readings, "width": 1.3}, **style)
    return _small(trace, "kWh a day", scheme, from_zero=True)


def temperature_figure(celsius: pd.Series[float], scheme: Scheme = "light") -> go.Figure:
    """Return the mean temperature of every day."""
    daily = celsius.resample("D").mean()
    words = [f"<b>{day(at, year=True)}</b><br>{significant(value)} °C" for at, value in daily.items()]  # type: ignore[arg-type]
    line = {"color": PALETTES[scheme].expected, "width": 1.3}
    trace = go.Scatter(x=daily.index, y=daily, mode="lines", line=line, hoverinfo="text", hovertext=words)
    return _small(trace, "°C", scheme, from_zero=False)


def _small(trace: go.Bar | go.Scatter, unit: str, scheme: Scheme, *, from_zero: bool) -> go.Figure:
    y = {"title": unit, "nticks": 4, "automargin": True, **({"rangemode": "tozero"} if from_zero else {})}
    x = {"type": "date", "nticks": 5, "tickangle": 0, "tickformat": "%-d %b<br>%Y"}
    figure = framed([trace], scheme, x=x, y=y)
    return figure.update_layout(margin=MARGIN, bargap=0.15, height=HEIGHT_PX)
