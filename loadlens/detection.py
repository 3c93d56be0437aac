"""What ``loadlens.detect`` does, and the `Detection` it returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from data.errors import ParameterError
from data.series import MeterSeries
from detectors.base import Detector
from detectors.events.events import Event, events
from detectors.events.limits import window_limits
from detectors.events.rates import level_for_rate
from detectors.explain.explain import explain
from detectors.forecast import Forecast, scored
from detectors.readiness import Readiness
from detectors.registry import detector
from detectors.scores import Kind, Scores
from detectors.threshold import DEFAULT_LEVEL, Side, Threshold, flags

if TYPE_CHECKING:
    from components.figures.main_chart import Figure

EVENT_FACTS = ("hours", "kind", "reason", "side", "peak_score", "excess_kw", "excess_kwh", "worth_kwh")
EVENT_COLUMNS = ("start", "end", "open", *EVENT_FACTS, "occurrences", "sentence", "hint")


@dataclass(frozen=True, eq=False, repr=False)
class Detection:
    """What a method found on one meter.

    Parameters
    ----------
    series
        The readings that were judged.
    detector
        The method with its parameters.
    scores
        A score for every reading, on the index of ``series``. It does not depend on the threshold.
    threshold
        From which score on a reading is flagged.
    events
        What happened at that threshold and is worth telling, dearest first.
    forecast
        What is expected of the seven days after the last reading; None where the method makes no forecast.
    """

    series: MeterSeries
    detector: Detector
    scores: Scores
    threshold: Threshold
    events: tuple[Event, ...]
    forecast: Forecast | None = None

    def __repr__(self) -> str:
        """Say what was found; readings and scores are too long to be shown."""
        data = sum(event.kind is Kind.DATA for event in self.events)
        return (
            f"Detection(meter {self.series.meter_id!r}, {len(self.series):,} readings, {self.detector.name} at "
            f"{self.level:.3g} sigma: {len(self.events) - data} events, {data} data problems)"
        )

    @property
    def level(self) -> float:
        """The alarm level in sigma: as rare as so many standard deviations in the history of this meter."""
        return self.threshold.level

    @property
    def readiness(self) -> Readiness:
        """Whether the history was long enough for a solid answer, with a sentence about it."""
        return self.detector.readiness(self.series)

    def at(
        self,
        level: float | None = None,
        *,
        events_per_month: float | None = None,
        side: Side | None = None,
        min_kwh: float | None = None,
    ) -> Detection:
        """Return what is found at another threshold; nothing is judged anew, so this takes milliseconds.

        Parameters
        ----------
        level
            Sigma; where it is None, the level stays.
        events_per_month
            Take the lowest level that gives at most so many energy problems a month instead.
        side
            ``"above"``, ``"below"`` or ``"both"``; where it is None, the side stays.
        min_kwh
            Leave out energy problems worth less; 0 tells all. Where it is None, it stays: 2 % of the meter's mean day
            unless another one was asked for.

        Raises
        ------
        ParameterError
            When one of them is not possible.
        """
        threshold = Threshold(
            self.level if level is None else level,
            side or self.threshold.side,
            self.threshold.min_hours,
            self.threshold.merge_hours,
            self.threshold.min_kwh if min_kwh is None else min_kwh,
        )
        return _detection(replace(self, threshold=threshold), events_per_month)

    def frame(self) -> pd.DataFrame:
        """Return one row for every interval of the series.

        Columns are ``power_kw`` (NaN where there is no reading), ``expected_kw``, ``low_kw`` and ``high_kw`` (the alarm
        limit at the level), ``usual_low_kw`` and ``usual_high_kw`` (the usual range, which holds 90 % of ordinary
        readings), ``score`` (sigma, NaN where it cannot be judged), ``side`` (-1 below, 1 above), ``window_hours``
        (over how long it was judged), ``reason`` and ``flagged``. The index holds the starts of the intervals.
        """
        low_kw, high_kw = self.scores.band(self.level, self.series.floor_kw)
        columns = {
            "power_kw": self.series.power_kw,
            "expected_kw": self.scores.expected,
            "low_kw": low_kw,
            "high_kw": high_kw,
            "usual_low_kw": np.maximum(self.scores.usual_low, self.series.floor_kw),
            "usual_high_kw": self.scores.usual_high,
        }
        table = self.scores.frame()
        judged = table[["score", "side", "window_hours", "reason"]]
        return pd.concat([pd.DataFrame(columns, index=table.index), judged], axis=1).assign(
            flagged=flags(self.scores, self.threshold)
        )

    def events_frame(self) -> pd.DataFrame:
        """Return one row for every event, dearest first: when, what, how far above or below expected, and why.

        ``start`` and ``end`` are half-open in the meter's zone; ``open`` says that it still lasts with the last
        reading, whose end is then its own. ``excess_kw`` and ``excess_kwh`` are measured against what was expected
        before it began, negative where less was used, NaN where nothing was. ``worth_kwh`` is what events are ordered
        by: the size of the excess, of a data problem the energy nobody saw. ``occurrences`` is how often it happened.
        """
        rows = []
        for event in self.events:
            words = explain(event)
            facts = [getattr(event, name) for name in EVENT_FACTS]
            dates = [event.start, event.end, event.is_open]
            rows.append([*dates, *facts, len(event.occurrences), words.sentence, words.hint])
        table = pd.DataFrame(rows, columns=list(EVENT_COLUMNS))
        return table.astype({"kind": str, "reason": str, "open": bool, "occurrences": int})

    def plot(
        self,
        start: datetime | str | None = None,
        end: datetime | str | None = None,
        *,
        event: Event | None = None,
        scheme: Literal["light", "dark"] = "light",
        width: int = 1000,
    ) -> Figure:
        """Return the main chart of the page: readings, expected, usual range, alarm limit, shaded excess and events.

        Parameters
        ----------
        start, end
            What to show, half-open; without a zone they are meant in the meter's. Where all readings are too many for
            the width, means are drawn; choose fewer days to see single readings.
        event
            One of the events, of which the window in which it stands out most is drawn too: the mean of so many hours,
            and the limits of that mean.
        scheme
            Whether it is to stand on a light or dark page.
        width
            Pixels of the plot.

        Raises
        ------
        DataError
            When there are no readings from start to end.
        ParameterError
            When a text is no time.
        """
        from components.figures.main_chart import plot, with_window  # noqa: PLC0415  plotly is needed for pictures only

        part = self.series.between(start, end)
        first = int(self.series.index.searchsorted(part.start))
        scores = self.scores.taken(slice(first, first + len(part)))
        figure = plot(part, scores, self.events, self.level, scheme=scheme, width=width)
        window = None if event is None else window_limits(self.series, self.scores, event)
        return figure if window is None else with_window(figure, part, window.counted_from(first), self.level, scheme)


def detect(
    series: MeterSeries,
    method: str | Detector = "recommended",
    level: float = DEFAULT_LEVEL,
    *,
    events_per_month: float | None = None,
    side: Side = "both",
    min_hours: float = 0.0,
) -> Detection:
    """Find what was abnormal on one meter.

    Parameters
    ----------
    series
        One meter, for example of those that `read` returns.
    method
        A name of `methods`, or a detector with parameters: ``methods()["nearest_days"](neighbours=5)``.
    level
        Alarm level in sigma: a reading is flagged that is as rare as so many standard deviations in the history of this
        meter.
    events_per_month
        Take the lowest level that gives at most so many energy problems a month instead of ``level``.
    side
        Which deviations count: ``"above"``, ``"below"`` or ``"both"``; data problems always do.
    min_hours
        Shorter events are left out.

    Returns
    -------
    Detection
        Scores of every reading, events, and a forecast where the method makes one. `Detection.at` asks the same scores
        for another level.

    Raises
    ------
    DataError
        When the history is too short for the method, naming what is needed and by when.
    ParameterError
        When there is no such method, or a value is not possible.
    """
    checked_series(series)
    chosen = chosen_method(method)
    threshold = Threshold(level, side, min_hours)
    _check_rate(events_per_month)
    scores, forecast = scored(series, chosen)
    return _detection(Detection(series, chosen, scores, threshold, (), forecast), events_per_month)


def chosen_method(method: str | Detector) -> Detector:
    """Return a detector by its name, with its defaults, or the one that was given."""
    if isinstance(method, Detector):
        return method
    if isinstance(method, str):
        return detector(method)()
    hint = f"{method.__name__}()" if isinstance(method, type) else "methods()"
    raise ParameterError(f"The method is {method!r}; give its name or a detector with its parameters: {hint}.")


def checked_series(series: MeterSeries) -> MeterSeries:
    """Return the one meter that is to be judged, or say what was given instead."""
    if isinstance(series, MeterSeries):
        return series
    if isinstance(series, tuple | list):
        raise ParameterError(
            f"One meter is judged at a time and a {type(series).__name__} of {len(series)} was given; take one of "
            "them, for example series[0]."
        )
    raise ParameterError(f"A MeterSeries is judged and a {type(series).__name__} was given; read returns them.")


def _detection(found: Detection, events_per_month: float | None) -> Detection:
    """Return a detection with the events at its threshold, or at the level of so many a month."""
    _check_rate(events_per_month)
    threshold = found.threshold
    if events_per_month is not None:
        level = level_for_rate(found.series, found.scores, events_per_month, threshold)
        threshold = replace(threshold, level=level)
    return replace(found, threshold=threshold, events=tuple(events(found.series, found.scores, threshold)))


def _check_rate(events_per_month: float | None) -> None:
    if events_per_month is not None and not 0 < events_per_month < np.inf:
        raise ParameterError(f"Events a month is {events_per_month:g}; it takes a number above 0, for example 2.")
