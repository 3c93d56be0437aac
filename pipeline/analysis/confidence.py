"""The confidence of each event, by all methods that were consulted: the same for page, terminal and API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.series import MeterSeries
from detectors.base import Detector
from detectors.events.agreement import Agreement, Confidence, Grounds, agreement_per_event, confidence, days_known
from detectors.events.events import Event
from detectors.scores import Scores
from detectors.threshold import Threshold
from pipeline.analysis.several import SeveralAnalyses


@dataclass(frozen=True)
class EventConfidence:
    """What one event stands on: names of the methods that confirm it, of those consulted, and the confidence in it.

    The method the event comes from is the first of both. ``redundant_methods`` only repeat one of those consulted.
    """

    confirmed_by: tuple[str, ...]
    consulted: tuple[str, ...]
    confidence: Confidence
    redundant_methods: tuple[str, ...] = ()


def event_confidences(
    series: MeterSeries, events: Sequence[Event], threshold: Threshold, several: SeveralAnalyses
) -> list[EventConfidence]:
    """Return the confidence of each event of the first of several analyses; the others have the same alarm level."""
    (_, analysis), *others = several.found.items()
    scores = {name: other.scores for name, other in others}
    return event_confidences_from(
        series, events, threshold, analysis.detector, {analysis.detector.name: analysis.scores, **scores}
    )


def event_confidences_from(
    series: MeterSeries,
    events: Sequence[Event],
    threshold: Threshold,
    detector: Detector,
    scores: Mapping[str, Scores],
) -> list[EventConfidence]:
    """Return the confidence of each event of a detector; ``scores`` are of the whole series, by all methods."""
    others = {name: (found, threshold) for name, found in scores.items() if name != detector.name}
    agreements = agreement_per_event(series, events, scores[detector.name], others)
    known = days_known(series, events, causal=detector.causal)
    return [
        _event_confidence(event, agreement, days, threshold, detector)
        for event, agreement, days in zip(events, agreements, known, strict=True)
    ]


def _event_confidence(
    event: Event, agreement: Agreement, days: float, threshold: Threshold, detector: Detector
) -> EventConfidence:
    confirmed_by, consulted = (detector.name, *agreement.confirmed_by), (detector.name, *agreement.consulted)
    grounds = Grounds(
        confirmed=len(confirmed_by),
        consulted=len(consulted),
        days=float(days),
        solid_days=detector.solid_days,
        score=event.peak_score,
        level=threshold.level,
        reason=event.reason,
    )
    return EventConfidence(confirmed_by, consulted, confidence(grounds), agreement.redundant_methods)
