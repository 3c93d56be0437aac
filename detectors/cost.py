"""How long a method takes, shown beforehand so that nobody waits for minutes unprepared."""

from __future__ import annotations

from detectors.base import Detector

SLOW_SECONDS = 10.0
"""Seconds for a year of readings from which a method counts as slow. Chosen, not tuned."""
READINGS_A_YEAR = 35_040
"""Readings of 365 days at 15 minutes, for which seconds a year are measured. By definition."""
DetectorOrClass = Detector | type[Detector]
"""A method, or a kind of method with its usual parameters."""


def seconds_a_year(method: DetectorOrClass) -> float:
    """Return about how long a method takes for a year of readings at 15 minutes."""
    return method.seconds_for_a_year() if isinstance(method, Detector) else method.seconds_a_year


def seconds(method: DetectorOrClass, readings: int) -> float:
    """Return about how long a method takes for so many readings."""
    return seconds_a_year(method) * readings / READINGS_A_YEAR


def is_slow(method: DetectorOrClass) -> bool:
    """Return whether a method takes so long that it is announced beforehand."""
    return seconds_a_year(method) > SLOW_SECONDS


def in_a_year(method: DetectorOrClass) -> str:
    """Return a sentence on how long a slow method takes."""
    return f"Slow: {about(seconds_a_year(method))} for a year of readings."


def about(duration: float) -> str:
    """Return a duration in seconds in words."""
    if duration < 90:
        tens = max(5, 5 * round(duration / 5))
        return f"about {tens} s"
    return f"about {round(duration / 60)} min"
