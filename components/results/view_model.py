"""What can be shown of a request at once: readings, with scores, events and a headline where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.basics.dates import days
from components.basics.request import Request
from components.event_list.confidence import rows_with_confidence
from components.event_list.rows import event_rows
from components.results.headline import Headline, headline
from components.timeline.agreement import add_agreement, missing_methods
from components.timeline.forecast import add_forecast
from components.timeline.payload import rate_table, view_payload
from data.series import MeterSeries
from detectors.events.rates import events_a_month
from detectors.readiness import Readiness
from detectors.scores import Scores, empty_scores
from detectors.threshold import Threshold
from pipeline.analysis.confidence import event_confidences
from pipeline.analysis.run import events_between, with_floor
from pipeline.analysis.several import kept_several, without_waiting
from pipeline.store.workspace import Workspace

LEARNING = "Learning what is normal for this meter"


@dataclass(frozen=True)
class ViewModel:
    """What the page can show of a request at once: readings, with scores where they are known.

    ``final`` says that nothing more will come: everything is there, or there is a reason why it never will be.
    ``agreement_note`` says why further methods are not shown, ``notes`` what the method found out on its way.
    """

    view: dict[str, Any]
    readiness: Readiness
    scored: bool
    final: bool
    agreement_note: str = ""
    notes: tuple[str, ...] = ()


def view_model(workspace: Workspace, request: Request, failed: Mapping[str, str] | None = None) -> ViewModel:
    """Return what there is to show of a request without computing anything.

    ``failed`` says of methods that have just been tried in vain why; nobody waits for them.
    """
    series = workspace.series(request.meter)
    methods = request.methods()
    several = without_waiting(kept_several(workspace, series, methods), failed or {})
    analysis = several.found.get(request.detector)
    state = methods[0].readiness(series)
    key = analysis.key if analysis else f"{series.digest}:unscored"
    scores = analysis.scores if analysis else _unscored(series)
    start, end = request.date_range.bounds(series.timezone)
    view = view_payload(series, key, scores, start, end, name=workspace.meter(request.meter).name)
    if analysis is None:
        view["months"] = 0.0  # nothing was scored, so nothing is counted
    else:
        threshold = with_floor(Threshold(), workspace.settings)
        rates = events_a_month(series, scores, threshold) if analysis.rates is None else analysis.rates
        view["rates"] = rate_table(rates)
    if analysis and request.also:
        add_agreement(view, series, several, start, end)
    add_forecast(view, series, methods, several)
    final = request.detector in several.failed or not several.waiting
    return ViewModel(
        view,
        state,
        scored=analysis is not None,
        final=final,
        agreement_note=missing_methods(several, methods),
        notes=analysis.notes if analysis else (),
    )


def detected(workspace: Workspace, request: Request, threshold: Threshold) -> tuple[list[dict[str, Any]], Headline]:
    """Return the rows of the event table and the headline at a threshold."""
    series, meter = workspace.series(request.meter), workspace.meter(request.meter)
    several = kept_several(workspace, series, request.methods())
    analysis = several.found.get(request.detector)
    if analysis is None:
        return [], Headline("", several.failed.get(request.detector, LEARNING))
    threshold = with_floor(threshold, workspace.settings)
    found = events_between(series, analysis, threshold, *request.date_range.bounds(series.timezone))
    rows = rows_with_confidence(event_rows(found, meter), event_confidences(series, found, threshold, several))
    return rows, headline(found, meter)


def nothing_found(shown: dict[str, Any]) -> str:
    """Return what stands in the place of a table without rows."""
    if not shown["scored"]:
        return "Events appear here once there is enough history to know what is normal." if shown["final"] else ""
    return "Nothing reaches the alarm level in these dates. Lower it, or choose more dates."


def labels(workspace: Workspace, request: Request, found: ViewModel) -> dict[str, Any]:
    """Return what is written around the chart: whose readings, which dates, and how far to rely on them."""
    state = found.readiness
    _, _, explanation = state.sentence.partition(": ")
    return {
        "name": workspace.meter(request.meter).name,
        "dates": f"{days(request.date_range.first, request.date_range.last)} · {found.view['tz']}",
        "stage": state.stage,
        "badge": f"badge {state.stage.replace(' ', '-')}",
        "readiness": " ".join([explanation or state.sentence, *found.notes]),
        "forecast_off": found.view["forecast"] is None,
        "forecast_hint": found.view["no_forecast"],
        "agreement_note": found.agreement_note,
    }


def _unscored(series: MeterSeries) -> Scores:
    return Scores(series.index, **empty_scores(series.index, series.step_hours))
