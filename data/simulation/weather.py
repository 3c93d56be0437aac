"""Weather: simulated outdoor temperature, cloud and sun for ``data.simulation.simulate``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.series import FloatArray

HOURS_PER_YEAR = 8766.0
COLDEST_DAY = 18.0  # day of the year, northern hemisphere
WARMEST_HOUR = 15.0  # solar time
FRONT_HOURS = 60.0  # memory of the weather: a front every few days
CLOUD_HOURS = 9.0


@dataclass(frozen=True)
class Climate:
    """The usual temperature of a place, and where it is.

    ``season_k`` is half the difference between summer and winter, ``day_k`` half of that between afternoon and
    night under a clear sky, ``front_k`` the standard deviation of the weather of a few days.
    """

    mean_c: float = 10.0
    season_k: float = 9.5
    day_k: float = 4.0
    front_k: float = 3.4
    latitude: float = 47.4
    longitude: float = 8.5


@dataclass(frozen=True, eq=False)
class SimulatedWeather:
    """Outdoor temperature (C), cloud cover (0 clear to 1) and sine of the sun's height, one value an interval."""

    temperature_c: FloatArray
    cloud: FloatArray
    sun: FloatArray


def simulate_weather(index: pd.DatetimeIndex, climate: Climate, rng: np.random.Generator) -> SimulatedWeather:
    """Return weather with a season, a course of the day and fronts that last for days."""
    step_hours = (index[1] - index[0]) / pd.Timedelta(hours=1)
    hours = index.as_unit("us").asi8 / 3.6e9 + step_hours / 2
    solar_hour = (hours + climate.longitude / 15.0) % 24.0
    year_angle = 2 * np.pi * (hours - COLDEST_DAY * 24.0) / HOURS_PER_YEAR
    hemisphere = 1.0 if climate.latitude >= 0 else -1.0

    size = len(index)
    front = red_noise(size, FRONT_HOURS / step_hours, rng)
    cloud = 1 / (1 + np.exp(-1.8 * (0.5 * front + red_noise(size, CLOUD_HOURS / step_hours, rng))))
    season = -hemisphere * climate.season_k * np.cos(year_angle)
    course = climate.day_k * (1.1 - 0.8 * cloud) * np.cos(2 * np.pi * (solar_hour - WARMEST_HOUR) / 24.0)
    fronts = climate.front_k * red_noise(size, FRONT_HOURS / step_hours, rng)
    temperature = climate.mean_c + season + course + fronts
    return SimulatedWeather(np.round(temperature, 1), cloud, sun_height(solar_hour, year_angle, climate.latitude))


def sun_height(solar_hour: FloatArray, year_angle: FloatArray, latitude: float) -> FloatArray:
    """Return the sine of the sun's height; negative at night.

    ``year_angle`` is 0 in mid January; the declination is approximated by a cosine, which is good to a degree.
    """
    declination = np.radians(-23.44) * np.cos(year_angle + 2 * np.pi * (COLDEST_DAY + 10.0) / 365.25)
    place = np.radians(latitude)
    hour_angle = np.pi * (solar_hour - 12.0) / 12.0
    high: FloatArray = np.sin(place) * np.sin(declination) + np.cos(place) * np.cos(declination) * np.cos(hour_angle)
    return high


def red_noise(size: int, memory_steps: float, rng: np.random.Generator) -> FloatArray:
    """Return an AR(1) sequence of unit variance whose correlation falls to 1/e after ``memory_steps``."""
    alpha = 1.0 - np.exp(-1.0 / max(memory_steps, 1e-6))
    white = rng.standard_normal(size)
    if alpha >= 1.0 - 1e-9:
        return white
    white *= np.sqrt((2.0 - alpha) / alpha)
    white[0] *= np.sqrt(alpha / (2.0 - alpha))  # start in the stationary state
    smooth: FloatArray = pd.Series(white).ewm(alpha=alpha, adjust=False).mean().to_numpy()
    return smooth
