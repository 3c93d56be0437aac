"""The base load over a year, and how it changed, compared so that a season does not count as a change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.series import FloatArray
from detectors.analytics.baseload import HOURS_A_YEAR

YEAR_DAYS, WEEKS_52_DAYS = 365, 364
"""Days of a year and of 52 weeks, after which weekdays recur. By definition."""
WHOLE_SHARE = 0.9
"""Share of the nights of a year that must be known for it to count as measured. Chosen, not tuned."""
MIN_COMPARED = 10
"""Nights that must be known on either side of a comparison. Chosen, not tuned."""
MIN_IN_PART = 28
"""Nights that must be known where fewer than half of the nights on show can be compared. Chosen, not tuned."""
MAJORITY_SHARE = 0.5
"""Share of the nights on show from which they are the majority. By definition."""
SMOOTHED_NIGHTS, MIN_SMOOTHED = 28, 7
"""Nights of a rolling median, and how many of them must be known. Chosen, not tuned."""
ENDS_NIGHTS, MIN_ENDS = 28, 4
"""Nights at either end of a date range whose medians are compared, or a third of a short range; and how many of them
must be known. Chosen, not tuned."""


@dataclass(frozen=True)
class YearOfNights:
    """The base load of the last 365 days of a meter, of all its days where there are fewer.

    Parameters
    ----------
    kw
        Mean of its course over four weeks, so that what was left on for some days does not count; NaN where too few
        nights are known.
    nights, days
        How many are known, and of how many.
    """

    kw: float
    nights: int
    days: int

    @property
    def is_whole(self) -> bool:
        """Whether it has been measured over a year rather than being carried over to one."""
        return self.nights >= WHOLE_SHARE * YEAR_DAYS

    @property
    def kwh(self) -> float:
        """Energy of a year at this power."""
        return self.kw * HOURS_A_YEAR


@dataclass(frozen=True)
class BaseloadChange:
    """How much more or less some nights draw than others.

    Parameters
    ----------
    kw, before_kw
        Difference, and the level it is a difference to; NaN where there is nothing to compare with.
    nights
        How many were compared.
    """

    kw: float = float("nan")
    before_kw: float = float("nan")
    nights: int = 0

    @property
    def is_known(self) -> bool:
        """Whether there was anything to compare with."""
        return self.nights > 0


def smoothed(kw: pd.Series) -> FloatArray:
    """Return the median of the four weeks around each night, NaN where too few are known."""
    found: FloatArray = kw.rolling(SMOOTHED_NIGHTS, center=True, min_periods=MIN_SMOOTHED).median().to_numpy(float)
    return found


def last_year(nights: pd.DataFrame) -> YearOfNights:
    """Return the base load of the last 365 days of a table of ``night_baseload``."""
    kw, course = nights["kw"].to_numpy(float)[-YEAR_DAYS:], smoothed(nights["kw"])[-YEAR_DAYS:]
    known = course[np.isfinite(course)]
    mean = float(known.mean()) if len(known) else float("nan")
    return YearOfNights(mean, int(np.isfinite(kw).sum()), len(kw))


def a_year_before(shown: pd.DataFrame, nights: pd.DataFrame) -> pd.DataFrame:
    """Return for the nights on show those 52 weeks before them, which end on the same weekday; NaN where unknown."""
    before: pd.DataFrame = nights.set_index("date").reindex(shown["date"] - pd.Timedelta(days=WEEKS_52_DAYS))
    return before


def against_year_before(shown: pd.DataFrame, nights: pd.DataFrame) -> BaseloadChange:
    """Return how nights differ from those 52 weeks before each of them, so that like is compared with like.

    The median of the differences, in the manner of the seasonal slope estimator (Hirsch, Slack and Smith 1982,
    doi:10.1029/WR018i001p00107).
    """
    now, before = shown["kw"].to_numpy(float), a_year_before(shown, nights)["kw"].to_numpy(float)
    both = np.isfinite(now) & np.isfinite(before)
    pairs = int(both.sum())
    fewest = MIN_COMPARED if pairs >= MAJORITY_SHARE * np.isfinite(now).sum() else MIN_IN_PART
    if pairs < fewest:
        return BaseloadChange()
    return BaseloadChange(float(np.median((now - before)[both])), float(np.median(before[both])), pairs)


def against_just_before(shown: pd.DataFrame, nights: pd.DataFrame) -> BaseloadChange:
    """Return how nights differ from as many days before them; seasons are part of it."""
    first, days = shown["date"].iloc[0], pd.Timedelta(days=len(shown))
    if first - days < nights["date"].iloc[0]:
        return BaseloadChange()
    earlier = nights[(nights["date"] >= first - days) & (nights["date"] < first)]
    return _medians(shown["kw"].dropna(), earlier["kw"].dropna(), MIN_COMPARED)


def within(shown: pd.DataFrame) -> BaseloadChange:
    """Return how the last nights differ from the first ones; seasons are part of it."""
    kw = shown["kw"].dropna()
    count = min(ENDS_NIGHTS, len(kw) // 3)
    return _medians(kw.iloc[len(kw) - count :], kw.iloc[:count], MIN_ENDS)


def _medians(now: pd.Series, before: pd.Series, fewest: int) -> BaseloadChange:
    if min(len(now), len(before)) < fewest:
        return BaseloadChange()
    level = float(before.median())
    return BaseloadChange(float(now.median()) - level, level, len(before))
