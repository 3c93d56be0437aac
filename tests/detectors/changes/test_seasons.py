"""A season of the year before is no change, nor is the weather where it is known; in a first year it is hedged."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from data.series import MeterSeries
from detectors.change import Change
from detectors.changes.weather import Weather
from tests.detectors.changes.lasting import days_apart, heated, lasting, moment, moved, office, outdoors, part, school

SEEDS = (1, 2, 3)
SECOND_YEAR = 365 + 28


def known_after(changes: tuple[Change, ...], series: MeterSeries, day: int) -> list[Change]:
    return [change for change in changes if change.known >= moment(series, day)]


@cache
def heated_years(seed: int, *, knows_weather: bool) -> tuple[MeterSeries, tuple[Change, ...]]:
    series = heated(760, seed, knows_weather=knows_weather)
    return series, lasting(series)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("knows_weather", [False, True])
def test_heating_that_comes_back_is_no_change_in_the_second_year(seed: int, knows_weather: bool) -> None:
    series, changes = heated_years(seed, knows_weather=knows_weather)
    assert known_after(changes, series, SECOND_YEAR) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_first_year_what_may_be_the_season_is_told_hedged_if_at_all(seed: int) -> None:
    _, changes = heated_years(seed, knows_weather=False)
    assert all(change.is_season_possible for change in changes)
    assert len(changes) <= 4


def test_a_sharp_step_in_a_first_year_is_no_season() -> None:
    series = office(240, seed=6)
    (change,) = lasting(moved(series, part(series, 140, hour=15), 15.0))
    assert not change.is_season_possible


@pytest.mark.parametrize("seed", SEEDS)
def test_where_the_weather_is_known_the_first_winter_is_no_change_either(seed: int) -> None:
    _, changes = heated_years(seed, knows_weather=True)
    assert changes == ()


def test_vacations_of_the_year_before_are_expected_about_the_same_time() -> None:
    series = school(760)
    changes = lasting(series)

    first = [change for change in changes if change.known < moment(series, SECOND_YEAR)]
    assert {change.side for change in first} == {-1}
    assert all(not change.is_open and change.is_season_possible for change in first)
    assert 2 <= len(first) <= 4
    assert known_after(changes, series, SECOND_YEAR) == []


def test_a_step_in_a_heated_building_is_found_in_the_second_year() -> None:
    series = heated(700, 4, knows_weather=False)
    changes = known_after(lasting(moved(series, part(series, 560, hour=9), 20.0)), series, SECOND_YEAR)

    assert [(change.side, change.is_open, change.is_season_possible) for change in changes] == [(1, True, False)]
    assert days_apart(changes[0].start, moment(series, 560, 9)) < 1


def test_what_was_expected_before_a_change_follows_the_season_of_the_year_before() -> None:
    series = heated(790, 5, knows_weather=False)
    (change,) = known_after(lasting(moved(series, part(series, 560), 25.0)), series, SECOND_YEAR)

    assert change.is_open  # though the winter has come and gone


def levels(temperature_c: np.ndarray, *, trend: float = 0.0, noise: float = 0.3) -> np.ndarray:
    rng = np.random.default_rng(3)
    needs = 2.0 * np.maximum(15.0 - temperature_c, 0.0) + 1.0 * np.maximum(temperature_c - 18.0, 0.0)
    return 20.0 + needs + trend * np.arange(len(temperature_c)) + rng.normal(0.0, noise, len(temperature_c))


def days_of(temperature_c: np.ndarray) -> np.ndarray:
    return temperature_c.reshape(-1, 24).mean(axis=1)


DEGREES = days_of(outdoors(office(364).index)[: 364 * 24])


def test_the_effect_of_the_weather_is_the_slope_of_heating_and_cooling() -> None:
    weather = Weather.fitted(levels(DEGREES), DEGREES)

    assert weather is not None
    np.testing.assert_allclose(weather.slopes, [2.0, 1.0], atol=0.15)
    assert np.nanstd(weather.without(levels(DEGREES), DEGREES)) < 0.5


def test_a_drift_that_goes_with_the_season_is_no_weather() -> None:
    rising = DEGREES[60:200]  # from March to July
    weather = Weather.fitted(20.0 + 0.1 * np.arange(140.0) + np.random.default_rng(1).normal(0, 0.3, 140), rising)

    assert weather is not None
    assert np.abs(weather.slopes).max() < 0.15


def test_a_kind_of_weather_that_was_not_seen_is_not_compared() -> None:
    winter = DEGREES[:60]
    weather = Weather.fitted(levels(winter), winter)

    assert weather is not None
    corrected = weather.without(levels(DEGREES), DEGREES)
    assert np.isnan(corrected[DEGREES > 20.0]).all()
    assert np.isfinite(corrected[:60]).all()


def test_too_few_days_and_unknown_temperatures_say_nothing_of_the_weather() -> None:
    assert Weather.fitted(np.full(10, 3.0), np.full(10, 5.0)) is None
    assert Weather.fitted(np.full(100, 3.0), np.full(100, np.nan)) is None
