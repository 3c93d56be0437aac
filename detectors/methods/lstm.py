"""LSTM: a small recurrent network that reads the last two weeks day by day and predicts the next day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import DayType, IntArray
from data.calendar.lengths import DAYS_PER_WEEK
from data.series import FloatArray
from detectors import kernels
from detectors.features.similar_days import PROFILE_WEEKS
from detectors.forecasters.detector import Forecaster
from detectors.forecasters.filled_days import FilledDays
from detectors.forecasters.hourly import by_the_hour
from detectors.forecasters.lstm_network import Network, trained
from detectors.forecasters.model import ForecastModel
from detectors.params import integer
from detectors.progress import report
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import FIT_INTERVAL_DAYS
from detectors.walk_forward.rolling_table import RollingTable

READ_DAYS = 14
"""Days that the network reads before each prediction. Chosen, not tuned."""
FIRST_FIT_DAY = 42
"""Days that are needed for the first training. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class Lstm(Forecaster):
    """A small LSTM that reads how the last 14 days departed from their profile and predicts the departure of the next.

    One step of the network is a day: its departure, what kind of day the next one is and, where there is a temperature,
    its heating and cooling needs. The network is trained from scratch every four weeks, from weights drawn with a fixed
    seed and on one thread, so that the same readings give the same result.

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

    def model(self, days: SeriesDays) -> ForecastModel:
        """Return the network, by the hour."""
        return by_the_hour(days, lambda hours: RecurrentDays(hours, self))


class RecurrentDays(FilledDays):
    """The forecast model of the LSTM: the weekday profile plus the departure predicted by the network."""

    def __init__(self, days: SeriesDays, how: Lstm) -> None:
        slots, kept = days.grid.slots, 7 * how.weeks + READ_DAYS + 1
        super().__init__(slots, kept)
        self._how = how
        self._profile, self._departure = (RollingTable(slots, keep_days=kept, fill=0.0) for _ in range(2))
        self._unusual_needs = RollingTable(slots, days.outdoor.needs(0).shape[-1], keep_days=kept, fill=0.0)
        self._network: Network | None = None

    def fit_filled(self, day: int) -> None:
        """Train the network every four weeks."""
        if day >= FIRST_FIT_DAY and (day % FIT_INTERVAL_DAYS == 0 or self._network is None):
            months = self.grid.days // FIT_INTERVAL_DAYS
            report(f"training the network, month {day // FIT_INTERVAL_DAYS} of {months}", day / self.grid.days)
            rows = np.arange(max(READ_DAYS, self.first_day, day - 7 * self._how.weeks), day)
            goal = self.shares(self.training_kw[rows] - self._profile[rows])
            self._network = trained(self._read(rows), goal, self._how.epochs)

    def forecast_day(self, day: int) -> FloatArray:
        """Return the weekday profile plus the departure predicted by the network."""
        rows, weights = self.days.similar(day, PROFILE_WEEKS)
        self._profile[day] = kernels.weighted_median(self.filled[rows], weights)
        usual_needs = np.tensordot(weights / weights.sum(), self.days.outdoor.needs(rows), 1)
        self._unusual_needs[day] = self.days.outdoor.needs(day) - usual_needs
        profile: FloatArray = self._profile[day]
        if self._network is None:
            return profile
        departure: FloatArray = self._network.departures(self._read(np.array([day])))[0]
        return profile + self.load_range_kw * departure

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day and how it departed from its profile."""
        super().update(day, power)
        if day >= self.first_day:
            self._departure[day] = self.filled[day] - self._profile[day]

    def _calendar(self, rows: IntArray) -> FloatArray:
        """Return day type, weekday and whether special, as numbers 0 and 1, shape ``(..., features)``."""
        grid = self.grid
        kinds = np.eye(len(DayType))[grid.day_type[rows]], np.eye(DAYS_PER_WEEK)[grid.weekday[rows]]
        return np.concatenate([*kinds, grid.is_special[rows][..., None]], axis=-1)

    def _read(self, rows: IntArray) -> FloatArray:
        """Return the input of the network for each day, shape ``(rows, READ_DAYS, features)``.

        Every step holds the departure of a day and what kind of day the next one is, so the last step describes the day
        to be predicted. Its temperature is not read: that of its later hours is not known yet.
        """
        before = rows[:, None] - READ_DAYS + np.arange(READ_DAYS)
        departures = self.shares(self._departure[before])
        needs = self._unusual_needs[before].mean(axis=2)
        return np.concatenate([departures, self._calendar(before + 1), needs], axis=-1)
