"""History and the series that follows it, walked over as one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.series import MeterSeries, Quality
from detectors.history import joined
from tests.detectors.meters import regular_office

WHOLE = regular_office("2024-03-25", 12)
BORDER = WHOLE.index[100]


def parts(history_end: int, series_start: int) -> tuple[MeterSeries, MeterSeries]:
    return WHOLE.between(end=WHOLE.index[history_end]), WHOLE.between(WHOLE.index[series_start])


def test_neighbours_become_the_whole_over_a_clock_change() -> None:
    together, begin = joined(*parts(100, 100))
    assert begin == 100
    assert together.index.equals(WHOLE.index)
    assert together.digest == WHOLE.digest


def test_the_time_between_is_missing() -> None:
    together, begin = joined(*parts(100, 130))
    assert begin == 130
    assert together.index.equals(WHOLE.index)
    assert np.isnan(together.power_kw[100:130]).all()
    assert together.quality is not None
    assert set(together.quality[100:130]) == {int(Quality.MISSING)}
    assert set(together.quality[:100]) | set(together.quality[130:]) == {0}


def test_where_both_have_readings_the_series_is_right() -> None:
    history, series = parts(200, 100)
    together, begin = joined(history.with_power(history.power_kw + 7.0), series)
    assert begin == 100
    np.testing.assert_array_equal(together.power_kw[:100], WHOLE.power_kw[:100] + 7.0)
    np.testing.assert_array_equal(together.power_kw[100:], WHOLE.power_kw[100:])


@pytest.mark.parametrize(("history_start", "series_start"), [(50, 50), (60, 20), (150, 20)])
def test_history_that_is_not_earlier_says_nothing(history_start: int, series_start: int) -> None:
    series = WHOLE.between(WHOLE.index[series_start])
    together, begin = joined(WHOLE.between(WHOLE.index[history_start]), series)
    assert begin == 0
    assert together is series


def test_temperature_is_kept_where_both_have_it() -> None:
    warm = replace(WHOLE, temperature_c=np.arange(len(WHOLE), dtype=float))
    history, series = warm.between(end=BORDER), warm.between(WHOLE.index[110])
    together, _ = joined(history, series)
    assert together.temperature_c is not None
    np.testing.assert_array_equal(together.temperature_c[:100], np.arange(100))
    assert np.isnan(together.temperature_c[100:110]).all()
    assert together.temperature_c[110] == 110
    assert joined(replace(history, temperature_c=None), series)[0].temperature_c is None


def test_another_zone_is_no_hindrance() -> None:
    history, series = parts(100, 100)
    abroad = replace(history, index=history.index.tz_convert("UTC"))
    together, begin = joined(abroad, series)
    assert begin == 100
    assert together.index.equals(WHOLE.index)
    assert together.timezone == "Europe/Zurich"


def test_another_step_is_refused_with_both() -> None:
    with pytest.raises(DataError, match=r"every 0:15:00, but its history has one every 1:00:00"):
        joined(WHOLE, regular_office("2024-04-20", 3, 15))


def test_readings_between_the_steps_of_the_history_are_refused() -> None:
    later = regular_office("2024-04-20", 3)
    shifted = replace(later, index=later.index + pd.Timedelta(minutes=7))
    with pytest.raises(DataError, match="not on the same grid of times"):
        joined(WHOLE, shifted)
