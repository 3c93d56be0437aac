"""Base load in figures: nights, days off and shares, against numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.calendar.night import Night
from detectors.analytics.baseload import HOURS_A_YEAR, baseload_summary, low_quantile, night_baseload
from detectors.analytics.occupancy import Occupancy, occupancy
from tests.detectors.meters import changed, regular_office

NIGHT = Occupancy(Night(18.0, 8.0), (False,) * 5 + (True, True))


def test_an_ordinary_night_has_the_base_load_of_the_nights_before() -> None:
    nights = night_baseload(regular_office(noise_kw=0.0, days=30), NIGHT)
    assert nights["kw"].eq(5.0).all()
    assert nights["delta_kw"].dropna().eq(0.0).all()
    assert nights["date"].iloc[0] == pd.Timestamp("2024-01-08")
    assert nights["kind"].value_counts().to_dict() == {"weekday": 22, "weekend": 8}


def test_a_night_left_on_stands_out_by_its_kw_percent_and_kwh_a_year() -> None:
    series = changed(regular_office(noise_kw=0.0, days=40), "2024-02-05 18:00", "2024-02-06 08:00", 2.0)
    night = night_baseload(series, NIGHT).set_index("date").loc[pd.Timestamp("2024-02-06")]
    assert (night["kw"], night["usual_kw"], night["delta_kw"], night["delta_percent"]) == (7.0, 5.0, 2.0, 40.0)
    assert night["kwh_a_year"] == 2.0 * HOURS_A_YEAR


def test_usual_is_the_median_of_eight_nights_of_the_kind_before() -> None:
    series = changed(regular_office(noise_kw=0.0, days=60), "2024-02-05 00:00", "2024-02-19 00:00", 3.0)
    nights = night_baseload(series, NIGHT).set_index("date")
    usual = nights["usual_kw"]
    assert usual[pd.Timestamp("2024-02-09")] == 5.0  # three of the eight were high
    assert usual[pd.Timestamp("2024-02-12")] == 6.5  # four of the eight: the middle of 5 and 8
    assert usual[pd.Timestamp("2024-02-13")] == 8.0
    assert usual[pd.Timestamp("2024-02-11")] == 5.0  # a Sunday is compared with weekends


def test_a_holiday_is_compared_with_weekends_until_there_were_three() -> None:
    series = regular_office("2024-03-01", 70, noise_kw=0.0, country="CH", region="ZH")
    nights = night_baseload(series, NIGHT).set_index("date")
    good_friday = nights.loc[pd.Timestamp("2024-03-29")]
    assert good_friday["kind"] == "holiday"
    assert good_friday["usual_kw"] == 5.0


def test_a_night_with_too_few_readings_has_no_figure_and_teaches_nothing() -> None:
    series = regular_office(noise_kw=0.0, days=30)
    power = series.power_kw.copy()
    power[24 * 10 - 6 : 24 * 10 + 4] = np.nan
    nights = night_baseload(series.with_power(power), NIGHT)
    assert nights["kw"].isna().sum() == 1
    assert nights["delta_kw"].dropna().eq(0.0).all()


def test_the_low_quantile_is_low_but_not_the_lowest() -> None:
    nights = np.array([np.arange(11.0), np.full(11, np.nan)])
    assert low_quantile(nights)[0] == 1.0
    assert np.isnan(low_quantile(nights)[1])
    assert low_quantile(np.array([[4.0, 3.0]]))[0] == 3.0


def test_the_summary_is_told_by_kind_of_night_and_by_weekday() -> None:
    series = regular_office(noise_kw=0.0, days=56)
    summary = baseload_summary(series, night_baseload(series, NIGHT))
    assert summary.kw == 5.0
    assert summary.kw_by_kind["weekday"] == summary.kw_by_kind["weekend"] == 5.0
    assert np.isnan(summary.kw_by_kind["holiday"])
    assert summary.kw_by_weekday == (5.0,) * 7
    mean_kw = (5 * (14 * 5.0 + 10 * 20.0) + 2 * 24 * 5.0) / 168
    assert summary.share_of_use == pytest.approx(5.0 / mean_kw)


def test_nights_in_which_something_was_left_on_do_not_make_its_share_larger_than_its_power() -> None:
    series = regular_office(noise_kw=0.0, days=56)
    power = series.power_kw.copy()
    power[20 * 24 : 24 * 24] += 30.0
    left_on = replace(series, power_kw=power)
    summary = baseload_summary(left_on, night_baseload(left_on, NIGHT))
    assert summary.share_of_use == pytest.approx(summary.kw / power.mean(), rel=0.05)


def test_a_meter_without_readings_has_unknown_figures() -> None:
    series = regular_office(days=5)
    series = series.with_power(np.full(len(series), np.nan))
    summary = baseload_summary(series, night_baseload(series, occupancy(series)))
    assert np.isnan([summary.kw, summary.share_of_use]).all()


@pytest.mark.parametrize("start", ["2024-03-18", "2024-10-14"])
def test_the_clock_change_is_no_change_of_base_load(start: str) -> None:
    nights = night_baseload(regular_office(start, 28, 15, noise_kw=0.0), NIGHT)
    assert nights["kw"].eq(5.0).all()
