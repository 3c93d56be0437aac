"""Real meters as they are, nothing planted: how many events a month they show, young and old, and where the limits lie.

A real fault is in them here and there, so a good method shows some events; their number is to be the same for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from benchmarks.planted.trials import HISTORY
from benchmarks.told.copies import Copy, copy_of, detected
from benchmarks.told.limits import is_above_highest
from benchmarks.told.real_meters import RealMeter
from benchmarks.told.score import SIXTH_MONTH, Figure, share, youth_ratio
from detectors.base import Detector

FIRST_JUDGED = timedelta(days=Detector.min_days)
COLD_START = timedelta(weeks=7)
"""First weeks of a meter, as long as the shortest source has readings."""
MIN_RATE, MAX_RATE, MAX_UPPER_QUARTILE = 0.5, 1.5, 2.0
"""Energy events a month at the default level: between which the median is to lie, and below what the upper quartile."""
MAX_YOUTH = 1.2
MAX_ABOVE = 0.10
"""Share of the hours in which the drawn limit may lie above the highest reading of the last three months."""


@dataclass(frozen=True)
class Unfaulted:
    """One meter as it is.

    Parameters
    ----------
    copy
        What is told of it.
    above
        Share of the hours in which the upper limit lies above the highest reading of the three months before; NaN
        where there are no three months before.
    """

    copy: Copy
    above: float

    @property
    def group(self) -> str:
        """The kind of building."""
        return self.copy.group

    @property
    def has_half_a_year(self) -> bool:
        """Whether the sixth month is known."""
        return self.copy.end > SIXTH_MONTH

    @property
    def rate(self) -> float:
        """Energy events a month after three months; of a shorter meter from when it is judged."""
        return self.copy.energy_events_a_month((self.copy.begin, self.copy.end))

    @property
    def cold_rate(self) -> float:
        """Energy events a month in its first weeks, from when it is judged."""
        return self.copy.energy_events_a_month((FIRST_JUDGED / timedelta(hours=1), COLD_START / timedelta(hours=1)))


def unfaulted(meter: RealMeter) -> Unfaulted:
    """Return a meter as it is told."""
    series = meter.series
    is_short = series.days * 24.0 <= HISTORY / timedelta(hours=1) + 24.0
    scores, events = detected(series)
    copy = copy_of(series, (), meter.group, FIRST_JUDGED if is_short else HISTORY, (scores, events))
    above = is_above_highest(series, scores)
    return Unfaulted(copy, float(above.mean()) if len(above) else float("nan"))


def groups(meters: Sequence[Unfaulted]) -> dict[str, list[Unfaulted]]:
    """Return the meters by their kind of building, in the order in which kinds come first."""
    return {group: [one for one in meters if one.group == group] for group in dict.fromkeys(m.group for m in meters)}


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the quartiles of the values there are; NaN without any."""
    known = [value for value in values if np.isfinite(value)]
    if not known:
        return float("nan"), float("nan"), float("nan")
    low, middle, high = np.quantile(known, (0.25, 0.5, 0.75))
    return float(low), float(middle), float(high)


def is_quiet_enough(meters: Sequence[Unfaulted]) -> bool:
    """Return whether meters of one kind show as many events at the default level as they should."""
    _, middle, high = quartiles([one.rate for one in meters])
    return MIN_RATE <= middle <= MAX_RATE and high < MAX_UPPER_QUARTILE


def figures(meters: Sequence[Unfaulted]) -> list[Figure]:
    """Return the figures over all meters of which half a year or more is known."""
    long = [one.copy for one in meters if one.has_half_a_year]
    young, old = youth_ratio(long)
    told = [event for copy in long for event in copy.energy_events]
    above = [one.above for one in meters if np.isfinite(one.above)]
    return [
        Figure("energy events a month in month 2", young, is_share=False),
        Figure("energy events a month in month 6 and later", old, is_share=False),
        Figure("month 2 against month 6 and later", young / old if old else float("nan"), MAX_YOUTH, is_share=False),
        Figure("energy events wholly inside the drawn limits", share(told, lambda event: event.is_inside), 0.05),
        Figure(
            "hours in which the limit lies above all readings of three months, mean",
            float(np.mean(above)) if above else float("nan"),
            MAX_ABOVE,
        ),
    ]
