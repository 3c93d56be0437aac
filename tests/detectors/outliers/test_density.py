"""How far out is too far to tell: beyond what was learnt from, oddness grows slowly, and never in another order."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.methods.one_class_svm import BoundaryModel
from detectors.registry import detector
from tests.detectors.meters import changed, inside, judged, regular_office


def test_beyond_the_most_anomalous_reading_learnt_from_anomaly_score_grows_like_a_logarithm() -> None:
    raw_score = BoundaryModel(24, 8, 0.02)
    raw_score._furthest = 2.0
    away = np.array([-1.0, 0.0, 1.0, 2.0, 2.0 * np.e, 2.0 * np.e**5])
    assert raw_score._tempered(away) == pytest.approx([0.0, 0.0, 1.0, 2.0, 4.0, 12.0])


@pytest.mark.parametrize("name", ["isolation_forest", "one_class_svm", "local_outlier_factor"])
def test_the_larger_fault_is_the_odder_and_none_is_beyond_comparison(name: str) -> None:
    series = regular_office(days=120)
    peaks = []
    for size in (4.0, 12.0, 50.0):
        scores = judged(detector(name), changed(series, "2024-04-24 20:00", "2024-04-25 04:00", size))
        peaks.append(float(np.nanmax(scores.score[inside(scores, "2024-04-24 20:00", "2024-04-25 04:00")])))
    assert 3.5 <= peaks[0] < peaks[1] + 0.5
    assert peaks[1] <= peaks[2] + 0.5
    assert peaks[2] < 60.0
