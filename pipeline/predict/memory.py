"""What was learnt of meters, kept in memory between two readings: learning takes seconds, judging one reading none."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from data.series import MeterSeries
from detectors.base import Detector, FittedDetector
from detectors.scores import Scores
from pipeline.cache.memory import Remembered, bytes_of

MEGABYTE = 1_000_000
SLACK_DAYS = 2
"""Readings that come so many days late are still judged from what was learnt."""


class FittedMeters:
    """The newest fitted detector of each meter, those asked for last, within a limit of memory, which is measured."""

    def __init__(self, size_mb: int) -> None:
        self._kept: Remembered[FittedDetector] = Remembered(size_mb * MEGABYTE, bytes_of)

    def judged(self, detector: Detector, series: MeterSeries) -> tuple[MeterSeries, Scores]:
        """Return the last days of a series, and what a detector that has learnt from all before them says of them.

        The history ends on a Monday at least ``SLACK_DAYS`` before the last reading, so that it is the same for a
        week; a history too short for that is learnt from as a whole.

        Raises
        ------
        DataError
            When the series is too short for the detector, naming what is needed and by when.
        """
        border = history_end(series)
        if border - series.start < 2 * series.step:
            return series, detector.fit(series).score(series)
        history = series.between(end=border)
        if detector.readiness(history).stage == "too short":
            return series, detector.fit(series).score(series)
        recent, stamp = series.between(border), (detector.key, history.digest)
        kept = self._kept.get(series.meter_id, stamp)
        fitted = detector.fit(history) if kept is None else kept
        scores = fitted.score(recent)
        if kept is None:  # only now: some learn when they are first asked, and are larger then
            self._kept.put(series.meter_id, stamp, fitted)
        return recent, scores


def history_end(series: MeterSeries) -> pd.Timestamp:
    """Return the midnight of the Monday that is two to eight days before the day of the last reading."""
    day = series.index[-1].tz_localize(None).normalize() - timedelta(days=SLACK_DAYS)
    monday = day - timedelta(days=day.day_of_week)
    return monday.tz_localize(series.index.tz, ambiguous=True, nonexistent="shift_forward")
