"""Meters the tests of detection look at: simulated buildings, a perfectly regular office, gaps cut into either."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from _pytest.mark import ParameterSet

from data.series import MeterSeries
from data.simulation.plans import MeterPlan
from data.simulation.simulate import simulate
from detectors.base import Detector
from detectors.events.events import Event, events
from detectors.registry import detectors
from detectors.scores import Scores
from detectors.threshold import Threshold

DETECTORS: tuple[type[Detector], ...] = tuple(detectors().values())
NAMES = tuple(detectors())
Case = tuple[Any, ...]
MONDAY = date(2024, 1, 8)
WEDNESDAY, THURSDAY, SUNDAY = "2024-05-15", "2024-05-16", "2024-05-19"
"""Days for faults, four months after the first Monday."""
SLOW_SECONDS = 2.0
"""Detectors that take longer for a year of readings are run through fewer cases, so that the suite stays quick."""


def with_cases(kinds: Sequence[type[Detector]], cases: Sequence[Case], few: int = 1) -> list[ParameterSet]:
    """Return every detector with every case of a test; a slow one with the first ``few`` of them."""
    return [
        pytest.param(kind, *case, id="-".join(map(str, (kind.name, *case))))
        for kind in kinds
        for case in (cases[:few] if is_slow(kind) else cases)
    ]


def is_slow(kind: type[Detector]) -> bool:
    """Return whether a detector is run through fewer cases."""
    return kind.seconds_a_year > SLOW_SECONDS


@cache
def building(archetype: str = "office", step_minutes: int = 60, days: int = 120, seed: int = 3) -> MeterSeries:
    """Return a simulated meter in Zurich without planted faults."""
    plan = MeterPlan(
        meter_id=f"{archetype} {step_minutes}",
        archetype=archetype,
        name="",
        timezone="Europe/Zurich",
        country="CH",
        region="ZH",
        seed=seed,
        start=MONDAY,
        days=days,
        step_minutes=step_minutes,
    )
    return simulate(plan).series


def regular_office(
    start: str = "2024-01-08",
    days: int = 120,
    step_minutes: int = 60,
    *,
    zone: str = "Europe/Zurich",
    country: str = "",
    region: str = "",
    noise_kw: float = 0.3,
) -> MeterSeries:
    """Return 5 kW at night and at weekends, 20 kW from 8 to 18 local time on weekdays, and white noise."""
    first = pd.Timestamp(start, tz=zone)
    stop = pd.Timestamp(start) + pd.Timedelta(days=days)
    index = pd.date_range(first, stop.tz_localize(zone), freq=pd.Timedelta(minutes=step_minutes), inclusive="left")
    busy = (index.day_of_week < 5) & (index.hour >= 8) & (index.hour < 18)
    noise = np.random.default_rng(11).normal(0.0, noise_kw, len(index))
    return MeterSeries("office", index, np.where(busy, 20.0, 5.0) + noise, country=country, region=region)


def changed(series: MeterSeries, start: str, end: str, change: float, *, factor: float = 1.0) -> MeterSeries:
    """Return the series with the readings of ``[start, end)`` multiplied and moved."""
    power = series.power_kw.copy()
    part = series.index.slice_indexer(at(series, start), at(series, end) - pd.Timedelta(microseconds=1))
    power[part] = power[part] * factor + change
    return series.with_power(power)


def at(series: MeterSeries, when: str) -> pd.Timestamp:
    """Return a local time as one of the meter's zone."""
    return pd.Timestamp(when, tz=series.index.tz)


def judged(kind: type[Detector], series: MeterSeries) -> Scores:
    """Return the scores of a series that is its own history, at default parameters."""
    return kind().fit(series).score(series)


@cache
def scored(name: str, archetype: str, step_minutes: int) -> Scores:
    """Return the scores of a simulated building by a detector at default parameters, computed once for all tests."""
    return judged(detectors()[name], building(archetype, step_minutes))


def inside(scores: Scores, start: str, end: str) -> np.ndarray:
    """Return which readings lie within ``[start, end)``, local time."""
    zone = scores.index.tz
    mask: np.ndarray = np.asarray(
        (scores.index >= pd.Timestamp(start, tz=zone)) & (scores.index < pd.Timestamp(end, tz=zone))
    )
    return mask


def peak(scores: Scores, start: str, end: str) -> float:
    """Return the highest score within ``[start, end)``, local time."""
    return float(np.nanmax(scores.score[inside(scores, start, end)]))


def events_within(series: MeterSeries, scores: Scores, start: str, end: str, level: float = 4.0) -> list[Event]:
    """Return the events that overlap ``[start, end)``, local time."""
    first, stop = at(series, start), at(series, end)
    found = events(series, scores, Threshold(level=level))
    return [event for event in found if event.start < stop and event.end > first]
