"""Holt-Winters: for each hour of the day a level, smoothed from day to day, and a season of the week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import DayType
from data.calendar.lengths import DAYS_PER_WEEK, SUNDAY
from data.series import FloatArray
from detectors.forecasters.arma import MIN_LEFT, quiet
from detectors.forecasters.detector import Forecaster
from detectors.forecasters.filled_days import FilledDays
from detectors.forecasters.hourly import by_the_hour
from detectors.forecasters.model import ForecastModel
from detectors.params import integer
from detectors.progress import report
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import FIT_INTERVAL_DAYS
from detectors.walk_forward.rolling_table import RollingTable

FIRST_FIT_DAY = 28
"""Days that are needed to fit the smoothing. Chosen, not tuned."""
USUAL_LEVEL, USUAL_SEASON = 0.2, 0.2
"""Weights of the newest day in level and season before the first fit. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class HoltWinters(Forecaster):
    """Exponential smoothing from day to day, one for each hour, with an additive season of the seven days of a week.

    As every hour has a model of its own, no season of the day is needed, and smoothing is fitted to its task: the same
    hour of the next day. Smoothed from hour to hour, the last hour before midnight would move the whole next day.
    Holidays are predicted as Sundays and do not teach. Smoothing is fitted every four weeks.

    Source: P. R. Winters, "Forecasting sales by exponentially weighted moving averages", Management Science 6 (1960),
    doi:10.1287/mnsc.6.3.324, by statsmodels' ExponentialSmoothing.
    """

    name: ClassVar[str] = "holt_winters"
    label: ClassVar[str] = "Week that follows the days"
    algorithm: ClassVar[str] = "Holt-Winters"
    summary: ClassVar[str] = (
        "Foresees each hour from a level that follows the days and from the week's season, smoothed out of the past. "
        "Simple and steady: good at early starts and lasting changes, between SARIMAX and the typical week in accuracy."
    )
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Winters (1960), doi:10.1287/mnsc.6.3.324; statsmodels"

    seconds_a_year: ClassVar[float] = 3.0

    weeks: int = integer(26, (6, 104), label="Memory", unit="weeks", help="How many weeks back smoothing is fitted.")

    def model(self, days: SeriesDays) -> ForecastModel:
        """Return levels and seasons, by the hour."""
        return by_the_hour(days, lambda hours: SmoothedWeek(hours.grid.slots, self.weeks))


class SmoothedWeek(FilledDays):
    """The forecast model of Holt-Winters: ``level + season``, the season with rows by weekday and columns by slot."""

    def __init__(self, slots: int, weeks: int) -> None:
        super().__init__(slots)
        self._days = DAYS_PER_WEEK * weeks
        self._ordinary = RollingTable(slots, keep_days=max(self._days, self.first_day) + 1, fill=0.0)
        self._level = np.zeros(slots)
        self._season = np.zeros((DAYS_PER_WEEK, slots))
        self._alpha, self._gamma = np.full(slots, USUAL_LEVEL), np.full(slots, USUAL_SEASON)

    def fit_filled(self, day: int) -> None:
        """Begin with the medians of the first two weeks; every four weeks fit smoothing, levels and seasons."""
        if day == self.first_day:
            self._begin(day)
        elif day >= FIRST_FIT_DAY and day % FIT_INTERVAL_DAYS == 0:
            months = self.grid.days // FIT_INTERVAL_DAYS
            report(f"fitting the smoothing, month {day // FIT_INTERVAL_DAYS} of {months}", day / self.grid.days)
            ordinary = self._ordinary[max(0, day - self._days) : day]
            for slot in range(self.grid.slots):
                self._smooth(slot, self.shares(ordinary[:, slot]), int(self.grid.weekday[day]))

    def forecast_day(self, day: int) -> FloatArray:
        """Return the level plus the season of the weekday, that of Sunday on a holiday."""
        weekday = SUNDAY if self._is_holiday(day) else self.grid.weekday[day]
        return np.asarray(self._level + self._season[weekday])

    def update(self, day: int, power: FloatArray) -> None:
        """Move level and season towards the day; holidays and missing readings move nothing."""
        super().update(day, power)
        weekday = self.grid.weekday[day]
        before, season = self._level, self._season[weekday]
        is_new = np.isfinite(power) & (not self._is_holiday(day))
        self._ordinary[day] = np.where(is_new | (day < self.first_day), self.filled[day], before + season)
        self._level = before + self._alpha * (self._ordinary[day] - season - before)
        self._season[weekday] = season + self._gamma * (self._ordinary[day] - before - season)

    def _is_holiday(self, day: int) -> bool:
        return bool(self.grid.day_type[day] == DayType.SUNDAY and self.grid.weekday[day] != SUNDAY)

    def _begin(self, day: int) -> None:
        self._ordinary[0:day] = self.filled[0:day]
        self._level = np.median(self._ordinary[0:day], axis=0)
        for weekday in range(DAYS_PER_WEEK):
            rows = np.flatnonzero(self.grid.weekday[:day] == weekday)
            self._season[weekday] = np.median(self._ordinary[rows], axis=0) - self._level

    def _smooth(self, slot: int, shares: FloatArray, next_weekday: int) -> None:
        """Fit one slot; ``next_weekday`` is that of the day after the last one."""
        if float(np.std(shares)) < MIN_LEFT:
            return
        from statsmodels.tsa.holtwinters import ExponentialSmoothing  # noqa: PLC0415 - takes a second to import

        with quiet():
            model = ExponentialSmoothing(
                shares, trend=None, seasonal="add", seasonal_periods=DAYS_PER_WEEK, initialization_method="heuristic"
            )
            fitted = model.fit()
        self._alpha[slot] = fitted.params["smoothing_level"]
        self._gamma[slot] = fitted.params["smoothing_seasonal"]
        self._level[slot] = fitted.level[-1] * self.load_range_kw
        weekdays = (next_weekday + np.arange(DAYS_PER_WEEK)) % DAYS_PER_WEEK
        self._season[weekdays, slot] = fitted.season[-DAYS_PER_WEEK:] * self.load_range_kw
