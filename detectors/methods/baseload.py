"""Base load: the power a meter draws at night, compared with its own earlier nights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detectors.params import integer, number, training_cutoff
from detectors.registry import register
from detectors.rules.idle_periods import NightStrategy
from detectors.rules.idle_rule import IdleRule
from detectors.rules.idle_settings import IdleSettings
from detectors.scores import Reason
from detectors.walk_forward.days import SeriesDays

SCALE_WEEKS = 12
"""Weeks back by which scales are measured. Chosen, not tuned."""
LEVEL_SHIFT_NIGHTS = 7
"""Anomalous nights in a row after which a change is a level shift. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class Baseload(IdleRule):
    """Low quantile of the night so far and of its last three hours, against earlier nights of the same kind.

    Each is scored twice: against the weighted median of earlier nights that end on such a day (the level), and against
    the same plus the departure of the last nights (the change). The night comes from the meter's settings, else from
    its own profile, inferred again every four weeks. Anomalous nights do not teach, unless the change lasts a week.

    Source: expert rule. "Base load" of a commercial building is its lowest demand while unoccupied; near-base load as
    a low percentile after Price (2010, LBNL-3713E).
    """

    name: ClassVar[str] = "baseload"
    label: ClassVar[str] = "Base load at night"
    algorithm: ClassVar[str] = "low quantile of the night"
    summary: ClassVar[str] = (
        "Compares what is drawn in the night hours with the meter's own earlier nights. "
        "Good at equipment left on overnight, a missing night setback and a base load that creeps up."
    )
    revision: ClassVar[int] = 3
    source: ClassVar[str] = "Expert rule; low percentile as near-base load after Price (2010)"
    above: ClassVar[Reason] = Reason.BASELOAD_HIGH

    weeks: int = integer(
        8, (3, 26), label="Memory", unit="weeks", help="How many weeks back usual nights are looked for."
    )
    low_percent: float = number(
        10.0,
        (2.0, 50.0),
        step=1.0,
        label="Base load is",
        unit="%",
        help="Quantile of a night that counts as base load.",
    )
    training_cutoff: float = training_cutoff("Nights")

    def strategy(self, days: SeriesDays) -> NightStrategy:
        """Return a new strategy on nights."""
        settings = IdleSettings(
            self.low_percent / 100.0, self.weeks, SCALE_WEEKS, self.training_cutoff, LEVEL_SHIFT_NIGHTS, self.above
        )
        return NightStrategy(settings, days.grid.slots)
