"""Weekend base load: the power a meter draws on weekends, holidays and closed days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from detectors.params import integer, number, training_cutoff
from detectors.registry import register
from detectors.rules.idle_periods import WeekendStrategy
from detectors.rules.idle_rule import IdleRule
from detectors.rules.idle_settings import IdleSettings
from detectors.scores import Reason
from detectors.walk_forward.days import SeriesDays

SCALE_WEEKS = 20
"""Weeks back by which scales are measured. Chosen, not tuned."""
LEVEL_SHIFT_DAYS = 3
"""Anomalous days off in a row after which a change is a level shift. Chosen, not tuned."""


@register
@dataclass(frozen=True)
class WeekendBaseload(IdleRule):
    """Mean and low quantile of a day off so far, against earlier days off and the weekday nights just before.

    Days off are Saturdays, Sundays, public holidays and weekdays on which, by the meter's settings or its profile,
    nothing is open. Each figure is scored against the weighted median of earlier days off of its type, and against the
    same plus the departure of the base load of the last four nights from usual.

    Source: expert rule. Energy audits compare weekends with the nights of the week first.
    """

    name: ClassVar[str] = "weekend_baseload"
    label: ClassVar[str] = "Left on over the weekend"
    algorithm: ClassVar[str] = "weekend base load"
    summary: ClassVar[str] = (
        "Compares weekends and holidays with earlier ones and with the nights of the week. "
        "Good at equipment left on over a weekend or holiday."
    )
    revision: ClassVar[int] = 3
    source: ClassVar[str] = "Expert rule"
    min_days: ClassVar[float] = 28.0
    above: ClassVar[Reason] = Reason.WEEKEND_ON

    weeks: int = integer(
        12, (4, 26), label="Memory", unit="weeks", help="How many weeks back usual weekends are looked for."
    )
    low_percent: float = number(
        10.0, (2.0, 50.0), step=1.0, label="Base load is", unit="%", help="Quantile of a day that counts as base load."
    )
    training_cutoff: float = training_cutoff("Days")

    def strategy(self, days: SeriesDays) -> WeekendStrategy:
        """Return a new strategy on days off."""
        settings = IdleSettings(
            self.low_percent / 100.0, self.weeks, SCALE_WEEKS, self.training_cutoff, LEVEL_SHIFT_DAYS, self.above
        )
        return WeekendStrategy(settings, days.grid.slots)
