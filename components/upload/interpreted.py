"""What was understood of a file, in words, for a person who is to know the numbers as theirs before they are stored.

It is written from the document that ``import --json`` prints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from components.figures.imported_days import HEIGHT_PX, days_figure
from components.figures.palette import Scheme
from detectors.explain.units import power

CONFIG: Any = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False, "showSendToCloud": False}
STEPS = {15: "quarter-hour", 30: "half-hour", 60: "hour", 1440: "day"}
METERS_SHOWN = 8
MINUTES_PER_HOUR = 60.0
DIRECTIONS = {"consumption": "used", "feed-in": "fed in"}
HEADER = ("Meter", "From", "To", "Readings", "Energy", "Mean")
Meter = Mapping[str, Any]


def file_sentence(document: Mapping[str, Any]) -> str:
    """Return what was understood: how many meters and intervals, from when to when, energy and mean power."""
    meters: Sequence[Meter] = document["meters"]
    if not meters:
        return "no meter with readings."
    first = min((pd.Timestamp(meter["first"]) for meter in meters), key=lambda at: at.tz_convert("UTC"))
    last = max((pd.Timestamp(meter["last"]) for meter in meters), key=lambda at: at.tz_convert("UTC"))
    dates = f"from {_date(first, year=first.year != last.year)} to {_date(last)}"
    if len(meters) == 1:
        [meter] = meters
        return f"1 meter, {_intervals(meter)} {dates}, {_kwh(meter)}, {_mean(meter)} on average."
    counts = {_intervals(meter) for meter in meters}
    each = f"{counts.pop()} each" if len(counts) == 1 else f"{sum(meter['readings'] for meter in meters):,} readings"
    return f"{len(meters):,} meters, {each} {dates}, {_total_energy(meters)}."


def interpreted_file(name: str, document: Mapping[str, Any]) -> list[html.P]:
    """Return the name of a file with what was understood of it, and what nobody may miss."""
    lines = [html.P(html.Strong(name)), html.P(file_sentence(document), className="interpreted")]
    loud = [*document["warnings"], feed_in_note(document["meters"])]
    return [*lines, *(html.P(f"Check this: {text}", className="message warning") for text in filter(None, loud))]


def file_meters(meters: Sequence[Meter]) -> html.Div | str:
    """Return one row a meter where there are several; those that feed in say so."""
    if len(meters) < 2:
        return ""
    rows = [
        html.Tr(
            [
                html.Td(meter["meter_id"]), html.Td(_date(pd.Timestamp(meter["first"]))),
                html.Td(_date(pd.Timestamp(meter["last"]))), html.Td(_intervals(meter), className="number"),
                html.Td(_kwh(meter), className="number"), html.Td(_mean(meter), className="number"),
            ]
        )
        for meter in meters[:METERS_SHOWN]
    ]  # fmt: skip
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in HEADER]))
    more = len(meters) - METERS_SHOWN
    note = [html.P(f"And {more:,} more meters.", className="hint")] if more > 0 else []
    return html.Div([html.Table([head, html.Tbody(rows)]), *note], className="preview", tabIndex="0")


def course(meters: Sequence[Meter], scheme: Scheme, *, several: bool) -> list[Any]:
    """Return a small chart of the first meter."""
    shown: list[Any] = []
    for meter in meters:
        first = pd.Timestamp(meter["first"]).tz_localize(None).normalize()
        title = f"Energy of every day{', ' + meter['meter_id'] if several else ''}"
        figure = days_figure(first, meter["daily_kwh"], scheme)
        graph = dcc.Graph(
            figure=figure, config=CONFIG, responsive=True, className="course", style={"height": f"{HEIGHT_PX}px"}
        )
        shown.append(html.Figure([html.Figcaption(title, className="hint"), graph]))
    return shown


def feed_in_note(meters: Sequence[Meter]) -> str:
    """Return what is said of meters that feed in, empty where there is none."""
    names = [meter["meter_id"] for meter in meters if meter["direction"] == "feed-in"]
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} feeds in: its energy is given to the grid and is no consumption, so it is not added."
    return (
        f"{', '.join(names[:3])}{' and others' if len(names) > 3 else ''} feed in: their energy is no consumption, so \
they are not added."
    )


def _total_energy(meters: Sequence[Meter]) -> str:
    """Return the energy that was used, and apart from it what was fed in."""
    sums: dict[str, float] = {}
    for meter in meters:
        sums[meter["direction"]] = sums.get(meter["direction"], 0.0) + meter["kwh"]
    return " and ".join(f"{kwh:,.0f} kWh {DIRECTIONS[direction]}" for direction, kwh in sums.items())


def _date(at: pd.Timestamp, *, year: bool = True) -> str:
    return f"{at.day} {at:%B}" + (f" {at.year}" if year else "")


def _intervals(meter: Meter) -> str:
    minutes, count = meter["step_minutes"], meter["readings"]
    word = STEPS.get(round(minutes))
    if word is None or minutes != round(minutes):
        return f"{count:,} readings of {minutes:g} minutes"
    return f"{count:,} {word}{'s' if count != 1 else ''}"


def _kwh(meter: Meter) -> str:
    return f"{meter['kwh']:,.0f} kWh" if abs(meter["kwh"]) >= 100 else f"{meter['kwh']:,.3g} kWh"


def _mean(meter: Meter) -> str:
    hours = meter["readings"] * meter["step_minutes"] / MINUTES_PER_HOUR
    return f"{DIRECTIONS[meter['direction']]} {power(meter['kwh'] / hours if hours else 0.0)}"
