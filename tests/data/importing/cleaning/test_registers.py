"""Counters: the energy between readings, over resets, roll-overs, gaps and single wrong readings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from data.importing.cleaning.clean import clean
from data.importing.raw_readings import RawReadings
from data.quality import QualityReport
from data.series import MeterSeries, Quality

STEP = 900_000_000
FIRST = int(pd.Timestamp("2024-01-10T00:00+01:00").value // 1000)


def used(count: int) -> NDArray[np.float64]:
    return np.random.default_rng(4).gamma(2.0, 0.2, count).round(3) + 0.001


def read(counter: NDArray[np.float64], keep: NDArray[np.bool_] | None = None) -> tuple[MeterSeries, QualityReport]:
    keep = np.ones(len(counter), bool) if keep is None else keep
    times = FIRST + np.arange(len(counter), dtype=np.int64) * STEP
    return clean(RawReadings("m", times[keep], counter[keep], "register kWh", "Europe/Zurich"))


def test_a_counter_gives_one_interval_less_than_it_has_readings() -> None:
    energy = used(100)
    meter, report = read(5000 + np.append(0, np.cumsum(energy)))
    assert meter.power_kw == pytest.approx(energy * 4)
    assert meter.start == pd.Timestamp("2024-01-10T00:00+01:00")
    assert report.data_problems == ()


def test_a_counter_that_passes_its_last_digit_counts_on() -> None:
    energy = used(100)
    counter = (99_990 + np.append(0, np.cumsum(energy))) % 100_000
    meter, report = read(counter)
    assert meter.energy_kwh == pytest.approx(energy.sum())
    assert report.count("rollover") == 1
    assert (meter.quality & Quality.REGISTER_RESET > 0).sum() == 1


def test_a_counter_that_begins_anew_every_midnight_keeps_the_energy_since_then() -> None:
    energy = used(96 * 3)
    counter = np.concatenate([np.append(0, np.cumsum(day))[:-1] for day in energy.reshape(3, 96)])
    meter, report = read(counter)
    known = np.concatenate([day[:95] for day in energy.reshape(3, 96)])
    assert meter.energy_kwh == pytest.approx(known.sum())
    assert report.count("register_reset") == 2


def test_a_changed_meter_leaves_its_interval_missing() -> None:
    energy = used(100)
    counter = 5000 + np.append(0, np.cumsum(energy))
    counter[50:] -= 4000.0
    meter, report = read(counter)
    assert np.flatnonzero(np.isnan(meter.power_kw)).tolist() == [49]
    assert meter.quality[49] == Quality.REGISTER_RESET | Quality.MISSING
    assert report.count("register_reset") == 1
    assert meter.energy_kwh == pytest.approx(energy.sum() - energy[49])


def test_what_a_counter_rose_over_a_gap_is_told_and_not_put_into_one_interval() -> None:
    energy = used(100)
    keep = np.ones(101, bool)
    keep[41:51] = False
    meter, report = read(5000 + np.append(0, np.cumsum(energy)), keep)
    assert np.isnan(meter.power_kw[40:50]).all() or np.isnan(meter.power_kw[40:51]).all()
    lost = energy[40:51].sum()
    assert meter.energy_kwh == pytest.approx(energy.sum() - lost)
    told = next(data_problem for data_problem in report.data_problems if data_problem.kind == "register_gap")
    assert f"{lost:g} kWh" in told.done


def test_single_wrong_readings_of_a_counter_are_left_out() -> None:
    energy = used(100)
    counter = 5000 + np.append(0, np.cumsum(energy))
    truth = counter.copy()
    counter[30], counter[60] = 0.0, 900_000.0
    meter, report = read(counter)
    assert report.count("counter_glitch") == 2
    assert np.nanmax(meter.power_kw) <= energy.max() * 4 + 1e-6
    assert meter.energy_kwh == pytest.approx(truth[-1] - truth[0] - energy[[29, 30, 59, 60]].sum())


def test_quarter_hours_within_a_daily_counter_are_shared_out() -> None:
    energy = used(200)
    counter = 5000 + np.append(0, np.cumsum(energy))
    keep = np.ones(201, bool)
    keep[100:180] = np.arange(80) % 4 == 0
    meter, report = read(counter, keep)
    assert meter.energy_kwh == pytest.approx(energy.sum())
    assert report.count("coarser_step") == 20


@pytest.mark.parametrize("count", [1, 2, 5, 40])
@pytest.mark.parametrize("level", [0.0, 17.0])
def test_a_counter_that_falls_and_comes_back_goes_on_from_where_it_fell(count: int, level: float) -> None:
    energy = used(200)
    counter = 7e6 + np.append(0, np.cumsum(energy))
    counter[80 : 80 + count] = level

    meter, report = read(counter)

    lost = slice(79, 80 + count)
    assert np.isnan(meter.power_kw[lost]).all()
    assert meter.energy_kwh == pytest.approx(energy.sum() - energy[lost].sum())
    assert report.count("counter_glitch") == count


def test_a_counter_that_jumps_and_comes_back_goes_on_from_where_it_jumped() -> None:
    energy = used(200)
    counter = 7e6 + np.append(0, np.cumsum(energy))
    counter[80:83] = 9e8

    meter, report = read(counter)

    assert np.nanmax(meter.power_kw) <= energy.max() * 4 + 1e-6
    assert report.count("counter_glitch") == 3


def test_a_rise_that_no_use_can_be_is_left_out_and_told() -> None:
    energy = used(200)
    counter = 5000 + np.append(0, np.cumsum(energy))
    counter[120:] += 2e6

    meter, report = read(counter)

    assert meter.energy_kwh == pytest.approx(energy.sum() - energy[119])
    [jump] = [problem for problem in report.data_problems if problem.kind == "register_jump"]
    assert "rose by more than can have been used (together 2e+06)" in jump.done


def test_rare_large_use_is_no_jump() -> None:
    energy = np.full(1000, 0.02)
    energy[[100, 500, 501]] = 1.9

    meter, report = read(5000 + np.append(0, np.cumsum(energy)))

    assert meter.energy_kwh == pytest.approx(energy.sum())
    assert report.data_problems == ()
