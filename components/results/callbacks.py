"""The answer: from a request to what is shown, and from that and a threshold to events and a headline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from components.basics.ids import Id
from components.basics.request import Request
from components.results.chosen import register_chosen
from components.results.view_model import detected, labels, nothing_found, view_model
from data.errors import LoadlensError
from detectors.threshold import Threshold
from pipeline.store.workspace import Workspace

LOST = "The result did not stay in the cache. Press Run again; if it happens again, raise the setting CACHE_MB."
JsonRecord = dict[str, Any]

SHOW = {
    "view": Output(Id.VIEW, "data"),
    "shown": Output(Id.SHOWN, "data"),
    "job": Output(Id.JOB, "data"),
    "abandoned": Output(Id.ABANDONED, "data"),
    "name": Output(Id.METER_NAME, "children"),
    "dates": Output(Id.METER_DATES, "children"),
    "stage": Output(Id.READINESS, "children"),
    "badge": Output(Id.READINESS, "className"),
    "readiness": Output(Id.READINESS_SENTENCE, "children"),
    "forecast_off": Output(Id.FORECAST, "disabled"),
    "forecast_hint": Output(Id.FORECAST_HINT, "children"),
    "agreement_note": Output(Id.AGREEMENT_NOTE, "children"),
    "problem": Output(Id.PROBLEM, "children"),
    "room": Output(Id.ROOM, "className"),
}


def register_results(app: Dash, workspace: Workspace) -> None:
    """Connect request, result and threshold to what is shown."""
    _register_show(app, workspace)
    _register_events(app, workspace)
    register_chosen(app, workspace)
    app.clientside_callback(
        ClientsideFunction("answers", "take"),
        Input(Id.ANSWER, "data"),
        State(Id.VIEW, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("answers", "followInHeadline"),
        Output(Id.HEADLINE_COUNT, "children"),
        Output(Id.HEADLINE_REST, "children"),
        Input(Id.COUNTS, "data"),
        State(Id.THRESHOLD, "data"),
        State(Id.MARKS, "data"),
        State(Id.SHOWN, "data"),
        prevent_initial_call=True,
    )


@dataclass(frozen=True)
class Moment:
    """What holds when an answer is wanted.

    Parameters
    ----------
    first
        Nothing was ever shown; else the old result stays until there is a new one.
    busy
        A job is running, perhaps for nothing any more.
    finished
        What a job has just handed over, so that it must be there; None when none has.
    """

    first: bool = False
    busy: bool = False
    finished: JsonRecord | None = None


def changes_for(workspace: Workspace, record: JsonRecord, moment: Moment) -> JsonRecord:
    """Return what changes for a request."""
    try:
        request = Request.from_record(record)
        after_job = moment.finished is not None
        found = view_model(workspace, request, (moment.finished or {}).get("failed"))
        partial = bool((moment.finished or {}).get("partial"))
        if not found.final and after_job and not partial:
            return {"problem": LOST}
        if not found.final and not found.scored and not moment.first:
            return {} if partial else {"job": record, "problem": ""}
        changes = {**labels(workspace, request, found), "view": found.view, "problem": "", "room": "room"}
    except LoadlensError as error:
        return {"problem": str(error)}
    changes["shown"] = {**record, "scored": found.scored, "final": found.final}
    if not found.final and not partial:
        changes["job"] = record
    elif moment.busy and not after_job:
        changes["abandoned"] = record
    return changes


def _register_show(app: Dash, workspace: Workspace) -> None:
    @app.callback(
        output=SHOW,
        inputs={
            "record": Input(Id.REQUEST, "data"),
            "finished": Input(Id.ARRIVED, "data"),
            "shown": State(Id.SHOWN, "data"),
            "progress": State(Id.PROGRESS, "className"),
        },
        prevent_initial_call=True,
    )
    def show(
        record: JsonRecord | None, finished: JsonRecord | None, shown: JsonRecord | None, progress: str
    ) -> JsonRecord:
        unchanged = dict.fromkeys(SHOW, no_update)
        after_job = ctx.triggered_id == Id.ARRIVED
        if record is None or (after_job and (finished or {}).get("request") != record):
            return unchanged
        moment = Moment(shown is None, "idle" not in progress, finished if after_job else None)
        changes = changes_for(workspace, record, moment)
        return {**unchanged, **changes}


def answer(workspace: Workspace, record: JsonRecord, query: JsonRecord) -> JsonRecord:
    """Return everything there is at a threshold, as ``assets/controls/answers.js`` takes it.

    It holds the threshold and the order of the query, so that a late answer is told from a newer one. Without key it
    only says what went wrong.
    """
    empty: JsonRecord = {"order": query["order"], "threshold": query["threshold"]}
    try:
        found = detected(workspace, Request.from_record(record), Threshold(**query["threshold"]))
    except LoadlensError as error:
        return {**empty, "key": None, "rest": str(error), "announcement": str(error)}
    return {
        **empty,
        "key": found.key,
        "rows": found.rows,
        "events": found.marks,
        "lanes": found.lanes,
        "count": found.headline.count,
        "rest": found.headline.rest,
        "announcement": found.headline.sentence,
        "empty": "" if found.rows else nothing_found(record),
    }


def _register_events(app: Dash, workspace: Workspace) -> None:
    @app.callback(
        Output(Id.ANSWER, "data"),
        Input(Id.SHOWN, "data"),
        Input(Id.EVENT_QUERY, "data"),
        prevent_initial_call=True,
    )
    def update_events(record: JsonRecord | None, query: JsonRecord | None) -> Any:  # noqa: ANN401  # Dash's own type for "nothing"
        return no_update if record is None or query is None else answer(workspace, record, query)
