"""Every id on the page, in one place: a callback cannot name an id that does not exist."""

from __future__ import annotations

from enum import StrEnum


class Id(StrEnum):
    """Ids of components; a member is the string itself."""

    TIMELINE = "timeline"
    """dcc.Graph with the readings."""
    TIMELINE_SUMMARY = "timeline-summary"
    """What the timeline shows, in words; written in the browser."""
    TIMELINE_STYLE = "timeline-style"
    """dcc.Store with the colours of both schemes."""
    VIEW = "view"
    """dcc.Store with readings and scores as packed by ``components.payload.view_payload``, or None."""
    THRESHOLD = "threshold"
    """dcc.Store {level, side, min_hours, merge_hours}; changes while the slider is dragged."""
    SELECTED = "selected-event"
    """dcc.Store {start_ms, end_ms, nonce} in UTC milliseconds, half-open, or None."""
    COUNT = "event-count"
    """Text of how many events there are; written in the browser."""
    COUNTS = "event-counts"
    """dcc.Store {energy, data, excess_kwh, missing_kwh, months}; written in the browser with the count."""
    SCHEME = "scheme"
    """dcc.Store with "light" or "dark"."""

    LEVEL = "level"
    RATE = "rate"
    SIDE = "side"
    MIN_HOURS = "min-hours"
