"""What other methods say of the same readings, packed for the strips under the timeline.

Scores travel as thousandths of a sigma in two bytes, exact for every level a slider can have, sides and kinds in one
byte more, windows in two: five bytes a reading and method. ``assets/detection/payload.js`` unpacks them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from components.timeline.payload import packed
from data.series import MeterSeries
from detectors.base import Detector
from detectors.reasons import REASONS, data_codes
from detectors.scores import Scores
from pipeline.analysis.analysis import Analysis
from pipeline.analysis.several import SeveralAnalyses

PER_SIGMA = 1000.0
HIGHEST = np.iinfo(np.uint16).max
"""What a score is cut to: over 65 sigma, beyond every alarm level."""
DATA_MARK = 4
"""Added to ``side + 1`` for the first data problem, twice that for the second."""


def add_agreement(
    view: dict[str, Any], series: MeterSeries, several: SeveralAnalyses, start: datetime, end: datetime
) -> None:
    """Add what further methods say within ``[start, end)`` to the payload of the timeline.

    Methods without a result get no strip; the key of the payload tells the browser which ones it holds.
    """
    part = series.between(start, end)
    first = int(series.index.searchsorted(part.index[0]))
    shown = slice(first, first + len(part))
    found = several.found.values()
    view["agreement"] = [method_scores(type(analysis.detector), analysis.scores.taken(shown)) for analysis in found]
    view["key"] = f"{view['key']}:{_digest(several.found)}"


def method_scores(kind: type[Detector], scores: Scores) -> dict[str, Any]:
    """Return what one method says of some readings."""
    return {
        "name": kind.name,
        "label": kind.label,
        "algorithm": kind.algorithm,
        "score": packed(thousandths(scores), "u2"),
        "mark": packed(marks(scores), "u1"),
        "window": packed(windows(scores), "u2"),
    }


def thousandths(scores: Scores) -> np.ndarray:
    """Return scores in thousandths of a sigma, rounded down: they reach a level exactly when the score does.

    What cannot be scored is 0.
    """
    known = np.nan_to_num(scores.score, nan=0.0, posinf=HIGHEST)
    return np.minimum(np.floor(known * PER_SIGMA), HIGHEST).astype(np.uint16)


def marks(scores: Scores) -> np.ndarray:
    """Return side (0 below, 1 neither, 2 above) of each reading, multiples of ``DATA_MARK`` more for data problems."""
    which = np.zeros(len(REASONS), np.uint8)
    codes = data_codes()
    which[list(codes)] = np.arange(1, len(codes) + 1)
    return (scores.side + 1 + DATA_MARK * which[scores.reason]).astype(np.uint8)


def windows(scores: Scores) -> np.ndarray:
    """Return over how many intervals each reading was scored."""
    step_hours = (scores.index[1] - scores.index[0]).total_seconds() / 3600.0
    return np.clip(np.rint(scores.window_hours / step_hours), 1, HIGHEST).astype(np.uint16)


def missing_methods(several: SeveralAnalyses, methods: Sequence[Detector]) -> str:
    """Return in sentences which of the further methods cannot be shown, and why."""
    return " ".join(
        _sentence(method.label, several.failed[method.name]) for method in methods[1:] if method.name in several.failed
    )


def _sentence(label: str, why: str) -> str:
    text = why if why.startswith(label) else f"{label}: {why[:1].lower()}{why[1:]}"
    return text if text.endswith(".") else f"{text}."


def _digest(found: Mapping[str, Analysis]) -> str:
    return hashlib.sha256("".join(analysis.key for analysis in found.values()).encode()).hexdigest()[:16]
