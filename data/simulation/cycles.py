"""Machines that switch: compressors that cycle, household appliances that run for a while.

Both are averaged exactly over the interval of the meter, so that a step of 5 and of 60 minutes describe one machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_types import LocalDays
from data.series import FloatArray
from data.simulation.weather import red_noise

SHORTEST_DUTY, MAX_DUTY = 0.05, 0.97
RHYTHM_MEMORY_HOURS = 8.0


@dataclass(frozen=True)
class Appliance:
    """A household appliance.

    ``runs_per_day`` holds the mean number on workdays and on days off; ``hours`` and ``weights`` describe when it is
    started (weights of the times between the hours); ``cold`` says how much more it runs in winter (0.3 = 30 %).
    """

    name: str
    power_kw: float
    minutes: float
    runs_per_day: tuple[float, float]
    hours: tuple[float, ...]
    weights: tuple[float, ...]
    cold: float = 0.0


@dataclass(frozen=True)
class Compressor:
    """A machine that cycles on and off: power when on, length of a cycle, share of the time it is on.

    The duty rises by ``duty_per_k`` for every degree outdoors above ``reference_c``.
    """

    power_kw: float
    cycle_minutes: float
    duty: float
    duty_per_k: float = 0.0
    reference_c: float = 10.0


def cycling_kw(
    machine: Compressor, temperature_c: FloatArray, step_hours: float, rng: np.random.Generator
) -> FloatArray:
    """Return the mean power of a cycling machine over every interval.

    The phase advances at a rate that wanders by some 12 %; the time spent "on" within an interval is integrated
    exactly from the phase at its two ends.
    """
    size = len(temperature_c)
    duty = machine.duty + machine.duty_per_k * (temperature_c - machine.reference_c)
    duty = np.clip(duty, SHORTEST_DUTY, MAX_DUTY)
    wander = 1.0 + 0.12 * np.clip(red_noise(size, RHYTHM_MEMORY_HOURS / step_hours, rng), -2.5, 2.5)
    advance = step_hours * 60.0 / machine.cycle_minutes * wander
    end = rng.uniform() + np.cumsum(advance)
    start = end - advance
    on_share: FloatArray = (_time_on(end, duty) - _time_on(start, duty)) / advance
    return machine.power_kw * on_share


def appliances_kw(
    appliances: tuple[Appliance, ...],
    days: LocalDays,
    step_minutes: int,
    presence: FloatArray,
    rng: np.random.Generator,
) -> FloatArray:
    """Return the mean power of appliances over every interval.

    ``presence`` holds for every day how much the home is lived in: 1 as usual, near 0 when people are away.
    """
    first = np.flatnonzero(np.diff(days.day, prepend=-1))  # first interval of every local day
    length = np.diff(np.append(first, len(days.day))) * step_minutes
    minutes = np.zeros(len(days.day) * step_minutes + 1)
    winter = np.cos(2 * np.pi * (days.day_of_year - 18) / 365.25)
    for appliance in appliances:
        mean = np.where(days.is_off, appliance.runs_per_day[1], appliance.runs_per_day[0])
        runs = rng.poisson(np.clip(mean * presence * (1.0 + appliance.cold * winter), 0.0, None))
        day = np.repeat(np.arange(len(runs)), runs)
        hour = _drawn_hours(appliance, len(day), rng)
        clock_change = np.where(hour > 2.5, length[day] - 1440, 0)  # the hour lost or gained falls in the night
        start = first[day] * step_minutes + hour * 60.0 + np.where(np.abs(clock_change) == 60, clock_change, 0)
        duration = np.maximum(1.0, appliance.minutes * rng.lognormal(0.0, 0.35, len(day)))
        power = appliance.power_kw * rng.normal(1.0, 0.05, len(day))
        _add_pulses(minutes, start, duration, power)
    by_minute = np.cumsum(minutes)[:-1]
    mean_kw: FloatArray = by_minute.reshape(-1, step_minutes).mean(axis=1)
    return np.maximum(mean_kw, 0.0)


def _add_pulses(minutes: FloatArray, start: FloatArray, duration: FloatArray, power: FloatArray) -> None:
    """Add changes of power at the minute each run starts and ends; the caller sums them up."""
    last = len(minutes) - 1
    np.add.at(minutes, np.clip(start, 0, last).astype(np.int64), power)
    np.add.at(minutes, np.clip(start + duration, 0, last).astype(np.int64), -power)


def _drawn_hours(appliance: Appliance, count: int, rng: np.random.Generator) -> FloatArray:
    share = np.concatenate([[0.0], np.cumsum(appliance.weights)])
    hours: FloatArray = np.interp(rng.uniform(size=count), share / share[-1], np.asarray(appliance.hours))
    return hours


def _time_on(phase: FloatArray, duty: FloatArray) -> FloatArray:
    whole = np.floor(phase)
    on: FloatArray = whole * duty + np.minimum(phase - whole, duty)
    return on
