"""Simulated meters: believable readings of buildings that do not exist, for the demo, tests and benchmarks.

After the description of the generator of Liu et al. (activity by the hour, dependence on temperature, noise), extended
by steps below the hour, day types, vacations, red noise, machines that cycle, the resolution of the meter, clock
changes and labelled faults. Deterministic: a plan always gives the same readings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.calendar.day_types import DayType, LocalDays, local_days, school_vacation, works_closure
from data.series import FloatArray, MeterSeries
from data.simulation.archetypes import ARCHETYPES, Archetype, Curve, Vacation
from data.simulation.cycles import appliances_kw, cycling_kw
from data.simulation.demo_faults import plant_demo_faults
from data.simulation.inject import FaultLabel
from data.simulation.plans import MeterPlan, demo_plans
from data.simulation.weather import SimulatedWeather, red_noise, simulate_weather

BUILDING_MEMORY_HOURS = 5.0  # how slowly heating and cooling follow the weather
NOISE_MEMORY_HOURS = 1.5
BRIDGE_PRESENCE, CHRISTMAS_PRESENCE, SUMMER_PRESENCE = 0.7, 0.5, 0.92
AWAY_PRESENCE = 0.04

__all__ = ["MeterPlan", "SimulatedMeter", "demo_plans", "metered", "simulate"]


@dataclass(frozen=True, eq=False)
class SimulatedMeter:
    """A simulated meter: its readings, the faults that were planted in them, and its plan."""

    series: MeterSeries
    labels: tuple[FaultLabel, ...]
    plan: MeterPlan


def simulate(plan: MeterPlan) -> SimulatedMeter:
    """Return the readings of a plan, with outdoor temperature."""
    weather_rng, load_rng, fault_rng = np.random.default_rng(plan.seed).spawn(3)
    index = plan.index
    days = local_days(index, plan.country, plan.region)
    weather = simulate_weather(index, plan.climate, weather_rng)
    kind = ARCHETYPES[plan.archetype]
    load = _load_kw(kind, days, weather, plan, load_rng)
    years = np.arange(len(index)) * plan.step_minutes / (60 * 24 * 365.25)
    quantum_kw = kind.quantum_kwh * 60.0 / plan.step_minutes
    series = MeterSeries(
        meter_id=plan.meter_id,
        index=index,
        power_kw=metered(plan.scale * load * (1.0 + plan.growth) ** years, quantum_kw),
        temperature_c=weather.temperature_c,
        country=plan.country,
        region=plan.region,
    )
    if not plan.faults:
        return SimulatedMeter(series, (), plan)
    series, labels = plant_demo_faults(series, plan.archetype, int(fault_rng.integers(2**31)))
    return SimulatedMeter(series.with_power(rounded(series.power_kw, quantum_kw)), labels, plan)


def metered(power_kw: FloatArray, quantum_kw: float) -> FloatArray:
    """Return the power as a meter that counts in quanta reports it: what is left over counts in the next interval."""
    counts = np.floor(np.cumsum(power_kw) / quantum_kw + 1e-9)
    return rounded(np.diff(counts, prepend=0.0) * quantum_kw, quantum_kw)


def rounded(power_kw: FloatArray, quantum_kw: float) -> FloatArray:
    """Return the power at whole quanta, free of digits that only floating point knows."""
    values: FloatArray = np.round(np.round(power_kw / quantum_kw) * quantum_kw, 9)
    return values


def _load_kw(
    kind: Archetype, days: LocalDays, weather: SimulatedWeather, plan: MeterPlan, rng: np.random.Generator
) -> FloatArray:
    """Return the load of a building at scale 1 before it is metered."""
    step_hours = plan.step_minutes / 60.0
    presence = _presence(kind, days, rng)
    level = _activity(kind, days, plan.country, presence, rng)
    noise = kind.noise * red_noise(len(level), NOISE_MEMORY_HOURS / step_hours, rng)
    load = kind.base_kw * (1.0 + 0.5 * noise) + kind.activity_kw * level * (1.0 + noise)
    load = load + _thermal_kw(kind, weather.temperature_c, level, step_hours) * (1.0 + noise)
    load = load + _lighting_kw(kind, weather, level)
    for machine in kind.compressors:
        load = load + cycling_kw(machine, weather.temperature_c, step_hours, rng)
    if kind.appliances:
        load = load + appliances_kw(kind.appliances, days, plan.step_minutes, presence, rng)
    sunlit = kind.pv_kw * np.clip(weather.sun, 0.0, 1.0) ** 1.15 * (1.0 - 0.8 * weather.cloud)
    # The import register stands still while the roof gives more than the home takes.
    return np.maximum(load - sunlit, 0.0)


def _activity(
    kind: Archetype, days: LocalDays, country: str, presence: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return the course of the activity, 1 being a full workday; days start and end a little early or late."""
    vacations = _vacation(kind, days, country) & (days.types == DayType.WEEKDAY)
    shift = kind.jitter_minutes / 60.0 * rng.normal(0.0, 1.0, len(days.dates))
    strength = presence * rng.lognormal(0.0, kind.day_sigma, len(days.dates))
    hour = days.hour - shift[days.day]
    level = np.zeros(len(hour))
    curves: tuple[tuple[NDArray[np.bool_], Curve], ...] = (
        ((days.types == DayType.WEEKDAY) & ~vacations, kind.workday),
        (days.types == DayType.SATURDAY, kind.saturday),
        (days.types == DayType.SUNDAY, kind.sunday),
        (vacations, kind.vacation),
    )
    for which, curve in curves:
        here = which[days.day]
        at, share = np.array(curve).T
        level[here] = np.interp(hour[here], at, share)
    return level * strength[days.day]


def _vacation(kind: Archetype, days: LocalDays, country: str) -> NDArray[np.bool_]:
    if kind.vacations is Vacation.SCHOOL:
        return school_vacation(days, country)
    if kind.vacations is Vacation.WORKS:
        return works_closure(days)
    return np.zeros(len(days.dates), bool)


def _presence(kind: Archetype, days: LocalDays, rng: np.random.Generator) -> FloatArray:
    """Return for every day how many are there, 1 as usual."""
    presence = np.ones(len(days.dates))
    if kind.vacations is Vacation.QUIET:
        month_day = np.array([str(day)[5:] for day in days.dates])
        presence[(month_day >= "07-15") & (month_day <= "08-20")] = SUMMER_PRESENCE
        presence[days.is_bridge] = BRIDGE_PRESENCE
        presence[(month_day >= "12-24") | (month_day <= "01-02")] = CHRISTMAS_PRESENCE
    if kind.vacations is Vacation.HOME:
        for year_start in range(0, len(presence), 365):
            first = year_start + int(rng.integers(20, 340))
            presence[first : first + int(rng.integers(6, 13))] = AWAY_PRESENCE
    return presence


def _thermal_kw(kind: Archetype, temperature_c: FloatArray, level: FloatArray, step_hours: float) -> FloatArray:
    alpha = 1.0 - np.exp(-step_hours / BUILDING_MEMORY_HOURS)
    felt = pd.Series(temperature_c).ewm(alpha=alpha, adjust=False).mean().to_numpy()
    heating = kind.heating_kw_per_k * np.maximum(kind.heat_below_c - felt, 0.0)
    cooling = kind.cooling_kw_per_k * np.maximum(felt - kind.cool_above_c, 0.0)
    in_use = kind.idle_thermal + (1.0 - kind.idle_thermal) * np.clip(level, 0.0, 1.0)
    thermal: FloatArray = (heating + cooling) * in_use
    return thermal


def _lighting_kw(kind: Archetype, weather: SimulatedWeather, level: FloatArray) -> FloatArray:
    dark = np.clip((0.35 - weather.sun * (1.0 - 0.5 * weather.cloud)) / 0.3, 0.0, 1.0)
    lights: FloatArray = kind.lighting_kw * dark * np.clip(2.0 * level, 0.0, 1.0)
    return lights
