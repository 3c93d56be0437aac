"""When a fault that became normal ends, the old normal is back at once: no alarm, and the next fault is found."""

from __future__ import annotations

import numpy as np
import pytest

from data.series import MeterSeries
from detectors.registry import detector
from tests.detectors.meters import at, inside, judged, regular_office

FAULT = "2024-04-29 20:00", "2024-05-10 06:00"
NEXT = "2024-05-22 20:00", "2024-05-23 06:00"
METHODS = ["typical_week", "seasonal_residual", "temperature_week", "holt_winters", "parx", "sarimax"]


def nights_on(series: MeterSeries, start: str, end: str, more_kw: float = 6.0) -> MeterSeries:
    """Return the series with so much more in the nights and weekends within ``[start, end)``."""
    times = series.index
    part = np.asarray((times >= at(series, start)) & (times < at(series, end)))
    night = (times.hour >= 20) | (times.hour < 6) | (times.day_of_week >= 5)
    return series.with_power(series.power_kw + more_kw * (part & night))


@pytest.mark.parametrize("name", METHODS)
def test_normal_nights_after_a_fault_of_ten_days_are_no_alarm(name: str) -> None:
    clean = regular_office(days=150)
    before, after = judged(detector(name), clean), judged(detector(name), nights_on(clean, *FAULT))
    weeks = inside(after, "2024-05-13 00:00", "2024-06-03 00:00")  # the week that ends with a reading is judged, too
    assert np.nanmax(after.score[inside(after, *FAULT)]) > 8.0
    assert np.mean(after.score[weeks] >= 4.0) <= np.mean(before.score[weeks] >= 4.0) + 0.01


@pytest.mark.parametrize("name", METHODS)
def test_a_night_left_on_two_weeks_after_is_found_as_if_nothing_had_been(name: str) -> None:
    once = nights_on(regular_office(days=150), *NEXT)
    alone, again = judged(detector(name), once), judged(detector(name), nights_on(once, *FAULT))
    night = inside(again, *NEXT)
    assert np.nanmax(again.score[night]) > 0.6 * np.nanmax(alone.score[night])
    assert again.side[night][np.nanargmax(again.score[night])] == 1


def test_a_change_that_stays_is_the_new_normal() -> None:
    clean = regular_office(days=210)
    after = judged(detector("typical_week"), nights_on(clean, "2024-04-29 20:00", "2024-07-28 00:00"))
    settled = inside(after, "2024-06-03 00:00", "2024-07-28 00:00")
    assert np.mean(after.score[settled] >= 4.0) < 0.02
    nights = settled & ((after.index.hour >= 21) | (after.index.hour < 5))
    assert np.median(after.expected[nights]) > 9.0
