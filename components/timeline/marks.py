"""Events as the timeline draws them: where each happened in the readings on show, on which side, and how unusual.

Places are positions of readings, counted from the first one on show: on its grid they are wall times, also where the
clock changes. ``assets/detection/marks.js`` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

import pandas as pd

from data.series import MeterSeries
from detectors.events.events import Event
from detectors.events.segment import Segment
from detectors.events.segments import segments
from detectors.scores import Kind, Scores
from detectors.threshold import Threshold

KINDS = {Kind.ENERGY: "energy", Kind.DATA: "data"}


def event_mark(event: Event, row: Mapping[str, Any], index: pd.DatetimeIndex) -> dict[str, Any]:
    """Return an event for the timeline; ``row`` is its row in the table, ``index`` holds the readings on show."""
    return {
        "id": row["id"],
        "kind": KINDS[event.kind],
        "side": event.side,
        "peak": event.peak_score,
        "excess": event.excess_kwh if isfinite(event.excess_kwh) else None,
        "hours": event.hours,
        "open": event.is_open,
        "what": row["what"],
        "occurrences": occurrences(event, index),
    }


def occurrences(event: Event, index: pd.DatetimeIndex) -> list[tuple[int, int]]:
    """Return first and last reading of each time an event happened."""
    firsts = index.searchsorted(pd.DatetimeIndex([start for start, _ in event.occurrences]))
    ends = index.searchsorted(pd.DatetimeIndex([end for _, end in event.occurrences]))
    return [(int(first), max(int(first), int(end) - 1)) for first, end in zip(firsts, ends, strict=True)]


def method_alarms(series: MeterSeries, scores: Scores, threshold: Threshold, shown: slice) -> list[dict[str, Any]]:
    """Return what a further method finds in the readings on show, however short, in order of time."""
    found = segments(series, scores, replace(threshold, min_hours=0.0))
    inside = (segment.within(shown.start, shown.stop) for segment in found)
    return [_alarm(segment, shown.start) for segment in _in_order(inside)]


def _in_order(found: Iterable[Segment | None]) -> Sequence[Segment]:
    return sorted((segment for segment in found if segment is not None), key=lambda segment: segment.first)


def _alarm(segment: Segment, begin: int) -> dict[str, Any]:
    return {
        "kind": KINDS[segment.kind],
        "side": segment.side,
        "peak": segment.peak_score,
        "occurrences": [(first - begin, last - begin) for first, last in segment.occurrences],
    }
