"""What can be shown of a request at once: readings, with scores, events and a headline where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.ahead import add_forecast
from components.event_rows import event_rows
from components.event_trust import with_trust
from components.headline import Headline, headline
from components.payload import view_payload
from components.request import Request
from components.votes import add_votes, missing_votes
from components.when import days
from data.series import MeterSeries
from detectors.readiness import Readiness
from detectors.scores import Scores, empty_scores
from detectors.threshold import Threshold
from pipeline.run import events_between
from pipeline.together import kept_together, without_waiting
from pipeline.trust import trust
from pipeline.workspace import Workspace

LEARNING = "Learning what is normal for this meter"


@dataclass(frozen=True)
class Picture:
    """What the page can show of a request at once: readings, with scores where they are known.

    ``final`` says that nothing more will come: everything is there, or there is a reason why it never will be.
    ``votes_note`` says why further methods are not shown, ``notes`` what the method found out on its way.
    """

    view: dict[str, Any]
    readiness: Readiness
    scored: bool
    final: bool
    votes_note: str = ""
    notes: tuple[str, ...] = ()


def picture(workspace: Workspace, request: Request, failed: Mapping[str, str] | None = None) -> Picture:
    """Return what there is to show of a request without computing anything.

    ``failed`` says of methods that have just been tried in vain why; nobody waits for them.
    """
    series = workspace.series(request.meter)
    methods = request.methods()
    together = without_waiting(kept_together(workspace, series, methods), failed or {})
    analysis = together.found.get(request.detector)
    state = methods[0].readiness(series)
    key = analysis.key if analysis else f"{series.digest}:unscored"
    scores = analysis.scores if analysis else _unscored(series)
    start, end = request.span.bounds(series.timezone)
    view = view_payload(series, key, scores, start, end, name=workspace.meter(request.meter).name)
    if analysis is None:
        view["rates"], view["months"] = [], 0.0  # nothing was judged, so nothing is counted
    if analysis and request.also:
        add_votes(view, series, together, start, end)
    add_forecast(view, series, methods, together)
    final = request.detector in together.failed or not together.waiting
    return Picture(
        view,
        state,
        scored=analysis is not None,
        final=final,
        votes_note=missing_votes(together, methods),
        notes=analysis.notes if analysis else (),
    )


def judged(workspace: Workspace, request: Request, threshold: Threshold) -> tuple[list[dict[str, Any]], Headline]:
    """Return the rows of the event table and the headline at a threshold."""
    series, meter = workspace.series(request.meter), workspace.meter(request.meter)
    together = kept_together(workspace, series, request.methods())
    analysis = together.found.get(request.detector)
    if analysis is None:
        return [], Headline("", together.failed.get(request.detector, LEARNING))
    found = events_between(series, analysis, threshold, *request.span.bounds(series.timezone))
    rows = with_trust(event_rows(found, meter), trust(series, found, threshold, together))
    return rows, headline(found, meter)


def nothing_found(shown: dict[str, Any]) -> str:
    """Return what stands in the place of a table without rows."""
    if not shown["scored"]:
        return "Events appear here once there is enough history to know what is normal." if shown["final"] else ""
    return "Nothing reaches the alarm level in these dates. Lower it, or choose more dates."


def labels(workspace: Workspace, request: Request, found: Picture) -> dict[str, Any]:
    """Return what is written around the chart: whose readings, which dates, and how far to trust them."""
    state = found.readiness
    _, _, explanation = state.sentence.partition(": ")
    return {
        "name": workspace.meter(request.meter).name,
        "dates": f"{days(request.span.first, request.span.last)} · {found.view['tz']}",
        "stage": state.stage,
        "badge": f"badge {state.stage.replace(' ', '-')}",
        "readiness": " ".join([explanation or state.sentence, *found.notes]),
        "ahead_off": found.view["forecast"] is None,
        "ahead_hint": found.view["no_ahead"],
        "votes_note": found.votes_note,
    }


def _unscored(series: MeterSeries) -> Scores:
    return Scores(series.index, **empty_scores(series.index, series.step_hours))
