"""Which meters are loads that are mostly off, and since when; buildings never are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from data.series import FloatArray, MeterSeries
from data.simulation.archetypes import ARCHETYPES
from detectors.features.data_quality.checks import checks
from detectors.features.data_quality.mostly_off import MostlyOff, mostly_off
from detectors.methods.zero_run import ZeroRun
from tests.detectors.features.data_quality.offices import cuts, office, on
from tests.detectors.meters import building, judged
from tests.detectors.rules.loads import LOADS, Load, irrigation, pit_pump

every_load = pytest.mark.parametrize("load", LOADS, ids=[load.__name__ for load in LOADS])
both_steps = pytest.mark.parametrize("step_minutes", [15, 60])


def states(series: MeterSeries) -> MostlyOff:
    return mostly_off(series.power_kw, series.step_hours, series.steps_per_day)


@both_steps
@every_load
def test_a_load_that_is_mostly_off_is_known_after_two_weeks_or_its_first_run(
    load: Callable[[int], Load], step_minutes: int
) -> None:
    series = load(step_minutes).series()
    found = states(series)
    began = int(np.flatnonzero(series.power_kw > 1.0)[0])
    since = max(15 * series.steps_per_day, began + 8 * series.steps_per_day)
    assert found.is_mostly_off[since:].all()
    assert not found.is_mostly_off[: 14 * series.steps_per_day].any()


@both_steps
@every_load
def test_its_runs_are_told_from_its_standby(load: Callable[[int], Load], step_minutes: int) -> None:
    series = load(step_minutes).series()
    found = states(series)
    later = slice(150 * series.steps_per_day, None)
    power, running = series.power_kw[later], float(np.quantile(series.power_kw[series.power_kw > 1.0], 0.6))
    assert found.is_on[later][power > 0.1 * running].all()
    assert not found.is_on[later][power < 0.03 * running].any()
    assert np.allclose(found.running_kw[later], running, rtol=0.3)
    assert np.all(found.standby_kw[later] < 0.05)


@both_steps
@pytest.mark.parametrize("archetype", list(ARCHETYPES))
def test_no_building_is_such_a_load(archetype: str, step_minutes: int) -> None:
    assert not states(building(archetype, step_minutes)).is_mostly_off.any()


def closed_for_ten_weeks() -> FloatArray:
    power = office(days=200)
    power[60 * 24 : 130 * 24] = 0.0
    return power


def idle_at_little() -> FloatArray:
    """Return an office whose nights take a tenth of its days."""
    return office(days=120) - 16.0


@pytest.mark.parametrize("power", [closed_for_ten_weeks(), idle_at_little()], ids=["closed", "idle"])
def test_a_building_that_is_closed_or_idles_is_no_such_load(power: FloatArray) -> None:
    assert not states(on(power)).is_mostly_off.any()


def test_a_pump_that_never_stops_any_more_is_no_such_load_in_the_end_and_a_new_building_neither() -> None:
    stuck, new = pit_pump(60, days=300).series().power_kw.copy(), office(days=160)
    stuck[150 * 24 :] = 3.6
    new[: 60 * 24] = 0.0
    runs_on, begins = states(on(stuck)).is_mostly_off, states(on(new)).is_mostly_off
    assert runs_on[150 * 24 : 170 * 24].all()
    assert not runs_on[200 * 24 :].any()
    assert begins[20 * 24 : 60 * 24].all()  # nothing but zeros so far
    assert not begins[95 * 24 :].any()


def test_out_of_its_season_it_stays_such_a_load() -> None:
    series = irrigation(60, days=500).series()
    assert states(series).is_mostly_off[20 * 24 :].all()


@both_steps
@every_load
def test_zeros_between_runs_are_no_fault(load: Callable[[int], Load], step_minutes: int) -> None:
    series = load(step_minutes).series()
    assert not np.any(judged(ZeroRun, series).score >= 4.0)
    assert not np.any(checks(series).flat_line.score >= 4.0)


@pytest.mark.parametrize("load", [irrigation, pit_pump])
def test_nothing_looks_ahead(load: Callable[[int], Load]) -> None:
    power = load(60).series().power_kw.copy()
    power[1000:1100] = np.nan
    whole = mostly_off(power, 1.0, 24)
    for size in cuts(len(power)):
        part = mostly_off(power[:size], 1.0, 24)
        np.testing.assert_array_equal(part.is_mostly_off, whole.is_mostly_off[:size])
        decided = part.is_mostly_off
        np.testing.assert_array_equal(part.is_on[decided], whole.is_on[:size][decided])
        np.testing.assert_array_equal(part.running_kw[decided], whole.running_kw[:size][decided])


def test_the_unit_does_not_matter() -> None:
    power = pit_pump(60).series().power_kw
    for factor in (1e-3, 1e4):
        one, other = mostly_off(power, 1.0, 24), mostly_off(power * factor, 1.0, 24)
        np.testing.assert_array_equal(one.is_mostly_off, other.is_mostly_off)
        np.testing.assert_array_equal(one.is_on, other.is_on)


def test_few_readings_and_none_are_borne() -> None:
    assert not mostly_off(np.full(2000, np.nan), 1.0, 24).is_mostly_off.any()
    assert not mostly_off(np.zeros(48), 1.0, 24).is_mostly_off.any()
