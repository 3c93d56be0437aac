"""Meters as they are told: series in, the list of events as records out, by the way every list of events is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from benchmarks.planted.methods import OFFERED
from benchmarks.planted.trials import HISTORY
from benchmarks.told.telling import Interval, PlantedFault, ToldEvent
from data.series import MeterSeries
from data.simulation.faults import FaultKind
from data.simulation.inject import FaultLabel
from detectors.events.events import Event
from detectors.events.limits import lies_inside
from detectors.registry import detector
from detectors.scores import Kind, Scores
from detectors.threshold import DAYS_PER_MONTH
from pipeline.analysis.detect import Query, result_from

MONTH_HOURS = DAYS_PER_MONTH * 24.0
SEEN_SHARE = 0.1
"""Share of its largest change from which exchanged days can be seen."""


@dataclass(frozen=True)
class Copy:
    """One meter as it is told, with faults in it or without.

    Parameters
    ----------
    faults, events
        What was planted, and all that is told of it; both in hours since the first reading.
    begin, end
        Hours between which events count: after the history, to the end of the readings.
    mean_day_kwh
        What it uses on a mean day.
    """

    meter_id: str
    group: str
    faults: tuple[PlantedFault, ...]
    events: tuple[ToldEvent, ...]
    begin: float
    end: float
    mean_day_kwh: float

    @property
    def months(self) -> float:
        """Length of what counts."""
        return (self.end - self.begin) / MONTH_HOURS

    @property
    def counted(self) -> list[ToldEvent]:
        """The events that begin where they count."""
        return self.begun((self.begin, self.end))

    @property
    def energy_events(self) -> list[ToldEvent]:
        """Those of them that are energy problems."""
        return [event for event in self.counted if event.is_energy]

    def begun(self, within: Interval) -> list[ToldEvent]:
        """Return the events that begin within an interval."""
        return [event for event in self.events if within[0] <= event.start < within[1]]

    def energy_events_a_month(self, within: Interval) -> float:
        """Return how many energy events begin within an interval, a month."""
        return sum(event.is_energy for event in self.begun(within)) / ((within[1] - within[0]) / MONTH_HOURS)


def detected(series: MeterSeries) -> tuple[Scores, list[Event]]:
    """Return scores and events of a meter by the offered method at its default level, as every list makes them."""
    method = detector(OFFERED)()
    scores = method.fit(series).score(series)
    return scores, result_from(series, scores, method.readiness(series), Query()).events


def copy_of(
    series: MeterSeries,
    faults: Sequence[PlantedFault] = (),
    group: str = "",
    history: timedelta = HISTORY,
    found: tuple[Scores, Sequence[Event]] | None = None,
) -> Copy:
    """Return a meter as it is told; what comes after the history counts. ``found`` saves detecting anew."""
    scores, events = found or detected(series)
    return Copy(
        series.meter_id,
        group,
        tuple(faults),
        tuple(told_event(series, scores, event) for event in events),
        begin=history / timedelta(hours=1),
        end=len(series) * series.step_hours,
        mean_day_kwh=float(np.nanmean(series.power_kw)) * 24.0,
    )


def told_event(series: MeterSeries, scores: Scores, event: Event) -> ToldEvent:
    """Return an event of a series as a record; what an event does not say of itself counts as not said."""
    start, end = hours_of(series, event.start, event.end)
    return ToldEvent(
        start,
        end,
        is_energy=event.kind is Kind.ENERGY,
        side=event.side,
        kwh=event.excess_kwh,
        worth_kwh=float(getattr(event, "worth_kwh", abs(event.excess_kwh))),
        is_open=bool(getattr(event, "is_open", False)),
        is_inside=event.kind is Kind.ENERGY and lies_inside(series, scores, event),
        reason=str(event.reason),
    )


def planted_fault(label: FaultLabel, before: MeterSeries, after: MeterSeries) -> PlantedFault:
    """Return what is known of a fault from the readings without and with it.

    Exchanged days begin and end where they can be seen: at night they are alike.
    """
    first, stop = before.index.searchsorted(pd.DatetimeIndex([label.start, label.end])).tolist()
    change = np.nan_to_num(after.power_kw - before.power_kw)[first:stop]
    if label.kind is FaultKind.SWAPPED_DAYS:
        seen = np.flatnonzero(np.abs(change) >= SEEN_SHARE * np.abs(change).max())
        first, stop = first + int(seen[0]), first + int(seen[-1]) + 1
    is_data = label.kind.is_data_problem
    kwh = float("nan") if is_data else float(change.sum()) * before.step_hours
    return PlantedFault(str(label.kind), first * before.step_hours, stop * before.step_hours, kwh, is_data)


def hours_of(series: MeterSeries, start: pd.Timestamp, end: pd.Timestamp) -> Interval:
    """Return two times as hours since the first reading."""
    hour = pd.Timedelta(hours=1)
    return float((start - series.start) / hour), float((end - series.start) / hour)
