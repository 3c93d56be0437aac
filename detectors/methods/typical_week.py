"""Typical week: the usual power on such a day at such a time, from the weeks before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detectors.forecasters.detector import Forecaster
from detectors.forecasters.weekday_profile import WeekdayProfile
from detectors.params import integer
from detectors.registry import register
from detectors.walk_forward.days import SeriesDays


@register
@dataclass(frozen=True)
class TypicalWeek(Forecaster):
    """Robust profile by day type and slot, carried forward by the last days.

    The prediction is a weighted median of recent days of the same type (weekday, Saturday, Sunday or holiday; for a day
    beside a holiday, other such days count more), corrected by a ridge regression on the departures of the last days
    and on temperature.

    Source: expert rule on the weekly profile; slot-wise robust scale as in field studies on building load, PARX-like
    use of the same hour of earlier days and of temperature (Liu and Nielsen 2018).
    """

    name: ClassVar[str] = "typical_week"
    label: ClassVar[str] = "Typical week"
    algorithm: ClassVar[str] = "robust profile"
    summary: ClassVar[str] = (
        "Compares each reading with what this meter usually does on such a day at such a time. "
        "Good at peaks, lasting changes and what is left on over a weekend; every second night left on escapes it."
    )
    revision: ClassVar[int] = 4
    source: ClassVar[str] = "Expert rule; use of earlier days and temperature after Liu and Nielsen (2018)"

    weeks: int = integer(
        8, (3, 26), label="Memory", unit="weeks", help="How many weeks back the usual day is looked for."
    )

    def model(self, days: SeriesDays) -> WeekdayProfile:
        """Return the weekday profile."""
        return WeekdayProfile(days, self.weeks)
