"""The energy of whole days: at work, and on weekends and public holidays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray, DayType
from data.calendar.lengths import DAYS_PER_YEAR
from data.series import MeterSeries
from detectors.analytics.typical_day import typical_days

AROUND = 9
"""Days of the same kind around a day whose median it counts as: seasons count, single anomalous days do not. Chosen."""


@dataclass(frozen=True)
class WeekUse:
    """The typical energy of whole days; NaN where no day is complete.

    Parameters
    ----------
    at_work_kwh, off_kwh
        Energy of a weekday, and of a weekend day or public holiday.
    off_share
        Share of weekend days and public holidays among all days.
    """

    at_work_kwh: float
    off_kwh: float
    off_share: float

    @property
    def off_kwh_a_year(self) -> float:
        """Energy of weekends and public holidays in a year."""
        return self.off_kwh * self.off_share * DAYS_PER_YEAR


def week_use(series: MeterSeries, unusable: BoolArray) -> WeekUse:
    """Return the typical energy of whole days; ``unusable`` are readings that are data problems.

    Raises
    ------
    DataError
        When readings are so far apart that a day has no visible course.
    """
    days = typical_days(series, unusable)
    kwh = np.where(days.judged, days.energy_kwh, np.nan)
    for kind in DayType:
        own = pd.Series(kwh[days.day_type == kind]).dropna()
        steady = own.rolling(AROUND, center=True, min_periods=AROUND // 2 + 1).median()
        kwh[np.flatnonzero(days.day_type == kind)[own.index]] = steady.fillna(own.median())
    off = days.day_type != DayType.WEEKDAY
    return WeekUse(_mean(kwh[~off]), _mean(kwh[off]), float(off.mean()))


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
