"""Straight lines and held values: what was filled in is flagged from where it began, not what meters do themselves."""

from __future__ import annotations

import numpy as np
import pytest

from data.series import FloatArray
from detectors.events.events import events
from detectors.features.data_quality import unusable
from detectors.features.data_quality.held_values import straight_runs
from detectors.features.data_quality.runs import ANOMALOUS
from detectors.methods.data_faults import DataProblems
from detectors.methods.recommended import Recommended
from detectors.scores import Kind, Reason
from detectors.threshold import Threshold
from tests.detectors.features.data_quality.offices import cuts, office, on
from tests.detectors.meters import building, judged

every_step = pytest.mark.parametrize("step_minutes", [15, 30, 60])


def filled(power: FloatArray, first: int, stop: int, digits: int | None = None) -> FloatArray:
    """Return readings with ``[first, stop)`` on the line between the readings around them."""
    power = power.copy()
    line = np.linspace(power[first - 1], power[stop], stop - first + 2)[1:-1]
    power[first:stop] = line if digits is None else np.round(line, digits)
    return power


def line_of(power: FloatArray, step_minutes: int) -> np.ndarray:
    """Return where a straight line is flagged."""
    return np.flatnonzero(straight_runs(power, step_minutes / 60.0)[1].score >= ANOMALOUS)


@every_step
@pytest.mark.parametrize("hours", [9, 33, 81])
@pytest.mark.parametrize("digits", [None, 3, 2])
def test_a_line_from_a_night_to_noon_is_flagged_after_some_hours_and_goes_back_to_its_first_reading(
    step_minutes: int, hours: int, digits: int | None
) -> None:
    per_hour = 60 // step_minutes
    first = (57 * 24 + 3) * per_hour
    power = filled(office(step_minutes), first, first + hours * per_hour, digits)
    flagged = line_of(power, step_minutes)
    soonest = first + (9 if digits == 2 and step_minutes == 60 else 6) * per_hour
    assert first < flagged[0] <= soonest
    assert flagged[-1] in (first + hours * per_hour - 1, first + hours * per_hour)  # the reading after it is on it too
    steps = straight_runs(power, step_minutes / 60.0)[1].steps
    assert np.all(flagged - steps[flagged] + 1 == first)


@every_step
def test_a_line_of_full_precision_is_flagged_after_three_hours_at_the_earliest(step_minutes: int) -> None:
    per_hour = 60 // step_minutes
    first = (50 * 24 + 2) * per_hour
    flagged = line_of(filled(office(step_minutes), first, first + 9 * per_hour), step_minutes)
    assert flagged[0] - first + 1 >= 3 * per_hour


def test_a_third_line_is_found_though_two_longer_ones_were_before() -> None:
    power = office(days=150)
    for day, hours in ((50, 80), (70, 60), (110, 14)):
        power = filled(power, day * 24 + 3, day * 24 + 3 + hours)
    flagged = line_of(power, 60)
    assert np.isin([50 * 24 + 40, 70 * 24 + 40, 110 * 24 + 15], flagged).all()


@every_step
def test_an_ordinary_office_draws_no_line(step_minutes: int) -> None:
    held, line = straight_runs(office(step_minutes), step_minutes / 60.0)
    assert not held.score.any()
    assert not line.score.any()


def steady(step_minutes: int) -> FloatArray:
    """Return a load that never changes but for the last digit."""
    noise = np.random.default_rng(7).normal(0.0, 0.04, 90 * 24 * 60 // step_minutes)
    return np.round(41.25 + noise, 1)


def drifting(step_minutes: int) -> FloatArray:
    """Return a load that goes up by a tenth every other day."""
    noise = np.random.default_rng(8).normal(0.0, 0.02, 90 * 24 * 60 // step_minutes)
    return np.round(np.linspace(30.0, 34.5, len(noise)) + noise, 1)


def smooth(step_minutes: int) -> FloatArray:
    """Return a load that swings without noise."""
    hours = np.arange(90 * 24 * 60 // step_minutes) * step_minutes / 60.0
    return np.round(20.0 + 8.0 * np.sin(2 * np.pi * hours / 24.0), 3)


def coarse(step_minutes: int) -> FloatArray:
    """Return an office read in steps of 4 kW: its nights are one value."""
    return np.round(office(step_minutes) / 4.0) * 4.0


def closed_for_a_week(step_minutes: int) -> FloatArray:
    """Return an office that is closed for a week, with nothing on but one device."""
    power, per_day = office(step_minutes), 24 * 60 // step_minutes
    noise = np.random.default_rng(3).normal(0.0, 0.01, 7 * per_day)
    power[56 * per_day : 63 * per_day] = np.round(6.0 + noise, 3)
    return power


@every_step
@pytest.mark.parametrize("load", [steady, drifting, smooth, coarse, closed_for_a_week])
def test_what_a_meter_does_of_its_own_is_no_data_problem(load: object, step_minutes: int) -> None:
    assert callable(load)
    held, line = straight_runs(load(step_minutes), step_minutes / 60.0)
    assert not line.score.any()
    assert not held.score.any()


@pytest.mark.parametrize("step_minutes", [15, 60])
@pytest.mark.parametrize("archetype", ["office", "household", "solar household", "school", "cold store", "industry"])
def test_simulated_buildings_draw_no_line(archetype: str, step_minutes: int) -> None:
    series = building(archetype, step_minutes)
    assert not straight_runs(series.power_kw, series.step_hours)[1].score.any()


@every_step
def test_a_value_held_at_work_is_found_though_its_last_digit_moves(step_minutes: int) -> None:
    power, per_hour = office(step_minutes, digits=1), 60 // step_minutes
    first = (57 * 24 + 11) * per_hour
    power[first : first + 20 * per_hour] = 52.3 + 0.1 * (np.arange(20 * per_hour) % 3 == 1)
    held = straight_runs(power, step_minutes / 60.0)[0]
    flagged = np.flatnonzero(held.score >= ANOMALOUS)
    assert first < flagged[0] <= first + 12 * per_hour
    assert flagged[-1] == first + 20 * per_hour - 1
    assert np.all(flagged - held.steps[flagged] + 1 == first)


@pytest.mark.parametrize("step_minutes", [15, 60])
def test_nothing_looks_ahead(step_minutes: int) -> None:
    power, per_hour = office(step_minutes), 60 // step_minutes
    for day in (30, 41, 55, 62):
        power = filled(power, (day * 24 + 3) * per_hour, (day * 24 + 3 + day) * per_hour)
    power[70 * 24 * per_hour :][: 15 * per_hour] = 35.0
    whole = straight_runs(power, step_minutes / 60.0)
    for size in cuts(len(power)):
        for part, all_of_it in zip(straight_runs(power[:size], step_minutes / 60.0), whole, strict=True):
            np.testing.assert_array_equal(part.score, all_of_it.score[:size])
            np.testing.assert_array_equal(part.steps, all_of_it.steps[:size])


@pytest.mark.parametrize("factor", [1e-3, 0.25, 1e4])
def test_the_unit_does_not_matter(factor: float) -> None:
    power = filled(office(), 57 * 24 + 3, 58 * 24 + 12)
    for one, other in zip(straight_runs(power, 1.0), straight_runs(power * factor, 1.0), strict=True):
        np.testing.assert_allclose(one.score, other.score, rtol=1e-6)


def test_gaps_and_few_readings_are_borne() -> None:
    power = office(days=40)
    power[500:700] = np.nan
    assert all(np.isfinite(rule.score).all() for rule in straight_runs(power, 1.0))
    assert all(len(rule.score) == 2 for rule in straight_runs(power[:2], 1.0))
    assert not straight_runs(np.full(2000, np.nan), 1.0)[1].score.any()


def test_a_line_is_one_data_problem_does_not_teach_and_is_never_left_on() -> None:
    power = filled(office(), 57 * 24 + 3, 59 * 24 + 12)
    series = on(power)
    assert unusable(series)[57 * 24 + 12 : 59 * 24 + 12].all()
    assert (judged(DataProblems, series).reason == Reason.STRAIGHT_LINE.code).any()
    found = [
        event
        for event in events(series, judged(Recommended, series), Threshold())
        if event.end > series.index[57 * 24] and event.start < series.index[60 * 24]
    ]
    assert [(event.kind, event.reason) for event in found] == [(Kind.DATA, Reason.STRAIGHT_LINE)]
    assert found[0].start == series.index[57 * 24 + 3]
    assert abs(found[0].hours - 57.0) <= 1.0
