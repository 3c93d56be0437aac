"""Means over the readings that end with each reading of a day, beside the obvious way."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.features.rolling import days_before, trailing_means

SLOTS = 24


@pytest.mark.parametrize("missing", [0.0, 0.3, 0.9])
def test_trailing_means_are_those_one_would_work_out_one_by_one(missing: float) -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=(3, 4 * SLOTS))
    values[rng.random(values.shape) < missing] = np.nan
    steps = (1, 5, 24, 60)
    for length, found in zip(steps, trailing_means(values, steps, SLOTS), strict=True):
        assert found.shape == (3, SLOTS)
        for row in range(3):
            for slot in range(SLOTS):
                end = 3 * SLOTS + slot + 1
                part = values[row, end - length : end]
                known = part[np.isfinite(part)]
                expected = known.mean() if len(known) >= 0.6 * length else np.nan
                assert found[row, slot] == pytest.approx(expected, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(("steps", "days"), [(1, 0), (2, 1), (24, 1), (25, 1), (26, 2), (48, 2), (49, 2), (50, 3)])
def test_so_many_days_before_are_needed(steps: int, days: int) -> None:
    assert days_before(steps, SLOTS) == days
