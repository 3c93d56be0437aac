"""Simulated meters: deterministic, on the local clock, at levels an energy manager knows."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.calendar.day_types import local_days, public_holidays, school_vacation
from data.errors import DataError, ParameterError
from data.simulation.archetypes import ARCHETYPES
from data.simulation.cycles import Compressor, cycling_kw
from data.simulation.simulate import MeterPlan, demo_plans, metered, simulate
from data.simulation.weather import Climate, red_noise, simulate_weather

END = date(2026, 7, 1)
LEVELS_KW = {  # lowest and highest believable mean, highest believable reading
    "office": (20, 60, 150),
    "school": (8, 25, 70),
    "retail": (35, 80, 130),
    "household": (0.25, 0.8, 9),
    "electric household": (0.8, 2.5, 13),
    "solar household": (0.2, 0.8, 12),
    "cold store": (25, 60, 110),
    "industry": (100, 250, 480),
}


def plan(archetype: str = "office", **changes: object) -> MeterPlan:
    made = MeterPlan("m1", archetype, "M 1", "Europe/Zurich", "CH", "ZH", seed=7, start=date(2025, 1, 1), days=365)
    return replace(made, **changes)


def frame(made: MeterPlan) -> pd.DataFrame:
    series = simulate(made).series
    return pd.DataFrame({"kw": series.power_kw, "c": series.temperature_c}, index=series.index)


def test_a_plan_always_gives_the_same_readings() -> None:
    first, second = simulate(plan(faults=True)), simulate(plan(faults=True))

    assert first.series.digest == second.series.digest
    assert first.labels == second.labels


def test_another_seed_gives_other_readings() -> None:
    assert simulate(plan(seed=8)).series.digest != simulate(plan(seed=7)).series.digest


def test_a_meter_does_not_depend_on_the_meters_simulated_before() -> None:
    plans = demo_plans(END)[:3]
    together = [simulate(one).series.digest for one in plans]

    assert simulate(plans[2]).series.digest == together[2]


def test_the_demo_has_twelve_meters_of_18_months_in_under_five_seconds() -> None:
    began = time.process_time()  # what else runs does not count
    meters = [simulate(one) for one in demo_plans(END)]
    seconds = time.process_time() - began

    assert seconds < 5.0
    assert len({meter.series.meter_id for meter in meters}) == 12
    assert len({meter.plan.country for meter in meters}) >= 6
    for meter in meters:
        assert meter.series.start == pd.Timestamp(date(2025, 1, 1), tz=meter.plan.timezone)
        assert meter.series.end == pd.Timestamp(END, tz=meter.plan.timezone)
        assert meter.series.step_hours == 0.25
        assert meter.series.temperature_c is not None


def test_every_demo_meter_has_a_handful_of_faults_and_some_in_the_last_months() -> None:
    for made in demo_plans(END):
        meter = simulate(made)
        quiet_until = meter.series.start + 0.35 * (meter.series.end - meter.series.start)

        assert 4 <= len(meter.labels) <= 6, made.name
        assert all(label.start > quiet_until for label in meter.labels)
        assert sum(label.start > meter.series.end - pd.Timedelta(days=80) for label in meter.labels) >= 2


def test_faults_change_the_readings_within_their_labels_only() -> None:
    made = demo_plans(END)[0]
    clean, faulty = simulate(replace(made, faults=False)).series, simulate(made)
    changed = clean.power_kw != faulty.series.power_kw

    inside = np.zeros(len(clean), bool)
    for label in faulty.labels:
        inside |= np.asarray((clean.index >= label.start) & (clean.index < label.end))
    assert changed[inside].mean() > 0.3  # a missing set-back leaves the days between as they were
    assert not changed[~inside].any()


@pytest.mark.parametrize("archetype", ARCHETYPES)
def test_levels_are_those_of_such_a_building(archetype: str) -> None:
    low, high, peak = LEVELS_KW[archetype]
    power = simulate(plan(archetype)).series.power_kw

    assert low < power.mean() < high
    assert power.max() < peak
    assert power.min() >= 0


@pytest.mark.parametrize("archetype", ["office", "school", "industry"])
def test_days_off_and_public_holidays_are_low(archetype: str) -> None:
    power = frame(plan(archetype))["kw"]
    by_day = power.resample("D").mean()
    workdays = by_day["2025-05-05":"2025-05-09"].mean()

    assert by_day["2025-05-10":"2025-05-11"].mean() < 0.65 * workdays
    assert by_day["2025-08-01"] < 0.65 * workdays  # the national day, a Friday
    assert by_day["2025-05-29"] < 0.65 * workdays  # Ascension, a Thursday


def test_a_school_is_low_in_its_vacation() -> None:
    by_day = frame(plan("school"))["kw"].resample("D").mean()

    assert by_day["2025-07-21":"2025-07-25"].mean() < 0.6 * by_day["2025-06-16":"2025-06-20"].mean()


@pytest.mark.parametrize("change", ["2025-03-30", "2025-10-26"])
def test_schedules_follow_the_local_clock_over_a_clock_change(change: str) -> None:
    power = frame(plan("office", days=730))["kw"]
    day = pd.Timedelta(days=1)
    before = power[str((pd.Timestamp(change) - 6 * day).date()) : str((pd.Timestamp(change) - 2 * day).date())]
    after = power[str((pd.Timestamp(change) + 1 * day).date()) : str((pd.Timestamp(change) + 5 * day).date())]

    def rises_at(week: pd.Series) -> float:
        by_slot = week.groupby(week.index.hour + week.index.minute / 60).mean()
        return float((by_slot > (by_slot.min() + by_slot.max()) / 2).idxmax())

    assert rises_at(after) == pytest.approx(rises_at(before), abs=0.5)


def test_days_of_the_clock_change_have_23_and_25_hours() -> None:
    per_day = frame(plan())["kw"].groupby(lambda moment: moment.date()).size()

    assert per_day[date(2025, 3, 30)] == 92
    assert per_day[date(2025, 10, 26)] == 100
    assert set(per_day.drop([date(2025, 3, 30), date(2025, 10, 26)])) == {96}


@pytest.mark.parametrize("step_minutes", [5, 10, 30, 60])
def test_the_level_does_not_depend_on_the_step(step_minutes: int) -> None:
    for archetype in ("office", "household", "cold store"):
        usual = simulate(plan(archetype)).series.power_kw.mean()
        power = simulate(plan(archetype, step_minutes=step_minutes)).series.power_kw

        assert power.mean() == pytest.approx(usual, rel=0.12), archetype


def test_readings_are_whole_quanta_of_the_meter() -> None:
    counts = simulate(plan("office", faults=True)).series.power_kw / (ARCHETYPES["office"].quantum_kwh * 4)

    assert np.abs(counts - np.round(counts)).max() < 1e-6


def test_a_meter_that_counts_in_quanta_loses_no_energy() -> None:
    power = np.random.default_rng(1).uniform(0, 3, 5000)

    assert np.abs(metered(power, 0.7).cumsum() - power.cumsum()).max() <= 0.7 + 1e-6


def test_electric_heating_follows_the_cold_and_cooling_the_heat() -> None:
    home = frame(plan("electric household")).resample("D").mean()
    shop = frame(plan("retail"))["2025-06-01":"2025-08-31"].resample("D").mean()
    weekdays = shop[(shop.index.day_of_week < 5) & (shop["kw"] > 50)]  # without holidays

    assert home["kw"].corr(home["c"]) < -0.7
    assert weekdays["kw"].corr(weekdays["c"]) > 0.7


def test_a_solar_home_takes_nothing_from_the_grid_on_many_summer_noons() -> None:
    power = frame(plan("solar household"))["kw"]
    noon = power["2025-06-01":"2025-07-31"].between_time("11:00", "13:00")
    night = power["2025-06-01":"2025-07-31"].between_time("00:00", "03:00")

    assert (noon == 0).mean() > 0.5
    assert (night == 0).mean() < 0.01


def test_a_cold_store_switches_all_the_time() -> None:
    power = simulate(plan("cold store")).series.power_kw

    assert np.abs(np.diff(power)).mean() > 0.1 * power.mean()


def test_growth_is_by_year() -> None:
    still, growing = simulate(plan(days=730)).series, simulate(plan(days=730, growth=0.1)).series

    ratio = growing.power_kw[-2000:].sum() / still.power_kw[-2000:].sum()
    assert ratio == pytest.approx(1.1**1.97, rel=0.01)


def test_a_cycling_machine_is_on_for_its_duty_whatever_the_step() -> None:
    for step_hours in (1 / 12, 0.25, 1.0):
        mild = np.full(round(2000 / step_hours), 10.0)
        power = cycling_kw(Compressor(10.0, 50.0, 0.4), mild, step_hours, np.random.default_rng(3))

        assert power.mean() == pytest.approx(4.0, rel=0.02)
        assert power.min() >= -1e-9
        assert power.max() <= 10.0 + 1e-9


def test_the_time_a_machine_is_on_equals_that_of_a_second_by_second_twin() -> None:
    machine, mild = Compressor(1.0, 47.0, 0.35), np.full(600, 10.0)
    fast = cycling_kw(machine, mild, 0.25, np.random.default_rng(5))
    rng = np.random.default_rng(5)
    wander = 1.0 + 0.12 * np.clip(red_noise(600, 8.0 / 0.25, rng), -2.5, 2.5)
    phase, slow = rng.uniform(), []
    for rate in 15.0 / 47.0 * wander:
        moments = phase + rate * (np.arange(900) + 0.5) / 900
        slow.append(float(((moments % 1.0) < 0.35).mean()))
        phase += rate

    np.testing.assert_allclose(fast, slow, atol=5e-3)


def test_january_is_cold_in_the_north_and_warm_in_the_south() -> None:
    index = pd.date_range("2025-01-01", "2025-12-31", freq="h", tz="UTC")
    north = simulate_weather(index, Climate(), np.random.default_rng(1)).temperature_c
    south = simulate_weather(index, Climate(latitude=-34.0, longitude=151.0), np.random.default_rng(1)).temperature_c

    january, july = slice(0, 700), slice(4400, 5100)
    assert north[january].mean() < north[july].mean() - 10
    assert south[january].mean() > south[july].mean() + 10


def test_the_sun_is_up_at_noon_and_down_at_midnight_and_higher_in_summer() -> None:
    index = pd.date_range("2025-06-21", periods=24, freq="h", tz="UTC")
    summer = simulate_weather(index, Climate(longitude=0.0), np.random.default_rng(1)).sun
    winter = simulate_weather(index - pd.Timedelta(days=182), Climate(longitude=0.0), np.random.default_rng(1)).sun

    assert summer[12] == pytest.approx(np.sin(np.radians(90 - 47.4 + 23.44)), abs=0.02)
    assert winter[12] == pytest.approx(np.sin(np.radians(90 - 47.4 - 23.44)), abs=0.02)
    assert summer[0] < 0


def test_red_noise_has_unit_variance_and_the_memory_asked_for() -> None:
    noise = red_noise(200_000, 20.0, np.random.default_rng(2))

    assert noise.std() == pytest.approx(1.0, abs=0.05)
    assert np.corrcoef(noise[:-20], noise[20:])[0, 1] == pytest.approx(np.exp(-1), abs=0.05)


def test_day_types_know_weekends_holidays_bridges_and_vacations() -> None:
    index = pd.date_range("2025-05-26", "2025-06-02", freq="h", tz="Europe/Zurich", inclusive="left")
    days = local_days(index, "CH", "ZH")

    assert days.weekday.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert days.is_holiday.tolist() == [False, False, False, True, False, False, False]  # Ascension on Thursday
    assert days.is_bridge.tolist() == [False, False, False, False, True, False, False]
    assert not school_vacation(days, "CH").any()


def test_holidays_of_an_unknown_country_are_a_sentence() -> None:
    with pytest.raises(DataError, match="ISO 3166"):
        public_holidays("XX", "", 2025, 2025)


@pytest.mark.parametrize(
    ("changes", "word"), [({"archetype": "castle"}, "castle"), ({"step_minutes": 7}, "7"), ({"days": 0}, "0")]
)
def test_an_impossible_plan_is_refused_with_a_sentence(changes: dict[str, object], word: str) -> None:
    with pytest.raises(ParameterError, match=word):
        plan(**changes)
