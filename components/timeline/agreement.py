"""What other methods say of the same readings, for the strips under the timeline, and why some say nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from components.timeline.marks import method_alarms
from data.series import MeterSeries
from detectors.base import Detector
from detectors.threshold import Threshold
from pipeline.analysis.several import SeveralAnalyses

NOT_INSTALLED = "{label} is not installed here."


def method_names(several: SeveralAnalyses) -> list[dict[str, str]]:
    """Return the methods that get a strip, the one whose events are on show first; none where it is alone."""
    kinds = [type(analysis.detector) for analysis in several.found.values()]
    return [{"label": kind.label, "algorithm": kind.algorithm} for kind in kinds] if len(kinds) > 1 else []


def lanes(
    series: MeterSeries, several: SeveralAnalyses, threshold: Threshold, shown: slice
) -> list[list[dict[str, Any]]]:
    """Return the alarms of each method but the first in the readings on show, in the order of ``method_names``."""
    others = list(several.found.values())[1:]
    return [method_alarms(series, analysis.scores, threshold, shown) for analysis in others]


def analyses_key(several: SeveralAnalyses) -> str:
    """Return a key that is another one for other analyses."""
    return hashlib.sha256("".join(analysis.key for analysis in several.found.values()).encode()).hexdigest()[:16]


def missing_methods(several: SeveralAnalyses, methods: Sequence[Detector]) -> str:
    """Return in sentences which of the further methods cannot be shown, and why."""
    return " ".join(
        _sentence(method.label, why_not(method, several)) for method in methods[1:] if method.name in several.failed
    )


def why_not(method: Detector, several: SeveralAnalyses) -> str:
    """Return why a method that cannot judge says nothing; how to install it is no matter of the page."""
    return NOT_INSTALLED.format(label=method.label) if method.missing() else several.failed[method.name]


def _sentence(label: str, why: str) -> str:
    text = why if why.startswith(label) else f"{label}: {why[:1].lower()}{why[1:]}"
    return text if text.endswith(".") else f"{text}."
