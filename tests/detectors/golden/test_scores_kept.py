"""Scores are those that were kept: a faster engine, or a tidier one, says what the one before said.

They change only on purpose. Then they are written anew, by ``python -m tests.detectors.golden.write``, in the commit
that changes them, and the detector gets a new ``revision``.
"""

from __future__ import annotations

import numpy as np
import pytest

from detectors.base import Detector
from tests.detectors.golden.meters_kept import KEPT, METERS, Meter, cases, changes, entry, summary
from tests.detectors.meters import DETECTORS, judged

CASES = [pytest.param(kind, meter, id=entry(kind, meter)) for kind, meter in cases()]


@pytest.mark.parametrize(("kind", "meter"), CASES)
def test_scores_are_those_that_were_kept(kind: type[Detector], meter: Meter) -> None:
    with np.load(KEPT) as file:
        kept = file[entry(kind, meter)]
    assert changes(kind, summary(judged(kind, meter.series())), kept) == {}


def test_one_score_that_differs_is_a_change_and_one_window_that_differs_may_be_rounding() -> None:
    kind, meter = next((kind, meter) for kind, meter in cases() if kind.name == "typical_week")
    with np.load(KEPT) as file:
        kept = file[entry(kind, meter)]
    score, window = kept.copy(), kept.copy()
    score[0, 100] *= 1.0 + 1e-8
    window[5, 100] += 1.0
    assert set(changes(kind, score, kept)) == {"score"}
    assert changes(kind, window, kept) == {}
    window[5, 90:95] += 1.0
    assert set(changes(kind, window, kept)) == {"window_hours"}


def test_every_detector_has_scores_kept_on_meters_with_and_without_faults_and_the_file_is_small() -> None:
    with np.load(KEPT) as file:
        names = set(file)
    assert names == {entry(kind, meter) for kind, meter in cases()}
    assert {kind for kind, _ in cases()} == set(DETECTORS)
    assert {meter.has_faults for meter in METERS} == {False, True}
    assert KEPT.stat().st_size < 400_000
