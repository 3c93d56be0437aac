"""Peak: power over the limit of contract or fuse, else over the meter's own usual daily peaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detectors.base import Family
from detectors.params import integer, number
from detectors.registry import register
from detectors.rules.peak_strategy import PeakStrategy
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.fitted import StrategyState, WalkForwardDetector


@register
@dataclass(frozen=True)
class Peak(WalkForwardDetector):
    """Highest power: against the limit where there is one, else against the highest readings of earlier days.

    With a limit, from the parameter or from the meter's settings, a reading at the limit scores 4 and each twentieth
    of the limit above it one more. Without one, the usual peak is the median of the daily peaks of the last weeks, on
    the type of days where it is highest, and the scale is such that one day in 45 reaches 4.

    Source: expert rule. Network charges and fuses follow the highest quarter of an hour; load factor is mean over peak.
    """

    name: ClassVar[str] = "peak"
    label: ClassVar[str] = "Peaks"
    algorithm: ClassVar[str] = "limit or usual daily peak"
    summary: ClassVar[str] = (
        "Finds power above the limit of the contract, or above this meter's usual daily peaks where no limit is known. "
        "Good at keeping demand charges down, blind to anything below the peak."
    )
    family: ClassVar[Family] = "rule"
    revision: ClassVar[int] = 2
    source: ClassVar[str] = "Expert rule"
    seconds_a_year: ClassVar[float] = 0.2

    above_kw: float = number(
        0.0,
        (0.0, 100_000.0),
        step=1.0,
        label="Limit",
        unit="kW",
        help="Most power that contract or fuse allow; 0 takes the meter's setting, else its own usual peaks.",
    )
    weeks: int = integer(
        8, (3, 26), label="Memory", unit="weeks", help="How many weeks back usual peaks are looked for."
    )

    def new_state(self, days: SeriesDays) -> StrategyState:
        """Return the state before the first day."""
        operation = days.series.operation
        limit_kw = self.above_kw or (operation.limit_kw if operation else None)
        return StrategyState(PeakStrategy(limit_kw or None, self.weeks))
