"""The readings that belong to no event yet, and how far they depart from what was expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.calendar.day_grid import BoolArray
from data.series import FloatArray
from detectors.events.causes.before import Before, ExpectedPower
from detectors.events.causes.track import WEIGHTS, Track, typical_of


@dataclass(frozen=True, eq=False)
class Unclaimed:
    """Readings of which those that belong to an event do not count.

    Parameters
    ----------
    readings
        The readings, and what is expected of them.
    claimed
        Which of them belong to an event.
    step_hours, merge_steps
        As in ``Track``.
    """

    readings: ExpectedPower
    claimed: BoolArray
    step_hours: float
    merge_steps: int

    def away_kw(self, side: int, expected_kw: FloatArray, part: slice) -> FloatArray:
        """Return how far a part of the readings departs to a side; NaN where they do not count."""
        away = (self.readings.power_kw[part] - expected_kw) * side
        return np.where(self.claimed[part], np.nan, away)

    def expected_away_kw(self, side: int, first: int, last: int) -> FloatArray:
        """Return how far readings ``first`` to ``last`` depart to a side from what is expected of them now."""
        part = slice(first, last + 1)
        return self.away_kw(side, self.readings.expected_kw[part], part)

    def track(self, side: int, before: Before, doubtful: float = 1.0) -> Track:
        """Return readings as departures from what was expected before; ``doubtful`` is how many times as sure to be."""
        readings, part = self.readings, before.part
        scale = np.where(before.scale_kw > 0, before.scale_kw, np.nan)
        weight = np.minimum(np.maximum(typical_of(scale) / scale, WEIGHTS[0]), WEIGHTS[1])
        weight[np.isnan(weight)] = 1.0
        return Track(
            side=side,
            away_kw=self.away_kw(side, before.expected_kw, part),
            expected_kw=before.expected_kw,
            weight=weight,
            doubt_kw=doubtful * before.doubt_kw,
            day=readings.day[part],
            slot=readings.slot[part],
            is_off=readings.is_off[readings.day[part]],
            slots=readings.slots,
            step_hours=self.step_hours,
            merge_steps=self.merge_steps,
        )

    def own(self, first: int, last: int) -> BoolArray:
        """Return which of the readings ``first`` to ``last`` count."""
        part = slice(first, last + 1)
        counted: BoolArray = np.isfinite(self.readings.power_kw[part]) & ~self.claimed[part]
        return counted
