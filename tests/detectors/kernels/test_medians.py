"""Medians of columns with a weight for each row, beside the obvious way."""

from __future__ import annotations

import numpy as np
import pytest

from detectors import kernels

SEEDS = range(5)
MISSING = [0.0, 0.3, 0.9, 1.0]


def sample(seed: int, missing: float, *shape: int) -> np.ndarray:
    """Return values with many ties, some of them missing."""
    rng = np.random.default_rng(seed)
    values = np.round(rng.normal(0.0, 3.0, shape), 1)
    values[rng.random(shape) < missing] = np.nan
    return values


def slow_weighted_median(column: np.ndarray, weights: np.ndarray) -> float:
    pairs = sorted((value, weight) for value, weight in zip(column, weights, strict=True) if np.isfinite(value))
    half = sum(weight for _, weight in pairs) / 2
    so_far = 0.0
    for value, weight in pairs:
        so_far += weight
        if half > 0 and so_far >= half:
            return float(value)
    return float("nan")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("missing", MISSING)
def test_the_weighted_median_and_profile_of_each_column(seed: int, missing: float) -> None:
    values = sample(seed, missing, 17, 6)
    weights = np.random.default_rng(seed).integers(0, 4, 17).astype(float)
    expected = [slow_weighted_median(column, weights) for column in values.T]
    np.testing.assert_array_equal(kernels.weighted_median(values, weights), expected)
    median, low, high = kernels.weighted_profile(values, weights)
    np.testing.assert_array_equal(median, expected)
    known = [column[np.isfinite(column)] for column in values.T]
    np.testing.assert_array_equal(low, [one.min() if len(one) else np.nan for one in known])
    np.testing.assert_array_equal(high, [one.max() if len(one) else np.nan for one in known])


def test_with_equal_weights_the_weighted_median_is_the_lower_median() -> None:
    values = np.array([[4.0], [1.0], [3.0], [2.0]])
    assert kernels.weighted_median(values, np.ones(4))[0] == 2.0
    assert kernels.weighted_median(values[:3], np.ones(3))[0] == 3.0
    assert np.isnan(kernels.weighted_median(values[:0], np.ones(0))[0])
