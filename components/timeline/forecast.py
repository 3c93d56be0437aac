"""The forecast of the next days: what the timeline needs of it, and the control that asks for it.

It belongs to the readings that are not there yet, so it is drawn behind the last reading and counted nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from components.basics.aria import aria
from components.basics.ids import Id
from components.basics.request import Request
from components.timeline.payload import packed, utc_offsets
from data.series import MeterSeries
from detectors.base import Detector
from detectors.forecast import MAX_DAYS
from detectors.registry import detectors
from detectors.threshold import Threshold
from pipeline.analysis.analysis import Analysis
from pipeline.analysis.csv_file import csv_text
from pipeline.analysis.export import forecast_table
from pipeline.analysis.several import SeveralAnalyses, kept_several
from pipeline.store.workspace import Workspace

NONE = "0"
NO_METHOD = "{label} makes no forecast; {those}."
NO_METHOD_AT_ALL = "{label} makes no forecast."
OTHER_DATES = "The forecast begins after the last reading on {day}; choose dates that reach it."


def forecast_control() -> html.Div:
    """Return the choice of how many days to forecast, with room for why there is none."""
    choice = dmc.SegmentedControl(
        id=Id.FORECAST,
        data=[{"value": NONE, "label": "off"}, *({"value": str(day), "label": str(day)} for day in days_offered())],
        value=NONE,
        size="xs",
        withItemsBorders=False,
        disabled=True,
        className="forecast-days",
        **aria(label="Days of forecast"),
    )
    hint = html.Span(id=Id.FORECAST_HINT, className="hint")
    save = html.Button("Forecast as CSV", id=Id.FORECAST_SAVE, className="link forecast-save", n_clicks=0)
    label, file = html.Span("Forecast, days", className="forecast-label"), dcc.Download(id=Id.FORECAST_FILE)
    return html.Div([label, choice, save, hint, file], className="forecast")


def days_offered() -> range:
    """Return how many days of forecast are offered."""
    return range(1, MAX_DAYS + 1)


def parsed_forecast_days(text: str) -> str:
    """Return the choice of days a link asks for, off where it cannot be read."""
    return text if text in {str(day) for day in days_offered()} else NONE


def add_forecast(
    view: dict[str, Any], series: MeterSeries, methods: Sequence[Detector], several: SeveralAnalyses
) -> None:
    """Add the forecast to the payload of the timeline: that of the first method which makes one.

    ``view["forecast"]`` is None where there is none, and ``view["no_forecast"]`` then says why.
    """
    view["forecast"], view["no_forecast"] = None, ""
    analysis = _forecasting(methods, several)
    if analysis is None or analysis.forecast is None:
        view["no_forecast"] = "" if any(method.can_forecast for method in methods) else _no_method(methods[0])
        return
    if view["ms0"] + view["n"] * view["dx"] != int(analysis.forecast.index[0].timestamp() * 1000):
        view["no_forecast"] = OTHER_DATES.format(day=f"{series.index[-1]:%-d %B %Y}")
        return
    forecast = analysis.forecast
    view["forecast"] = {
        "label": analysis.detector.label,
        "n": len(forecast.index),
        "offsets": utc_offsets(forecast.index),
        "expected": packed(forecast.expected, "f4"),
        "below": packed(forecast.scale_below, "f4"),
        "above": packed(forecast.scale_above, "f4"),
    }


def register_forecast(app: Dash, workspace: Workspace) -> None:
    """Let the forecast on show be taken away as CSV."""

    @app.callback(
        Output(Id.FORECAST_FILE, "data"),
        Input(Id.FORECAST_SAVE, "n_clicks"),
        State(Id.SHOWN, "data"),
        State(Id.FORECAST, "value"),
        State(Id.SETTLED, "data"),
        prevent_initial_call=True,
    )
    def save(clicks: int | None, shown: dict[str, Any] | None, days: str, threshold: dict[str, Any] | None) -> Any:  # noqa: ANN401  # Dash's own type for "nothing"
        if not clicks or not shown or not threshold or parsed_forecast_days(days) == NONE:
            return no_update
        return forecast_file(workspace, Request.from_record(shown), int(days), Threshold(**threshold)) or no_update


def forecast_file(workspace: Workspace, request: Request, days: int, threshold: Threshold) -> dict[str, Any] | None:
    """Return the forecast on show with its band as a file; None where there is none (any more)."""
    series, methods = workspace.series(request.meter), request.methods()
    analysis = _forecasting(methods, kept_several(workspace, series, methods))
    if analysis is None or analysis.forecast is None:
        return None
    table = forecast_table(series, analysis.forecast.first(days * series.steps_per_day), threshold.level)
    content = csv_text(table)
    name = f"{request.meter}-forecast-{analysis.forecast.index[0]:%Y-%m-%d}-{days}d.csv"
    return {"content": content, "filename": name, "type": "text/csv", "base64": False}


def _forecasting(methods: Sequence[Detector], several: SeveralAnalyses) -> Analysis | None:
    """Return the analysis by the first of the methods that has a forecast."""
    found = (several.found.get(method.name) for method in methods)
    return next((one for one in found if one is not None and one.forecast is not None), None)


def _no_method(method: Detector) -> str:
    those = [kind.label for kind in detectors().values() if kind.can_forecast and not kind.missing()][:2]
    if not those:
        return NO_METHOD_AT_ALL.format(label=method.label)
    return NO_METHOD.format(label=method.label, those=f"{' and '.join(those)} {'do' if len(those) > 1 else 'does'}")
