"""The recent level: how far the last days or idle periods departed from usual, the newest counting most."""

from __future__ import annotations

NEWEST_WEIGHT = 0.7
"""Weight of the newest day or period in the recent level; the others share the rest. Chosen, not tuned."""
LASTING_SHARE = 0.9
"""Share of the recent level that is predicted to last where nothing else is known. Chosen, not tuned."""


def moved_level(level: float, newest: float) -> float:
    """Return the recent level after one more day or period, by exponential smoothing; in the unit of both."""
    return (1.0 - NEWEST_WEIGHT) * level + NEWEST_WEIGHT * newest
