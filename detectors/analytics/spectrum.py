"""The rhythm of a meter: the periods in its power, the share of the variance they hold, how regular they are.

Pure functions on hourly means in local time, so that the clock change shifts nothing. Missing hours are filled with
the median of that hour of the week.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.calendar.day_grid import BoolArray, day_grid
from data.calendar.lengths import DAY_HOURS, DAYS_PER_WEEK
from data.errors import DataError
from data.series import FloatArray, MeterSeries
from detectors.analytics.occupancy import trainable
from detectors.kernels import FULL_SHARE

WEEK_HOURS = DAYS_PER_WEEK * DAY_HOURS
WINDOW_WEEKS = 4
"""Weeks over which shares of the variance are taken. Chosen, not tuned."""
DAILY_PERIODS_HOURS = (24.0, 12.0, 8.0)
"""Hours of the periods that count as daily rhythm: the day and its first two harmonics. Expert's choice."""
SHORTEST_WEEKLY_HOURS = 8.0
"""Hours of the shortest harmonic of the week that counts as weekly rhythm, that of the daily ones. Expert's choice."""
MIN_SWING_SHARE = 0.05
"""Share of the mean load: a smaller daily swing has no meaningful top, and its variation is taken relative to this.
Chosen, not tuned."""
VERY_REGULAR, REGULAR, VARYING = 0.9, 0.75, 0.5
"""Levels of regularity (0 to 1) from which it is named so. Chosen, not tuned."""


@dataclass(frozen=True)
class Regularity:
    """How regular the daily swing of a meter is, the figure a supplier plans with.

    Parameters
    ----------
    variation
        Coefficient of variation of the 24 h amplitude from week to week (standard deviation over mean); NaN if unknown.
    rhythm_share
        Median share of variance that daily and weekly harmonics hold.
    """

    variation: float
    rhythm_share: float

    @property
    def figure(self) -> float:
        """From 0 (every week another swing) to 1 (always the same); NaN if unknown."""
        return float(np.clip(1.0 - self.variation, 0.0, 1.0))

    @property
    def words(self) -> str:
        """The name of the figure."""
        if not np.isfinite(self.figure):
            return "unknown"
        named = ((VERY_REGULAR, "very regular"), (REGULAR, "regular"), (VARYING, "varying"))
        return next((word for least, word in named if self.figure >= least), "irregular")


def amplitude_spectrum(series: MeterSeries) -> pd.DataFrame:
    """Return the amplitude of each period from the whole weeks at the end of a series, longest period first.

    Columns: ``period_hours``, ``amplitude_kw`` (half of the swing from lowest to highest), ``share`` of the variance,
    ``harmonic`` ("daily", "weekly" or "").

    Raises
    ------
    DataError
        When there is less than two weeks of readings.
    """
    hourly = hourly_means(series)
    weeks = len(hourly) // WEEK_HOURS
    if weeks < 2 or np.isfinite(hourly).sum() < 2 * WEEK_HOURS * FULL_SHARE:
        raise DataError(
            f"Meter {series.meter_id} has {series.days:.0f} days of readings; a spectrum takes at least two weeks."
        )
    values = filled_hours(hourly[-weeks * WEEK_HOURS :])
    amplitude = _amplitudes(values)[1:]
    period = len(values) / np.arange(1, len(amplitude) + 1)
    variance = amplitude**2 / 2.0
    daily, weekly = _harmonics(len(values))
    total = variance.sum()
    return pd.DataFrame(
        {
            "period_hours": period,
            "amplitude_kw": amplitude,
            "share": variance / total if total > 0 else np.zeros(len(variance)),
            "harmonic": np.select([daily[1:], weekly[1:]], ["daily", "weekly"], ""),
        }
    )


def weekly_rhythm(series: MeterSeries) -> pd.DataFrame:
    """Return one row for every whole week from the first local midnight on; NaN where too much is missing.

    Columns: ``start`` (local date, without zone), ``mean_kw``, ``amplitude_kw`` (of the 24 h period in that week), and
    of the four weeks ending with it ``daily_share`` (24, 12 and 8 h), ``weekly_share`` (other harmonics of 168 h down
    to 8 h), ``rhythm_share`` (both) as shares of the variance, and ``variation`` of the amplitude.
    """
    hourly = hourly_means(series)
    weeks = len(hourly) // WEEK_HOURS
    rows = [_week_row(hourly, week) for week in range(weeks)]
    names = ["mean_kw", "amplitude_kw", "daily_share", "weekly_share", "rhythm_share", "variation"]
    table = pd.DataFrame(rows, columns=names, dtype=float)
    first = series.start.tz_localize(None).normalize()
    table.insert(0, "start", pd.date_range(first, periods=weeks, freq="7D"))
    return table


def regularity(weeks: pd.DataFrame) -> Regularity:
    """Return the regularity of a meter, from its table of ``weekly_rhythm``."""
    share = weeks["rhythm_share"].to_numpy(float)
    known = share[np.isfinite(share)]
    return Regularity(
        variation(weeks["amplitude_kw"].to_numpy(float), weeks["mean_kw"].to_numpy(float)),
        float(np.median(known)) if len(known) else float("nan"),
    )


def variation(amplitude_kw: FloatArray, mean_kw: FloatArray) -> float:
    """Return the coefficient of variation of amplitudes, relative to a twentieth of the load where they are tiny."""
    known = np.isfinite(amplitude_kw) & np.isfinite(mean_kw)
    if known.sum() < 2:
        return float("nan")
    base = max(float(amplitude_kw[known].mean()), MIN_SWING_SHARE * float(np.abs(mean_kw[known]).mean()))
    return float(amplitude_kw[known].std(ddof=1)) / base if base > 0 else float("nan")


def hourly_means(series: MeterSeries) -> FloatArray:
    """Return means of the local hours from the first local midnight on, NaN where readings are missing or unusable.

    Raises
    ------
    DataError
        When readings are further apart than an hour.
    """
    if series.step_hours > 1.0:
        raise DataError(
            f"Meter {series.meter_id} has a reading every {series.step_hours:g} h; a rhythm is seen in hourly ones."
        )
    return means_of_hours(trainable(series, day_grid(series))).ravel()


def means_of_hours(table: FloatArray) -> FloatArray:
    """Return the means of the hours of days by slots, shape ``(days, 24)``; NaN for an hour without readings."""
    hour = np.arange(table.shape[1]) * DAY_HOURS // table.shape[1]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # hours without readings
        means = [np.nanmean(table[:, hour == one], axis=1) for one in range(DAY_HOURS)]
    return np.column_stack(means)


def filled_hours(hourly: FloatArray) -> FloatArray:
    """Return hours with gaps filled by the median of that hour of the week, else of that hour, else of all."""
    known = np.isfinite(hourly)
    if known.all():
        return hourly
    values = hourly.copy()
    position = np.arange(len(hourly))
    for period in (WEEK_HOURS, DAY_HOURS, 1):
        for phase in np.unique(position[~np.isfinite(values)] % period):
            alike = position % period == phase
            if known[alike].any():
                values[alike & ~np.isfinite(values)] = np.median(hourly[alike & known])
    return values


def shares(hourly: FloatArray) -> tuple[float, float]:
    """Return which share of the variance of whole weeks daily and weekly harmonics hold; NaN without variance."""
    variance = _amplitudes(filled_hours(hourly))[1:] ** 2
    total = variance.sum()
    if not total > 0:
        return float("nan"), float("nan")
    daily, weekly = _harmonics(len(hourly))
    return float(variance[daily[1:]].sum() / total), float(variance[weekly[1:]].sum() / total)


def day_amplitude(hourly: FloatArray) -> float:
    """Return the amplitude of the 24 h period in hours of whole days, in kW."""
    return float(_amplitudes(filled_hours(hourly))[len(hourly) // DAY_HOURS])


def _week_row(hourly: FloatArray, week: int) -> tuple[float, ...]:
    own = hourly[week * WEEK_HOURS : (week + 1) * WEEK_HOURS]
    unknown = float("nan")
    if np.isfinite(own).mean() < FULL_SHARE:
        return (unknown,) * 6
    mean, amplitude = float(np.nanmean(own)), day_amplitude(own)
    first = (week + 1 - WINDOW_WEEKS) * WEEK_HOURS
    window = hourly[max(first, 0) : (week + 1) * WEEK_HOURS]
    if first < 0 or np.isfinite(window).mean() < FULL_SHARE:
        return mean, amplitude, unknown, unknown, unknown, unknown
    daily, weekly = shares(window)
    parts = window.reshape(WINDOW_WEEKS, WEEK_HOURS)
    full = parts[np.isfinite(parts).mean(axis=1) >= FULL_SHARE]
    swings = np.array([day_amplitude(part) for part in full])
    return mean, amplitude, daily, weekly, daily + weekly, variation(swings, np.nanmean(full, axis=1))


def _amplitudes(values: FloatArray) -> FloatArray:
    """Return amplitudes by cycles in the window, 0 being the mean; the last one of an even length stands alone."""
    found = np.abs(np.fft.rfft(values)) * 2.0 / len(values)
    found[0] /= 2.0
    if len(values) % 2 == 0:
        found[-1] /= np.sqrt(2.0)  # half the amplitude, all of its variance
    return np.asarray(found)


def _harmonics(hours: int) -> tuple[BoolArray, BoolArray]:
    """Return which cycles of a window of whole weeks are daily, and which weekly but not daily ones."""
    cycles = np.arange(hours // 2 + 1)
    daily = np.isin(cycles, [round(hours / period) for period in DAILY_PERIODS_HOURS])
    weeks = hours // WEEK_HOURS
    weekly = (cycles > 0) & (cycles % weeks == 0) & (cycles <= hours / SHORTEST_WEEKLY_HOURS)
    return daily, weekly & ~daily


def daily_swing(power_kw: FloatArray, step_hours: float) -> tuple[float, float]:
    """Return the amplitude of the 24 h period in kW and the share of variance that 24, 12 and 8 h hold.

    Over the whole days at the end of equally spaced readings; missing ones count as the mean of the others. NaN where
    there are too few readings, or nothing varies.
    """
    steps = round(DAY_HOURS / step_hours)
    days = len(power_kw) // steps
    values = power_kw[len(power_kw) - days * steps :]
    known = np.isfinite(values)
    if days == 0 or steps < 2 or known.mean() < FULL_SHARE:
        return float("nan"), float("nan")
    amplitude = _amplitudes(np.where(known, values, values[known].mean()))
    variance = amplitude**2
    variance[0] = 0.0
    harmonics = [days * round(DAY_HOURS / period) for period in DAILY_PERIODS_HOURS]
    held = sum(float(variance[one]) for one in harmonics if one < len(variance))
    total = float(variance.sum())
    return float(amplitude[days]), held / total if total > 0 else float("nan")


def top_hour(power_kw: FloatArray, times: pd.DatetimeIndex, step_hours: float) -> float:
    """Return the local hour, 0 to 24, at which the 24 h period of readings at ``times`` is at its top.

    Over the whole days at the end; missing readings count as the mean of the others. NaN where there are too few
    readings, or the swing is less than a twentieth of the mean load.
    """
    steps = round(DAY_HOURS / step_hours)
    days = len(power_kw) // steps
    values, last = power_kw[len(power_kw) - days * steps :], times[len(power_kw) - days * steps :]
    known = np.isfinite(values)
    if days == 0 or known.mean() < FULL_SHARE:
        return float("nan")
    mean = float(values[known].mean())
    hour = (last.hour + last.minute / 60.0).to_numpy(float)
    phasor = np.exp(2j * np.pi * hour / DAY_HOURS)
    swing = 2.0 * complex(np.mean(np.where(known, values - mean, 0.0) * phasor))
    if abs(swing) <= MIN_SWING_SHARE * abs(mean):
        return float("nan")
    return float(np.angle(swing) / (2.0 * np.pi) * DAY_HOURS % DAY_HOURS)
