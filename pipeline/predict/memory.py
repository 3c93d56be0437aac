"""What was learnt of meters, kept in memory between two readings: learning takes seconds, judging one reading none."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from data.series import MeterSeries
from detectors.base import Detector
from detectors.scores import Scores
from detectors.walk_forward.fitted import FittedWalk
from pipeline.cache.memory import Remembered, bytes_of
from pipeline.cache.states import StateCache

MEGABYTE = 1_000_000
SLACK_DAYS = 2
"""Readings that come so many days late are still judged from what was learnt."""


class FittedMeters:
    """The newest fitted detector of each meter, those asked for last, within a limit of memory, which is measured.

    Parameters
    ----------
    size_mb
        What they may take together.
    states
        Where analyses and earlier readings left off, also before a restart.
    """

    def __init__(self, size_mb: float, states: StateCache) -> None:
        self._kept: Remembered[FittedWalk] = Remembered(round(size_mb * MEGABYTE), bytes_of)
        self._states = states

    def judged(self, detector: Detector, series: MeterSeries) -> tuple[MeterSeries, Scores]:
        """Return the last days of a series, and what a detector that knows all before them says of them.

        The detector goes on from where it stopped with this meter. Where it never judged the meter, or a reading comes
        so late that it stopped after it, it is fitted to the readings up to a Monday at least ``SLACK_DAYS`` before the
        last one; a history too short for that is learnt from as a whole.

        Raises
        ------
        DataError
            When the series is too short for the detector, naming what is needed and by when.
        """
        border = history_end(series)
        if border - series.start < 2 * series.step:
            return series, detector.fit(series).score(series)
        fitted = self._going_on(detector, series)
        if fitted is None:
            history = series.between(end=border)
            if detector.readiness(history).stage == "too short":
                return series, detector.fit(series).score(series)
            found = detector.fit(history)
            if not isinstance(found, FittedWalk):
                return series.between(border), found.score(series.between(border))
            fitted = self._keep(found)
        elif fitted.history.end < border:
            fitted = self._keep(fitted.updated(series.between(end=border)))
        recent = series.between(border)
        return recent, fitted.score(series).taken(slice(len(series) - len(recent), None))

    def _going_on(self, detector: Detector, series: MeterSeries) -> FittedWalk | None:
        """Return what is known of the meter, if it holds for the readings before the last one."""
        kept = self._kept.get(series.meter_id, detector.key)
        if kept is not None and kept.holds_for(series):
            return kept
        stopped = self._states.get(detector, series.meter_id)
        if stopped is None or not stopped.holds_for(series):
            return None
        self._kept.put(series.meter_id, detector.key, stopped)
        return stopped

    def _keep(self, fitted: FittedWalk) -> FittedWalk:
        self._kept.put(fitted.history.meter_id, fitted.detector.key, fitted)
        self._states.put(fitted.history.meter_id, fitted)
        return fitted


def history_end(series: MeterSeries) -> pd.Timestamp:
    """Return the midnight of the Monday that is two to eight days before the day of the last reading."""
    day = series.index[-1].tz_localize(None).normalize() - timedelta(days=SLACK_DAYS)
    monday = day - timedelta(days=day.day_of_week)
    return monday.tz_localize(series.index.tz, ambiguous=True, nonexistent="shift_forward")
