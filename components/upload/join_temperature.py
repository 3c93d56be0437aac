"""A file of outdoor temperatures: what it holds, and the meter it is joined to."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate

from components.basics.ids import Id
from components.figures.imported_days import HEIGHT_PX, temperature_figure
from components.figures.palette import Scheme
from components.upload.interpreted import CONFIG
from components.upload.reading import temperatures
from data.errors import LoadlensError
from detectors.explain.units import significant
from pipeline.cache.uploads import UploadCache
from pipeline.store.temperatures import join_temperature
from pipeline.store.workspace import Workspace


def temperature_form() -> list[Any]:
    """Return what asks for the meter that the temperatures are of."""
    return [
        html.Div(id=Id.UPLOAD_TEMPERATURE_FOUND, className="found", role="status"),
        dmc.Select(
            id=Id.UPLOAD_JOIN_METER, data=[], label="Join them to the meter", searchable=True, size="sm",
            placeholder="choose a meter",
        ),
        html.Div(dmc.Button("Join to this meter", id=Id.UPLOAD_JOIN, n_clicks=0), className="confirm"),
    ]  # fmt: skip


def temperature_found(
    workspace: Workspace, upload_cache: UploadCache, record: dict[str, Any], scheme: Scheme
) -> dict[str, Any]:
    """Return what is shown of a file of temperatures, nothing where it is none."""
    try:
        celsius = temperatures(upload_cache, record)
    except LoadlensError:
        return {}
    local = celsius.tz_convert(record["zone"])
    graph = dcc.Graph(
        figure=temperature_figure(local, scheme),
        config=CONFIG,
        responsive=True,
        className="course",
        style={"height": f"{HEIGHT_PX}px"},
    )
    caption = html.Figcaption("Mean temperature of every day", className="hint")
    found = [
        html.P(html.Strong(record["name"])),
        html.P(temperature_sentence(local), className="interpreted"),
        html.Figure([caption, graph]),
    ]
    meters = [{"value": meter.meter_id, "label": meter.name or meter.meter_id} for meter in workspace.meters()]
    return {"temperature": False, "temperature_found": found, "join_meters": meters}


def temperature_sentence(celsius: pd.Series[float]) -> str:
    """Return what a course of temperatures holds."""
    first, last = celsius.index[0], celsius.index[-1]
    low, mean, high = (significant(float(value)) for value in (celsius.min(), celsius.mean(), celsius.max()))
    dates = f"from {first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    values = f"{low} to {high} °C, {mean} °C on average"
    return f"{len(celsius):,} outdoor temperatures {dates}, {values}; no readings of energy."


def register_join(app: Dash, workspace: Workspace, upload_cache: UploadCache) -> None:
    """Let the button join the temperatures to the meter that was chosen."""

    @app.callback(
        output={
            "uploaded": Output(Id.UPLOADED, "data", allow_duplicate=True),
            "problem": Output(Id.UPLOAD_PROBLEM, "children", allow_duplicate=True),
            "hidden": Output(Id.UPLOAD_TEMPERATURE, "hidden", allow_duplicate=True),
        },
        inputs={
            "clicks": Input(Id.UPLOAD_JOIN, "n_clicks"),
            "record": State(Id.UPLOAD_FILE, "data"),
            "meter_id": State(Id.UPLOAD_JOIN_METER, "value"),
        },
        running=[(Output(Id.UPLOAD_JOIN, "loading"), True, False)],
        prevent_initial_call=True,
    )
    def join(clicks: int, record: dict[str, Any] | None, meter_id: str | None) -> dict[str, Any]:
        if not clicks or not record:
            raise PreventUpdate
        if not meter_id:
            return {"uploaded": no_update, "problem": "Choose the meter that the temperatures are of.", "hidden": False}
        try:
            count = join_temperature(workspace, meter_id, temperatures(upload_cache, record))
        except LoadlensError as error:
            return {"uploaded": no_update, "problem": str(error), "hidden": False}
        upload_cache.drop(record["token"])
        sentence = f"Joined outdoor temperatures to {count:,} readings of {meter_id}."
        return {"uploaded": {"meter": meter_id, "sentence": sentence, "details": False}, "problem": "", "hidden": True}
