"""The hour that comes twice: missing once it is nothing, empty once a data problem."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from data.time.wall_clock import repeated_hour
from detectors.features.data_quality import unusable
from detectors.methods.data_faults import DataProblems
from detectors.scores import Reason
from tests.detectors.features.data_quality.offices import office
from tests.detectors.meters import judged

AUTUMN = pd.Timestamp("2024-08-26", tz="Europe/Zurich")
CHANGE = pd.Timestamp("2024-10-27T02:00+02:00")


def series_with(value: float, first: int, stop: int, step_minutes: int = 60) -> MeterSeries:
    """Return an office in Zurich with readings ``[first, stop)``, counted from the hour that comes twice, replaced."""
    power = office(step_minutes)
    index = pd.date_range(AUTUMN, periods=len(power), freq=pd.Timedelta(minutes=step_minutes))
    begin = int(index.searchsorted(CHANGE))
    power[begin + first : begin + stop] = value
    return MeterSeries("office", pd.DatetimeIndex(index), power)


def reasons(series: MeterSeries) -> set[int]:
    scores = judged(DataProblems, series)
    return set(scores.reason[scores.score >= 4.0].tolist())


@pytest.mark.parametrize("step_minutes", [15, 30, 60])
def test_both_passes_are_marked_and_no_other_reading(step_minutes: int) -> None:
    series = series_with(1.0, 0, 0, step_minutes)
    inside, steps = repeated_hour(series.index)
    assert steps == 60 // step_minutes
    assert series.index[inside][0] == CHANGE
    assert inside.sum() == 2 * steps
    assert not repeated_hour(series.index.tz_convert("UTC"))[0].any()
    assert not repeated_hour(series.index[:1])[0].any()


def test_an_hour_that_is_no_whole_number_of_steps_is_not_marked() -> None:
    index = pd.date_range(AUTUMN, periods=2000, freq="2h")
    assert not repeated_hour(pd.DatetimeIndex(index))[0].any()


@pytest.mark.parametrize("step_minutes", [15, 60])
@pytest.mark.parametrize("which", [0, 1])
def test_a_pass_without_readings_is_no_gap(step_minutes: int, which: int) -> None:
    steps = 60 // step_minutes
    series = series_with(np.nan, which * steps, (which + 1) * steps, step_minutes)
    assert reasons(series) == set()


def test_an_outage_over_the_change_is_a_gap_all_the_same() -> None:
    assert reasons(series_with(np.nan, -3, 5)) == {Reason.GAP.code}


@pytest.mark.parametrize("step_minutes", [15, 60])
@pytest.mark.parametrize("which", [0, 1])
def test_a_pass_of_zeros_is_told_as_the_hour_of_the_clock(step_minutes: int, which: int) -> None:
    steps = 60 // step_minutes
    series = series_with(0.0, which * steps, (which + 1) * steps, step_minutes)
    assert Reason.REPEATED_HOUR.code in reasons(series)
    assert unusable(series).any()


def test_zeros_in_both_passes_are_an_outage() -> None:
    assert reasons(series_with(0.0, -1, 6)) == {Reason.ZERO_RUN.code}
