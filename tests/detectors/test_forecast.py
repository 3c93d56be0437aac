"""Forecasts: they leave the scores as they are, go on where the readings end, and hold what then comes."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from data.errors import ParameterError
from detectors.base import Detector
from detectors.forecast import MAX_DAYS, Forecast, forecast_period, scores_and_forecast
from detectors.scores import COLUMNS
from tests.detectors.meters import DETECTORS, building, regular_office, scored, with_cases

FORECASTING = [kind for kind in DETECTORS if kind.can_forecast]
every_forecasting = pytest.mark.parametrize("kind", FORECASTING, ids=[kind.name for kind in FORECASTING])


@cache
def week_after(kind: type[Detector], days: int) -> Forecast:
    series = regular_office(days=days)
    return scores_and_forecast(kind().fit(series), series, MAX_DAYS)[1]


@every_forecasting
def test_a_forecast_leaves_the_scores_as_they_are(kind: type[Detector]) -> None:
    series = building("office", 60)
    alone = scored(kind.name, "office", 60)
    scores, _ = scores_and_forecast(kind().fit(series), series, 3)
    assert scores.index.equals(series.index)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(scores, name), getattr(alone, name), err_msg=name)


@pytest.mark.parametrize(("kind", "step"), with_cases(FORECASTING, [(15,), (60,)]))
def test_a_forecast_begins_where_the_readings_end_and_is_complete(kind: type[Detector], step: int) -> None:
    series = building("school", step)
    _, forecast = scores_and_forecast(kind().fit(series), series, 2)
    assert forecast.index[0] == series.end
    assert len(forecast.index) == 2 * series.steps_per_day
    low, high = forecast.band(3.0)
    assert np.all(low < forecast.expected)
    assert np.all(forecast.expected < high)


@every_forecasting
def test_the_week_ahead_of_a_regular_office_holds_what_comes(kind: type[Detector]) -> None:
    forecast = week_after(kind, days=119)
    comes = regular_office(days=127).between(forecast.index[0], forecast.index[-1] + pd.Timedelta(hours=1))
    busy = comes.power_kw > 12
    apart = np.abs(forecast.expected - comes.power_kw)
    low, high = forecast.band(5.0)
    assert busy.sum() == 50
    assert np.median(apart) < 1.0
    assert np.mean((comes.power_kw >= low) & (comes.power_kw <= high)) > 0.97


@every_forecasting
def test_the_band_never_narrows_with_the_days_ahead_at_the_same_slot_of_workdays(kind: type[Detector]) -> None:
    forecast = week_after(kind, days=119)  # ends on a Sunday night
    noon = forecast.scale_above[12 : 5 * 24 : 24]
    assert len(noon) == 5
    slack = 0.1 if kind.name == "gradient_boosting" else 1e-9  # it says of each day how hard it is to foresee
    assert np.all(np.diff(noon) >= -slack * noon[:-1])
    assert noon[-1] > noon[0]


@pytest.mark.parametrize("days", [0, 8, -1])
def test_a_forecast_of_no_days_or_too_many_is_refused(days: int) -> None:
    with pytest.raises(ParameterError, match=f"{days} days ahead; it takes 1 to 7 days"):
        forecast_period(regular_office(days=30), days)
