"""Factors that meters make and buildings do not: data problems, and the methods go on at the scale they know."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.change import FEED_IN, LEVEL_SHIFT, SCALE_FACTOR
from detectors.changes.scale_factor import scale_of_readings
from detectors.events.events import events
from detectors.methods.recommended import Recommended
from detectors.scores import Kind
from detectors.threshold import Threshold
from tests.detectors.changes.lasting import at_night, days_apart, home, lasting, moment, moved, office, part, scaled


@pytest.mark.parametrize(("factor", "days"), [(1000.0, 2), (0.001, 2), (10.0, 5), (0.1, 5)])
def test_powers_of_ten_are_another_scale_from_their_first_reading_and_known_soon(factor: float, days: float) -> None:
    series = office(170, seed=2)
    (change,) = lasting(scaled(series, part(series, 120, hour=15), factor))

    assert (change.reason, change.factor, change.is_open) == (SCALE_FACTOR, factor, True)
    assert change.start == moment(series, 120, 15)
    assert days_apart(change.known, moment(series, 121)) <= days


@pytest.mark.parametrize("factor", [2.0, 0.5, 2 / 3, 1 / 3])
def test_a_factor_that_is_the_same_at_all_hours_is_another_scale(factor: float) -> None:
    series = office(190, seed=3)
    (change,) = lasting(scaled(series, part(series, 140), factor))

    assert change.reason is SCALE_FACTOR
    assert change.factor == pytest.approx(factor)
    assert change.ratio == pytest.approx(factor)
    assert change.is_data_problem


def test_a_tenant_who_left_is_no_other_scale_although_the_mean_is_two_thirds() -> None:
    series = office(190, seed=4)
    busy = ~at_night(series) & np.asarray(series.index.day_of_week < 5)
    (change,) = lasting(scaled(series, part(series, 140) & busy, 0.6))

    assert change.reason is LEVEL_SHIFT


def test_a_shift_by_so_many_kilowatts_is_no_other_scale() -> None:
    series = office(190, seed=5)
    (change,) = lasting(moved(series, part(series, 140), 25.0))

    assert change.reason is LEVEL_SHIFT


def test_a_home_at_ten_times_its_use_is_another_scale_and_one_at_a_third_is_not_sure_to_be() -> None:
    series = home(230, seed=3)
    (tenfold,) = lasting(scaled(series, part(series, 150), 10.0))

    assert tenfold.reason is SCALE_FACTOR
    assert all(change.reason is LEVEL_SHIFT for change in lasting(scaled(series, part(series, 150), 1 / 3)))


def test_another_scale_is_told_within_a_change_of_the_use_as_well() -> None:
    series = office(240, seed=6)
    shifted = moved(series, part(series, 120), 9.0)
    first, second = lasting(scaled(shifted, part(series, 180), 0.1))

    assert (first.reason, second.reason) == (LEVEL_SHIFT, SCALE_FACTOR)
    assert first.end == second.start
    assert second.is_open


def test_a_meter_that_is_mended_ends_its_other_scale() -> None:
    series = office(220, seed=7)
    (change,) = lasting(scaled(series, part(series, 130, 160, hour=11), 0.001))

    assert change.start == moment(series, 130, 11)
    assert change.end is not None
    assert days_apart(change.end, moment(series, 160, 11)) < 1


@pytest.mark.parametrize("factor", [0.001, 1000.0])
def test_methods_go_on_at_the_scale_they_know(factor: float) -> None:
    series = office(170, seed=8)
    night = part(series, 147, hour=20) & ~part(series, 148, hour=5)
    spoiled = scaled(moved(series, night, 30.0), part(series, 120), factor)
    scores = Recommended().fit(spoiled).score(spoiled)

    after = np.asarray(series.index >= scores.changes[0].known)
    usual = np.nanmedian(scores.expected[part(series, 60, 110)])
    assert np.nanmedian(scores.expected[after]) == pytest.approx(factor * usual, rel=0.2)
    energy = [event for event in events(spoiled, scores, Threshold()) if event.kind is Kind.ENERGY]
    (left_on,) = [event for event in energy if event.start >= moment(series, 119)]  # faults within are found
    assert moment(series, 147, 18) <= left_on.start <= moment(series, 147, 22)


def test_there_is_one_data_problem_that_is_open_and_no_energy_problem() -> None:
    series = office(170, seed=9)
    spoiled = scaled(series, part(series, 120), 0.001)
    scores = Recommended().fit(spoiled).score(spoiled)

    late = [event for event in events(spoiled, scores, Threshold()) if event.end > moment(series, 121)]
    (event,) = late
    assert (event.kind, event.reason, event.is_open) == (Kind.DATA, SCALE_FACTOR, True)
    assert event.start == moment(series, 120)


def test_a_building_that_begins_to_feed_in_is_one_open_change() -> None:
    series = office(220, seed=10)
    noon = np.clip(1.0 - ((np.asarray(series.index.hour) - 12.5) / 5.0) ** 2, 0.0, None)
    sun = np.repeat(np.random.default_rng(2).uniform(0.3, 1.0, 221), 24)[: len(series)]
    roofed = series.with_power(series.power_kw - 95.0 * noon * sun * part(series, 140))
    scores = Recommended().fit(roofed).score(roofed)

    (change,) = scores.changes
    assert (change.reason, change.is_open) == (FEED_IN, True)
    assert days_apart(change.start, moment(series, 140)) < 2
    after = [event for event in events(roofed, scores, Threshold()) if event.start >= moment(series, 139)]
    assert sum(event.reason is FEED_IN for event in after) == 1
    assert not any(event.reason.key == "negative" for event in after)


def test_single_negative_readings_are_no_change() -> None:
    series = office(200, seed=11)
    where = part(series, 150, 151, hour=12) & np.asarray(series.index.hour == 12)
    assert lasting(series.with_power(np.where(where, -5.0, series.power_kw))) == ()


@pytest.mark.parametrize("factor", [10.0, 1000.0, 0.001])
def test_a_power_of_ten_shows_in_the_lowest_readings_as_in_the_highest(factor: float) -> None:
    power = home(60, seed=5).power_kw
    assert scale_of_readings(power[: 40 * 24], factor * power[40 * 24 :]) == factor


def test_readings_that_are_higher_at_some_hours_only_have_no_other_scale() -> None:
    power = home(60, seed=6).power_kw
    later = power[40 * 24 :]
    assert scale_of_readings(power[: 40 * 24], np.where(later > 0.2, 30.0 * later, later)) is None
    assert scale_of_readings(power[: 40 * 24], np.zeros(240)) is None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_home_at_ten_times_its_use_is_known_within_a_week(seed: int) -> None:
    series = home(200, seed=seed)
    (change,) = lasting(scaled(series, part(series, 150), 10.0))

    assert (change.reason, change.factor, change.is_open) == (SCALE_FACTOR, 10.0, True)
    assert days_apart(change.known, moment(series, 150)) <= 14
