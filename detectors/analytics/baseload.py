"""Base load in figures: the power a meter draws at night, and how it changed.

Pure tables for the page. A night is named by the day on which it ends; its base load is the 10 % quantile of its
readings, following "commercial base load" as the lowest demand while unoccupied.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.calendar.day_grid import DayGrid, day_grid, holiday_mask
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK, DAYS_PER_YEAR, SATURDAY
from data.series import FloatArray, MeterSeries
from detectors.analytics.occupancy import Occupancy, trainable
from detectors.features.quantile import column_quantile
from detectors.kernels import MIN_VALUES

LOW_SHARE = 0.1
"""Quantile of a night that is its base load: low, but not the lowest reading alone. Source: Price (2010), as a low
percentile."""
NIGHTS_COMPARED = 8
"""Nights of the same kind before a night whose median it is compared with. Chosen, not tuned."""
MIN_NIGHTS = 3
"""Nights of the same kind that must be known for that. Chosen, not tuned."""
MIN_KNOWN_SHARE = 0.5
"""Share of its readings that must be known for the figure of a night or day. Chosen, not tuned."""
HOURS_A_YEAR = DAYS_PER_YEAR * DAY_HOURS
WEEKDAY, WEEKEND, HOLIDAY = "weekday", "weekend", "holiday"
KINDS = (WEEKDAY, WEEKEND, HOLIDAY)


@dataclass(frozen=True)
class BaseloadSummary:
    """The base load of a meter over all its nights; NaN where nothing is known.

    Parameters
    ----------
    kw
        Median over all nights.
    kw_by_kind, kw_by_weekday
        Medians by kind of day (``KINDS``) and by the weekday on which the night ends (Monday first).
    share_of_use
        ``kw`` around the clock as a share of the mean power of these days.
    """

    kw: float
    kw_by_kind: dict[str, float]
    kw_by_weekday: tuple[float, ...]
    share_of_use: float


def night_baseload(series: MeterSeries, occupancy: Occupancy) -> pd.DataFrame:
    """Return one row for every night from the second day on.

    Columns: ``date`` (local midnight of the day it ends on, without zone), ``kind`` (weekday, weekend or holiday),
    ``kw``, ``usual_kw`` (median of the eight nights of its kind before it), ``delta_kw``, ``delta_percent``,
    ``kwh_a_year`` (what the delta amounts to over a year of such nights and days). NaN where a night has too few
    readings or too few nights before it.
    """
    grid = day_grid(series)
    nights = occupancy.nights(trainable(series, grid))
    kind = day_kinds(series, grid)
    return _compared(series, kind, low_quantile(nights))


def baseload_summary(series: MeterSeries, nights: pd.DataFrame) -> BaseloadSummary:
    """Return the figures of a meter from its table of ``night_baseload``."""
    kw = nights["kw"].to_numpy(float)
    kind, weekday = nights["kind"].to_numpy(), nights["date"].dt.day_of_week.to_numpy()
    base = _median(kw)
    daily = _daily_mean(trainable(series, day_grid(series)))
    both = np.isfinite(kw) & np.isfinite(daily)
    use = float(daily[both].sum())
    return BaseloadSummary(
        kw=base,
        kw_by_kind={one: _median(kw[kind == one]) for one in KINDS},
        kw_by_weekday=tuple(_median(kw[weekday == day]) for day in range(DAYS_PER_WEEK)),
        share_of_use=base * np.count_nonzero(both) / use if use > 0 else float("nan"),
    )


def day_kinds(series: MeterSeries, grid: DayGrid) -> np.ndarray:
    """Return the kind of every day of a grid: weekday, weekend or holiday."""
    dates = grid_dates(series, grid)
    is_holiday = holiday_mask(dates, series.country, series.region)
    return np.where(is_holiday, HOLIDAY, np.where(grid.weekday >= SATURDAY, WEEKEND, WEEKDAY)).astype(object)


def grid_dates(series: MeterSeries, grid: DayGrid) -> pd.DatetimeIndex:
    """Return the local dates of a grid, without zone."""
    return pd.date_range(series.start.tz_localize(None).normalize(), periods=grid.days, freq="D")


def low_quantile(nights: FloatArray, share: float = LOW_SHARE) -> FloatArray:
    """Return the base load of nights given as rows, NaN for a night of which too little is known."""
    enough = np.isfinite(nights).mean(axis=1) >= MIN_KNOWN_SHARE
    if nights.shape[1] < MIN_VALUES:
        return np.where(enough, np.where(np.isfinite(nights), nights, np.inf).min(axis=1), np.nan)
    return np.where(enough, column_quantile(nights.T, share), np.nan)


def _compared(series: MeterSeries, kind: np.ndarray, kw: FloatArray) -> pd.DataFrame:
    usual = np.full(len(kw), np.nan)
    for one in KINDS:
        rows = np.flatnonzero(kind == one)
        usual[rows] = _median_before(kw[rows])
    few = (kind == HOLIDAY) & ~np.isfinite(usual)  # the first holidays of a meter are compared with weekends
    usual[few] = _median_before(np.where(kind == WEEKDAY, np.nan, kw))[few]
    delta = kw - usual
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = np.where(usual != 0, 100.0 * delta / np.abs(usual), np.nan)
    dates = pd.date_range(series.start.tz_localize(None).normalize(), periods=len(kw), freq="D")
    return pd.DataFrame(
        {
            "date": dates,
            "kind": kind.astype(str),
            "kw": kw,
            "usual_kw": usual,
            "delta_kw": delta,
            "delta_percent": percent,
            "kwh_a_year": delta * HOURS_A_YEAR,
        }
    )


def _median_before(values: FloatArray) -> FloatArray:
    """Return for each value the median of the last eight known ones before it; NaN with fewer than three."""
    found = np.full(len(values), np.nan)
    known: list[float] = []
    for place, value in enumerate(values):
        if len(known) >= MIN_NIGHTS:
            found[place] = np.median(known[-NIGHTS_COMPARED:])
        if np.isfinite(value):
            known.append(float(value))
    return found


def _daily_mean(table: FloatArray) -> FloatArray:
    known = np.isfinite(table)
    total = np.where(known, table, 0.0).sum(axis=1)
    return np.where(known.mean(axis=1) >= MIN_KNOWN_SHARE, total / np.maximum(known.sum(axis=1), 1), np.nan)


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")
