"""One reading at a time: kept in the store, each once, and scored by its meter's history."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite

import numpy as np
import pandas as pd
from filelock import FileLock

from data.errors import DataError, LoadlensError, ParameterError
from data.series import MeterSeries, Quality
from detectors.base import Detector
from detectors.events.events import Event
from detectors.events.latest import latest
from detectors.explain.explain import explain
from detectors.explain.units import energy
from detectors.readiness import Stage
from detectors.registry import default_detector
from detectors.scores import REASONS, Reason, Scores
from detectors.threshold import Threshold
from pipeline.predict.interval import Stamp, interval_start
from pipeline.predict.memory import FittedMeters
from pipeline.store.workspace import Workspace

KEY_LENGTH = 32
POLL_SECONDS = 0.01
"""How often a reading looks whether the one before it is answered, which takes some tenths of a second."""


class Why(StrEnum):
    """Why a reading has no answer."""

    NO_METER = "no such meter"
    NO_INTERVAL = "no such interval"
    NOT_KEPT = "not kept"
    NOT_JUDGED = "kept, not judged"


class RefusalError(DataError):
    """A reading that gets no answer: the sentence that says so, and at which step it ended."""

    def __init__(self, why: Why, error: LoadlensError | str) -> None:
        super().__init__(str(error))
        self.why = why


class Stored(StrEnum):
    """What a reading did to the store."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Posted:
    """A reading as it was sent.

    Parameters
    ----------
    time
        With an offset, or naive in local time of the meter.
    stamp
        Which end of the interval the time marks.
    energy_kwh
        Energy of the interval.
    temperature_c
        Outdoor temperature, None where it was not sent.
    """

    meter_id: str
    time: datetime
    energy_kwh: float
    stamp: Stamp = Stamp.END
    temperature_c: float | None = None


@dataclass(frozen=True)
class Prediction:
    """The answer about one reading over ``[start, end)``, in the zone of its meter.

    ``score`` and ``level`` are in sigma-equivalents, power is in kW and NaN where the method has no such notion.
    ``step_hours`` turns it into energy.
    """

    meter_id: str
    start: pd.Timestamp
    end: pd.Timestamp
    power_kw: float
    expected_kw: float
    low_kw: float
    high_kw: float
    score: float
    level: float
    window_hours: float
    reason: Reason
    sentence: str
    stage: Stage
    stored: Stored

    @property
    def step_hours(self) -> float:
        """Length of the interval in hours; kWh = kW x this."""
        return (self.end - self.start).total_seconds() / 3600.0


class Predictor:
    """Answers for one workspace; any number of threads and processes may ask at once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._fitted_meters = FittedMeters(workspace.settings.predict_mb, workspace.states)

    def predict(self, posted: Posted, now: datetime | None = None) -> Prediction:
        """Keep a reading and score it by what was known before it.

        It is on the disk before it is scored. Readings of one meter wait for each other.

        Raises
        ------
        RefusalError
            When there is no such meter or interval, when it cannot be kept, or when it is kept and cannot be scored.
        """
        key = hashlib.sha256(posted.meter_id.encode()).hexdigest()[:KEY_LENGTH]
        lock = self._workspace.settings.data_dir / "locks" / f"{key}.predict"
        with FileLock(lock, poll_interval=POLL_SECONDS):
            series = self._series(posted.meter_id)
            try:
                start = interval_start(series, posted.time, posted.stamp, now or datetime.now(UTC))
            except DataError as error:
                raise RefusalError(Why.NO_INTERVAL, error) from error
            stored = self._keep(series, start, posted)
            try:
                until = _known_at(self._series(posted.meter_id), start)
                return self._detect(until, default_detector(), Threshold(), stored)
            except DataError as error:
                raise RefusalError(Why.NOT_JUDGED, f"The reading is kept, but not judged. {error}") from error

    def _series(self, meter_id: str) -> MeterSeries:
        try:
            return self._workspace.series(meter_id)
        except ParameterError as error:
            raise RefusalError(Why.NO_METER, error) from error
        except DataError as error:
            raise RefusalError(Why.NOT_KEPT, error) from error

    def _keep(self, series: MeterSeries, start: pd.Timestamp, posted: Posted) -> Stored:
        try:
            summary = self._workspace.store.write(one_reading(series, start, posted))
        except DataError as error:
            raise RefusalError(Why.NOT_KEPT, error) from error
        if summary.added:
            return Stored.ADDED
        return Stored.REPLACED if summary.changed else Stored.UNCHANGED

    def _detect(self, series: MeterSeries, detector: Detector, threshold: Threshold, stored: Stored) -> Prediction:
        """Score the last reading of a series."""
        recent, scores = self._fitted_meters.judged(detector, series)
        scores, event = latest(recent, scores, threshold, whole=series)
        score = float(scores.score[-1])
        if not isfinite(score):
            raise DataError(
                f"Meter {series.meter_id} has too few comparable readings in the weeks before it; it will answer when "
                "more have come."
            )
        low, high = scores.band(threshold.level, series.floor_kw)
        return Prediction(
            meter_id=series.meter_id,
            start=series.index[-1],
            end=series.end,
            power_kw=float(series.power_kw[-1]),
            expected_kw=float(scores.expected[-1]),
            low_kw=float(low[-1]),
            high_kw=float(high[-1]),
            score=score,
            level=threshold.level,
            window_hours=float(scores.window_hours[-1]),
            reason=REASONS[int(scores.reason[-1])] if score >= threshold.level else Reason.NONE,
            sentence=_sentence(recent, scores, threshold, event),
            stage=detector.readiness(series).stage,
            stored=stored,
        )


def one_reading(series: MeterSeries, start: pd.Timestamp, posted: Posted) -> MeterSeries:
    """Return a posted reading as a series of its own, fit to be merged with the stored ones.

    A series has two intervals at least: the one beside it goes along without a value, which changes nothing there.
    """
    before = start > series.start
    index = pd.date_range(start - series.step if before else start, periods=2, freq=series.step)
    here, beside = (1, 0) if before else (0, 1)
    power, temperature = np.full(2, np.nan), np.full(2, np.nan)
    power[here] = posted.energy_kwh / series.step_hours
    quality = np.zeros(2, np.uint8)
    quality[beside] = _quality_at(series, index[beside])
    if posted.temperature_c is not None:
        temperature[here] = posted.temperature_c
    return MeterSeries(
        series.meter_id, index, power, temperature if posted.temperature_c is not None else None, quality
    )


def _known_at(series: MeterSeries, start: pd.Timestamp) -> MeterSeries:
    """Return a series up to the interval that begins at ``start``, that one included."""
    if start == series.start:
        raise DataError(f"Meter {series.meter_id} has nothing before it.")
    return series.between(end=start + series.step)


def _quality_at(series: MeterSeries, start: pd.Timestamp) -> int:
    position = int(series.index.searchsorted(start))
    if series.quality is None or position >= len(series) or series.index[position] != start:
        return int(Quality.MISSING)
    return int(series.quality[position])


def _sentence(recent: MeterSeries, scores: Scores, threshold: Threshold, event: Event | None) -> str:
    """Say what happens with the last reading: the event it belongs to, so far, or that it is as usual."""
    if event:
        words = explain(event)
        return f"{words.sentence} {words.hint}".strip()
    hours = recent.step_hours
    limits = (float(limit[-1]) * hours for limit in scores.band(threshold.level, recent.floor_kw))
    kwh = (recent.power_kw[-1] * hours, scores.expected[-1] * hours, *limits)
    if not isfinite(kwh[1]):
        return f"Nothing unusual: {energy(kwh[0])}."
    amount, usual, low, high = (energy(each, *kwh) for each in kwh)  # in one unit
    return f"As usual: {amount}; about {usual} was to be expected, and {low} to {high} is normal."
