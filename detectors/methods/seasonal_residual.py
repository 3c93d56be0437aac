"""Seasonal residual: decomposition into trend, day and week, continued into the next week; residuals are scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from data.calendar.day_grid import DayType
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK, SUNDAY
from data.series import FloatArray
from detectors.features.quantile import column_quantile
from detectors.forecasters.detector import Forecaster
from detectors.forecasters.model import ForecastModel
from detectors.params import integer
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays

MIN_WEEKS = 3
"""Weeks that are needed for a decomposition: more than two of the weekly season. Chosen, not tuned."""
CARRIED = 0.7
"""Share of the residual of a day by which the prediction of the next days is moved. Chosen, not tuned."""
MIN_KNOWN_SHARE = 0.5
"""Share of a day above which it must be known for that. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class SeasonalResidual(Forecaster):
    """Decomposition by loess into trend, daily and weekly season (MSTL), fitted every week to the weeks before.

    The seasons of the last week plus the end of the trend are the prediction for the next week, moved by the residuals
    of the last days. Holidays are predicted as Sundays and do not teach. Decomposing all readings at once, as is
    common, would use readings that come after the one to be scored.

    Source: STL, Cleveland et al. (1990); with several seasons, Bandara, Hyndman and Bergmeir (2021), arXiv:2107.13462.
    """

    name: ClassVar[str] = "seasonal_residual"
    label: ClassVar[str] = "Trend and seasons"
    algorithm: ClassVar[str] = "MSTL"
    summary: ClassVar[str] = (
        "Takes readings apart into trend, day and week, and judges what is left in the week that follows. "
        "The classic: good at peaks, shutdowns and new levels; early starts, overtime and swapped days often escape it."
    )
    seconds_a_year: ClassVar[float] = 5.0
    max_step_hours: ClassVar[float] = 6.0
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Cleveland et al. (1990); Bandara, Hyndman and Bergmeir (2021), arXiv:2107.13462"

    min_days: ClassVar[float] = 28.0

    weeks: int = integer(
        8, (4, 26), label="Memory", unit="weeks", help="How many weeks are taken apart into trend and seasons."
    )

    def model(self, days: SeriesDays) -> SeasonalTrend:
        """Return the forecast model of trend and seasons."""
        return SeasonalTrend(days.grid.slots, self.weeks)


class SeasonalTrend(ForecastModel):
    """Trend, daily and weekly season of the weeks before."""

    first_day: ClassVar[int] = MIN_WEEKS * DAYS_PER_WEEK

    def __init__(self, slots: int, weeks: int) -> None:
        super().__init__(slots, DAYS_PER_WEEK * weeks)
        self._weeks = weeks
        self._season = np.full((DAYS_PER_WEEK, slots), np.nan)
        self._level = 0.0
        self._expected = np.full(slots, np.nan)

    def fit(self, day: int) -> None:
        """Decompose the weeks before; keep the last season by weekday plus the end of the trend."""
        super().fit(day)
        weeks = min(self._weeks, day // DAYS_PER_WEEK)
        first = day - weeks * DAYS_PER_WEEK
        if weeks < MIN_WEEKS or not np.isfinite(self.training_kw[first:day]).any():
            return
        trend, season = _taken_apart(self._teaching(first, day))
        last = slice(day - DAYS_PER_WEEK, day)
        self._season[self.grid.weekday[last]] = season[-DAYS_PER_WEEK:] + trend[-1, -1]
        self._level = 0.0

    def predict(self, day: int) -> FloatArray:
        """Return the season of the weekday, that of Sunday on a holiday, moved by the last residuals."""
        is_holiday = self.grid.day_type[day] == DayType.SUNDAY
        weekday = SUNDAY if is_holiday else int(self.grid.weekday[day])
        self._expected = self._season[weekday] + self._level
        return self._expected

    def update(self, day: int, power: FloatArray) -> None:
        """Remember the day, and move the level by its residual."""
        super().update(day, power)
        departure = power - self._expected
        if np.isfinite(departure).mean() > MIN_KNOWN_SHARE:
            self._level += CARRIED * float(np.nanmedian(departure))

    def _teaching(self, first: int, day: int) -> FloatArray:
        """Return the days; holidays and missing readings are as the week before or after, else as similar days."""
        days = self.training_kw[first:day].copy()
        types = self.grid.types_before(first, day)
        days[(types == DayType.SUNDAY) & (self.grid.weekday[first:day] != SUNDAY)] = np.nan
        for row in range(DAYS_PER_WEEK, len(days)):
            days[row] = np.where(np.isfinite(days[row]), days[row], days[row - DAYS_PER_WEEK])
        for row in range(len(days) - DAYS_PER_WEEK - 1, -1, -1):
            days[row] = np.where(np.isfinite(days[row]), days[row], days[row + DAYS_PER_WEEK])
        for kind in (False, True):
            alike = (types != DayType.WEEKDAY) == kind
            days[alike] = np.where(np.isfinite(days[alike]), days[alike], column_quantile(days[alike], 0.5))
        known = days[np.isfinite(days)]
        return np.where(np.isfinite(days), days, float(np.median(known)) if len(known) else 0.0)


def _taken_apart(days: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return trend and the sum of the seasons of complete days, both of shape ``(days, slots)``."""
    from statsmodels.tsa.seasonal import MSTL  # noqa: PLC0415 - the app must not wait for it at its start

    slots = days.shape[1]
    jump = max(1, slots // DAY_HOURS)  # computed hourly and joined by lines: twenty times as fast at 15 minutes
    smooth = {"trend_jump": DAY_HOURS * jump // 2, "low_pass_jump": DAY_HOURS * jump // 2}
    model = MSTL(days.ravel(), periods=(slots, DAYS_PER_WEEK * slots), stl_kwargs={"seasonal_jump": jump, **smooth})
    parts = model.fit()
    trend = np.asarray(parts.trend, np.float64).reshape(days.shape)
    season = np.asarray(parts.seasonal, np.float64).sum(axis=1).reshape(days.shape)
    return trend, season
