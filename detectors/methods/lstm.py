"""LSTM: a small recurrent network that reads the last two weeks day by day and foresees the next day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import DayGrid, DayType, IntArray
from data.series import FloatArray
from detectors.features.quantile import weighted_median
from detectors.features.similar_days import similar_days
from detectors.features.temperature import OutdoorTemperature
from detectors.forecasters.detector import Forecaster
from detectors.forecasters.filled_days import FilledDays
from detectors.forecasters.hourly import by_the_hour
from detectors.forecasters.lstm_network import Network, trained
from detectors.forecasters.model import ForecastModel
from detectors.params import integer
from detectors.progress import report
from detectors.registry import register

READ_DAYS = 14
PROFILE_WEEKS = 8
FIRST_FIT_DAY = 42
FIT_INTERVAL_DAYS = 28


@register
@dataclass(frozen=True)
class Lstm(Forecaster):
    """A small LSTM that reads how the last 14 days departed from their usual profile and foresees the departure today.

    One step of the network is a day: how it departed, what kind of day the next one is and, where there is a
    temperature, what it asked for. The network is trained anew every four weeks, from weights drawn with a fixed seed
    and on one thread, so that the same readings give the same answer.

    Source: S. Hochreiter and J. Schmidhuber, "Long short-term memory", Neural Computation 9 (1997),
    doi:10.1162/neco.1997.9.8.1735, by PyTorch.
    """

    name: ClassVar[str] = "lstm"
    label: ClassVar[str] = "Learnt from the run of the last days"
    algorithm: ClassVar[str] = "LSTM"
    summary: ClassVar[str] = (
        "A small neural network that learns from the run of the last weeks how the next day departs from the usual. "
        "Foresees about as well as the other methods, no better; it needs PyTorch."
    )
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Hochreiter and Schmidhuber (1997), doi:10.1162/neco.1997.9.8.1735; PyTorch"
    seconds_a_year: ClassVar[float] = 6.0
    requires: ClassVar[tuple[str, ...]] = ("torch",)
    install: ClassVar[str] = "pip install -r requirements-deep.txt"

    weeks: int = integer(52, (8, 104), label="Memory", unit="weeks", help="How many weeks back the network is trained.")
    epochs: int = integer(60, (10, 300), label="Epochs", help="More rounds of training learn more and take longer.")

    def model(self, grid: DayGrid, temperature: FloatArray | None) -> ForecastModel:
        """Return the network, which works by the hour."""
        return by_the_hour(grid, temperature, lambda hours, degrees: RecurrentDays(hours, degrees, self))


class RecurrentDays(FilledDays):
    """The expectation of the LSTM: the usual profile, moved by what the network says."""

    supports_warm_start: ClassVar[bool] = True

    def __init__(self, grid: DayGrid, temperature: FloatArray | None, how: Lstm) -> None:
        super().__init__(grid, temperature)
        self._how = how
        self._weather = OutdoorTemperature(temperature, grid.power_kw.shape)
        self._profile, self._departure = np.zeros(grid.power_kw.shape), np.zeros(grid.power_kw.shape)
        self._unusual_needs = np.zeros((*grid.power_kw.shape, 0 if temperature is None else 3))
        self._calendar = np.column_stack([
            np.eye(len(DayType))[grid.day_type], np.eye(7)[grid.weekday], grid.is_special[:, None]
        ])  # fmt: skip
        self._network: Network | None = None

    def fit_filled(self, day: int) -> None:
        """Train anew every four weeks."""
        if day >= FIRST_FIT_DAY and (day % FIT_INTERVAL_DAYS == 0 or self._network is None):
            months = self.grid.days // FIT_INTERVAL_DAYS
            report(f"training the network, month {day // FIT_INTERVAL_DAYS} of {months}", day / self.grid.days)
            rows = np.arange(max(READ_DAYS, self.first_day, day - 7 * self._how.weeks), day)
            goal = self.shares(self.training_kw[rows] - self._profile[rows])
            self._network = trained(self._read(rows), goal, self._how.epochs)

    def forecast_day(self, day: int) -> FloatArray:
        """Return the usual profile of the day and its departure by the network."""
        self._weather.reach(day)
        rows, weights = similar_days(self.grid, day, PROFILE_WEEKS)
        self._profile[day] = weighted_median(self.filled[rows], weights)
        usual_needs = np.tensordot(weights / weights.sum(), self._weather.needs(rows), 1)
        self._unusual_needs[day] = self._weather.needs(day) - usual_needs
        profile: FloatArray = self._profile[day]
        if self._network is None:
            return profile
        departure: FloatArray = self._network.departures(self._read(np.array([day])))[0]
        return profile + self.load_range_kw * departure

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day and how it departed from its profile."""
        super().update(day, power)
        if day < self.first_day:
            self._weather.reach(day)
        else:
            self._departure[day] = self.filled[day] - self._profile[day]

    def _read(self, rows: IntArray) -> FloatArray:
        """Return what the network reads before each day, shape ``(rows, READ_DAYS, features)``.

        Every step holds how a day went and what kind of day the next one is, so that the last one tells of today. The
        temperature of today is not read: its later hours are not known yet.
        """
        before = rows[:, None] - READ_DAYS + np.arange(READ_DAYS)
        departures = self.shares(self._departure[before])
        needs = self._unusual_needs[before].mean(axis=2)
        return np.concatenate([departures, self._calendar[before + 1], needs], axis=-1)
