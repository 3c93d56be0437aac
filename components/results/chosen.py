"""The chosen event in the timeline: the window by which it stands out, asked of the server once it is chosen."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State

from components.basics.ids import Id
from components.basics.request import Request
from components.event_list.rows import event_id
from components.results.view_model import shown_key
from components.timeline.window import window_payload
from data.errors import LoadlensError
from detectors.events.limits import window_limits
from detectors.threshold import Threshold
from pipeline.analysis.run import events_between, with_floor
from pipeline.analysis.several import kept_several
from pipeline.store.workspace import Workspace

JsonRecord = dict[str, Any]


def register_chosen(app: Dash, workspace: Workspace) -> None:
    """Send the window of the chosen event to the timeline."""

    @app.callback(
        Output(Id.WINDOW, "data"),
        Input(Id.SELECTED, "data"),
        Input(Id.SHOWN, "data"),
        State(Id.SETTLED, "data"),
        prevent_initial_call=True,
    )
    def update_window(
        selection: JsonRecord | None, shown: JsonRecord | None, threshold: JsonRecord | None
    ) -> JsonRecord | None:
        chosen = (selection or {}).get("id") or (selection or {}).get("mark")
        if not chosen or not shown or not threshold:
            return None
        try:
            return window_of(workspace, Request.from_record(shown), Threshold(**threshold), chosen)
        except LoadlensError:
            return None  # what cannot be read is said where the events are listed


def window_of(workspace: Workspace, request: Request, threshold: Threshold, chosen: str) -> JsonRecord | None:
    """Return the window of an event, by the id of its row; None where there is none, or none that can be measured."""
    series = workspace.series(request.meter)
    several = kept_several(workspace, series, request.methods())
    analysis = several.found.get(request.detector)
    if analysis is None:
        return None
    start, end = request.date_range.bounds(series.timezone)
    found = events_between(series, analysis, with_floor(threshold, workspace.settings), start, end)
    event = next((event for event in found if event_id(event) == chosen), None)
    limits = None if event is None else window_limits(series, analysis.scores, event)
    if limits is None:
        return None
    part = series.between(start, end)
    begin = int(series.index.searchsorted(part.start))
    return window_payload(limits.counted_from(begin), shown_key(series, request, several), chosen)
