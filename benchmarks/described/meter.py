"""The one simulated meter that every described format writes, over a change of the clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.simulation.plans import MeterPlan
from data.simulation.simulate import simulate
from data.time.wall_clock import clock_changes

DAYS_BEFORE, DAYS = 10, 21
"""The clock is changed on the eleventh of three weeks."""
MIDDLE = {"spring": (date(2024, 3, 1), date(2024, 4, 30)), "autumn": (date(2024, 9, 25), date(2024, 11, 20))}
WH = 1000.0


@dataclass(frozen=True, eq=False)
class WrittenMeter:
    """What a file is written from: whole watt-hours of equal intervals, so that every unit can hold them exactly.

    Parameters
    ----------
    zone
        Zone of the meter.
    minutes
        Length of an interval.
    index
        Starts of the intervals in that zone, whole local days.
    watt_hours
        Energy of each interval.
    """

    zone: str
    minutes: int
    index: pd.DatetimeIndex
    watt_hours: NDArray[np.int64]

    @property
    def power_kw(self) -> NDArray[np.float64]:
        """Mean power in each interval."""
        return np.asarray(self.watt_hours * (60.0 / self.minutes) / WH)

    def without_last(self) -> Self:
        """Return the meter without its last interval."""
        return replace(self, index=self.index[:-1], watt_hours=self.watt_hours[:-1])


@cache
def written_meter(zone: str, minutes: int, season: str) -> WrittenMeter:
    """Return three weeks of an office with the change of the clock in them; where there is none, the same weeks."""
    changed = _change(zone, season)
    start = changed - timedelta(days=DAYS_BEFORE)
    plan = MeterPlan(
        meter_id="office", archetype="office", name="Office", timezone=zone, country="", region="", seed=7, start=start,
        days=DAYS, step_minutes=minutes, scale=1.0,
    )  # fmt: skip
    series = simulate(plan).series
    watt_hours = np.round(series.power_kw * series.step_hours * WH).astype(np.int64)
    # no interval is exactly like another: what is lost, doubled or moved shows
    watt_hours = watt_hours + np.random.default_rng(7).integers(1, 400, len(watt_hours))
    return WrittenMeter(zone, minutes, series.index, watt_hours)


def _change(zone: str, season: str) -> date:
    """Return the day on which the clock is changed, the middle of the season where it never is."""
    first, last = MIDDLE[season]
    low, high = (int(pd.Timestamp(day, tz="UTC").as_unit("us").value // 1000) for day in (first, last))
    found = [
        pd.Timestamp(change.instant, unit="us", tz="UTC").tz_convert(zone) for change in clock_changes(zone, low, high)
    ]
    return found[0].date() if found else first + (last - first) / 2
