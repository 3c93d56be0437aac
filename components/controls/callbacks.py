"""From the controls to a request: what is chosen takes effect at once, settings of the method with Run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from components.basics.date_range import DEFAULT_PRESET, DateRange
from components.basics.ids import Id
from components.basics.request import Request, other_methods, param_values
from components.controls.meter_and_dates import meter_options
from components.controls.method import param_controls, summary
from components.controls.method_menu import menu, takes_long
from components.controls.threshold import shortest_options, threshold_record
from components.controls.url import available, opened_view, readings
from components.results.background import CANCELLED
from data.errors import LoadlensError
from detectors.registry import detector, detectors
from pipeline.store.workspace import Workspace

NO_METERS = "There are no meters yet. Press Upload and choose a file of readings: CSV, Excel or Green Button."

CONTROL_OUTPUTS = {
    "request": Output(Id.REQUEST, "data"),
    "meters": Output(Id.METER, "data"),
    "meter": Output(Id.METER, "value"),
    "dates": Output(Id.DATES, "value"),
    "earliest": Output(Id.DATES, "minDate"),
    "latest": Output(Id.DATES, "maxDate"),
    "preset": Output(Id.RANGE, "value"),
    "detector": Output(Id.DETECTOR, "value"),
    "also": Output(Id.OTHER_METHODS, "value"),
    "forecast": Output(Id.FORECAST, "value"),
    "threshold": Output(Id.SETTLED, "data"),
    "shortest": Output(Id.MIN_HOURS, "data"),
    "event": Output(Id.LINKED_EVENT, "data"),
    "notice": Output(Id.NOTICE, "children"),
    "room": Output(Id.ROOM, "className", allow_duplicate=True),
}
CONTROLS = {
    "meter": Input(Id.METER, "value"),
    "dates": Input(Id.DATES, "value"),
    "preset": Input(Id.RANGE, "value"),
    "run": Input(Id.RUN, "n_clicks"),
    "uploaded": Input(Id.UPLOADED, "data"),
    "detector": State(Id.DETECTOR, "value"),
    "also": State(Id.OTHER_METHODS, "value"),
    "values": State({"type": "param", "name": ALL}, "value"),
    "names": State({"type": "param", "name": ALL}, "id"),
}


@dataclass(frozen=True)
class Controls:
    """What the controls say, as the browser sends it."""

    meter: str | None
    dates: list[str | None] | None
    preset: str | None
    detector: str | None
    params: dict[str, object]
    uploaded: str | None
    also: tuple[str, ...] = ()

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Controls:
        """Return the controls as the browser sent them."""
        names = [item["name"] for item in values["names"]]
        params = dict(zip(names, values["values"], strict=True))
        uploaded = (values["uploaded"] or {}).get("meter")
        also = tuple(values["also"] or ())
        return cls(values["meter"], values["dates"], values["preset"], values["detector"], params, uploaded, also)


def chosen(workspace: Workspace, before: Request, trigger: str, controls: Controls) -> Request:
    """Return the request after one control was used.

    Raises
    ------
    LoadlensError
        When what was chosen is not possible.
    """
    if trigger == Id.METER and controls.meter and controls.meter != before.meter:
        return replace(before, meter=controls.meter, date_range=_carried(workspace, before, controls.meter))
    if trigger == Id.UPLOADED and controls.uploaded:
        date_range = available(workspace, controls.uploaded).preset(DEFAULT_PRESET)
        return replace(before, meter=controls.uploaded, date_range=date_range, run=before.run + 1)
    if trigger == Id.DATES:
        return replace(before, date_range=_picked(controls.dates) or before.date_range)
    if trigger == Id.RANGE and controls.preset:
        return replace(before, date_range=available(workspace, before.meter).preset(controls.preset))
    if trigger == Id.RUN:
        kind = detector(controls.detector or before.detector)
        params, also = param_values(kind, controls.params), other_methods(kind.name, controls.also)
        return replace(before, detector=kind.name, params=params, also=also, run=before.run + 1)
    return before


def date_controls(workspace: Workspace, request: Request) -> dict[str, Any]:
    """Return value, limits and shortcut of the date controls for a request."""
    has, date_range = available(workspace, request.meter), request.date_range
    return {
        "dates": [date_range.first.isoformat(), date_range.last.isoformat()],
        "earliest": has.first.isoformat(),
        "latest": has.last.isoformat(),
        "preset": has.preset_of(date_range),
    }


def register_callbacks(app: Dash, workspace: Workspace) -> None:
    """Connect the address and the controls to the request."""

    @app.callback(
        output=CONTROL_OUTPUTS,
        inputs={
            "address": Input(Id.ADDRESS, "data"),
            "controls": CONTROLS,
            "record": State(Id.REQUEST, "data"),
        },
        prevent_initial_call="initial_duplicate",
    )
    def choose(
        address: dict[str, Any] | None, controls: dict[str, Any], record: dict[str, Any] | None
    ) -> dict[str, Any]:
        unchanged = dict.fromkeys(CONTROL_OUTPUTS, no_update)
        if address is None:
            return unchanged
        uploaded = controls["uploaded"] if ctx.triggered_id == Id.UPLOADED else None
        news = {"meters": meter_options(workspace.meters()), "notice": uploaded["sentence"]} if uploaded else {}
        if record is None or ctx.triggered_id == Id.ADDRESS:
            search = urlencode({"meter": uploaded["meter"]}) if uploaded else address["search"]
            found = opened(workspace, search)
            if address.get("cancelled") and not uploaded:
                found["notice"] = f"{CANCELLED} {found['notice']}".strip()
            return {**unchanged, **found, **news}
        return {
            **unchanged,
            **changed_controls(workspace, record, str(ctx.triggered_id), Controls.read(controls)),
            **news,
        }

    _register_settings(app, workspace)


def _register_settings(app: Dash, workspace: Workspace) -> None:
    @app.callback(
        Output(Id.PARAMS, "children"),
        Output(Id.DETECTOR_SUMMARY, "children"),
        Output(Id.OTHER_METHODS, "data"),
        Input(Id.DETECTOR, "value"),
        Input(Id.REQUEST, "data"),
        prevent_initial_call=True,
    )
    def settings(name: str | None, record: dict[str, Any] | None) -> list[Any]:
        if name is None:
            return [no_update] * 3
        kind = detector(name)
        values = param_values(kind, record["params"]) if record and record["detector"] == name else {}
        is_new = f"{Id.DETECTOR}.value" in ctx.triggered_prop_ids
        controls = param_controls(kind, values) if is_new else no_update
        others = menu(other for other in detectors().values() if other is not kind) if is_new else no_update
        size = readings(workspace, record["meter"]) if record else 0
        return [controls, summary(kind.from_values(values), size), others]

    @app.callback(
        Output(Id.OTHER_METHODS_HINT, "children"),
        Input(Id.OTHER_METHODS, "value"),
        Input(Id.REQUEST, "data"),
        prevent_initial_call=True,
    )
    def cost(names: list[str] | None, record: dict[str, Any] | None) -> str:
        kinds = [detector(name) for name in names or ()]
        return takes_long(kinds, readings(workspace, record["meter"])) if record else ""


def opened(workspace: Workspace, search: str) -> dict[str, Any]:
    """Return what the controls show when the page opens with an address; nothing while there are no meters."""
    view = opened_view(workspace, search)
    if view is None:
        return {"notice": NO_METERS, "room": "room empty"}
    return {
        "request": view.request.record(),
        "meter": view.request.meter,
        **date_controls(workspace, view.request),
        "detector": view.request.detector,
        "also": list(view.request.also),
        "forecast": view.forecast_days,
        "threshold": threshold_record(view.threshold),
        "shortest": shortest_options(view.threshold.min_hours),
        "event": view.event or None,
        "notice": " ".join(view.notices),
    }


def changed_controls(workspace: Workspace, record: dict[str, Any], trigger: str, controls: Controls) -> dict[str, Any]:
    """Return what changes after one control was used; nothing where it was set to what it said already."""
    before = Request.from_record(record)
    try:
        after = chosen(workspace, before, trigger, controls)
        if after == before:
            return {}
        shown = date_controls(workspace, after)
    except LoadlensError as error:
        return {"notice": str(error)}
    also = {"also": list(after.also)} if trigger == Id.RUN else {}
    return {"request": after.record(), "meter": after.meter, **shown, **also, "event": None, "notice": ""}


def _carried(workspace: Workspace, before: Request, meter: str) -> DateRange:
    """Keep the dates where the other meter has them all, or else its last months."""
    has = available(workspace, meter)
    return before.date_range if has.within(before.date_range) == before.date_range else has.preset(DEFAULT_PRESET)


def _picked(dates: list[str | None] | None) -> DateRange | None:
    """Return the dates picked; nothing while only the first of the two is."""
    if not dates or dates[0] is None or dates[1] is None:
        return None
    return DateRange(date.fromisoformat(dates[0]), date.fromisoformat(dates[1]))
