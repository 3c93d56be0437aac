"""Combining the scores of several detectors: evidence of different kinds adds up.

Weighted sums of sigma-equivalents over the root of the summed squares of the weights are Stouffer's way to combine
tests (Stouffer et al. 1949; weights after Lipták 1958): what several methods find a little odd is odder than what one
of them finds odd alone, and a false alarm of one is outvoted by the calm of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from detectors.scores import Scores

CALM = 0.75
"""Scores are sizes, and the sizes of calm methods add up too: by this a sum is as rare as one score. Measured."""


def combined(first: Scores, others: Sequence[tuple[float, Scores]]) -> Scores:
    """Return scores that add up the evidence of several detectors on the same readings, each with its weight.

    ``first`` has weight 1, decides which readings can be judged, and gives what is expected. One of the ``others`` that
    cannot judge a reading finds nothing odd there. Reason, side and window are those of the detector that adds most;
    a reading that several contribute to is not judged alone, so its window is never the step.
    """
    parts = [first, *(scores for _, scores in others)]
    weight = np.array([1.0, *(weight for weight, _ in others)])[:, None]
    adds = weight * np.nan_to_num([scores.score for scores in parts])
    size = float(np.sqrt(np.sum(weight**2))) / (CALM if others else 1.0)
    score = np.where(np.isfinite(first.score), adds.sum(axis=0) / size, np.nan)
    most = adds.argmax(axis=0)
    windows = np.array([scores.window_hours for scores in parts])
    step_hours = windows[0].min()
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


def unless_familiar(scores: Scores, familiar: Scores, factor: float) -> Scores:
    """Return scores that are at most ``factor`` times those of a detector that knows whether it has seen such a thing.

    What is not expected but has been there before, such as the first day after a holiday, is no alarm.
    """
    limit = np.where(np.isfinite(familiar.score), factor * familiar.score, np.inf)
    lower = limit < np.nan_to_num(scores.score)
    return replace(
        scores,
        score=np.where(lower, limit, scores.score),
        window_hours=np.where(lower, np.maximum(scores.window_hours, familiar.window_hours), scores.window_hours),
    )
