"""What was learnt of meters, kept in memory between two readings: learning takes seconds, judging one reading none."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from threading import Lock

import pandas as pd

from data.series import MeterSeries
from detectors.base import Detector, FittedDetector

MEGABYTE = 1_000_000
BYTES_A_READING = 520
"""Measured on the recommended detector at 15 minutes: its walk through the days, with the readings."""
SLACK_DAYS = 2
"""Readings that come so many days late are still judged from what was learnt."""
FittedEntry = tuple[FittedDetector, int]


class FittedMeters:
    """Fitted detectors by the history they learnt from, those asked for last, within a limit of memory."""

    def __init__(self, size_mb: int) -> None:
        self._room = size_mb * MEGABYTE // BYTES_A_READING
        self._kept: OrderedDict[tuple[str, str], FittedEntry] = OrderedDict()
        self._lock = Lock()

    def fitted(self, detector: Detector, series: MeterSeries) -> tuple[FittedDetector, MeterSeries]:
        """Return the detector as learnt from all but the last days of a series, and those days.

        The history ends on a Monday at least ``SLACK_DAYS`` before the last reading, so that it is the same for a
        week; a history too short for that is learnt from as a whole.

        Raises
        ------
        DataError
            When the series is too short for the detector, naming what is needed and by when.
        """
        border = history_end(series)
        if border - series.start < 2 * series.step:
            return detector.fit(series), series
        history = series.between(end=border)
        if detector.readiness(history).stage == "too short":
            return detector.fit(series), series
        key = (detector.key, history.digest)
        return self._found(key) or self._fit_and_keep(key, detector, history), series.between(border)

    def _found(self, key: tuple[str, str]) -> FittedDetector | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def _fit_and_keep(self, key: tuple[str, str], detector: Detector, history: MeterSeries) -> FittedDetector:
        fitted = detector.fit(history)
        with self._lock:
            self._kept[key] = fitted, len(history)
            while len(self._kept) > 1 and sum(size for _, size in self._kept.values()) > self._room:
                self._kept.popitem(last=False)
        return fitted


def history_end(series: MeterSeries) -> pd.Timestamp:
    """Return the midnight of the Monday that is two to eight days before the day of the last reading."""
    day = series.index[-1].tz_localize(None).normalize() - timedelta(days=SLACK_DAYS)
    monday = day - timedelta(days=day.day_of_week)
    return monday.tz_localize(series.index.tz, ambiguous=True, nonexistent="shift_forward")
