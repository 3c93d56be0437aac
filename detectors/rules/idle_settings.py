"""How idle periods are scored: the settings that a rule gives to its strategy."""

from __future__ import annotations

from dataclasses import dataclass

from data.calendar.lengths import DAYS_PER_WEEK
from detectors.scores import Reason
from detectors.walk_forward.calibration import RATE_DAYS, USUAL_RATE, CalibrationSettings, Rate
from detectors.walk_forward.teaching import TeachingRule

RARE_RATE = Rate(share=0.1, sigmas=3.0, min_days=20)
"""Share of periods, sigma, periods: one period in ten may reach 3 sigma, for some tails are heavy. Chosen."""
ANOMALOUS_SHARE = 0.3
"""Share of the slots of a period above which it is an anomalous one. Chosen, not tuned."""


@dataclass(frozen=True)
class IdleSettings:
    """How idle periods are scored.

    Parameters
    ----------
    share
        Quantile that stands for the base load.
    weeks, scale_weeks
        How far back usual periods and their scales are measured.
    cutoff
        Sigma: slots with a higher score do not widen scales; those above the default level do not teach at all.
    lasting_periods
        After so many anomalous periods in a row the change is a level shift; after twice as many, its deviations widen
        scales as well.
    above
        Reason of a period above the usual.
    """

    share: float
    weeks: int
    scale_weeks: int
    cutoff: float
    lasting_periods: int
    above: Reason

    @property
    def teaching_rule(self) -> TeachingRule:
        """When the slots of a period may teach; periods at work and off are counted together."""
        lasting = (self.lasting_periods, self.lasting_periods)
        return TeachingRule(self.cutoff, anomalous_share=ANOMALOUS_SHARE, lasting_days=lasting)

    @property
    def calibration(self) -> CalibrationSettings:
        """How far back scales and rates are measured."""
        return CalibrationSettings(DAYS_PER_WEEK * self.scale_weeks, RATE_DAYS, rates=(USUAL_RATE, RARE_RATE))
