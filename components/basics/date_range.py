"""Which days are on show: the days a meter has, shortcuts, and what to do with days it does not have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd


@dataclass(frozen=True)
class Preset:
    """A shortcut that ends with the last reading; ``months`` or ``days`` of 0 mean everything."""

    key: str
    label: str
    days: int = 0
    months: int = 0


PRESETS = (
    Preset("week", "week", days=7),
    Preset("month", "month", months=1),
    Preset("quarter", "3 months", months=3),
    Preset("year", "year", months=12),
    Preset("all", "all"),
)
DEFAULT_PRESET = "quarter"


@dataclass(frozen=True)
class DateRange:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def preset(self, key: str) -> DateRange:
        """Return the part of this range that a shortcut stands for."""
        preset = next((item for item in PRESETS if item.key == key), PRESETS[-1])
        if preset.days:
            first = self.last - timedelta(days=preset.days - 1)
        elif preset.months:
            first = (pd.Timestamp(self.last) - pd.DateOffset(months=preset.months) + pd.Timedelta(days=1)).date()
        else:
            first = self.first
        return DateRange(max(first, self.first), self.last)

    def preset_of(self, chosen: DateRange) -> str:
        """Return the shortcut that stands for a part of this range, or nothing."""
        return next((item.key for item in PRESETS if self.preset(item.key) == chosen), "")

    def within(self, other: DateRange) -> DateRange | None:
        """Return the days this range shares with another, None when there are none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return DateRange(first, last) if first <= last else None

    def bounds(self, timezone: str) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Return the half-open interval of these days in a time zone."""
        start = pd.Timestamp(self.first).tz_localize(timezone, nonexistent="shift_forward", ambiguous=True)
        day_after = pd.Timestamp(self.last) + pd.Timedelta(days=1)
        return start, day_after.tz_localize(timezone, nonexistent="shift_forward", ambiguous=True)
