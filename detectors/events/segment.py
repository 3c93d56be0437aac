"""A segment: an event as readings, before it is told."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.change import Change
from detectors.events.causes.track import Ends
from detectors.scores import Kind, Reason


@dataclass(frozen=True, eq=False)
class Segment:
    """First and last reading (inclusive) of an event.

    Parameters
    ----------
    own
        Which of its readings it is told by: of an energy problem those that are there and lie in its occurrences, of a
        data problem those that belong to it.
    occurrences
        First and last reading (inclusive) of each time it happened.
    peak_score
        In sigma: up to which alarm level it is an event.
    window_hours
        Over how long the reading was judged that says why.
    expected_kw
        What was expected of its readings before it began.
    is_open
        Whether it still lasts with the last reading that tells.
    mean_kw
        Mean power of the meter at the scale of its readings, where it has had several; else None.
    change
        The change that lasts of which it tells; None where it is none.
    """

    kind: Kind
    first: int
    last: int
    own: NDArray[np.bool_]
    occurrences: tuple[Ends, ...]
    peak_score: float
    window_hours: float
    side: int
    reason: Reason
    expected_kw: FloatArray
    is_open: bool = False
    mean_kw: float | None = None
    change: Change | None = None

    @property
    def steps(self) -> int:
        """How many readings it is told by."""
        return int(np.count_nonzero(self.own))

    @property
    def places(self) -> slice:
        """Its readings."""
        return slice(self.first, self.last + 1)

    def within(self, begin: int, stop: int) -> Segment | None:
        """Return what of it lies in ``[begin, stop)``, from one of its own readings on; None where there is none."""
        if begin <= self.first and self.last < stop:
            return self
        own = np.flatnonzero(self.own) + self.first
        own = own[(own >= begin) & (own < stop)]
        if not len(own):
            return None
        first, last = int(own[0]), int(min(self.last, stop - 1))
        kept = slice(first - self.first, last + 1 - self.first)
        several = tuple((max(one, first), min(other, last)) for one, other in self.occurrences)
        return replace(
            self,
            first=first,
            last=last,
            own=self.own[kept],
            occurrences=tuple((one, other) for one, other in several if one <= other),
            expected_kw=self.expected_kw[kept],
            is_open=self.is_open and last == self.last,
        )
