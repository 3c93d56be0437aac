"""From scores to flags: the threshold, applied in milliseconds, never refitting and never rescoring.

The page does the same in the browser while a slider is dragged (``assets/detection/threshold.js``); ``tests/golden``
holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data.calendar.lengths import DAYS_PER_YEAR
from data.errors import ParameterError
from detectors.scores import DEFAULT_LEVEL, Scores

__all__ = [
    "DAYS_PER_MONTH", "DEFAULT_LEVEL", "LOWEST_LEVEL", "MIN_EVENT_SHARE", "SIDES", "Side", "Threshold", "flags",
    "merge_steps", "runs",
]  # fmt: skip

Side = Literal["above", "below", "both"]
SIDES: tuple[Side, ...] = ("above", "below", "both")
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
"""Days of a mean month. By definition."""
MIN_EVENT_SHARE = 0.02
"""Share of a meter's mean day that an event must be worth where nothing else is asked for. Chosen: half an hour of the
mean power."""
LOWEST_LEVEL = 1.0
"""Sigma: the lowest alarm level that is offered or searched; below, most readings are flagged. Chosen, not tuned."""


@dataclass(frozen=True)
class Threshold:
    """When a score becomes a flag, and flags an event.

    Parameters
    ----------
    level
        Sigma-equivalents; a reading is flagged from this score on.
    side
        Which deviations count; data problems have no side and always count.
    min_hours
        Shorter events are dropped.
    merge_hours
        Flagged segments of the same kind closer than this are one event.
    min_kwh
        Energy problems worth less are dropped; 0 keeps them all. None takes the floor of effect of the meter:
        ``min_share`` of its mean day, and what it resolves. Data problems and peaks over a limit are told whatever they
        are worth.
    """

    level: float = DEFAULT_LEVEL
    side: Side = "both"
    min_hours: float = 0.0
    merge_hours: float = 6.0
    min_kwh: float | None = None
    min_share: float = MIN_EVENT_SHARE

    def __post_init__(self) -> None:
        if not 0 < self.level < float("inf"):
            raise ParameterError(f"The alarm level is {self.level}; it takes a number of sigma above 0, often 3 to 8.")
        if self.side not in SIDES:
            raise ParameterError(f"The side is {self.side!r}; choose above, below or both.")
        if not (0 <= self.min_hours < float("inf") and 0 <= self.merge_hours < float("inf")):
            raise ParameterError(
                f"The shortest event ({self.min_hours} h) and merging gap ({self.merge_hours} h) take 0 or more."
            )
        if self.min_kwh is not None and not 0 <= self.min_kwh < float("inf"):
            raise ParameterError(f"The least energy of an event is {self.min_kwh} kWh; it takes 0 or more.")
        if not 0 <= self.min_share <= 1:
            raise ParameterError(f"The least share of a mean day is {self.min_share}; it takes 0 to 1.")

    def counts(self, side: int) -> bool:
        """Return whether a deviation to a side counts; one to neither always does."""
        return self.side == "both" or side in (0, 1 if self.side == "above" else -1)


def flags(scores: Scores, threshold: Threshold) -> NDArray[np.bool_]:
    """Return which readings reach the threshold; those without a score never do."""
    flagged: NDArray[np.bool_] = np.nan_to_num(scores.score, nan=-1.0) >= threshold.level
    if threshold.side == "both":
        return flagged
    wanted = 1 if threshold.side == "above" else -1
    counted: NDArray[np.bool_] = (scores.side == wanted) | (scores.side == 0)
    return flagged & counted


def runs(flagged: NDArray[np.bool_], merge_steps: int = 1) -> NDArray[np.int64]:
    """Return the segments of flagged readings as rows ``(first, last)``, both inclusive.

    Segments with fewer than ``merge_steps`` unflagged readings between them become one.
    """
    where = np.flatnonzero(flagged)
    return _rows(where, np.diff(where) > max(merge_steps, 1))


def _rows(where: NDArray[np.int64], begins: NDArray[np.bool_]) -> NDArray[np.int64]:
    if len(where) == 0:
        return np.empty((0, 2), np.int64)
    breaks = np.flatnonzero(begins)
    first = where[np.concatenate([[0], breaks + 1])]
    last = where[np.concatenate([breaks, [len(where) - 1]])]
    return np.column_stack([first, last]).astype(np.int64)


def merge_steps(merge_hours: float, step_hours: float) -> int:
    """Return the merging gap in steps, at least one."""
    return max(1, round(merge_hours / step_hours))
