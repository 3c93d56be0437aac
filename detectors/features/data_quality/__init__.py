"""Rules that find data problems, each a pure function of the readings that uses earlier readings only.

A rule returns ``RunScores``: scores of shape ``(n,)``, never NaN, 0 where all is well, 4 sigma from where it flags,
more the clearer the problem; and how many readings the run behind each score has lasted. A run of readings has a score
from the reading on with which it is longer than the meter's own.
"""

from __future__ import annotations

from detectors.features.data_quality.checks import unusable

__all__ = ["unusable"]
