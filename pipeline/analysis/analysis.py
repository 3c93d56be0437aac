"""An analysis: the scores of one meter by one detector, with what is needed to know how far they can be relied on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from data.series import FloatArray, MeterSeries
from detectors.base import Detector
from detectors.forecast import Forecast
from detectors.readiness import Readiness
from detectors.scores import Scores

KEPT_FORM = 3
"""Raised when results are kept in another form: older ones are then computed again."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """Scores of one meter by one detector.

    ``key`` is the same for the same readings, place, detector, parameters and revision, and never depends on a
    threshold. ``forecast`` is what the detector expects of the days after the last reading, None where it cannot
    say. ``notes`` are sentences on what it found out on its way (``detectors.progress``). ``seconds`` is how long it
    took to compute, ``computed_at`` when that was, in UTC. ``rates`` are the events a month at ``RATE_LEVELS``
    (``detectors.events.rates``), None where they were not counted.
    """

    key: str
    meter_id: str
    detector: Detector
    scores: Scores
    readiness: Readiness
    seconds: float
    computed_at: datetime
    forecast: Forecast | None = None
    notes: tuple[str, ...] = ()
    rates: FloatArray | None = None


def analysis_key(series: MeterSeries, detector: Detector) -> str:
    """Return the key of an analysis: everything its scores depend on."""
    return hashlib.sha256(f"{KEPT_FORM}|{series.digest}|{detector.key}".encode()).hexdigest()
