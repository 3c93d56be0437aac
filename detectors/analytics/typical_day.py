"""The typical day: the usual power at each time of a weekday, a Saturday, a Sunday or holiday.

Percentile bands of the days on show, and where one of these days leaves the band of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.calendar.day_grid import BoolArray, DayGrid, DayType, IntArray, day_grid
from data.errors import DataError
from data.series import FloatArray, MeterSeries
from detectors.features.quantile import column_quantiles

MIN_DAYS = 5
"""Days of a kind that must be there for its band. Chosen, not tuned."""
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of the band. Chosen, not tuned."""
WHOLE_SHARE = 0.9
"""Share of the readings of a day that must be there for its energy and for a comparison. Chosen, not tuned."""
MAX_STEP_HOURS = 2.0
"""Hours between two readings up to which a day has a visible course. Chosen, not tuned."""


@dataclass(frozen=True, eq=False)
class DayBand:
    """The band in which days of one kind usually lie.

    Parameters
    ----------
    days
        How many days it is made of.
    low_kw, quarter_kw, median_kw, three_quarters_kw, high_kw
        The 5, 25, 50, 75 and 95 % quantiles at each slot, shape ``(slots,)``; NaN where hardly any day has a reading.
    energy_kwh
        Median energy of the days that are complete; NaN where none is.
    """

    days: int
    low_kw: FloatArray
    quarter_kw: FloatArray
    median_kw: FloatArray
    three_quarters_kw: FloatArray
    high_kw: FloatArray
    energy_kwh: float


@dataclass(frozen=True, eq=False)
class TypicalDays:
    """Days by slots, and the band of every kind of day with enough days.

    Parameters
    ----------
    dates
        Local days without gaps, ``datetime64[D]``, shape ``(days,)``.
    day_type
        ``DayType`` of each day; public holidays count as Sundays.
    power_kw
        Shape ``(days, slots)``, as read; NaN where there is no reading.
    taught_kw
        The same without readings that do not count for a band.
    energy_kwh
        Energy of each day; NaN where the day is not complete.
    judged
        Which days have enough usable readings to be compared.
    teaches
        Which days count for the band of their kind.
    step_hours
        Length of a slot.
    bands
        By kind of day.
    """

    dates: NDArray[np.datetime64]
    day_type: IntArray
    power_kw: FloatArray
    taught_kw: FloatArray
    energy_kwh: FloatArray
    judged: BoolArray
    teaches: BoolArray
    step_hours: float
    bands: Mapping[DayType, DayBand]

    @property
    def hours(self) -> FloatArray:
        """Start of each slot in hours after midnight."""
        return np.asarray(np.arange(self.power_kw.shape[1]) * self.step_hours, np.float64)

    def row(self, day: date) -> int | None:
        """Return the row of a day, None where it is not among them."""
        row = int((np.datetime64(day, "D") - self.dates[0]).astype(int))
        return row if 0 <= row < len(self.dates) else None

    def kind(self, row: int) -> DayType:
        """Return what kind of day a row is."""
        return DayType(int(self.day_type[row]))


@dataclass(frozen=True)
class Excursion:
    """A segment of a day outside the band: slots ``[first, end)``; ``side`` is +1 above it, -1 below."""

    first: int
    end: int
    side: int


def typical_days(
    series: MeterSeries, unusable: BoolArray | None = None, flagged: BoolArray | None = None
) -> TypicalDays:
    """Return the typical days of a series.

    Parameters
    ----------
    unusable
        Readings that are data problems; they do not count for a band, and days full of them are not compared.
    flagged
        Readings known to be anomalous; they do not count either, as long as enough other days of the kind are left.

    Raises
    ------
    DataError
        When readings are so far apart that a day has no visible course.
    """
    if series.step_hours > MAX_STEP_HOURS:
        raise DataError(
            f"Meter {series.meter_id} has one reading in {series.step_hours:g} hours; a typical day needs one at least "
            f"every {MAX_STEP_HOURS:g} hours."
        )
    grid, known = day_grid(series), np.isfinite(series.power_kw)
    good = known if unusable is None else known & ~unusable
    judged = _whole(grid, good)
    teaches, normal = _teaching(grid, judged, good, good if flagged is None else good & ~flagged)
    taught = grid.laid_out(np.where(normal, series.power_kw, np.nan))
    energy = _energy(grid, series, known)
    bands = {kind: _band(taught, energy, teaches & (grid.day_type == kind)) for kind in DayType}
    return TypicalDays(
        dates=np.datetime64(series.start.date(), "D") + np.arange(grid.days),
        day_type=grid.day_type,
        power_kw=grid.power_kw,
        taught_kw=taught,
        energy_kwh=energy,
        judged=judged,
        teaches=teaches,
        step_hours=series.step_hours,
        bands={kind: band for kind, band in bands.items() if band.days >= MIN_DAYS},
    )


def _teaching(grid: DayGrid, judged: BoolArray, good: BoolArray, normal: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Return the days and readings that count for bands: the normal ones, or all good ones of a kind with too few."""
    teaches = _whole(grid, normal)
    for kind in DayType:
        alike = grid.day_type == kind
        if (teaches & alike).sum() < MIN_DAYS:
            teaches[alike] = judged[alike]
            normal = np.where(alike[grid.day], good, normal)
    return teaches, normal


def other_days_band(typical: TypicalDays, row: int) -> DayBand | None:
    """Return the band of the other days of a day's kind, without the day itself; None with too few."""
    alike = typical.teaches & (typical.day_type == typical.day_type[row])
    alike[row] = False
    band = _band(typical.taught_kw, typical.energy_kwh, alike)
    return band if band.days >= MIN_DAYS else None


def most_unlike(typical: TypicalDays, kind: DayType | None = None) -> int | None:
    """Return the row of the day that is farthest from the median of its kind; None where nothing can be compared."""
    distance = np.full(len(typical.dates), -np.inf)
    for each, band in typical.bands.items():
        rows = np.flatnonzero(typical.judged & (typical.day_type == each) & (kind is None or kind == each))
        if len(rows):
            distance[rows] = np.nanmean(np.abs(typical.power_kw[rows] - band.median_kw), axis=1)
    return int(np.argmax(distance)) if np.isfinite(distance).any() else None


def excursions(power_kw: FloatArray, band: DayBand) -> tuple[Excursion, ...]:
    """Return where a day of shape ``(slots,)`` in kW leaves the 5 to 95 % band, in order of time."""
    side = np.zeros(len(power_kw), np.int64)
    side[power_kw > band.high_kw] = 1
    side[power_kw < band.low_kw] = -1
    changes = np.flatnonzero(np.diff(side)) + 1
    firsts, ends = np.concatenate([[0], changes]), np.concatenate([changes, [len(side)]])
    found = zip(firsts, ends, strict=True)
    return tuple(Excursion(int(first), int(end), int(side[first])) for first, end in found if side[first])


def _whole(grid: DayGrid, known: BoolArray) -> BoolArray:
    """Return which days have nearly all of their readings."""
    found: BoolArray = np.bincount(grid.day, weights=known, minlength=grid.days) >= WHOLE_SHARE * grid.slots
    return found


def _energy(grid: DayGrid, series: MeterSeries, known: BoolArray) -> FloatArray:
    """Return the energy of each day; a day of the clock change has its 23 or 25 hours."""
    kwh = np.bincount(grid.day, weights=np.where(known, series.power_kw, 0.0) * series.step_hours, minlength=grid.days)
    return np.where(_whole(grid, known), kwh, np.nan)


def _band(taught: FloatArray, energy_kwh: FloatArray, rows: BoolArray) -> DayBand:
    table = taught[rows]
    if not len(table):
        empty = np.full(taught.shape[1], np.nan)
        return DayBand(0, empty, empty, empty, empty, empty, float("nan"))
    low, quarter, median, three_quarters, high = column_quantiles(table, SHARES)
    energies = energy_kwh[rows]
    middle = float(np.nanmedian(energies)) if np.isfinite(energies).any() else float("nan")
    return DayBand(int(rows.sum()), low, quarter, median, three_quarters, high, middle)
