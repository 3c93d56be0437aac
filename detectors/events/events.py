"""From scores to events: the facts of what went wrong, dearest first; ``detectors.explain`` puts them into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from data.series import MeterSeries
from detectors.analytics.building import building
from detectors.analytics.occupancy import occupancy
from detectors.events.causes.joined import agreeing
from detectors.events.data_runs import longest_zeros
from detectors.events.event_context import EventContext
from detectors.events.segment import Segment
from detectors.events.segments import segments
from detectors.events.worth import amounts_kw, excess_kw, is_worth_telling, worth_kwh
from detectors.scores import Kind, Reason, Scores
from detectors.threshold import Threshold

BEFORE_DAYS = 28
"""Days before an event that it is compared with. Chosen, not tuned."""


@dataclass(frozen=True)
class Event:
    """Something that went wrong on one meter: facts only, which ``detectors.explain`` puts into words.

    ``start`` and ``end`` are half-open in the meter's zone. ``hours`` are those of the readings it is told by: what is
    missing in between, or belongs to a data problem, does not count. ``excess_kw`` and ``excess_kwh`` are measured
    against what was expected before it began, negative where less was used; NaN where nothing is expected. ``context``
    holds the readings of the event and of the weeks before: the figures of its words are computed from them when they
    are asked for.

    ``is_open`` says that it still lasts at the end of the readings; ``end`` is then the end of the last one.
    ``occurrences`` are the times within it at which it happened, half-open; at least one, which is the event itself
    where nothing else is said. ``worth_kwh`` is what it is ranked by where the price is not known: the size of its
    excess, of a data problem the energy that nobody saw.
    """

    meter_id: str
    start: pd.Timestamp
    end: pd.Timestamp
    hours: float
    kind: Kind
    reason: Reason
    side: int
    peak_score: float
    window_hours: float
    excess_kw: float
    excess_kwh: float
    context: EventContext = field(repr=False, compare=False)
    is_open: bool = False
    occurrences: tuple[tuple[pd.Timestamp, pd.Timestamp], ...] = ()
    worth_kwh: float = float("nan")

    def __post_init__(self) -> None:
        if not self.occurrences:
            object.__setattr__(self, "occurrences", ((self.start, self.end),))
        if np.isnan(self.worth_kwh):
            object.__setattr__(self, "worth_kwh", self.size_kwh)

    @property
    def size_kwh(self) -> float:
        """How much more or less than expected was used; 0 where nothing is expected."""
        return float(np.nan_to_num(np.abs(self.excess_kwh)))


def events(
    series: MeterSeries,
    scores: Scores,
    threshold: Threshold,
    part: slice | None = None,
    *,
    whole: MeterSeries | None = None,
) -> list[Event]:
    """Return the events of a series at a threshold that are worth telling, dearest first.

    ``scores`` must stand on the index of ``series``. Of a ``part``, events are cut at its edges, but found and weighed
    by all readings: whether an event is one does not depend on the dates asked for. ``whole`` are all readings of
    the meter, where ``series`` holds the last ones only: they tell when it is night.
    """
    begin, stop, _ = (part or slice(None)).indices(len(series))
    kept = [one for one in segments(series, scores, threshold) if is_worth_telling(one, series, threshold)]
    cut = [one.within(begin, stop) for one in kept]
    return ranked([_event(series, one, whole or series) for one in cut if one is not None])


def ranked(found: Sequence[Event]) -> list[Event]:
    """Return events dearest first; of equally dear ones, the more anomalous first."""
    return sorted(found, key=lambda event: (-event.worth_kwh, -event.peak_score, event.start))


def agreeing_side(side: int, excess: float) -> int:
    """Return the side on which an event lies: that of its excess where it has one, also of a part of an event."""
    return int(np.sign(excess)) if side * excess < 0 else side


def _event(series: MeterSeries, segment: Segment, whole: MeterSeries) -> Event:
    excess = excess_kw(segment, series)
    known = len(excess) > 0
    side = agreeing_side(segment.side, float(excess.sum()) if known else 0.0)
    reason = agreeing(segment.reason, side) if segment.kind is Kind.ENERGY else segment.reason
    worth = worth_kwh(segment, series)
    context = replace(
        _context(series, segment, whole),
        reason=reason,
        side=side,
        unseen_kwh=worth if segment.kind is Kind.DATA else float("nan"),
    )
    return Event(
        meter_id=series.meter_id,
        start=context.start,
        end=context.end,
        hours=context.hours,
        kind=segment.kind,
        reason=reason,
        side=side,
        peak_score=segment.peak_score,
        window_hours=context.window_hours,
        excess_kw=float(excess.mean()) if known else float("nan"),
        excess_kwh=float(excess.sum() * series.step_hours) if known else float("nan"),
        context=context,
        is_open=segment.is_open,
        occurrences=context.occurrences,
        worth_kwh=worth,
    )


def _context(series: MeterSeries, segment: Segment, whole: MeterSeries) -> EventContext:
    """Return what the words of an event need, with side and reason as its scores say."""
    power_kw, expected_kw = amounts_kw(segment, series)
    first, reason = segment.first, segment.reason
    return EventContext(
        start=series.index[first],
        end=series.index[segment.last] + series.step,
        power_kw=power_kw,
        expected_kw=expected_kw,
        step_hours=series.step_hours,
        reason=reason,
        side=segment.side,
        before_kw=series.power_kw[max(0, first - BEFORE_DAYS * series.steps_per_day) : first],
        window_hours=segment.window_hours,
        place=(series.country, series.region),
        night=occupancy(whole).night,
        open_days=series.operation.weekdays if series.operation else None,
        zeros_before_hours=_zeros_before(series, first) if "{zeros_before}" in reason.sentence else 0.0,
        occurrences=tuple((series.index[one], series.index[last] + series.step) for one, last in segment.occurrences),
        is_open=segment.is_open,
        change=segment.change,
        building=building(whole),
        known_days=(series.index[first] - whole.start) / pd.Timedelta(days=1),
    )


def _zeros_before(series: MeterSeries, first: int) -> float:
    return longest_zeros(series.power_kw[:first]) * series.step_hours
