"""Running an analysis: the one way for the page, the API and the terminal."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime

from data.series import MeterSeries
from detectors.base import Detector, FittedDetector
from detectors.events.events import Event, events
from detectors.events.rates import events_a_month
from detectors.forecast import scored
from detectors.progress import Listener, collecting, listening, report
from detectors.threshold import Threshold
from detectors.walk_forward.fitted import FittedWalk
from pipeline.analysis.analysis import Analysis, analysis_key
from pipeline.cache.results import Kept, as_kept
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace


def analyse(workspace: Workspace, meter_id: str, detector: Detector, listener: Listener | None = None) -> Analysis:
    """Return the analysis of a meter: kept from before, or computed now, which takes seconds.

    ``listener`` receives what is being done. Where another process computes the same at the moment, this one waits
    for its result.

    Raises
    ------
    DataError
        When the meter has too little history for the detector, naming what is needed and by when.
    ParameterError
        When there is no such meter.
    """
    with listening(listener) if listener else nullcontext():
        report("reading the meter", 0.0)
        series = workspace.series(meter_id)
        key = analysis_key(series, detector)
        found = _kept(workspace, series, detector, key)
        if found is None:
            with workspace.results.computing(key):
                found = _kept(workspace, series, detector, key) or _computed(workspace, series, detector, key)
        return found


def cached(workspace: Workspace, meter_id: str, detector: Detector) -> Analysis | None:
    """Return the analysis of a meter if it is kept; this takes milliseconds."""
    series = workspace.series(meter_id)
    return _kept(workspace, series, detector, analysis_key(series, detector))


def events_between(
    series: MeterSeries,
    analysis: Analysis,
    threshold: Threshold,
    start: datetime | None = None,
    end: datetime | None = None,
) -> list[Event]:
    """Return the events within ``[start, end)``, worst first; what reaches over the edge is cut there.

    Raises
    ------
    DataError
        When the meter has no readings there.
    """
    part = series.between(start, end)
    first = int(series.index.searchsorted(part.start))
    return events(series, analysis.scores, threshold, slice(first, first + len(part)))


def with_floor(threshold: Threshold, settings: Settings) -> Threshold:
    """Return a threshold with the floor of effect of an installation; one that was asked for in kWh holds."""
    return replace(threshold, min_share=settings.min_event_share)


def _fitted(workspace: Workspace, series: MeterSeries, detector: Detector) -> FittedDetector:
    """Return the detector fitted to a series, from where it stopped with earlier readings of the meter."""
    kept = workspace.states.get(detector, series.meter_id)
    fitted = detector.fit(series) if kept is None else kept.updated(series)
    if isinstance(fitted, FittedWalk):
        workspace.states.put(series.meter_id, fitted)
    return fitted


def _kept(workspace: Workspace, series: MeterSeries, detector: Detector, key: str) -> Analysis | None:
    kept = workspace.results.get(key, series.index)
    if kept is None:
        return None
    is_counted_so = kept.min_share == workspace.settings.min_event_share
    return _analysis(series, detector, key, kept if is_counted_so else replace(kept, rates=None))


def _computed(workspace: Workspace, series: MeterSeries, detector: Detector, key: str) -> Analysis:
    begun = time.perf_counter()
    with collecting() as notes:
        scores, forecast = scored(series, detector, _fitted(workspace, series, detector))
    seconds = time.perf_counter() - begun
    kept = as_kept(Kept(scores, seconds, datetime.now(UTC), forecast, tuple(notes.values())))
    report("counting events", 1.0)
    threshold = with_floor(Threshold(), workspace.settings)
    kept = replace(kept, rates=events_a_month(series, kept.scores, threshold), min_share=threshold.min_share)
    report("keeping the result", 1.0)
    workspace.results.put(key, kept)
    return _analysis(series, detector, key, kept)


def _analysis(series: MeterSeries, detector: Detector, key: str, kept: Kept) -> Analysis:
    return Analysis(
        key=key,
        meter_id=series.meter_id,
        detector=detector,
        scores=kept.scores,
        readiness=detector.readiness(series),
        seconds=kept.seconds,
        computed_at=kept.computed_at,
        forecast=kept.forecast,
        notes=kept.notes,
        rates=kept.rates,
    )
