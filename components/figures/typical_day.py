"""The typical day as a figure: how days of one kind usually run, and one day over it."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.figures.frame import framed
from components.figures.palette import PALETTES, Palette, Scheme
from data.series import FloatArray
from detectors.analytics.typical_day import DayBand
from detectors.explain.units import power

EVERY_HOURS = 6


def typical_day_figure(
    band: DayBand, power_kw: FloatArray, step_hours: float, *, name: str, kind: str, scheme: Scheme = "light"
) -> go.Figure:
    """Return the band of a kind of day with one day over it.

    Parameters
    ----------
    power_kw
        The day, shape ``(slots,)``; NaN where there is no reading.
    name, kind
        What the day and the kind are called where the pointer is: ``Thu 1 Oct``, ``weekday``.
    """
    palette = PALETTES[scheme]
    hours = np.asarray(np.arange(len(power_kw) + 1) * step_hours, np.float64)
    traces = [
        _edge(hours, band.low_kw),
        _edge(hours, band.high_kw, fill=palette.band),
        _edge(hours, band.quarter_kw),
        _edge(hours, band.three_quarters_kw, fill=palette.band),
        *_beyond(hours, power_kw, band, palette),
        go.Scatter(x=hours, y=_held(band.median_kw), **_line(palette.expected, dash="5px,3px")),
        go.Scatter(x=hours, y=_held(power_kw), **_line(palette.readings, width=2)),
        _hover(hours, power_kw, band, name=name, kind=kind),
    ]
    ticks = np.arange(0, 25, EVERY_HOURS)
    x = {"range": [0, 24], "tickvals": ticks, "ticktext": [f"{tick:02d}:00" for tick in ticks]}
    x |= {"minor": {"tickvals": np.arange(25), "ticks": "outside", "ticklen": 3}}
    return framed(traces, scheme, x=x, y={"title": "kW", "rangemode": "tozero"})


def _beyond(hours: FloatArray, power_kw: FloatArray, band: DayBand, palette: Palette) -> list[go.Scatter]:
    """Return what lies between the day and the edge of the band, above it and below it."""
    above = np.where(power_kw > band.high_kw, power_kw, band.high_kw)
    below = np.where(power_kw < band.low_kw, power_kw, band.low_kw)
    return [
        _edge(hours, band.high_kw),
        _edge(hours, above, fill=palette.above_fill),
        _edge(hours, band.low_kw),
        _edge(hours, below, fill=palette.below_fill),
    ]


def _edge(hours: FloatArray, values: FloatArray, fill: str | None = None) -> go.Scatter:
    area = {"fill": "tonexty", "fillcolor": fill} if fill else {}
    return go.Scatter(x=hours, y=_held(values), **_line("rgba(0,0,0,0)", width=0), **area)


def _line(colour: str, *, width: float = 1.5, dash: str = "solid") -> dict[str, Any]:
    return {
        "mode": "lines",
        "line": {"color": colour, "width": width, "dash": dash, "shape": "hv"},
        "hoverinfo": "skip",
    }


def _held(values: FloatArray) -> FloatArray:
    """Return a day with its last value held until 24:00."""
    return np.append(values, values[-1:])


def _hover(hours: FloatArray, power_kw: FloatArray, band: DayBand, *, name: str, kind: str) -> go.Scatter:
    middles = (hours[:-1] + hours[1:]) / 2
    shown = np.where(np.isfinite(power_kw), power_kw, band.median_kw)
    text = [
        f"<b>{hour_label(start)}–{hour_label(end)}</b><br>{name}: {_known(value)}"
        f"<br>typical {kind}: {_known(median)}<br>90 of 100: {_known(low)} to {_known(high)}"
        for start, end, value, median, low, high in zip(
            hours[:-1], hours[1:], power_kw, band.median_kw, band.low_kw, band.high_kw, strict=True
        )
    ]
    return go.Scatter(x=middles, y=shown, mode="lines", line={"width": 0}, hoverinfo="text", hovertext=text)


def _known(kw: float) -> str:
    return power(kw) if np.isfinite(kw) else "no reading"


def hour_label(hours: float) -> str:
    """Return hours after midnight as a time of day: ``06:30``."""
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
