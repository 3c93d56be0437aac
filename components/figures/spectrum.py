"""The spectrum as figures: with which periods the power swings, and how the daily swing went over the weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components.basics.dates import day
from components.figures.frame import date_axis, framed
from components.figures.palette import PALETTES, Scheme
from data.series import FloatArray
from detectors.explain.units import percent, power, significant

POINTS = 500
"""A screen shows no more columns; of each the highest amplitude is drawn."""
TICKS = {2: "2 h", 4: "4 h", 8: "8 h", 24: "1 d", 48: "2 d", 168: "1 week", 731: "1 month", 8766: "1 year"}
RHYTHMS = {"daily": " (harmonic of the day)", "weekly": " (harmonic of the week)", "": ""}
NAMED = {24.0: "daily", 12.0: "12 h", 8.0: "8 h", 168.0: "weekly", 84.0: "½ week"}
SHORT = {"½ week": "3½ d"}
"""Names that are shorter in the chart."""
TO_THE_LEFT = "8 h"
"""The name that stands beside its mark: above it, it would meet that of 12 h."""
NARROW_PX, LETTER_PX, LINE_PX = 205.0, 7.0, 15.0
"""Width of the chart on a phone, and size of a letter: names that are apart there are apart everywhere."""
HEIGHT_PX = 200.0
TOLERANCE = 1e-6
SEEN_SHARE = 0.05
"""A harmonic without a name is marked from this share of the highest one on."""


@dataclass(frozen=True)
class SpectrumPeak:
    """A harmonic with a name."""

    period_hours: float
    amplitude_kw: float
    name: str
    is_daily: bool


@dataclass(frozen=True)
class Name:
    """Where the name of a peak stands: from ``start`` to ``end`` in decades of hours, at ``y`` kW."""

    text: str
    peak: SpectrumPeak
    start: float
    end: float
    y: float


def spectrum_figure(spectrum: pd.DataFrame, scheme: Scheme = "light") -> go.Figure:
    """Return amplitude against period on a logarithmic axis, the harmonics of day and week named.

    Parameters
    ----------
    spectrum
        As of ``detectors.analytics.spectrum.amplitude_spectrum``.
    """
    palette = PALETTES[scheme]
    drawn = thinned(spectrum)
    periods, heights = drawn["period_hours"].to_numpy(float), drawn["amplitude_kw"].to_numpy(float)
    text = [
        f"<b>every {period_words(period)}</b>{RHYTHMS[rhythm]}<br>swings ±{power(height)}"
        f"<br>{percent(share)} of the variance"
        for period, height, share, rhythm in zip(periods, heights, drawn["share"], drawn["harmonic"], strict=True)
    ]
    line = go.Scatter(
        x=periods,
        y=heights,
        mode="lines",
        line={"color": palette.readings, "width": 1.3},
        fill="tozeroy",
        fillcolor=palette.extremes,
        hoverinfo="text",
        hovertext=text,
    )
    found = peaks(spectrum)
    names = placed(found, periods, heights)
    marks = [
        _leaders(names, palette.text),
        _marks([peak for peak in found if peak.is_daily], palette.above, "circle"),
        _marks([peak for peak in found if not peak.is_daily], palette.expected, "diamond"),
        _marks(lesser_peaks(spectrum, found), palette.expected, "diamond", size=5),
    ]
    top = max([float(heights.max()), *(name.y for name in names)])
    y = {"title": "Amplitude, kW", "range": [0, top * 1.15 or 1.0]}
    figure = framed([line, *marks], scheme, x=_period_axis(periods), y=y).update_layout(hoverdistance=12)
    return figure.update_layout(annotations=[_name(name) for name in names])


def rhythm_figure(weeks: pd.DataFrame, scheme: Scheme = "light") -> go.Figure:
    """Return the amplitude of the 24 h period week by week, with its mean and standard deviation.

    Parameters
    ----------
    weeks
        As of ``detectors.analytics.spectrum.weekly_rhythm``.
    """
    palette = PALETTES[scheme]
    swing = weeks["amplitude_kw"].to_numpy(float)
    mean, deviation = float(np.nanmean(swing)), float(np.nanstd(swing, ddof=1)) if np.isfinite(swing).sum() > 1 else 0.0
    middle = weeks["start"] + pd.Timedelta(days=3.5)
    first, last = weeks["start"].iloc[0], weeks["start"].iloc[-1] + pd.Timedelta(days=7)
    flat = {"mode": "lines", "hoverinfo": "skip"}
    traces = [
        go.Scatter(x=[first, last], y=[max(mean - deviation, 0.0)] * 2, line={"width": 0}, **flat),
        go.Scatter(
            x=[first, last], y=[mean + deviation] * 2, line={"width": 0}, fill="tonexty", fillcolor=palette.band, **flat
        ),
        go.Scatter(
            x=[first, last], y=[mean] * 2, line={"color": palette.expected, "width": 1.4, "dash": "5px,3px"}, **flat
        ),
        go.Scatter(
            x=middle,
            y=swing,
            mode="lines+markers",
            line={"color": palette.readings, "width": 1.6},
            marker={"size": 5},
            hoverinfo="text",
            hovertext=[_week(start, value, mean) for start, value in zip(weeks["start"], swing, strict=True)],
        ),
    ]
    y = {"title": "Daily swing, ± kW", "rangemode": "tozero"}
    return framed(traces, scheme, x=date_axis(first, last, title="Week"), y=y)


def thinned(spectrum: pd.DataFrame) -> pd.DataFrame:
    """Return the highest amplitude of each column of the screen, shortest period first."""
    ordered = spectrum.iloc[::-1]
    place = np.log(ordered["period_hours"].to_numpy(float))
    column = np.floor((place - place[0]) / max(float(place[-1] - place[0]), TOLERANCE) * (POINTS - 1)).astype(int)
    height: FloatArray = ordered["amplitude_kw"].to_numpy(float)
    order = np.lexsort((height, column))
    highest = order[np.append(np.diff(column[order]) > 0, True)]
    found: pd.DataFrame = ordered.iloc[highest]
    return found


def peaks(spectrum: pd.DataFrame) -> list[SpectrumPeak]:
    """Return the harmonics that have a name, as far as the spectrum holds them."""
    periods = spectrum["period_hours"].to_numpy(float)
    found = []
    for period, name in NAMED.items():
        at = int(np.argmin(np.abs(np.log(periods / period))))
        if abs(periods[at] / period - 1) < TOLERANCE:
            height = float(spectrum["amplitude_kw"].iloc[at])
            found.append(SpectrumPeak(period, height, name, str(spectrum["harmonic"].iloc[at]) == "daily"))
    return found


def lesser_peaks(spectrum: pd.DataFrame, named: list[SpectrumPeak]) -> list[SpectrumPeak]:
    """Return the harmonics of the week that have no name of their own and can be seen."""
    least = SEEN_SHARE * float(spectrum["amplitude_kw"].max())
    seen = spectrum[(spectrum["harmonic"] == "weekly") & (spectrum["amplitude_kw"] > least)]
    periods = {round(peak.period_hours, 6) for peak in named}
    found = zip(seen["period_hours"], seen["amplitude_kw"], strict=True)
    return [
        SpectrumPeak(period, height, "", is_daily=False) for period, height in found if round(period, 6) not in periods
    ]


def placed(found: list[SpectrumPeak], periods: FloatArray, heights: FloatArray) -> list[Name]:
    """Return where the names stand on the narrowest chart: clear of the line, its stems, and of each other."""
    top, names = float(heights.max()), list[Name]()
    decade_px = NARROW_PX / max(float(np.log10(periods.max() / periods.min())), TOLERANCE)
    for peak in sorted(found, key=lambda peak: peak.amplitude_kw):
        text, at = SHORT.get(peak.name, peak.name), float(np.log10(peak.period_hours))
        width = LETTER_PX * len(text) / decade_px
        start = at - width if text == TO_THE_LEFT else at - width / 2
        under = (np.log10(periods) >= start) & (np.log10(periods) <= start + width)
        y = max(peak.amplitude_kw, float(heights[under].max(initial=0.0)))
        line = top * LINE_PX / HEIGHT_PX
        for other in sorted(names, key=lambda name: name.y):
            if start < other.end and other.start < start + width and abs(y - other.y) < line:
                y = other.y + line
        names.append(Name(text, peak, start, start + width, y))
    return names


def period_words(hours: float) -> str:
    """Return a period as a person reads it: ``33.6 h``, ``3.5 days``, ``5.2 weeks``."""
    if hours < 48:
        return f"{significant(hours)} h"
    if hours < 14 * 24:
        return f"{significant(hours / 24, 2)} days"
    return f"{significant(hours / 168, 2)} weeks"


def _period_axis(periods: FloatArray) -> dict[str, Any]:
    low, high = float(periods.min()), float(periods.max())
    ticks = [hours for hours in TICKS if low <= hours <= high * 1.02]
    return {
        "type": "log",
        "range": [np.log10(low), np.log10(high * 1.02)],
        "tickvals": ticks,
        "ticktext": [TICKS[hours] for hours in ticks],
        "tickangle": 0,
        "title": "Period",
    }


def _name(name: Name) -> dict[str, Any]:
    beside = name.text == TO_THE_LEFT
    return {
        "x": np.log10(name.peak.period_hours),
        "y": name.y,
        "text": name.text,
        "showarrow": False,
        "xanchor": "right" if beside else "center",
        "xshift": -3 if beside else 0,
        "yanchor": "bottom",
        "yshift": 3,
    }


def _leaders(names: list[Name], colour: str) -> go.Scatter:
    """Return thin lines from the marks up to names that stand well above them."""
    raised = [name for name in names if name.y > name.peak.amplitude_kw]
    x = [at for name in raised for at in (name.peak.period_hours, name.peak.period_hours, None)]
    y = [at for name in raised for at in (name.peak.amplitude_kw, name.y, None)]
    return go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": 1, "dash": "1px,2px"}, hoverinfo="skip")


def _marks(found: list[SpectrumPeak], colour: str, symbol: str, size: int = 8) -> go.Scatter:
    return go.Scatter(
        x=[peak.period_hours for peak in found],
        y=[peak.amplitude_kw for peak in found],
        mode="markers",
        cliponaxis=False,
        marker={"color": colour, "size": size, "symbol": symbol},
        hoverinfo="skip",
    )


def _week(start: pd.Timestamp, swing: float, mean: float) -> str:
    if not np.isfinite(swing):
        return ""
    against = f"<br>{percent(swing / mean - 1)} against the mean".replace("-", "−") if mean > 0 else ""
    return f"<b>week of {day(start, year=True)}</b><br>±{power(swing)}{against}"
