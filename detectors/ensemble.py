"""Combining the scores of several detectors: evidence of different kinds adds up.

Tests are combined in Stouffer's way: the weighted sum of sigma-equivalents, divided by the root of the sum of squared
weights (Stouffer et al. 1949; weights after Lipták 1958). A reading that several methods find a little anomalous gets a
higher score than one that a single method finds anomalous, and low scores of the others weaken a false alarm of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.series import FloatArray
from detectors.scores import COLUMNS, Scores

CALM = 0.72
"""Factor on sums: scores are sizes, so low ones of many methods add up as well. Measured: so a sum is as rare as one
score, of homes as of offices."""
MAX_EVIDENCE = 8.0
"""Sigma up to which a method adds all it says; what lies beyond counts by its logarithm, so that it ranks readings but
does not outvote all other methods. Measured: recall 0.818 instead of 0.813 on planted faults."""


def combined(first: Scores, others: Sequence[tuple[float, Scores]]) -> Scores:
    """Return scores that add up the evidence of several detectors on the same readings, each with its weight.

    ``first`` has weight 1, decides which readings have a score, and gives what is expected. Where one of the ``others``
    has no score it counts as 0; where several contribute, each adds hardly more than ``MAX_EVIDENCE``. Reason, side and
    window are those of the detector that adds most; a reading to which several contribute is not scored by itself, so
    its window is never the step.
    """
    parts = [first, *(scores for _, scores in others)]
    weight = np.array([1.0, *(weight for weight, _ in others)])[:, None]
    evidence = np.nan_to_num([scores.score for scores in parts])
    adds = weight * evidence
    windows = np.array([scores.window_hours for scores in parts])
    step_hours = _step_hours(first)
    is_alone = (windows[0] <= step_hours) & ~(adds[1:] > 0).any(axis=0)
    size = float(np.sqrt(np.sum(weight**2))) / (CALM if others else 1.0)
    counted = weight * damped(evidence) if others else adds
    total = np.where(is_alone, adds[0], counted.sum(axis=0))
    score = np.where(np.isfinite(first.score), total / size, np.nan)
    most = adds.argmax(axis=0)
    column = np.arange(len(score))
    longer = np.where((adds > 0) & (windows > step_hours), windows, np.inf).min(axis=0)
    window = np.where(windows[most, column] > step_hours, windows[most, column], longer)
    side = np.array([scores.side for scores in parts])[most, column]
    return Scores(
        index=first.index,
        score=score,
        side=np.where(score > 0, np.where(side == 0, first.side, side), 0).astype(np.int8),
        expected=first.expected,
        scale_below=first.scale_below * size,
        scale_above=first.scale_above * size,
        window_hours=np.where(np.isfinite(window), window, step_hours),
        reason=np.array([scores.reason for scores in parts])[most, column],
    )


def damped(evidence: FloatArray) -> FloatArray:
    """Return evidence up to ``MAX_EVIDENCE`` as it is, and what lies beyond by its logarithm."""
    beyond = np.maximum(evidence - MAX_EVIDENCE, 0.0)
    damped: FloatArray = evidence - beyond + np.log1p(beyond)
    return damped


def _step_hours(scores: Scores) -> float:
    """Return the time between two readings in hours; of a single reading, over how long it was judged."""
    if len(scores.index) < 2:
        return float(scores.window_hours.min())
    return float((scores.index[1] - scores.index[0]) / pd.Timedelta(hours=1))


def unless_familiar(scores: Scores, familiar: Scores, factor: float) -> Scores:
    """Return scores limited to ``factor`` times those of a detector that compares with similar earlier days.

    What was not predicted but is like an earlier day, such as the first day after a holiday, is no alarm.
    """
    limit = np.where(np.isfinite(familiar.score), factor * familiar.score, np.inf)
    lower = limit < np.nan_to_num(scores.score)
    return replace(
        scores,
        score=np.where(lower, limit, scores.score),
        window_hours=np.where(lower, np.maximum(scores.window_hours, familiar.window_hours), scores.window_hours),
    )


def where_chosen(one: Scores, other: Scores, chosen: NDArray[np.bool_]) -> Scores:
    """Return the scores of ``one`` detector where it is chosen, elsewhere those of the ``other``."""
    if not chosen.any():
        return other
    columns = {name: np.where(chosen, getattr(one, name), getattr(other, name)) for name in COLUMNS}
    return replace(other, **{name: values.astype(getattr(other, name).dtype) for name, values in columns.items()})
