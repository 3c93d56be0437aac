"""Means over windows that end with each reading, what is near it in time, and on which side it lies."""

from __future__ import annotations

import numpy as np
import pytest

from detectors import kernels

SLOTS = 6
DAYS = 4
STEPS = [1, 3, 6, 9, 18, 24]
LAGS = [0, 3, 0, 9, 2, 1]
MISSING = [0.0, 0.3, 0.8]


def residuals(missing: float, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=DAYS * SLOTS)
    values[rng.random(len(values)) < missing] = np.nan
    return values


def slow_mean(values: np.ndarray, end: int, length: int, share: float) -> float:
    part = values[end - length : end]
    known = part[np.isfinite(part)]
    return float(known.mean()) if len(known) >= max(share * length, 1) else float("nan")


@pytest.mark.parametrize("missing", MISSING)
def test_window_means_are_those_one_would_work_out_one_by_one(missing: float) -> None:
    values = residuals(missing)
    means, before = kernels.window_means(values, SLOTS, np.array(STEPS), np.array(LAGS), 0.6)
    for window, (length, lag) in enumerate(zip(STEPS, LAGS, strict=True)):
        for slot in range(SLOTS):
            end = len(values) - SLOTS + slot + 1
            is_whole = len(values) - SLOTS + 1 - length >= 0
            expected = slow_mean(values, end, length, 0.6) if is_whole else np.nan
            assert means[window, slot] == pytest.approx(expected, abs=1e-12, nan_ok=True)
            is_whole = lag > 0 and len(values) - SLOTS + 1 - length - lag >= 0
            expected = slow_mean(values, end - lag, length, 0.6) if is_whole else np.nan
            assert before[window, slot] == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_a_window_that_would_begin_before_the_first_reading_is_unknown_at_all_slots() -> None:
    values = np.ones(2 * SLOTS)
    means, _ = kernels.window_means(values, SLOTS, np.array([7, 8]), np.array([0, 0]), 0.6)
    np.testing.assert_array_equal(np.isnan(means), [[False] * SLOTS, [True] * SLOTS])


def slow_range(values: np.ndarray, reach: int) -> tuple[list[float], list[float]]:
    parts = [values[max(0, i - reach) : i + reach + 1] for i in range(len(values))]
    return [float(part.min()) for part in parts], [float(part.max()) for part in parts]


@pytest.mark.parametrize("missing", [0.0, 0.1])
@pytest.mark.parametrize("reach", [1, 2, 4])
def test_the_lowest_and_highest_value_within_reach(missing: float, reach: int) -> None:
    values = residuals(missing)
    np.testing.assert_array_equal(kernels.range_within(values, reach), slow_range(values, reach))


@pytest.mark.parametrize("missing", MISSING)
def test_the_side_is_that_of_the_mean_where_most_of_a_window_lies_there(missing: float) -> None:
    values = residuals(missing) + 0.3
    best = np.arange(SLOTS) % 3
    steps = np.array([1, 6, 12])
    found = kernels.window_sides(values, SLOTS, steps, best, 0.6, 0.5)
    expected = []
    for slot in range(SLOTS):
        end, length = len(values) - SLOTS + slot + 1, steps[best[slot]]
        mean, size = slow_mean(values, end, length, 0.6), slow_mean(np.abs(values), end, length, 0.6)
        expected.append(int(np.sign(mean)) if np.isfinite(mean) and abs(mean) >= 0.5 * size else 0)
    np.testing.assert_array_equal(found, expected)
