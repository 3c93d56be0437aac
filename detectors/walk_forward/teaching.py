"""What of a day may teach, and when a lasting change becomes the level that is judged against.

Flagged readings do not teach, or every fault would soon be normal. But a change that stays must become normal at last,
or it would be flagged for good: a school on holiday, a floor let to somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import FloatArray
from detectors.threshold import DEFAULT_LEVEL

HARDER_FACTOR = 2
"""After so many times as many anomalous days in a row, what is anomalous calibrates too: scales grow with the meter."""


NEVER = 10**9
"""So many days in a row there are not."""


@dataclass(frozen=True)
class TeachingRule:
    """When a reading teaches.

    Parameters
    ----------
    cutoff
        Sigma; what scores higher does not calibrate.
    level
        Sigma; what scores higher does not shape what is expected either.
    anomalous_share
        Share of a day; a day with more anomalous readings is an anomalous day.
    lasting_days
        After so many anomalous days in a row, on days at work and on days off, a change is taken for the new level.
    """

    cutoff: float
    level: float = DEFAULT_LEVEL
    anomalous_share: float = 0.15
    lasting_days: tuple[int, int] = (5, 2)


@dataclass(frozen=True, eq=False)
class Taught:
    """What is made of the readings of one day.

    Parameters
    ----------
    anomalous, flagged
        Shape ``(n,)``, or one for all: what must not calibrate, and what must not shape what is expected.
    is_lasting
        Whether the change has lasted so long that it is taken for the new level.
    is_harder
        Whether it has lasted so long that it calibrates as well.
    """

    anomalous: BoolArray
    flagged: BoolArray
    is_lasting: bool
    is_harder: bool
    is_anomalous_day: bool = False


@dataclass(eq=False)
class Teaching:
    """Runs of anomalous days, those at work and those off counted apart: a calm weekend ends no run of working days."""

    rule: TeachingRule
    _run: list[int] = field(default_factory=lambda: [0, 0])

    def decide(self, score: FloatArray | None, *, is_off: bool, raised: BoolArray | None = None) -> Taught:
        """Return what of a day may teach.

        Parameters
        ----------
        score
            Shape ``(n,)`` in sigma, NaN where nothing was judged; None for a day that could not be judged.
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
        return Taught(anomalous, flagged, run > lasting, run > HARDER_FACTOR * lasting, is_anomalous_day)


def share_of(flagged: BoolArray) -> float:
    """Return which share of some readings is flagged."""
    return float(np.count_nonzero(flagged)) / len(flagged)
