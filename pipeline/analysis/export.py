"""What leaves Loadlens as tables: the scores of every reading and the list of events, as CSV.

Made for the terminal; the columns are the same everywhere results are handed on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.series import MeterSeries, Quality
from detectors.events.events import Event
from detectors.explain.explain import explain
from detectors.forecast import Forecast
from detectors.scores import REASONS, Scores
from detectors.threshold import Threshold, flags
from pipeline.analysis.confidence import EventConfidence

CONFIDENCE_COLUMNS = ("confirmed_by", "consulted", "confidence")
EVENT_COLUMNS = (
    "meter_id",
    "start",
    "end",
    "open",
    "kind",
    "reason",
    "side",
    "peak_score",
    "excess_kwh",
    "worth_kwh",
    "occurrences",
    "sentence",
    *CONFIDENCE_COLUMNS,
)


def scores_table(series: MeterSeries, scores: Scores, threshold: Threshold) -> pd.DataFrame:
    """Return one row for every interval that had a reading in the input, in order of time.

    A value that was replaced as impossible keeps its row with empty ``power_kw``; an interval without a reading has
    none. ``timestamp`` is the start of the interval with its offset from UTC; ``low_kw`` and ``high_kw`` are the alarm
    limit at the level of the threshold, ``usual_low_kw`` and ``usual_high_kw`` the usual range, neither below 0 where
    the meter never was. ``scores`` stands on the index of ``series``.
    """
    low_kw, high_kw = scores.band(threshold.level, series.floor_kw)
    table = pd.DataFrame(
        {
            "meter_id": series.meter_id,
            "timestamp": iso_stamps(series.index),
            "power_kw": series.power_kw,
            "expected_kw": scores.expected,
            "low_kw": low_kw,
            "high_kw": high_kw,
            "usual_low_kw": np.maximum(scores.usual_low, series.floor_kw),
            "usual_high_kw": scores.usual_high,
            "score": scores.score + 0.0,  # no -0
            "side": scores.side,
            "window_hours": scores.window_hours,
            "reason": np.array([str(reason) for reason in REASONS])[scores.reason],
            "flagged": np.where(flags(scores, threshold), "true", "false"),
        }
    )
    return table[had_reading(series)]


def forecast_table(series: MeterSeries, forecast: Forecast, level: float) -> pd.DataFrame:
    """Return one row for every interval of a forecast of a meter with the band at a level.

    Times carry their offset from UTC; the band is not below 0 where the meter never was.
    """
    low_kw, high_kw = forecast.band(level, series.floor_kw)
    return pd.DataFrame(
        {
            "meter_id": series.meter_id,
            "timestamp": iso_stamps(forecast.index),
            "expected_kw": forecast.expected,
            "low_kw": low_kw,
            "high_kw": high_kw,
        }
    )


def events_table(events: Sequence[Event], confidences: Sequence[EventConfidence] = ()) -> pd.DataFrame:
    """Return one row for every event, in the order given; times carry their offset from UTC.

    ``open`` says whether it still lasts with the last reading, whose end is then its own; ``worth_kwh`` is what events
    are ordered by, ``occurrences`` how often it happened.

    ``confirmed_by`` and ``consulted`` name methods, joined by ``;``; they and ``confidence`` are empty without
    ``confidences``.
    """
    rows = [
        (
            event.meter_id,
            event.start.isoformat(),
            event.end.isoformat(),
            "true" if event.is_open else "false",
            str(event.kind),
            str(event.reason),
            event.side,
            event.peak_score,
            event.excess_kwh,
            event.worth_kwh,
            len(event.occurrences),
            explain(event).sentence,
            *cells,
        )
        for event, cells in zip(events, _confidence_cells(confidences) or [("", "", "")] * len(events), strict=True)
    ]
    return pd.DataFrame(rows, columns=list(EVENT_COLUMNS))


def _confidence_cells(confidences: Sequence[EventConfidence]) -> list[tuple[str, str, str]]:
    return [(";".join(each.confirmed_by), ";".join(each.consulted), each.confidence.level) for each in confidences]


def had_reading(series: MeterSeries) -> pd.Series:
    """Return for every interval whether the input had something for it."""
    quality = np.zeros(len(series), np.uint8) if series.quality is None else series.quality
    return pd.Series((quality & Quality.MISSING == 0) | np.isfinite(series.power_kw))


def iso_stamps(index: pd.DatetimeIndex) -> list[str]:
    """Return times as ISO 8601 to the second, with their offset: ``2024-03-31T03:00:00+02:00``.

    Vectorised where ``isoformat`` would take seconds for years of readings.
    """
    wall = index.tz_localize(None)
    minutes = (wall - index.tz_convert("UTC").tz_localize(None)) // pd.Timedelta(minutes=1)
    sign = np.where(minutes < 0, "-", "+")
    hours, left = np.divmod(np.abs(minutes), 60)
    text = np.datetime_as_string(wall.to_numpy().astype("datetime64[s]"))
    return [
        f"{stamp}{mark}{hour:02d}:{minute:02d}"
        for stamp, mark, hour, minute in zip(text, sign, hours, left, strict=True)
    ]
