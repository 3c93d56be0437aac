"""What can be shown of a request at once: readings, with scores, events and a headline where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from components.basics.dates import days
from components.basics.request import Request
from components.event_list.confidence import rows_with_confidence
from components.event_list.rows import event_rows
from components.results.headline import Headline, headline
from components.timeline.agreement import analyses_key, lanes, method_names, missing_methods, why_not
from components.timeline.forecast import add_forecast
from components.timeline.marks import event_mark
from components.timeline.payload import rate_table, view_key, view_payload
from data.series import MeterSeries
from detectors.events.rates import events_a_month
from detectors.events.worth import floor_kwh
from detectors.readiness import Readiness
from detectors.scores import Scores, empty_scores
from detectors.threshold import Threshold
from pipeline.analysis.confidence import event_confidences
from pipeline.analysis.run import events_between, with_floor
from pipeline.analysis.several import SeveralAnalyses, kept_several, without_waiting
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


@dataclass(frozen=True)
class Detected:
    """What there is at a threshold: rows of the table, headline, and what the timeline draws.

    ``key`` is that of the readings it is about; ``marks`` are the events there, ``lanes`` alarms of further methods.
    """

    key: str
    headline: Headline
    rows: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    lanes: list[list[dict[str, Any]]] = field(default_factory=list)


def view_model(workspace: Workspace, request: Request, failed: Mapping[str, str] | None = None) -> ViewModel:
    """Return what there is to show of a request without computing anything.

    ``failed`` says of methods that have just been tried in vain why; nobody waits for them.
    """
    series = workspace.series(request.meter)
    methods = request.methods()
    several = without_waiting(kept_several(workspace, series, methods), failed or {})
    analysis = several.found.get(request.detector)
    state = methods[0].readiness(series)
    scores = analysis.scores if analysis else _unscored(series)
    start, end = request.date_range.bounds(series.timezone)
    view = view_payload(
        series, _analysis_key(series, request, several), scores, start, end, name=_name(workspace, request)
    )
    threshold = with_floor(Threshold(), workspace.settings)
    view["floor_kwh"] = floor_kwh(series, threshold)
    if analysis is None:
        view["months"] = 0.0  # nothing was scored, so nothing is counted
    else:
        rates = events_a_month(series, scores, threshold) if analysis.rates is None else analysis.rates
        view |= {"rates": rate_table(rates), "methods": method_names(several)}
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


def detected(workspace: Workspace, request: Request, threshold: Threshold) -> Detected:
    """Return what there is at a threshold."""
    series, meter = workspace.series(request.meter), workspace.meter(request.meter)
    methods = request.methods()
    several = kept_several(workspace, series, methods)
    analysis = several.found.get(request.detector)
    start, end = request.date_range.bounds(series.timezone)
    part = series.between(start, end)
    key = shown_key(series, request, several)
    if analysis is None:
        why = why_not(methods[0], several) if request.detector in several.failed else LEARNING
        return Detected(key, Headline("", why))
    first = int(series.index.searchsorted(part.start))
    shown = slice(first, first + len(part))
    threshold = with_floor(threshold, workspace.settings)
    found = events_between(series, analysis, threshold, start, end)
    rows = rows_with_confidence(event_rows(found, meter), event_confidences(series, found, threshold, several))
    marks = [event_mark(event, row, part.index) for event, row in zip(found, rows, strict=True)]
    return Detected(key, headline(found, meter), rows, marks, lanes(series, several, threshold, shown))


def shown_key(series: MeterSeries, request: Request, several: SeveralAnalyses) -> str:
    """Return the key of the readings that are shown of a request."""
    part = series.between(*request.date_range.bounds(series.timezone))
    return view_key(part, _analysis_key(series, request, several))


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


def _name(workspace: Workspace, request: Request) -> str:
    return workspace.meter(request.meter).name


def _analysis_key(series: MeterSeries, request: Request, several: SeveralAnalyses) -> str:
    return analyses_key(several) if request.detector in several.found else f"{series.digest}:unscored"


def _unscored(series: MeterSeries) -> Scores:
    return Scores(series.index, **empty_scores(series.index, series.step_hours))
