"""Finding events in a series without storing anything: the way of a file given to the terminal.

The page keeps results between clicks (``pipeline.analysis.run``); here one query is answered and nothing stays
behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from data.errors import DataError, ParameterError
from data.series import MeterSeries
from detectors.base import Detector
from detectors.events.events import Event, events
from detectors.events.rates import level_for_rate
from detectors.readiness import Readiness
from detectors.scores import Scores, empty_scores
from detectors.threshold import Threshold, flags
from pipeline.analysis.confidence import EventConfidence, event_confidences_from
from pipeline.analysis.export import had_reading


@dataclass(frozen=True)
class Query:
    """When something counts as abnormal, and for which dates the answer is wanted.

    Parameters
    ----------
    threshold
        The threshold; its level gives way to ``events_per_month`` where that is set.
    events_per_month
        Choose the lowest level with at most so many events a month over all readings of the meter.
    start, end
        Half-open, in the meter's zone where they are naive. All earlier readings count as history in any case.
    """

    threshold: Threshold = field(default_factory=Threshold)
    events_per_month: float | None = None
    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        rate = self.events_per_month
        if rate is not None and not 0 < rate < float("inf"):
            raise ParameterError(f"Events a month is {rate:g}; it takes a number above 0, for example 2.")


@dataclass(frozen=True, eq=False)
class Result:
    """What was found on one meter within the dates of a query.

    ``threshold`` holds the level that was used; ``confidences``, where it was wanted, how far to rely on each event.
    """

    series: MeterSeries
    scores: Scores
    threshold: Threshold
    events: list[Event]
    readiness: Readiness
    confidences: Sequence[EventConfidence] = ()

    @property
    def readings(self) -> int:
        """How many readings the input had."""
        return int(had_reading(self.series).sum())

    @property
    def flagged(self) -> int:
        """How many of them are flagged."""
        return int((flags(self.scores, self.threshold) & had_reading(self.series)).sum())


def detect(series: MeterSeries, detector: Detector, query: Query) -> Result:
    """Fit a detector to a series and return the result of a query.

    Raises
    ------
    DataError
        When the history is too short for the detector, or has no readings within the dates.
    """
    return result_from(series, detector.fit(series).score(series), detector.readiness(series), query)


def result_from(series: MeterSeries, scores: Scores, readiness: Readiness, query: Query) -> Result:
    """Return the result of a query from the scores of a whole series.

    Raises
    ------
    DataError
        When there are no readings within the dates.
    """
    threshold = query.threshold
    if query.events_per_month is not None:
        level = level_for_rate(series, scores, query.events_per_month, threshold)
        threshold = replace(threshold, level=level)
    part = series.between(query.start, query.end)
    first = int(series.index.searchsorted(part.index[0]))
    shown = slice(first, first + len(part))
    found = events(series, scores, threshold, shown)
    return Result(part, scores.taken(shown), threshold, found, readiness)


def with_confidence(found: Result, series: MeterSeries, detector: Detector, scores: Mapping[str, Scores]) -> Result:
    """Return a result with the confidence of each event, by the scores of all methods on the whole series."""
    return replace(found, confidences=event_confidences_from(series, found.events, found.threshold, detector, scores))


def empty_result(series: MeterSeries, detector: Detector, query: Query) -> Result:
    """Return the result for a meter that cannot be scored: every reading, no scores, no events."""
    scores = Scores(series.index, **empty_scores(series.index, series.step_hours))
    return result_from(series, scores, detector.readiness(series), replace(query, events_per_month=None))


def with_dates(meters: Sequence[MeterSeries], query: Query) -> list[MeterSeries]:
    """Return the meters that have readings within the dates of a query.

    Raises
    ------
    DataError
        When none has.
    """
    found, errors = [], []
    for series in meters:
        try:
            series.between(query.start, query.end)
            found.append(series)
        except DataError as error:
            errors.append(error)
    if not found:
        raise errors[0]
    return found
