"""The typical day: how much a meter usually takes at each time of a weekday, a Saturday, a Sunday or holiday.

Percentile bands of the days on show, and where one of these days leaves the band of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.errors import DataError
from data.series import FloatArray, MeterSeries
from detectors.daygrid import BoolArray, DayGrid, DayType, IntArray, day_grid
from detectors.quantile import column_quantile

FEWEST_DAYS = 5
"""With fewer days of a kind their quartiles say nothing."""
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
WHOLE_SHARE = 0.9
"""A day with less than this share of its readings has no known energy."""
LONGEST_STEP_HOURS = 2.0
"""With longer steps a day has no shape."""


@dataclass(frozen=True, eq=False)
class Band:
    """How days of one kind usually run.

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
    """Days by slots, and the band of every kind of day that there are enough of.

    Parameters
    ----------
    dates
        Local days without gaps, ``datetime64[D]``, shape ``(days,)``.
    day_type
        ``DayType`` of each day; public holidays count as Sundays.
    power_kw
        Shape ``(days, slots)``, as read; NaN where there is no reading.
    usable_kw
        The same without data problems.
    energy_kwh
        Energy of each day; NaN where the day is not complete.
    judged
        Which days have enough usable readings to be compared.
    """

    dates: NDArray[np.datetime64]
    day_type: IntArray
    power_kw: FloatArray
    usable_kw: FloatArray
    energy_kwh: FloatArray
    judged: BoolArray
    step_hours: float
    bands: Mapping[DayType, Band]

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
    """A stretch of a day outside the band: slots ``[first, end)``; ``side`` is +1 above it, -1 below."""

    first: int
    end: int
    side: int


def typical_days(series: MeterSeries, unusable: BoolArray | None = None) -> TypicalDays:
    """Return the typical days of a series.

    Parameters
    ----------
    unusable
        Readings that shape no band, for example those of ``data_rules.unusable``; they stay in ``power_kw``.

    Raises
    ------
    DataError
        When one reading spans so many hours that a day has no shape.
    """
    if series.step_hours > LONGEST_STEP_HOURS:
        raise DataError(
            f"Meter {series.meter_id} has one reading in {series.step_hours:g} hours; a typical day needs one at least "
            f"every {LONGEST_STEP_HOURS:g} hours."
        )
    grid = day_grid(series)
    out = ~np.isfinite(series.power_kw) if unusable is None else unusable | ~np.isfinite(series.power_kw)
    usable = grid.laid_out(np.where(out, np.nan, series.power_kw))
    first = np.datetime64(series.start.date(), "D")
    energy = _energy(grid, series, np.isfinite(series.power_kw))
    judged = np.isfinite(_energy(grid, series, ~out))
    bands = {kind: _band(usable, energy, judged & (grid.day_type == kind)) for kind in DayType}
    return TypicalDays(
        dates=first + np.arange(grid.days),
        day_type=grid.day_type,
        power_kw=grid.power_kw,
        usable_kw=usable,
        energy_kwh=energy,
        judged=judged,
        step_hours=series.step_hours,
        bands={kind: band for kind, band in bands.items() if band.days >= FEWEST_DAYS},
    )


def others(typical: TypicalDays, row: int) -> Band | None:
    """Return the band of the other days of a day's kind, so that it is not measured by itself; None with too few."""
    alike = typical.judged & (typical.day_type == typical.day_type[row])
    alike[row] = False
    band = _band(typical.usable_kw, typical.energy_kwh, alike)
    return band if band.days >= FEWEST_DAYS else None


def most_unlike(typical: TypicalDays, kind: DayType | None = None) -> int | None:
    """Return the row of the day that is farthest from the median of its kind; None where nothing can be compared."""
    distance = np.full(len(typical.dates), -np.inf)
    for each, band in typical.bands.items():
        rows = np.flatnonzero(typical.judged & (typical.day_type == each) & (kind is None or kind == each))
        if len(rows):
            distance[rows] = np.nanmean(np.abs(typical.power_kw[rows] - band.median_kw), axis=1)
    return int(np.argmax(distance)) if np.isfinite(distance).any() else None


def excursions(power_kw: FloatArray, band: Band) -> tuple[Excursion, ...]:
    """Return where a day of shape ``(slots,)`` leaves the 5 to 95 % band, in order of time."""
    side = np.zeros(len(power_kw), np.int64)
    side[power_kw > band.high_kw] = 1
    side[power_kw < band.low_kw] = -1
    changes = np.flatnonzero(np.diff(side)) + 1
    firsts, ends = np.concatenate([[0], changes]), np.concatenate([changes, [len(side)]])
    found = zip(firsts, ends, strict=True)
    return tuple(Excursion(int(first), int(end), int(side[first])) for first, end in found if side[first])


def _energy(grid: DayGrid, series: MeterSeries, known: BoolArray) -> FloatArray:
    """Return the energy of each day; a day of the clock change has its 23 or 25 hours."""
    kwh = np.bincount(grid.day, weights=np.where(known, series.power_kw, 0.0) * series.step_hours, minlength=grid.days)
    share = np.bincount(grid.day, weights=known.astype(float), minlength=grid.days) / grid.slots
    return np.where(share >= WHOLE_SHARE, kwh, np.nan)


def _band(usable: FloatArray, energy_kwh: FloatArray, rows: BoolArray) -> Band:
    table = usable[rows]
    if not len(table):
        empty = np.full(usable.shape[1], np.nan)
        return Band(0, empty, empty, empty, empty, empty, float("nan"))
    low, quarter, median, three_quarters, high = (column_quantile(table, share) for share in SHARES)
    energies = energy_kwh[rows]
    middle = float(np.nanmedian(energies)) if np.isfinite(energies).any() else float("nan")
    return Band(int(rows.sum()), low, quarter, median, three_quarters, high, middle)
