"""The own idea of trend and seasons: a week, a holiday and a slow rise are foreseen."""

from __future__ import annotations

import numpy as np

from detectors.methods.seasonal_residual import SeasonalResidual
from tests.detectors.meters import inside, judged, regular_office


def test_trend_and_seasons_foresee_the_week_and_a_holiday_as_a_sunday() -> None:
    series = regular_office(days=150, country="CH", region="ZH")
    power = series.power_kw.copy()
    holiday = inside(judged(SeasonalResidual, series), "2024-05-09", "2024-05-10")
    power[holiday] = 5.0
    scores = judged(SeasonalResidual, series.with_power(power))
    assert np.abs(scores.expected[holiday] - 5.0).max() < 1.5
    workday = inside(scores, "2024-04-23", "2024-04-27")
    assert np.sqrt(np.nanmean((scores.expected - power)[workday] ** 2)) < 1.0


def test_trend_and_seasons_follow_a_slow_rise() -> None:
    series = regular_office(days=150)
    rising = series.with_power(series.power_kw + np.linspace(0.0, 10.0, len(series)))
    scores = judged(SeasonalResidual, rising)
    late = inside(scores, "2024-04-01", "2024-06-01")
    assert abs(np.nanmean((rising.power_kw - scores.expected)[late])) < 0.5
