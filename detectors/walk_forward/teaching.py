"""Which readings of a day may teach, and when a lasting change is taken for a level shift.

Flagged readings do not teach, or every anomaly would soon be normal. But a change that lasts must become normal at
some time, or it would be flagged for ever: a school on holiday, a floor with another tenant.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import FloatArray
from detectors.threshold import DEFAULT_LEVEL

WIDENING_FACTOR = 2
"""Times the days after which a change is a level shift: from then on it widens scales as well. Chosen, not tuned."""
NEVER = 10**9
"""Days: a run of anomalous days that no meter reaches. Technical limit, in place of no limit."""


@dataclass(frozen=True)
class TeachingRule:
    """When a reading may teach.

    Parameters
    ----------
    cutoff
        Sigma: readings with a higher score do not calibrate scales.
    level
        Sigma: readings with a higher score do not update the model.
    anomalous_share
        A day is anomalous where more than this share of its readings is flagged. Chosen, not tuned.
    lasting_days
        After so many anomalous days in a row, of days at work and of days off, a change is a level shift: a working
        week and a weekend. Chosen, not tuned.
    """

    cutoff: float
    level: float = DEFAULT_LEVEL
    anomalous_share: float = 0.15
    lasting_days: tuple[int, int] = (5, 2)


@dataclass(frozen=True, eq=False)
class Taught:
    """Which readings of one day may teach.

    Parameters
    ----------
    anomalous, flagged
        Shape ``(n,)``, or ``(1,)`` for all: which must not calibrate scales, and which must not update the model.
    is_lasting
        Whether the change has lasted so long that it is taken for a level shift.
    widens_scales
        Whether it has lasted so long that it calibrates scales as well, which become wider.
    is_anomalous_day
        Whether too large a share of the day is flagged.
    """

    anomalous: BoolArray
    flagged: BoolArray
    is_lasting: bool
    widens_scales: bool
    is_anomalous_day: bool = False


@dataclass(eq=False)
class Teaching:
    """Counts anomalous days in a row, apart for days at work and off: a calm weekend ends no run of working days."""

    rule: TeachingRule
    _run: list[int] = field(default_factory=lambda: [0, 0])

    def decide(self, score: FloatArray | None, *, is_off: bool, raised: BoolArray | None = None) -> Taught:
        """Return which readings of a day may teach.

        Parameters
        ----------
        score
            Shape ``(n,)`` in sigma, NaN where unknown; None for a day without scores.
        is_off
            Whether it is a day off.
        raised
            Readings that count as anomalous although their score is below the cutoff.
        """
        if score is None:
            nothing = np.zeros(1, bool)
            return self._taught(nothing, nothing, is_off=is_off)
        anomalous: BoolArray = score > self.rule.cutoff
        if raised is not None:
            anomalous = anomalous | raised
        flagged: BoolArray = anomalous | (score > self.rule.level)
        is_anomalous_day = share_of(flagged) > self.rule.anomalous_share
        self._run[is_off] = self._run[is_off] + 1 if is_anomalous_day else 0
        return self._taught(anomalous, flagged, is_off=is_off, is_anomalous_day=is_anomalous_day)

    def _taught(
        self, anomalous: BoolArray, flagged: BoolArray, *, is_off: bool, is_anomalous_day: bool = False
    ) -> Taught:
        run, lasting = self._run[is_off], self.rule.lasting_days[is_off]
        return Taught(anomalous, flagged, run > lasting, run > WIDENING_FACTOR * lasting, is_anomalous_day)


def share_of(flagged: BoolArray) -> float:
    """Return the share of readings that is flagged."""
    return float(np.count_nonzero(flagged)) / len(flagged)
