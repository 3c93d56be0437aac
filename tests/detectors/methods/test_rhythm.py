"""Rhythm: a daily swing that is lost, moved or grown is found within days; an ordinary one, and holidays, are not."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.series import MeterSeries
from detectors.analytics.spectrum import DAY_HOURS
from detectors.explain.explain import explain
from detectors.methods.rhythm import Rhythm
from detectors.rules.rhythm_strategy import RhythmStrategy, day_swings
from detectors.scores import Reason
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import WalkForward
from tests.detectors.meters import at, events_within, inside, judged, regular_office


def lost(series: MeterSeries, start: str, end: str, how: str) -> MeterSeries:
    """Return the series with another rhythm within ``[start, end)``."""
    part = np.asarray((series.index >= at(series, start)) & (series.index < at(series, end)))
    power = series.power_kw.copy()
    if how == "flat":
        power[part] = 11.0 + 0.1 * (power[part] % 1.0)
    elif how == "moved":
        power[part] = np.roll(power[part], 6 * series.steps_per_day // 24)
    else:
        power[part] = 11.0 + 1.8 * (power[part] - 11.0)
    return series.with_power(power)


@pytest.mark.parametrize("step", [15, 60])
@pytest.mark.parametrize("how", ["flat", "moved", "grown"])
def test_a_changed_rhythm_is_found_within_days(how: str, step: int) -> None:
    series = lost(regular_office(days=120, step_minutes=step), "2024-04-08 00:00", "2024-04-15 00:00", how)
    scores = judged(Rhythm, series)
    before = inside(scores, "2024-03-20 00:00", "2024-04-08 00:00")
    assert np.nanmax(scores.score[before]) < 4.0
    flagged = scores.index[(scores.score >= 4.0) & inside(scores, "2024-04-08 00:00", "2024-04-30 00:00")]
    assert flagged[0] <= at(series, "2024-04-12 00:00")


def test_a_lost_swing_is_told_with_its_numbers() -> None:
    series = lost(regular_office(days=98), "2024-04-01 00:00", "2024-04-15 00:00", "flat")
    [event] = events_within(series, judged(Rhythm, series), "2024-04-01 00:00", "2024-04-15 00:00")
    assert event.reason is Reason.IRREGULAR_RHYTHM
    assert event.side == -1
    assert explain(event).sentence.startswith("Irregular rhythm: a daily swing of ")
    assert "kW in the four weeks before; the daily rhythm holds" in explain(event).sentence


@pytest.mark.parametrize("how", ["flat", "moved", "grown"])
@pytest.mark.parametrize("end", ["2024-04-15 00:00", "2024-04-24 00:00"])
def test_an_event_begins_with_the_change_and_ends_within_a_week_of_the_rhythm_coming_back(how: str, end: str) -> None:
    series = lost(regular_office(days=150), "2024-04-08 00:00", end, how)
    [event] = events_within(series, judged(Rhythm, series), "2024-04-01 00:00", "2024-05-20 00:00")
    assert event.start == at(series, "2024-04-08 00:00")
    assert at(series, end) <= event.end <= at(series, end) + pd.Timedelta(days=7)


def test_a_start_after_months_off_has_a_score_that_can_be_told() -> None:
    office = regular_office(days=240, zone="UTC")
    swing = 10.0 + 5.0 * np.sin(2 * np.pi * np.arange(DAY_HOURS) / DAY_HOURS)
    hours = np.where((np.arange(240) < 200)[:, None], 0.0, swing)
    days = SeriesDays.of(office.with_power(hours.ravel()))
    days = replace(days, trainable=np.ones_like(days.trainable))  # the zeros are no data problem
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score = WalkForward(RhythmStrategy(6.0)).run(days, 240).score[:, 0]
    assert not score[35:200].any()
    assert 6.0 < np.nanmax(score[201:208]) < 10_000.0


def test_a_grown_swing_has_the_other_side() -> None:
    series = lost(regular_office(days=98), "2024-04-08 00:00", "2024-04-15 00:00", "grown")
    scores = judged(Rhythm, series)
    assert set(scores.side[inside(scores, "2024-04-11 00:00", "2024-04-15 00:00")]) == {1}


def test_all_readings_of_a_day_have_the_score_of_the_week_before() -> None:
    series = regular_office(days=90)
    scores = judged(Rhythm, series)
    by_day = pd.Series(scores.score).groupby(series.index.normalize())
    assert (by_day.nunique() <= 1).all()
    assert scores.window_hours[:25].tolist() == [168.0 + hour for hour in range(1, 25)] + [169.0]
    assert np.isnan(scores.score[: 24 * 20]).all()


def test_public_holidays_are_left_out() -> None:
    swiss = regular_office("2024-02-05", 110, country="CH", region="ZH", noise_kw=0.3)
    power = swiss.power_kw.copy()
    for day in ("03-28", "03-29", "04-01", "04-02"):
        off = swiss.index.strftime("%m-%d") == day
        power[off] = 5.0 + power[off] % 0.3
    easter = swiss.with_power(power)
    foreign = MeterSeries("office", easter.index, easter.power_kw)
    after = inside(judged(Rhythm, easter), "2024-04-02 00:00", "2024-04-09 00:00")
    assert np.nanmax(judged(Rhythm, easter).score[after]) < 4.0 < np.nanmax(judged(Rhythm, foreign).score[after])


def test_the_swing_of_a_day_is_its_24_hour_component() -> None:
    hours = np.arange(DAY_HOURS)
    day = 7.0 + 3.0 * np.cos(2 * np.pi * (hours - 6) / 24) + 1.0 * np.cos(2 * np.pi * hours / 12)
    [swing] = day_swings(day[None, :])
    assert abs(swing) == pytest.approx(3.0)
    assert (-np.angle(swing) / (2 * np.pi) * 24) % 24 == pytest.approx(6.0)
    day[:12] = np.nan
    assert np.isnan(day_swings(day[None, :])[0])


def test_readings_of_hours_are_too_coarse() -> None:
    index = pd.date_range("2024-01-01", periods=400, freq="6h", tz="UTC")
    with pytest.raises(DataError, match="a reading every 6 h"):
        Rhythm().fit(MeterSeries("coarse", index, np.ones(400)))
