"""Scores are those that were kept: a faster engine, or a tidier one, says what the one before said.

They change only on purpose. Then they are written anew, by ``python -m tests.detectors.golden.write``, in the commit
that changes them, and the detector gets a new ``revision``.
"""

from __future__ import annotations

import numpy as np
import pytest

from detectors.base import Detector
from detectors.scores import COLUMNS
from tests.detectors.golden.meters_kept import KEPT, METERS, Meter, cases, entry, summary
from tests.detectors.meters import DETECTORS, judged

TOLERANCE = 1e-9
"""Share of a value, or of a thousandth where it is smaller."""
SINGLE_PRECISION = {"lstm": 1e-4}
"""A network of single precision is trained to slightly other weights on another processor."""
TIES = {"side": 2.0, "window_hours": 336.0, "reason": 20.0}
"""Where two windows say the same, rounding decides: one reading may differ, and the sums of all by so much."""
CASES = [pytest.param(kind, meter, id=entry(kind, meter)) for kind, meter in cases()]


@pytest.mark.parametrize(("kind", "meter"), CASES)
def test_scores_are_those_that_were_kept(kind: type[Detector], meter: Meter) -> None:
    with np.load(KEPT) as file:
        kept = file[entry(kind, meter)]
    found = summary(judged(kind, meter.series()))
    assert found.shape == kept.shape
    relative = SINGLE_PRECISION.get(kind.name, TOLERANCE)
    for name, now, before in zip(COLUMNS, found, kept, strict=True):
        tolerance = relative * np.maximum(np.abs(before), 1e-3)
        tolerance[-2] = max(tolerance[-2], TIES.get(name, 0.0))
        differs = ~((np.abs(now - before) <= tolerance) | (np.isnan(now) & np.isnan(before)))
        allowed = 1 if name in TIES and not differs[-2:].any() else 0
        assert differs.sum() <= allowed, f"{name}: {now[differs][:3]} where {before[differs][:3]} was kept"


def test_every_detector_has_scores_kept_on_meters_with_and_without_faults_and_the_file_is_small() -> None:
    with np.load(KEPT) as file:
        names = set(file)
    assert names == {entry(kind, meter) for kind, meter in cases()}
    assert {kind for kind, _ in cases()} == set(DETECTORS)
    assert {meter.has_faults for meter in METERS} == {False, True}
    assert KEPT.stat().st_size < 300_000
