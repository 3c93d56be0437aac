"""A meter over some local days, also over changes of the clock, for tests of files in other people's layouts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from data.importing.load import Imported

SEASONS = {"winter": "2024-01-10", "spring": "2024-03-29", "autumn": "2024-10-25"}
"""First of four days; in Europe the clock changes on the third one of spring and autumn."""


@dataclass(frozen=True)
class LocalDays:
    """What a meter used, kWh an interval, by starts of intervals in its zone."""

    index: pd.DatetimeIndex
    kwh: NDArray[np.float64]

    @property
    def minutes(self) -> int:
        return int((self.index[1] - self.index[0]).total_seconds()) // 60

    @property
    def power_kw(self) -> NDArray[np.float64]:
        return self.kwh * 60 / self.minutes

    def by_day(self) -> Iterator[tuple[pd.Timestamp, NDArray[np.float64]]]:
        """Yield each day with what was used in its intervals: fewer and more of them on the days of a clock change."""
        dates = self.index.tz_localize(None).normalize()
        for day in dates.unique():
            yield day, self.kwh[dates == day]

    def rows(self) -> Iterator[tuple[pd.Timestamp, float]]:
        """Yield local times without their offset, each with its use."""
        yield from zip(self.index.tz_localize(None), self.kwh, strict=True)


def local_days(zone: str, season: str = "winter", minutes: int = 60, days: int = 4) -> LocalDays:
    first = pd.Timestamp(SEASONS[season], tz=zone)
    index = pd.date_range(first, first + pd.DateOffset(days=days), freq=f"{minutes}min", inclusive="left")
    used = np.random.default_rng(len(index)).gamma(2.0, 1.0, len(index)).round(3) + 0.5
    return LocalDays(index, used.round(3))


def comma(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")


def check(found: Imported, true: LocalDays, *, number: int = 0, factor: float = 1.0) -> None:
    """Hold a meter of a file to what it used: every interval, none more, none missing."""
    meter = found.meters[number]
    assert (meter.start, len(meter)) == (true.index[0], len(true.index))
    assert meter.power_kw == pytest.approx(true.power_kw * factor, abs=2e-3 * 60 / true.minutes)
