"""The answer: from a request to the chart's readings, and from those and a threshold to events and a headline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from components.event_rows import event_rows
from components.headline import Headline, headline
from components.ids import Id
from components.payload import view_payload
from components.request import Request
from components.when import days
from data.errors import LoadlensError
from data.series import MeterSeries
from detectors.readiness import Readiness
from detectors.scores import Scores, empty_scores
from detectors.threshold import Threshold
from pipeline.run import cached, events_between
from pipeline.workspace import Workspace

LOST = "The result did not stay in the cache. Press Run again; if it happens again, raise the setting CACHE_MB."

LEARNING = "Learning what is normal for this meter"


@dataclass(frozen=True)
class Picture:
    """What the page can show of a request at once: readings, with scores where they are known.

    ``final`` says that nothing more will come: scores are there, or the history is too short for any.
    """

    view: dict[str, Any]
    readiness: Readiness
    scored: bool
    final: bool


def picture(workspace: Workspace, request: Request) -> Picture:
    """Return what there is to show of a request without computing anything."""
    series = workspace.series(request.meter)
    method = request.method()
    analysis = cached(workspace, request.meter, method)
    state = type(method).readiness(series)
    key = analysis.key if analysis else f"{series.digest}:unscored"
    scores = analysis.scores if analysis else _unscored(series)
    start, end = request.span.bounds(series.timezone)
    view = view_payload(series, key, scores, start, end, name=workspace.meter(request.meter).name)
    if analysis is None:
        view["rates"] = []
    return Picture(view, state, scored=analysis is not None, final=analysis is not None or state.stage == "too short")


def judged(workspace: Workspace, request: Request, threshold: Threshold) -> tuple[list[dict[str, Any]], Headline]:
    """Return the rows of the event table and the headline at a threshold."""
    series, meter = workspace.series(request.meter), workspace.meter(request.meter)
    analysis = cached(workspace, request.meter, request.method())
    if analysis is None:
        state = type(request.method()).readiness(series)
        return [], Headline("", state.sentence if state.stage == "too short" else LEARNING)
    found = events_between(series, analysis, threshold, *request.span.bounds(series.timezone))
    return event_rows(found, meter), headline(found, meter)


def register_answer(app: Dash, workspace: Workspace) -> None:
    """Connect request, result and threshold to what is shown."""
    _register_show(app, workspace)
    _register_judge(app, workspace)
    app.clientside_callback(
        ClientsideFunction("headline", "follow"),
        Output(Id.HEADLINE_COUNT, "children", allow_duplicate=True),
        Output(Id.HEADLINE_REST, "children", allow_duplicate=True),
        Input(Id.COUNTS, "data"),
        State(Id.THRESHOLD, "data"),
        State(Id.SETTLED, "data"),
        State(Id.SHOWN, "data"),
        prevent_initial_call=True,
    )


def _register_show(app: Dash, workspace: Workspace) -> None:
    outputs = {
        "view": Output(Id.VIEW, "data"),
        "shown": Output(Id.SHOWN, "data"),
        "job": Output(Id.JOB, "data"),
        "abandoned": Output(Id.ABANDONED, "data"),
        "name": Output(Id.METER_NAME, "children"),
        "dates": Output(Id.METER_DATES, "children"),
        "stage": Output(Id.READINESS, "children"),
        "badge": Output(Id.READINESS, "className"),
        "readiness": Output(Id.READINESS_SENTENCE, "children"),
        "problem": Output(Id.PROBLEM, "children"),
        "room": Output(Id.ROOM, "className"),
    }

    @app.callback(
        output=outputs,
        inputs={
            "record": Input(Id.REQUEST, "data"),
            "finished": Input(Id.ARRIVED, "data"),
            "shown": State(Id.SHOWN, "data"),
            "progress": State(Id.PROGRESS, "className"),
        },
        prevent_initial_call=True,
    )
    def show(
        record: dict[str, Any] | None, finished: dict[str, Any] | None, shown: dict[str, Any] | None, progress: str
    ) -> dict[str, Any]:
        unchanged = dict.fromkeys(outputs, no_update)
        after_job = ctx.triggered_id == Id.ARRIVED
        if record is None or (after_job and (finished or {}).get("request") != record):
            return unchanged
        try:
            request = Request.from_record(record)
            found = picture(workspace, request)
        except LoadlensError as error:
            return {**unchanged, "problem": str(error)}
        if not found.final and after_job:
            return {**unchanged, "problem": LOST}
        if not found.final and shown is not None:  # the old result stays until there is a new one
            return {**unchanged, "job": record, "problem": ""}
        running = "idle" not in progress
        return {
            **labels(workspace, request, found),
            "view": found.view,
            "shown": {**record, "scored": found.scored, "final": found.final},
            "job": no_update if found.final else record,
            "abandoned": record if found.final and running and not after_job else no_update,
            "problem": "",
            "room": "room",
        }


def _register_judge(app: Dash, workspace: Workspace) -> None:
    outputs = {
        "rows": Output(Id.EVENTS, "rowData"),
        "count": Output(Id.HEADLINE_COUNT, "children"),
        "rest": Output(Id.HEADLINE_REST, "children"),
        "announcement": Output(Id.ANNOUNCEMENT, "children"),
        "empty": Output(Id.EVENTS_EMPTY, "children"),
    }

    @app.callback(
        output=outputs,
        inputs={"record": Input(Id.SHOWN, "data"), "threshold": Input(Id.SETTLED, "data")},
        prevent_initial_call=True,
    )
    def judge(record: dict[str, Any] | None, threshold: dict[str, Any] | None) -> dict[str, Any]:
        unchanged = dict.fromkeys(outputs, no_update)
        if record is None or threshold is None:
            return unchanged
        try:
            rows, words = judged(workspace, Request.from_record(record), Threshold(**threshold))
        except LoadlensError as error:
            return {**unchanged, "rest": str(error), "announcement": str(error)}
        empty = "" if rows else nothing_found(record)
        return {
            "rows": rows,
            "count": words.count,
            "rest": words.rest,
            "announcement": words.sentence,
            "empty": empty,
        }


def nothing_found(shown: dict[str, Any]) -> str:
    """Return what stands in the place of a table without rows."""
    if not shown["final"]:
        return ""
    if not shown["scored"]:
        return "Events appear here once there is enough history to know what is normal."
    return "Nothing reaches the alarm level in these dates. Lower it, or choose more dates."


def labels(workspace: Workspace, request: Request, found: Picture) -> dict[str, str]:
    """Return what is written around the chart: whose readings, which dates, and how far to trust them."""
    state = found.readiness
    _, _, explanation = state.sentence.partition(": ")
    return {
        "name": workspace.meter(request.meter).name,
        "dates": f"{days(request.span.first, request.span.last)} · {found.view['tz']}",
        "stage": state.stage,
        "badge": f"badge {state.stage.replace(' ', '-')}",
        "readiness": explanation or state.sentence,
    }


def _unscored(series: MeterSeries) -> Scores:
    return Scores(series.index, **empty_scores(series.index, series.step_hours))
