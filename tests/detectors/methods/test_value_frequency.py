"""The own idea of the frequency of values: rare at its hour, whatever the resolution of the meter."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.methods.value_frequency import ValueFrequency
from tests.detectors.meters import THURSDAY, WEDNESDAY, at, changed, judged, peak, regular_office


def test_a_missing_reading_at_night_makes_the_mean_of_the_hours_after_it_no_rarer() -> None:
    series = regular_office(days=150)
    power = series.power_kw.copy()
    night = int(series.index.get_loc(at(series, f"{WEDNESDAY} 03:00")))
    power[night] = np.nan
    scores = judged(ValueFrequency, series.with_power(power))
    assert np.nanmax(scores.score[night : night + 2 * series.steps_per_day]) < 3.0


@pytest.mark.parametrize("resolution_kw", [0.01, 0.1, 0.5, 1.0])
def test_how_rare_a_value_is_does_not_hang_on_the_resolution_of_the_meter(resolution_kw: float) -> None:
    series = changed(regular_office(days=150), f"{WEDNESDAY} 12:00", f"{WEDNESDAY} 16:00", 6.0)
    rounded = series.with_power(np.round(series.power_kw / resolution_kw) * resolution_kw)
    scores = judged(ValueFrequency, rounded)
    assert peak(scores, WEDNESDAY, THURSDAY) >= 4.0
    assert np.mean(scores.score[np.isfinite(scores.score)] >= 4.0) < 0.01


def test_a_value_common_at_noon_is_rare_at_night() -> None:
    series = changed(regular_office(days=150), f"{WEDNESDAY} 02:00", f"{WEDNESDAY} 04:00", 15.0)
    scores = judged(ValueFrequency, series)
    assert peak(scores, f"{WEDNESDAY} 02:00", f"{WEDNESDAY} 04:00") >= 4.0
    assert peak(scores, "2024-05-14 12:00", "2024-05-14 13:00") < 4.0
