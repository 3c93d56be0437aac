"""Running an analysis in the background, with progress and a way to stop it."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from components.basics.failure import show_job_failure
from components.basics.ids import Id, Part, Tab, view_id
from components.results.job import SetProgress, computed
from pipeline.jobs.callback_manager import JobManager
from pipeline.settings import Settings

POLL_MS = 300
IDLE, BUSY = "progress idle", "progress"
CANCELLED = "Cancelled. What is shown is the last result, with its settings."
CANCELLED_OTHERS = "Cancelled. Not all methods were asked; press Run to ask the others."
CANCELLED_FIRST = "Cancelled. Press Run to start again."
UNKNOWN = "What is normal for this meter is not known yet"


def register_running(app: Dash, settings: Settings, manager: JobManager) -> None:
    """Connect the store of jobs to a background process."""

    @app.callback(
        output=Output(Id.FINISHED, "data"),
        inputs=Input(Id.JOB, "data"),
        background=True,
        manager=manager,
        running=[
            (Output(Id.PROGRESS, "className"), BUSY, IDLE),
            (Output(Id.RESULT, "className"), "result stale", "result"),
        ],
        progress=[Output(Id.PROGRESS_STEP, "children"), Output(Id.PROGRESS_BAR, "value")],
        progress_default=["Starting", 2],
        cancel=[Input(Id.CANCEL, "n_clicks"), Input(Id.ABANDONED, "data")],
        interval=POLL_MS,
        prevent_initial_call=True,
        on_error=show_job_failure,
    )
    def run(set_progress: SetProgress, record: dict[str, Any]) -> dict[str, Any]:
        return computed(settings, set_progress, record)

    _register_ends(app)


def _register_ends(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("server", "handOver"), Input(Id.FINISHED, "data"), prevent_initial_call=True
    )

    app.clientside_callback(
        ClientsideFunction("server", "firstIsDone"),
        Input(Id.PROGRESS_STEP, "children"),
        State(Id.JOB, "data"),
        prevent_initial_call=True,
    )

    app.clientside_callback(
        ClientsideFunction("link", "back"),
        Input(Id.CANCEL, "n_clicks"),
        State(Id.SHOWN, "data"),
        State(Id.SETTLED, "data"),
        State(Id.SELECTED, "data"),
        State(Id.FORECAST, "value"),
        State(Id.TABS, "value"),
        State(view_id(Tab.TYPICAL_DAY, Part.QUERY), "data"),
        State(Id.STANDARD, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(Id.NOTICE, "children", allow_duplicate=True),
        Output(Id.HEADLINE_REST, "children", allow_duplicate=True),
        Input(Id.CANCEL, "n_clicks"),
        State(Id.SHOWN, "data"),
        prevent_initial_call=True,
    )
    def cancelled(clicks: int, shown: dict[str, Any] | None) -> tuple[str, Any]:
        if not clicks:
            raise PreventUpdate
        if shown and shown["final"]:
            raise PreventUpdate  # the link goes back to what is shown, and says so
        return (CANCELLED_OTHERS, no_update) if shown and shown["scored"] else (CANCELLED_FIRST, UNKNOWN)
