"""The series: one meter's readings on a regular grid, ready to be scored.

Made by ``data.importing.cleaning.clean`` and ``data.simulation.simulate``, kept by ``data.storage.store``, read by
every detector.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntFlag
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import DataError, ParameterError
from data.opening_hours import Operation

FloatArray = NDArray[np.float64]
MAX_STEP = timedelta(days=1)


class Quality(IntFlag):
    """What is known of one reading beside its value; flags add up, 0 is an ordinary reading."""

    GOOD = 0
    MISSING = 1
    ESTIMATED = 2
    CONFLICTING = 4
    SENTINEL = 8
    REGISTER_RESET = 16
    CLOCK_CHANGE = 32
    NOT_COMMISSIONED = 64


@dataclass(frozen=True, eq=False)
class MeterSeries:
    """One meter's mean power on a regular grid of intervals.

    Parameters
    ----------
    meter_id
        The meter's key, unique within one installation.
    index
        Interval starts, time-zone aware in the meter's own zone, equally spaced in absolute time: a day
        of the clock change has 23 or 25 hours.
    power_kw
        Mean power over each interval in kW, shape ``(len(index),)``; NaN where there is no reading.
    temperature_c
        Outdoor temperature in degrees Celsius on the same index, NaN where unknown, or None.
    quality
        ``Quality`` flags as uint8 on the same index; None means "nothing special".
    country, region
        ISO 3166 codes (``"CH"``, ``"ZH"``) for public holidays; empty where unknown.
    operation
        Opening hours and contract limit as a person said them, None where nobody did.

    Raises
    ------
    DataError
        When the index is naive, irregular, empty or of another length than the values.
    """

    meter_id: str
    index: pd.DatetimeIndex
    power_kw: FloatArray
    temperature_c: FloatArray | None = None
    quality: NDArray[np.uint8] | None = None
    country: str = ""
    region: str = ""
    operation: Operation | None = None

    def __post_init__(self) -> None:
        _check_index(self.meter_id, self.index)
        size = len(self.index)
        object.__setattr__(self, "index", self.index.as_unit("us"))
        object.__setattr__(self, "power_kw", _frozen(self.power_kw, np.float64, size, "power_kw"))
        if self.temperature_c is not None:
            object.__setattr__(self, "temperature_c", _frozen(self.temperature_c, np.float64, size, "temperature_c"))
        quality = np.zeros(size, np.uint8) if self.quality is None else self.quality
        object.__setattr__(self, "quality", _frozen(quality, np.uint8, size, "quality"))

    def __len__(self) -> int:
        return len(self.index)

    @cached_property
    def step(self) -> timedelta:
        """Length of one interval."""
        return (self.index[1] - self.index[0]).to_pytimedelta()

    @property
    def step_hours(self) -> float:
        """Length of one interval in hours; kWh = kW x this."""
        return self.step.total_seconds() / 3600.0

    @property
    def steps_per_day(self) -> int:
        """Intervals that begin in a day of 24 hours; where the step does not divide it, the most of any day."""
        return -(-MAX_STEP // self.step)

    @property
    def timezone(self) -> str:
        """Name of the meter's time zone."""
        return str(self.index.tz)

    @property
    def start(self) -> pd.Timestamp:
        """Start of the first interval."""
        return self.index[0]

    @property
    def end(self) -> pd.Timestamp:
        """End of the last interval: the series covers ``[start, end)``."""
        return self.index[-1] + self.step

    @property
    def days(self) -> float:
        """Length of the series in days of 24 hours, gaps included."""
        return len(self) * self.step_hours / 24.0

    @property
    def energy_kwh(self) -> float:
        """Energy of all readings; missing ones count as nothing."""
        return float(np.nansum(self.power_kw) * self.step_hours)

    @cached_property
    def floor_kw(self) -> float:
        """What it never was below: 0, or minus infinity where it ever fed something in."""
        return float("-inf") if bool(np.any(self.power_kw < 0)) else 0.0

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything a detector can see; the meter's id is not part of it."""
        place = f"{self.timezone}|{self.country}|{self.region}|{self.index[0].value}|{self.step}"
        digest = hashlib.sha256(place.encode())
        for values in (self.power_kw, self.temperature_c, self.quality):
            digest.update(b"|" if values is None else np.ascontiguousarray(values).tobytes())
        if self.operation is not None:
            digest.update(repr(self.operation).encode())
        return digest.hexdigest()

    def between(self, start: datetime | str | None = None, end: datetime | str | None = None) -> Self:
        """Return the part within ``[start, end)``; times without a zone are meant in the meter's.

        Raises
        ------
        DataError
            When fewer than two readings remain.
        ParameterError
            When a text is no time.
        """
        keep, since, until = np.ones(len(self), bool), self._moment(start), self._moment(end)
        if since is not None:
            keep &= np.asarray(self.index >= since)
        if until is not None:
            keep &= np.asarray(self.index < until)
        if keep.sum() < 2:
            raise DataError(
                f"Meter {self.meter_id} has no readings {_dates_in_words(since, until)}; "
                f"it has readings from {self.start:%Y-%m-%d} to {self.end:%Y-%m-%d}."
            )
        return self._taken(slice(int(keep.argmax()), int(len(keep) - keep[::-1].argmax())))

    def with_power(self, power_kw: FloatArray) -> Self:
        """Return the same series with other values."""
        return replace(self, power_kw=power_kw)

    def _moment(self, moment: datetime | str | None) -> pd.Timestamp | None:
        if moment is None:
            return None
        try:
            stamp = pd.Timestamp(moment)
        except ValueError as error:
            raise ParameterError(f"{moment!r} is no time; write for example 2024-03-09 or 2024-03-09 18:30.") from error
        if stamp.tz is None:
            return stamp.tz_localize(self.index.tz, ambiguous=True, nonexistent="shift_forward")
        return stamp.tz_convert(self.index.tz)

    def _taken(self, part: slice) -> Self:
        temperature = None if self.temperature_c is None else self.temperature_c[part]
        quality = None if self.quality is None else self.quality[part]
        return replace(
            self, index=self.index[part], power_kw=self.power_kw[part], temperature_c=temperature, quality=quality
        )


def _dates_in_words(start: datetime | None, end: datetime | None) -> str:
    since = f"from {start:%Y-%m-%d %H:%M} on" if start else ""
    return " ".join(filter(None, [since, f"before {end:%Y-%m-%d %H:%M}" if end else ""]))


def _check_index(meter_id: str, index: pd.DatetimeIndex) -> None:
    if len(index) < 2:
        raise DataError(f"Meter {meter_id} has {len(index)} readings; at least two are needed to know its step.")
    if index.tz is None:
        raise DataError(f"Meter {meter_id} has times without a time zone; name one, for example Europe/Zurich.")
    steps = np.diff(index.as_unit("us").asi8)
    if steps[0] <= 0 or np.any(steps != steps[0]):
        raise DataError(f"Meter {meter_id} has readings at unequal steps; clean them to a regular grid first.")
    if steps[0] > MAX_STEP.total_seconds() * 1e6:
        raise DataError(f"Meter {meter_id} has one reading in more than a day; a step of a day or less is needed.")


def _frozen(values: NDArray[Any], dtype: type[np.generic], size: int, name: str) -> NDArray[Any]:
    array = np.array(values, dtype=dtype)
    if array.shape != (size,):
        raise DataError(f"{name} has shape {array.shape}, but the series has {size} intervals.")
    array.setflags(write=False)
    return array
