"""What can be shown of a request at once: readings, with scores, events and a headline where they are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from components.event_rows import event_rows
from components.headline import Headline, headline
from components.payload import view_payload
from components.request import Request
from components.when import days
from data.series import MeterSeries
from detectors.readiness import Readiness
from detectors.scores import Scores, empty_scores
from detectors.threshold import Threshold
from pipeline.run import cached, events_between
from pipeline.workspace import Workspace

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
