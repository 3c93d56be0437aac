"""Days that may be of either of two kinds: which forecasts count, and what a reading is compared with."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.forecasters.alternatives import DayForecasts

HOURS = np.arange(24)
WORK = 5.0 + 20.0 * ((HOURS >= 8) & (HOURS < 18))
OFF = np.full(24, 5.0)
SCALE = np.full(24, 0.5)


def either(*, fills_between: bool = False) -> DayForecasts:
    return DayForecasts(np.array([OFF, WORK]), np.array([True, False]), fills_between)


def test_before_the_day_begins_both_are_open() -> None:
    assert either().open_at(np.full(24, np.nan), SCALE).all()


@pytest.mark.parametrize(("power", "other"), [(WORK, 0), (OFF, 1)], ids=["at work", "off"])
def test_what_the_morning_shows_leaves_the_other_out(power: np.ndarray, other: int) -> None:
    is_open = either().open_at(power + 0.2, SCALE)
    assert is_open[1 - other].all()
    assert is_open[other, :9].all()
    assert not is_open[other, 10:].any()


def test_the_readings_that_come_first_do_not_know_the_later_ones() -> None:
    """Causal: whatever comes in the afternoon, the morning was judged already."""
    for stop in (9, 12, 17):
        until = either().open_at(np.where(stop > HOURS, WORK, 40.0), SCALE)
        np.testing.assert_array_equal(until[:, : stop + 1], either().open_at(WORK, SCALE)[:, : stop + 1])


def test_a_reading_is_compared_with_the_nearer_open_forecast() -> None:
    power = np.where(HOURS == 12, 17.0, WORK)
    np.testing.assert_array_equal(either().fitting(power, np.ones((2, 24), bool)), WORK)
    closed = np.array([np.ones(24, bool), np.zeros(24, bool)])
    np.testing.assert_array_equal(either().fitting(power, closed), OFF)


def test_what_lies_between_fits_where_half_of_the_staff_may_be_there() -> None:
    half = (WORK + OFF) / 2.0
    np.testing.assert_array_equal(either(fills_between=True).fitting(half, np.ones((2, 24), bool)), half)
    above = either(fills_between=True).fitting(WORK + 9.0, np.ones((2, 24), bool))
    np.testing.assert_array_equal(above, WORK)


def test_where_nothing_is_read_the_expected_kind_is_shown() -> None:
    fitting = either().fitting(np.full(24, np.nan), np.ones((2, 24), bool))
    np.testing.assert_array_equal(fitting, OFF)


def test_the_scale_is_the_wider_of_those_that_are_open() -> None:
    scales = np.array([np.full((1, 24), 3.0), np.full((1, 24), 1.0)])
    is_open = np.ones((2, 24), bool)
    is_open[0, 12:] = False
    is_open[1, 18:] = False
    is_open[0, 18:] = True
    found = either().scales(is_open, scales)
    assert found[0, :18].tolist() == [3.0] * 18
    assert found[0, 18:].tolist() == [1.0] * 6
