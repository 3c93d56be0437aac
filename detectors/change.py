"""A change that lasts: since when, why, how far, and until when; stands beside the scores of single readings.

Made by ``detectors.changes.change_state``; ``detectors.events.change_segments`` makes events of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

import pandas as pd

from detectors.reasons import Kind, Reason, register_reason

__all__ = [
    "BRIEF_DAYS",
    "DRIFT",
    "FEED_IN",
    "HOURS",
    "LEVEL_SHIFT",
    "SCALE_FACTOR",
    "Change",
    "Hours",
    "accept",
    "reaching_into",
]

Hours = Literal["all", "nights", "weekends", "working hours"]
HOURS: tuple[Hours, ...] = get_args(Hours)
"""Where a change may lie: at all hours alike, or only when the building is closed, on days off, or at work."""
BRIEF_DAYS = 30
"""Days up to which a change that ended is told as any other event, as far as causes are followed. By definition."""

WHAT_CHANGED = "Typical causes: a load that is new or gone, or equipment that runs otherwise; ask what was changed."
LEVEL_SHIFT = register_reason(Reason("level_shift", "another level", hint=WHAT_CHANGED))
DRIFT = register_reason(
    Reason("drift", "slow drift", hint="Typical causes: dirt, wear, a control that wanders, or the season.")
)
SCALE_FACTOR = register_reason(
    Reason(
        "scale_factor",
        "another scale",
        Kind.DATA,
        "Another scale: {mean} instead of {usual} for {duration}.",
        "Perhaps the meter, its unit or its transformers were changed; compare with the meter's display.",
    )
)
FEED_IN = register_reason(
    Reason(
        "feed_in",
        "feeding in",
        Kind.DATA,
        "The building feeds in, down to {lowest}.",
        "Perhaps new solar power; the meter then counts what is left of it.",
    )
)


@dataclass(frozen=True)
class Change:
    """One change that lasts; times are starts of readings in the meter's zone.

    Parameters
    ----------
    start
        The reading it began with, placed back to where it really began.
    known
        The end of the day on which it could first be told.
    end
        The first reading after it; None while it still lasts.
    reason
        ``LEVEL_SHIFT``, ``DRIFT``, ``SCALE_FACTOR`` or ``FEED_IN``.
    side
        -1 below, +1 above what was expected before.
    score
        Sigma: how rare such a change is for this meter.
    ratio
        The new level through the level before, where the change lies; NaN where the level before was none.
    hours
        Where it lies.
    is_season_possible
        Whether it may be the season: the meter has not been seen for a year, and it came slowly.
    became_normal
        Whether it ended because it lasted for a year.
    factor
        What readings are multiplied by since then, of a ``SCALE_FACTOR``; else 1.
    end_known
        The end of the day on which its end could first be told; None while it lasts.
    """

    start: pd.Timestamp
    known: pd.Timestamp
    end: pd.Timestamp | None
    reason: Reason
    side: int
    score: float
    ratio: float
    hours: Hours = "all"
    is_season_possible: bool = False
    became_normal: bool = False
    factor: float = 1.0
    end_known: pd.Timestamp | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still lasts."""
        return self.end is None

    @property
    def is_data_problem(self) -> bool:
        """Whether it tells of the meter and not of the energy used."""
        return self.reason.kind is Kind.DATA

    def record(self) -> dict[str, object]:
        """Return it as JSON can hold it."""
        times = {name: None if at is None else at.isoformat() for name, at in self._times().items()}
        return {**self.__dict__, **times, "reason": self.reason.key}

    @classmethod
    def of(cls, record: Mapping[str, object], zone: str) -> Change:
        """Return the change of a record."""
        times = {name: record[name] for name in TIMES}
        read = {name: None if at is None else pd.Timestamp(str(at)).tz_convert(zone) for name, at in times.items()}
        return cls(**{**record, **read, "reason": Reason.of(str(record["reason"]))})  # type: ignore[arg-type]

    def _times(self) -> dict[str, pd.Timestamp | None]:
        return {name: getattr(self, name) for name in TIMES}


TIMES = ("start", "known", "end", "end_known")


def reaching_into(changes: Iterable[Change], start: pd.Timestamp, end: pd.Timestamp) -> tuple[Change, ...]:
    """Return the changes that reach into ``[start, end)``."""
    return tuple(change for change in changes if change.start < end and (change.end is None or change.end > start))


def accept(changes: Iterable[Change], verdicts: Iterable[tuple[datetime, datetime]]) -> tuple[Change, ...]:
    """Return the changes with those closed that a person accepted.

    Parameters
    ----------
    verdicts
        The start of an accepted change, and from when on its level is accepted. A change is meant by the verdict whose
        start lies within it: it may have been placed elsewhere when the person saw it.
    """
    return tuple(_accepted(change, tuple(verdicts)) for change in changes)


def _accepted(change: Change, verdicts: tuple[tuple[datetime, datetime], ...]) -> Change:
    for start, since in verdicts:
        meant = change.start <= start and (change.end is None or start < change.end)
        if meant and (change.end is None or since < change.end):
            return replace(change, end=max(pd.Timestamp(since), change.start))
    return change
