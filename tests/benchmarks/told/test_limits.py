"""Which events lie wholly inside what is drawn, and where the limit lies above all that was read."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from benchmarks.told.copies import copy_of, hours_of, told_event
from benchmarks.told.limits import is_above_highest
from data.series import FloatArray, MeterSeries
from detectors.events.events import Event, events
from detectors.events.limits import drawn_limits, lies_inside
from detectors.scores import Reason, Scores
from detectors.threshold import Threshold


def hourly(power: FloatArray) -> MeterSeries:
    return MeterSeries("one", pd.date_range("2025-01-01", periods=len(power), freq="h", tz="UTC"), power)


def judged(power: FloatArray, window: slice | None = None) -> tuple[MeterSeries, Scores, list[Event]]:
    """Judge by what is expected, 10 kW, in scales of 1 kW; within the window by something else."""
    series = hourly(power)
    scores = Scores.from_expectation(series, 10.0, 1.0)
    if window is not None:
        scores.score[window] = 5.0
        scores.side[window] = 1
        scores.reason[window] = Reason.UNUSUAL_DAY.code
    return series, scores, events(series, scores, Threshold())


def flat() -> FloatArray:
    return np.full(96, 10.0)


def test_an_event_with_one_reading_outside_is_not_inside() -> None:
    power = flat()
    power[40:44] = (13.0, 14.5, 13.0, 13.0)
    series, scores, (event,) = judged(power)

    assert not lies_inside(series, scores, event)
    assert lies_inside(series, scores, event, level=5.0)


def test_an_event_made_of_readings_within_the_limits_is_inside() -> None:
    power = flat()
    power[40:44] = 13.5
    series, scores, (event,) = judged(power, slice(42, 44))

    assert lies_inside(series, scores, event)
    assert told_event(series, scores, event).is_inside


def test_readings_without_a_limit_do_not_count_and_without_any_nothing_is_inside() -> None:
    power = flat()
    power[40:44] = 13.5
    series, scores, (event,) = judged(power, slice(40, 44))
    scores.expected[41] = np.nan
    some = lies_inside(series, scores, event)
    scores.expected[:] = np.nan

    assert some
    assert not lies_inside(series, scores, event)


def test_limits_are_those_of_the_alarm_level_and_not_below_what_the_meter_ever_was() -> None:
    series, scores, _ = judged(flat())

    low, high = drawn_limits(series, scores, 12.0)

    assert set(low) == {0.0}
    assert set(high) == {22.0}


def test_the_limit_is_compared_with_the_highest_reading_before() -> None:
    power = flat()
    power[30] = 20.0
    series = hourly(power)
    scores = Scores.from_expectation(series, 10.0, 1.0)

    above = is_above_highest(series, scores, level=4.0, look_back=timedelta(hours=24))

    assert len(above) == 96 - 24
    np.testing.assert_array_equal(np.flatnonzero(~above) + 24, np.arange(31, 55))


def test_a_copy_counts_events_after_its_history_in_hours() -> None:
    power = flat()
    power[20], power[50:52] = 16.0, 16.0
    series, scores, found = judged(power)

    copy = copy_of(series, (), "a group", timedelta(hours=40), (scores, found))

    assert (copy.begin, copy.end, copy.mean_day_kwh) == (40.0, 96.0, pytest.approx(power.mean() * 24))
    assert [(event.start, event.end, event.kwh, event.is_inside) for event in copy.energy_events] == [
        (50.0, 52.0, 12.0, False)
    ]
    assert len(copy.events) == 2
    assert hours_of(series, series.index[3], series.end) == (3.0, 96.0)
