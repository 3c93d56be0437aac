"""From a score to what a service receives: a number from 0 to 1, a label, a severity."""

from __future__ import annotations

from enum import StrEnum
from math import exp

MEDIUM_FROM, HIGH_FROM = 1.5, 2.0
"""Multiples of the alarm level, which are 6 and 8 sigma at the default one; how often: ``docs/api.md``."""


class Label(StrEnum):
    """What a reading is, in the words of the original service."""

    ANOMALY = "anomaly"
    NORMAL = "non-anomalous"


class Severity(StrEnum):
    """How far a reading is beyond the alarm level."""

    NONE = "NONE"
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


def probability(score: float, level: float) -> float:
    """Return a number from 0 to 1 that rises with the score and is 0.5 at the alarm level.

    The logistic function of the sigmas above or below the level: each sigma multiplies the odds by e. It ranks and
    compares; it is no share of readings, because how common faults are on a meter is not known.
    """
    return 1.0 / (1.0 + exp(min(level - score, 700.0)))


def label(score: float, level: float) -> Label:
    """Return whether a score is an anomaly: it is from the alarm level on, as on the page."""
    return Label.ANOMALY if score >= level else Label.NORMAL


def severity(score: float, level: float) -> Severity:
    """Return how far a score is beyond the alarm level."""
    if score < level:
        return Severity.NONE
    if score < MEDIUM_FROM * level:
        return Severity.LOW
    return Severity.MEDIUM if score < HIGH_FROM * level else Severity.HIGH
