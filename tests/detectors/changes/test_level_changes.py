"""A level that changes and stays is one change, told soon, placed where it began, and open until the meter returns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from detectors.change import DRIFT, LEVEL_SHIFT, Change
from tests.detectors.changes.lasting import (
    at_night,
    days_apart,
    home,
    lasting,
    moment,
    moved,
    office,
    part,
    scaled,
)
from tests.detectors.rules.loads import Load, charger


def only(changes: tuple[Change, ...]) -> Change:
    assert len(changes) == 1, changes
    return changes[0]


@pytest.mark.parametrize("step_minutes", [15, 60])
def test_a_step_up_is_known_within_two_weeks_from_the_reading_it_began_with(step_minutes: int) -> None:
    series = office(190, step_minutes=step_minutes)
    change = only(lasting(moved(series, part(series, 140, hour=10), 9.0)))

    assert change.reason is LEVEL_SHIFT
    assert change.side == 1
    assert change.is_open
    assert change.start == moment(series, 140, 10)
    assert moment(series, 145) <= change.known <= moment(series, 154)
    assert change.hours == "all"


def test_a_change_that_ends_has_its_end_where_it_ended() -> None:
    series = office(230)
    change = only(lasting(moved(series, part(series, 150, 168, hour=9), 14.0)))

    assert change.start == moment(series, 150, 9)
    assert change.end == moment(series, 168, 9)
    assert change.end_known is not None
    assert days_apart(change.end_known, change.end) < 6
    assert not change.became_normal


def test_a_home_that_falls_to_a_twelfth_is_one_open_change() -> None:
    series = home(260, seed=4)
    change = only(lasting(scaled(series, part(series, 150), 1 / 12)))

    assert (change.reason, change.side, change.is_open) == (LEVEL_SHIFT, -1, True)
    assert days_apart(change.start, moment(series, 150)) < 2
    assert change.ratio < 0.2


def test_a_home_that_uses_a_fifth_is_told_although_its_days_are_unlike() -> None:
    series = home(260, seed=7)
    change = only(lasting(scaled(series, part(series, 170), 0.2)))

    assert change.side == -1
    assert days_apart(change.start, moment(series, 170)) < 4


def test_a_set_back_that_is_lost_for_good_lies_at_night() -> None:
    series = office(220, seed=3)
    change = only(lasting(moved(series, part(series, 150, hour=18) & at_night(series), 5.0)))

    assert change.hours == "nights"
    assert change.is_open
    assert days_apart(change.start, moment(series, 150, 20)) < 1.1
    assert 1.25 < change.ratio < 1.6


def test_machines_that_run_on_weekends_from_some_week_on_lie_there() -> None:
    series = office(240, seed=5)
    weekend = np.asarray(series.index.day_of_week >= 5)
    change = only(lasting(moved(series, part(series, 152) & weekend, 9.0)))

    assert change.hours == "weekends"
    assert change.is_open


def test_less_use_at_work_alone_lies_at_working_hours() -> None:
    series = office(220, seed=6)
    busy = np.asarray((series.index.day_of_week < 5) & (series.index.hour >= 7) & (series.index.hour < 18))
    change = only(lasting(scaled(series, part(series, 154) & busy, 0.6)))

    assert change.hours == "working hours"
    assert change.side == -1


def test_a_base_load_that_doubles_in_months_is_one_open_drift() -> None:
    series = office(340, seed=8)
    grown = np.clip((np.arange(len(series)) / 24.0 - 100.0) / 196.0, 0.0, 1.0)
    change = only(lasting(series.with_power(series.power_kw + 11.0 * grown)))

    assert change.reason is DRIFT
    assert change.is_open
    assert days_apart(change.start, moment(series, 100)) < 45
    assert change.is_season_possible  # in a first year


def test_a_further_step_to_the_same_side_continues_the_change() -> None:
    series = office(280, seed=9)
    twice = moved(moved(series, part(series, 130), 8.0), part(series, 190), 8.0)
    change = only(lasting(twice))

    assert change.start == moment(series, 130)
    assert change.is_open


def test_what_lasts_for_a_year_has_become_normal() -> None:
    series = office(620, seed=10)
    change = only(lasting(moved(series, part(series, 150), 10.0)))

    assert change.became_normal
    assert change.end is not None
    assert days_apart(change.end, moment(series, 150 + 365)) < 2


def test_a_closure_within_a_change_does_not_end_it() -> None:
    series = office(290, seed=11)
    smaller = scaled(series, part(series, 130), 0.75)
    closed = part(series, 203, 220)
    change = only(lasting(smaller.with_power(np.where(closed, 7.5, smaller.power_kw) + 0.02 * at_night(series))))

    assert change.start == moment(series, 130)
    assert change.is_open


@pytest.mark.parametrize("days", [1, 3])
def test_what_lasts_for_some_days_is_an_event_of_readings_and_no_change(days: int) -> None:
    series = office(200, seed=12)
    assert lasting(moved(series, part(series, 141, 141 + days), 25.0)) == ()


def test_what_a_meter_does_in_its_first_weeks_is_no_change_when_it_ends() -> None:
    series = office(200, seed=13)
    assert lasting(scaled(series, part(series, 0, 16), 0.4)) == ()


def test_days_of_zeros_or_of_one_value_are_data_problems_and_no_level() -> None:
    series = office(220, seed=14)
    for value in (0.0, 4.0, 31.0):
        held = np.where(part(series, 150, 175), value, series.power_kw)
        assert lasting(series.with_power(held)) == ()


def test_a_gap_of_months_leads_to_no_change() -> None:
    series = office(420, seed=15)
    assert lasting(series.with_power(np.where(part(series, 120, 300), np.nan, series.power_kw))) == ()


def test_a_meter_that_only_wanders_has_a_change_in_ten_years_at_most() -> None:
    meters = [office(500, seed, sigma=sigma) for seed in range(20, 28) for sigma in (0.01, 0.05)]
    meters += [home(500, seed) for seed in range(20, 28)]
    found = sum(len(lasting(series)) for series in meters)

    years = sum(series.days for series in meters) / 365.25
    assert found / years <= 0.1


def test_times_are_those_of_the_meter() -> None:
    series = office(190)
    change = only(lasting(moved(series, part(series, 140, hour=10), 9.0)))
    assert str(change.start.tz) == str(series.index.tz)
    assert change.known > change.start
    assert isinstance(change.start, pd.Timestamp)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("step_minutes", [15, 60])
def test_a_load_that_is_mostly_off_has_runs_and_no_level(step_minutes: int, seed: int) -> None:
    """It runs every night from some day on: that is told by its runs."""
    load = charger(step_minutes, 210, seed)
    for day in range(120, 205):
        load.run(day, 21.0, 4.0, 7.4)
    assert lasting(load.series()) == ()


def test_a_home_that_is_mostly_off_has_a_level_where_it_is_used_every_day() -> None:
    load = Load(60, 220, 0.01, seed=5)
    for day in range(220):
        load.run(day, load.rng.uniform(17.0, 19.0), load.rng.uniform(2.5, 4.0), 2.2 if day < 140 else 0.15)

    change = only(lasting(load.series()))

    assert (change.side, change.is_open) == (-1, True)
