"""Bringing a file of one's own: choose it, check what was guessed of it, add it."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from components.basics.aria import aria
from components.basics.failure import failure_sentence
from components.basics.icons import icon
from components.basics.ids import Id, fact_id
from components.figures.palette import Scheme
from components.upload.data_problems import data_problem_list
from components.upload.guesses import is_guessed_again
from components.upload.join_temperature import register_join, temperature_form
from components.upload.meter_form import form_facts, meter_form, register_meter_form
from components.upload.reading import added, put
from components.upload.shown import file_content
from data.errors import LoadlensError
from data.importing.formats.registry import WRAPPERS, accepted_formats, file_endings
from pipeline.cache.uploads import UploadCache
from pipeline.store.workspace import Workspace

PREVIEW = {
    "file": Output(Id.UPLOAD_FILE, "data"),
    "problem": Output(Id.UPLOAD_PROBLEM, "children", allow_duplicate=True),
    "guesses": Output(Id.UPLOAD_GUESSES, "children"),
    "preview": Output(Id.UPLOAD_PREVIEW, "children"),
    "found": Output(Id.UPLOAD_FOUND, "children"),
    "course": Output(Id.UPLOAD_COURSE, "children"),
    "name": Output(Id.UPLOAD_NAME, "value"),
    "name_off": Output(Id.UPLOAD_NAME, "disabled"),
    "hidden": Output(Id.UPLOAD_READ, "hidden"),
    "fed_in_hidden": Output(Id.UPLOAD_FED_IN, "style"),
    "temperature": Output(Id.UPLOAD_TEMPERATURE, "hidden"),
    "temperature_found": Output(Id.UPLOAD_TEMPERATURE_FOUND, "children"),
    "join_meters": Output(Id.UPLOAD_JOIN_METER, "data"),
    "confirm": Output(Id.UPLOAD_CONFIRM, "children"),
    "blocked": Output(Id.UPLOAD_CONFIRM, "disabled"),
    "added": Output(Id.UPLOAD_ADDED, "children"),
}


def upload_panel(max_upload_mb: int) -> dmc.Modal:
    """Return the panel, closed."""
    return dmc.Modal(
        [
            dcc.Upload(
                html.Div(
                    [
                        icon("file"),
                        html.Span("Drop a file here, or choose one", className="drop-words"),
                        html.Span(
                            f"{accepted_formats()}; {' and '.join(WRAPPERS)} too; up to {max_upload_mb} MB",
                            className="hint",
                        ),
                    ],
                    className="drop",
                ),
                id=Id.UPLOAD,
                accept=",".join((*file_endings(), *WRAPPERS)),
                multiple=False,
                className="upload",
            ),
            html.Div(id=Id.UPLOAD_PROBLEM, className="message problem", role="alert"),
            html.Div(_found(), id=Id.UPLOAD_READ, hidden=True),
            html.Div(temperature_form(), id=Id.UPLOAD_TEMPERATURE, hidden=True),
            html.Div(id=Id.UPLOAD_ADDED, className="added", role="status"),
            dcc.Store(id=Id.UPLOAD_SENT),
            dcc.Store(id=Id.UPLOAD_ALTERNATIVE),
            dcc.Store(id=Id.UPLOAD_FILE),
            dcc.Store(id=Id.UPLOADED),
        ],
        id=Id.UPLOAD_PANEL,
        title="Add a meter from a file",
        size="xl",
        keepMounted=True,
        closeButtonProps=aria(label="Close"),
    )


def register_upload(app: Dash, workspace: Workspace) -> None:
    """Connect the panel."""
    upload_cache = UploadCache(workspace.settings.cache_dir / "uploads")
    app.clientside_callback(
        ClientsideFunction("server", "send"),
        Output(Id.UPLOAD_SENT, "data"),
        Output(Id.UPLOAD_PROBLEM, "children"),
        Input(Id.UPLOAD, "contents"),
        State(Id.UPLOAD, "filename"),
        State(Id.STANDARD, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("server", "uploadPanel"),
        Output(Id.UPLOAD_PANEL, "opened"),
        Input(Id.UPLOAD_OPEN, "n_clicks"),
        Input(Id.UPLOADED, "data"),
        Input(Id.UPLOAD_DONE, "n_clicks", allow_optional=True),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("upload", "alternative"),
        Output(Id.UPLOAD_ALTERNATIVE, "data"),
        Input({"type": "alternative", "name": ALL, "value": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    register_meter_form(app, form_facts())
    register_join(app, workspace, upload_cache)
    _register_preview(app, workspace, upload_cache)
    _register_confirm(app, workspace, upload_cache)


def _register_preview(app: Dash, workspace: Workspace, upload_cache: UploadCache) -> None:
    @app.callback(
        output=PREVIEW,
        inputs={
            "sent": Input(Id.UPLOAD_SENT, "data"),
            "values": Input({"type": "guess", "name": ALL}, "value"),
            "ids": State({"type": "guess", "name": ALL}, "id"),
            "record": State(Id.UPLOAD_FILE, "data"),
            "scheme": State(Id.SCHEME, "data"),
        },
        prevent_initial_call=True,
    )
    def preview(
        sent: dict[str, str] | None,
        values: list[Any],
        ids: list[dict[str, str]],
        record: dict[str, Any] | None,
        scheme: Scheme,
    ) -> dict[str, Any]:
        is_new = ctx.triggered_id == Id.UPLOAD_SENT
        if is_new and not sent:
            raise PreventUpdate
        unchanged = dict.fromkeys(PREVIEW, no_update)
        try:
            if is_new and sent:
                record = put(upload_cache, sent, workspace.settings.timezone)
            else:
                record = _stated(record, dict(zip((item["name"] for item in ids), values, strict=True)))
        except LoadlensError as error:
            hidden = {"hidden": True, "temperature": True}
            return {**unchanged, "problem": failure_sentence(error), "blocked": True, **hidden}
        return {**unchanged, **file_content(workspace, upload_cache, record, scheme, is_new=is_new)}


def _register_confirm(app: Dash, workspace: Workspace, upload_cache: UploadCache) -> None:
    @app.callback(
        output={
            "uploaded": Output(Id.UPLOADED, "data"),
            "problem": Output(Id.UPLOAD_PROBLEM, "children", allow_duplicate=True),
            "hidden": Output(Id.UPLOAD_READ, "hidden", allow_duplicate=True),
            "added": Output(Id.UPLOAD_ADDED, "children", allow_duplicate=True),
        },
        inputs={
            "clicks": Input(Id.UPLOAD_CONFIRM, "n_clicks"),
            "record": State(Id.UPLOAD_FILE, "data"),
            "stated": {fact.key: State(fact_id(fact.option_name), "value") for fact in form_facts()},
            "fed_in_too": State(Id.UPLOAD_FED_IN, "checked"),
        },
        running=[(Output(Id.UPLOAD_CONFIRM, "loading"), True, False)],
        prevent_initial_call=True,
    )
    def confirm(clicks: int, record: dict[str, Any] | None, stated: dict[str, Any], fed_in_too: bool) -> dict[str, Any]:
        if not clicks or not record:
            raise PreventUpdate
        try:
            found = added(workspace, upload_cache, record, stated, fed_in_too=bool(fed_in_too))
        except LoadlensError as error:
            return {**dict.fromkeys(("uploaded", "hidden", "added"), no_update), "problem": failure_sentence(error)}
        lists = data_problem_list(found.reports)
        message: list[Any] = [html.P(found.sentence), *lists, _done()] if lists else []
        uploaded = {"meter": found.meter_id, "sentence": found.sentence, "details": bool(lists)}
        return {"uploaded": uploaded, "problem": "", "hidden": True, "added": message}


def _stated(record: dict[str, Any] | None, values: dict[str, Any]) -> dict[str, Any]:
    """Return the record with what a person changed; nothing happens where only the controls were drawn anew."""
    if record is None:
        raise PreventUpdate
    known = record["values"]
    changed = {name: value for name, value in values.items() if (value or None) != (known.get(name) or None)}
    if not changed:
        raise PreventUpdate
    given = {**record["given"], **changed}
    kept = {name: value for name, value in given.items() if not is_guessed_again(name, value)}
    return {**record, "given": kept, "values": {**known, **changed}}


def _done() -> html.Div:
    return html.Div(dmc.Button("Done", id=Id.UPLOAD_DONE, n_clicks=0), className="confirm")


def _found() -> list[Any]:
    return [
        html.Div(id=Id.UPLOAD_FOUND, className="found", role="status"),
        dmc.Checkbox(
            id=Id.UPLOAD_FED_IN,
            label="It is consumption after all: add it too",
            size="xs",
            className="fed-in",
            style={"display": "none"},
            **aria(label="Add meters that feed in too"),
        ),
        html.Div(id=Id.UPLOAD_COURSE),
        html.H3("How it is read"),
        html.Div(id=Id.UPLOAD_GUESSES),
        html.Div(id=Id.UPLOAD_PREVIEW),
        html.H3("About the meter"),
        meter_form(form_facts()),
        html.Div(dmc.Button("Add", id=Id.UPLOAD_CONFIRM, n_clicks=0), className="confirm"),
    ]
