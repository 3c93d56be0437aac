"""Buildings in which something changes for good, and what the judge of levels says of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.series import MeterSeries
from detectors.change import Change
from detectors.changes.change_state import ChangeState
from detectors.walk_forward.days import SeriesDays

START = "2022-01-03"  # a Monday
ZONE = "Europe/Berlin"


def clock(days: int, step_minutes: int = 60, start: str = START) -> pd.DatetimeIndex:
    first = pd.Timestamp(start, tz=ZONE)
    stop = (pd.Timestamp(start) + pd.Timedelta(days=days)).tz_localize(ZONE)
    return pd.date_range(first, stop, freq=pd.Timedelta(minutes=step_minutes), inclusive="left")


def series_of(index: pd.DatetimeIndex, power_kw: np.ndarray, temperature_c: np.ndarray | None = None) -> MeterSeries:
    return MeterSeries("m", index, np.round(power_kw, 3), temperature_c)


def wandering(index: pd.DatetimeIndex, sigma: float, rng: np.random.Generator, hours: float = 40.0) -> np.ndarray:
    """Return red noise about 1: what is used wanders by itself for a day or two."""
    steps = hours * pd.Timedelta(hours=1) / (index[1] - index[0])
    keep = float(np.exp(-1.0 / steps))
    noise = rng.normal(0.0, sigma * np.sqrt(1.0 - keep**2), len(index))
    value, path = 0.0, np.empty(len(index))
    for place, step in enumerate(noise):
        value = keep * value + step
        path[place] = value
    return np.exp(path)


def office(days: int, seed: int = 1, step_minutes: int = 60, *, sigma: float = 0.02) -> MeterSeries:
    """Return 11 kW that never stop, 37 kW more from 7 to 18 on weekdays, and what wanders."""
    index, rng = clock(days, step_minutes), np.random.default_rng(seed)
    busy = (index.day_of_week < 5) & (index.hour >= 7) & (index.hour < 18)
    grain = rng.normal(1.0, 0.02, len(index))
    return series_of(index, (11.0 + 37.0 * busy) * wandering(index, sigma, rng) * grain)


def home(days: int, seed: int = 1) -> MeterSeries:
    """Return a home of 120 W and what people switch on: some hours of most days, as it happens."""
    index, rng = clock(days), np.random.default_rng(seed)
    evening = (index.hour >= 17) & (index.hour < 23)
    mood = np.repeat(rng.lognormal(0.0, 0.35, days + 1), 24)[: len(index)]
    switched = rng.random(len(index)) < np.where(evening, 0.5, 0.12)
    return series_of(index, 0.12 + mood * switched * rng.gamma(2.0, 0.45, len(index)))


def outdoors(index: pd.DatetimeIndex, seed: int = 5) -> np.ndarray:
    """Return the temperature of a year: cold in January, warm in July, with fair and foul weeks."""
    rng = np.random.default_rng(seed)
    season = -10.5 * np.cos(2 * np.pi * (index.day_of_year - 20) / 365.25)
    course = 3.0 * np.sin(2 * np.pi * (index.hour - 9) / 24)
    weather = 4.0 * np.log(wandering(index, 1.0, rng, hours=70.0))
    return 10.0 + season.to_numpy() + course.to_numpy() + weather


def heated(days: int, seed: int = 1, *, knows_weather: bool) -> MeterSeries:
    """Return an office that heats with electricity: three times as much in winter as in summer."""
    plain = office(days, seed)
    degrees = outdoors(plain.index, seed)
    power = plain.power_kw + 3.1 * np.maximum(15.0 - degrees, 0.0)
    return series_of(plain.index, power, degrees if knows_weather else None)


def school(days: int, seed: int = 1) -> MeterSeries:
    """Return a school whose vacations come at about the same time each year."""
    index, rng = clock(days), np.random.default_rng(seed)
    day = index.day_of_year + np.where(index.year % 2 == 0, 0, 4)
    vacation = ((day >= 100) & (day < 114)) | ((day >= 190) & (day < 231)) | ((day >= 285) & (day < 296))
    vacation |= (day >= 355) | (day <= 6)
    busy = (index.day_of_week < 5) & (index.hour >= 7) & (index.hour < 17) & ~vacation
    return series_of(index, (5.0 + 30.0 * busy) * wandering(index, 0.02, rng) * rng.normal(1.0, 0.03, len(index)))


def moment(series: MeterSeries, day: int, hour: int = 0) -> pd.Timestamp:
    """Return a local time so many days after the start."""
    return (pd.Timestamp(START) + pd.Timedelta(days=day, hours=hour)).tz_localize(series.index.tz)


def part(series: MeterSeries, day: int, until: int | None = None, hour: int = 0) -> np.ndarray:
    """Return which readings lie from an hour of a day on, until the same hour of another one."""
    inside = np.asarray(series.index >= moment(series, day, hour))
    return inside if until is None else inside & np.asarray(series.index < moment(series, until, hour))


def at_night(series: MeterSeries) -> np.ndarray:
    return np.asarray((series.index.hour < 6) | (series.index.hour >= 20))


def scaled(series: MeterSeries, where: np.ndarray, factor: float) -> MeterSeries:
    return series.with_power(np.where(where, factor * series.power_kw, series.power_kw))


def moved(series: MeterSeries, where: np.ndarray, kw: float) -> MeterSeries:
    return series.with_power(series.power_kw + kw * where)


def lasting(series: MeterSeries) -> tuple[Change, ...]:
    """Return what the judge of levels says of a series."""
    days, state = SeriesDays.of(series).by_name, ChangeState()
    state.advance(days, days.count)
    return state.changes(days)


def days_apart(one: pd.Timestamp, other: pd.Timestamp) -> float:
    return abs(one - other) / pd.Timedelta(days=1)
