"""What the base load comes to in a year and how it changed: seasons are no change, faults of a day are none either."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.calendar.night import Night
from data.series import MeterSeries
from detectors.analytics.baseload import HOURS_A_YEAR, night_baseload
from detectors.analytics.baseload_year import (
    a_year_before,
    against_just_before,
    against_year_before,
    last_year,
    within,
)
from detectors.analytics.occupancy import Occupancy
from detectors.analytics.week_use import week_use
from tests.detectors.meters import changed, regular_office

NIGHT = Occupancy(Night(18.0, 8.0), (False,) * 5 + (True, True))
SEASON_KW = 8.0


def nights_of(kw: np.ndarray, start: str = "2023-01-02") -> pd.DataFrame:
    return pd.DataFrame({"date": pd.date_range(start, periods=len(kw)), "kw": kw})


def season(days: int) -> np.ndarray:
    """Return 20 kW that swing by 8 kW over the year and never change otherwise."""
    return 20.0 + SEASON_KW * np.cos(2 * np.pi * np.arange(days) / 365.25)


@pytest.mark.parametrize("shown", [30, 92, 364, 366, 548, 900])
def test_a_season_is_no_change_against_the_year_before(shown: int) -> None:
    nights = nights_of(season(1100))
    change = against_year_before(nights.iloc[-shown:], nights)
    assert abs(change.kw) < 0.2
    assert change.nights >= min(shown, 1100 - 364)


def test_a_rise_of_one_kw_a_year_is_a_change_of_that_whatever_the_season() -> None:
    nights = nights_of(season(900) + np.arange(900) / 364.0)
    for shown in (60, 364, 500):
        assert against_year_before(nights.iloc[-shown:], nights).kw == pytest.approx(1.0, abs=0.15)


def test_nights_left_on_for_two_weeks_are_no_change_of_the_year() -> None:
    kw = season(728)
    kw[500:514] += 20.0
    nights = nights_of(kw)
    assert abs(against_year_before(nights.iloc[-364:], nights).kw) < 0.1


def test_a_night_is_compared_with_that_of_the_same_weekday_52_weeks_before() -> None:
    nights = nights_of(np.arange(400.0))
    before = a_year_before(nights.iloc[390:], nights)
    assert before["kw"].tolist() == list(range(26, 36))
    assert set((nights["date"].iloc[390:].dt.day_of_week.to_numpy() - before.index.day_of_week).tolist()) == {0}


def test_a_few_pairs_in_long_dates_are_nothing_to_compare_with() -> None:
    nights = nights_of(season(380))
    assert not against_year_before(nights, nights).is_known
    assert against_year_before(nights.iloc[-20:], nights).nights == 16


def test_dates_are_compared_with_as_many_before_where_these_are_known() -> None:
    nights = nights_of(np.repeat([5.0, 7.0], 40))
    change = against_just_before(nights.iloc[40:], nights)
    assert (change.kw, change.before_kw) == (2.0, 5.0)
    assert not against_just_before(nights.iloc[30:], nights).is_known


def test_the_course_of_some_dates_is_from_their_first_weeks_to_their_last() -> None:
    change = within(nights_of(np.concatenate([np.full(28, 9.0), np.full(300, 14.0), np.full(28, 10.7)])))
    assert (change.before_kw, round(change.kw, 6), change.nights) == (9.0, 1.7, 28)
    assert within(nights_of(np.arange(15.0))).nights == 5
    assert not within(nights_of(np.arange(9.0))).is_known


def test_a_year_is_that_of_the_last_365_days_whatever_came_before() -> None:
    year = last_year(nights_of(np.concatenate([np.full(200, 90.0), season(365)])))
    assert year.is_whole
    assert year.kw == pytest.approx(20.0, abs=0.1)
    assert year.kwh == year.kw * HOURS_A_YEAR


def test_nights_left_on_for_a_week_do_not_count_in_the_year() -> None:
    kw = np.full(365, 5.0)
    kw[200:208] = 30.0
    assert last_year(nights_of(kw)).kw == 5.0


@pytest.mark.parametrize("known", [0, 100, 320])
def test_less_than_a_year_of_nights_is_carried_over(known: int) -> None:
    kw = np.where(np.arange(365) < known, 5.0, np.nan)
    assert not last_year(nights_of(kw)).is_whole


def test_the_nights_of_a_meter_have_these_columns() -> None:
    nights = night_baseload(regular_office("2023-01-02", 500, noise_kw=0.0), NIGHT)
    assert against_year_before(nights.iloc[-90:], nights).kw == 0.0
    assert last_year(nights).kw == 5.0


def used(series: MeterSeries) -> tuple[float, float]:
    use = week_use(series, np.zeros(len(series), bool))
    return use.at_work_kwh, use.off_kwh


def test_a_weekend_gone_wrong_is_no_typical_one() -> None:
    series = regular_office(noise_kw=0.0, days=84)
    wrong = changed(series, "2024-02-17 00:00", "2024-02-19 00:00", 40.0)
    assert used(wrong) == used(series) == (270.0, 120.0)


def test_weekends_of_a_season_count_with_their_season() -> None:
    series = regular_office("2023-01-02", 364, noise_kw=0.0)
    winter = series.index.month.isin([1, 2, 11, 12])
    heated = series.with_power(series.power_kw + np.where(winter, 12.0, 0.0))
    assert used(heated)[1] == pytest.approx(120.0 + 24 * 12.0 * winter.mean(), rel=0.05)


def test_what_weekends_use_in_a_year_is_by_their_number() -> None:
    series = regular_office(noise_kw=0.0, days=84)
    use = week_use(series, np.zeros(len(series), bool))
    assert use.off_kwh_a_year == pytest.approx(120.0 * 365.25 * 2 / 7)
