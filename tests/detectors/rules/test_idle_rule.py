"""Base load at night and over weekends: what is found, with its numbers, and what is not."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from data.errors import DataError
from data.opening_hours import Operation
from data.series import MeterSeries
from detectors.explain.explain import explain
from detectors.methods.baseload import Baseload
from detectors.methods.weekend_baseload import WeekendBaseload
from detectors.scores import REASONS, Reason
from tests.detectors.meters import changed, events_within, inside, judged, regular_office

STEPS = [5, 15, 60]


def resampled(series: MeterSeries, hours: float) -> MeterSeries:
    every = round(hours / series.step_hours)
    return MeterSeries("coarse", series.index[::every], series.power_kw[: len(series) : every])


@pytest.mark.parametrize("step", STEPS)
def test_a_night_left_on_is_one_event_with_its_kw_and_kwh(step: int) -> None:
    series = changed(regular_office(days=100, step_minutes=step), "2024-04-03 18:00", "2024-04-04 08:00", 4.0)
    [event] = events_within(series, judged(Baseload, series), "2024-04-03 12:00", "2024-04-04 12:00")
    assert (event.start.strftime("%d %H:%M"), event.end.strftime("%d %H:%M")) == ("03 18:00", "04 08:00")
    assert event.reason is Reason.BASELOAD_HIGH
    assert event.side == 1
    assert event.excess_kw == pytest.approx(4.0, abs=0.2)
    assert event.excess_kwh == pytest.approx(56.0, abs=3.0)
    said = r"High base load at night: (8\.9\d|9|9\.0\d) kW for 14 h, usual about (4\.9\d|5|5\.0\d) kW; .* a year\."
    assert re.fullmatch(said, explain(event).sentence)


def test_it_is_known_by_the_third_hour_of_the_night() -> None:
    series = changed(regular_office(days=100), "2024-04-03 18:00", "2024-04-04 08:00", 4.0)
    scores = judged(Baseload, series)
    flagged = scores.index[inside(scores, "2024-04-03 12:00", "2024-04-04 12:00") & (scores.score >= 4.0)]
    assert flagged[0].hour <= 20


def test_outside_of_the_night_it_says_nothing() -> None:
    series = changed(regular_office(days=100), "2024-04-03 09:00", "2024-04-03 17:00", 15.0)
    scores = judged(Baseload, series)
    day = inside(scores, "2024-04-03 08:00", "2024-04-03 18:00")
    assert np.all(scores.score[day] == 0.0)
    assert np.isnan(scores.expected[day]).all()
    assert not events_within(series, scores, "2024-04-03 00:00", "2024-04-04 00:00")


def test_a_base_load_that_creeps_up_is_found_against_the_weeks_before() -> None:
    series = regular_office(days=120)
    days = np.arange(len(series)) / 24.0
    creeping = series.with_power(series.power_kw + np.clip(days - 80, 0, 20) * 0.15)
    scores = judged(Baseload, creeping)
    later = inside(scores, "2024-04-05 00:00", "2024-04-20 00:00")
    assert np.nanmax(scores.score[later]) > 4.0
    assert set(scores.reason[later & (scores.score >= 4.0)]) == {Reason.BASELOAD_HIGH.code}


def test_a_lower_base_load_is_less_than_expected() -> None:
    series = changed(regular_office(days=100), "2024-04-03 18:00", "2024-04-04 08:00", -3.0)
    [event] = events_within(series, judged(Baseload, series), "2024-04-03 12:00", "2024-04-04 12:00")
    assert event.reason is Reason.BELOW_EXPECTED
    assert event.side == -1
    assert "less than usual" in explain(event).sentence


def test_a_lasting_change_becomes_normal_after_some_nights() -> None:
    series = changed(regular_office(days=150), "2024-04-01 00:00", "2024-06-06 00:00", 4.0)
    scores = judged(Baseload, series)
    assert np.nanmax(scores.score[inside(scores, "2024-04-01 18:00", "2024-04-04 00:00")]) > 8.0
    assert np.nanmax(scores.score[inside(scores, "2024-05-20 00:00", "2024-06-06 00:00")]) < 4.0


def test_the_end_of_a_week_of_high_nights_is_no_alarm() -> None:
    series = changed(regular_office(days=120), "2024-04-01 18:00", "2024-04-09 08:00", 4.0)
    scores = judged(Baseload, series)
    assert events_within(series, scores, "2024-04-01 12:00", "2024-04-09 08:00")
    assert not events_within(series, scores, "2024-04-09 17:00", "2024-04-16 08:00")


def test_one_fault_does_not_hide_the_next_one() -> None:
    series = regular_office(days=120)
    for night in ("04-03", "04-10", "04-17"):
        series = changed(series, f"2024-{night} 18:00", f"2024-{night} 23:59", 4.0)
    scores = judged(Baseload, series)
    for night in ("04-03", "04-10", "04-17"):
        assert len(events_within(series, scores, f"2024-{night} 18:00", f"2024-{night} 23:00")) == 1


def test_a_data_problem_is_no_base_load_and_teaches_nothing() -> None:
    series = changed(regular_office(days=120), "2024-04-03 12:00", "2024-04-05 12:00", 0.0, factor=0.0)
    scores = judged(Baseload, series)
    after = inside(scores, "2024-04-06 00:00", "2024-04-20 00:00")
    assert np.nanmax(scores.score[after]) < 4.0
    clean = judged(Baseload, regular_office(days=120))
    np.testing.assert_allclose(scores.expected[after], clean.expected[after], atol=0.5)


def test_opening_hours_of_the_meter_are_its_night() -> None:
    series = replace(regular_office(days=100), operation=Operation("10:00", "16:00", "1-5"))
    scores = judged(Baseload, series)
    wednesday = inside(scores, "2024-04-03 00:00", "2024-04-04 00:00")
    known = np.isfinite(scores.expected[wednesday])
    assert np.flatnonzero(~known).tolist() == [10, 11, 12, 13, 14, 15]
    assert np.nanmax(scores.score[wednesday]) < 4.0


@pytest.mark.parametrize("step", STEPS)
def test_a_weekend_left_on_is_one_event_with_what_it_costs(step: int) -> None:
    series = changed(regular_office(days=100, step_minutes=step), "2024-04-06 00:00", "2024-04-08 00:00", 2.0)
    [event] = events_within(series, judged(WeekendBaseload, series), "2024-04-05 12:00", "2024-04-08 12:00")
    assert (event.start.strftime("%d %H:%M"), event.end.strftime("%d %H:%M")) == ("06 00:00", "08 00:00")
    assert event.reason is Reason.WEEKEND_ON
    assert event.excess_kwh == pytest.approx(96.0, abs=5.0)
    assert re.fullmatch(
        r"Left on over the weekend: (6\.9\d|7|7\.0\d) kW for 2 d, usual about .* a year\.", explain(event).sentence
    )


def test_weekdays_are_no_business_of_the_weekend_rule() -> None:
    series = changed(regular_office(days=100), "2024-04-03 00:00", "2024-04-05 00:00", 9.0)
    scores = judged(WeekendBaseload, series)
    week = inside(scores, "2024-04-01 00:00", "2024-04-06 00:00")
    assert np.all(scores.score[week] == 0.0)


def test_a_holiday_is_a_day_off_where_the_country_is_known() -> None:
    swiss = regular_office(days=150, country="CH", region="ZH", noise_kw=0.2)
    worked = swiss.power_kw.copy()
    is_may_day = inside(judged(WeekendBaseload, swiss), "2024-05-01 00:00", "2024-05-02 00:00")
    others = (swiss.index.day_of_week == 0) & (swiss.index.strftime("%m-%d") == "04-01")  # Easter Monday
    off = is_may_day | others | (swiss.index.strftime("%m-%d") == "03-29")
    worked[off & ~is_may_day] = 5.0 + (worked[off & ~is_may_day] % 0.5)
    scores = judged(WeekendBaseload, swiss.with_power(worked))
    found = events_within(swiss.with_power(worked), scores, "2024-05-01 00:00", "2024-05-02 00:00")
    assert [explain(event).heading for event in found] == ["Left on over a day off"]


def test_a_closed_weekday_is_judged_as_a_day_off() -> None:
    closed = regular_office(days=120)
    closed = closed.with_power(np.where(closed.index.day_of_week == 0, 5.0 + closed.power_kw % 0.3, closed.power_kw))
    series = changed(closed, "2024-04-15 00:00", "2024-04-16 00:00", 3.0)
    found = events_within(series, judged(WeekendBaseload, series), "2024-04-15 00:00", "2024-04-16 00:00")
    assert [event.reason for event in found] == [Reason.WEEKEND_ON]


def test_a_winter_that_raises_nights_and_weekends_alike_is_no_weekend_left_on() -> None:
    series = changed(regular_office(days=120), "2024-04-01 00:00", "2024-05-07 00:00", 2.0)
    alone = changed(regular_office(days=120), "2024-04-06 00:00", "2024-04-08 00:00", 2.0)
    both, only = (judged(WeekendBaseload, one) for one in (series, alone))
    weekend = inside(both, "2024-04-06 00:00", "2024-04-08 00:00")
    assert np.nanmax(both.score[weekend]) <= np.nanmax(only.score[weekend])


@pytest.mark.parametrize("kind", [Baseload, WeekendBaseload])
def test_readings_of_hours_are_too_coarse(kind: type[Baseload | WeekendBaseload]) -> None:
    with pytest.raises(DataError, match="has a reading every 6 h"):
        kind().fit(resampled(regular_office(days=60), 6.0))


@pytest.mark.parametrize("kind", [Baseload, WeekendBaseload])
def test_every_reason_fits_its_side(kind: type[Baseload | WeekendBaseload]) -> None:
    scores = judged(kind, regular_office(days=120))
    names = np.array([str(reason) for reason in REASONS])[scores.reason]
    assert set(names[scores.side == 0]) == {"none"}
    assert set(names[scores.side == -1]) <= {"below_expected"}
    assert set(names[scores.side == 1]) <= {str(kind.above)}
