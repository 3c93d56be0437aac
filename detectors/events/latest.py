"""The latest reading: whether what was flagged still goes on with it, or is over.

A reading is flagged for a window that ends with it. After a fault of a few hours that window stays odd for up to two
days, though the readings are as usual again. An event ends with the fault (``detectors.events.causes.track``), and its
alarm does too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from data.series import MeterSeries
from detectors.events.causes.cores import DRIFT
from detectors.events.events import Event, events
from detectors.scores import Kind, Reason, Scores
from detectors.threshold import Threshold


def latest(
    series: MeterSeries, scores: Scores, threshold: Threshold, whole: MeterSeries | None = None
) -> tuple[Scores, Event | None]:
    """Return the event the last reading belongs to so far, and the scores to answer it by.

    Where the last reading is flagged for what was before it alone, it is judged by itself in the scores: its distance
    to the expected, in scales, NaN where nothing was expected of it. The event is then that reading alone. There is an
    event exactly where the score reaches the level, whatever it is worth so far: it has just begun. ``whole`` are all
    readings of the meter, where ``series`` holds the last ones only.
    """
    if not scores.score[-1] >= threshold.level:
        return scores, None
    threshold = replace(threshold, min_kwh=0.0)
    kind = Kind.DATA if scores.is_data_problem[-1] else Kind.ENERGY
    since = series.index[-1] - pd.Timedelta(hours=float(scores.window_hours[-1]))
    found = [
        event for event in events(series, scores, threshold, whole=whole) if event.kind is kind and event.end > since
    ]
    event = max(found, key=lambda event: event.end, default=None)
    alone = _alone(scores, float(series.power_kw[-1]))
    goes_on = event is not None and event.end > series.index[-1] and not abs(alone) < DRIFT
    if kind is Kind.DATA or goes_on:
        return scores, event
    judged = _scored_alone(scores, alone)
    unheard = replace(judged, score=np.where(np.arange(len(series)) < len(series) - 1, np.nan, judged.score))
    by_itself = events(series, unheard, threshold, slice(len(series) - 1, None), whole=whole)
    return judged, next(iter(by_itself), None)


def _alone(scores: Scores, power_kw: float) -> float:
    """Return by how many spreads the last reading departs from what was expected, below zero for less."""
    residual = power_kw - scores.expected[-1]
    return float(residual / (scores.scale_above if residual > 0 else scores.scale_below)[-1])


def _scored_alone(scores: Scores, alone: float) -> Scores:
    step_hours = (scores.index[1] - scores.index[0]).total_seconds() / 3600.0
    reason = Reason.ABOVE_EXPECTED if alone > 0 else Reason.BELOW_EXPECTED
    side = np.nan_to_num(np.sign(alone))
    last = {"score": abs(alone), "side": side, "window_hours": step_hours, "reason": reason.code}
    columns = {name: np.append(getattr(scores, name)[:-1], value) for name, value in last.items()}
    typed: dict[str, Any] = {name: column.astype(getattr(scores, name).dtype) for name, column in columns.items()}
    return replace(scores, **typed)
