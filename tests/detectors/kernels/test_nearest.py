"""Distances to the nearest earlier days beside the obvious way: with gaps, and a step earlier or later for nothing."""

from __future__ import annotations

import numpy as np
import pytest

from detectors import kernels
from detectors.kernels.nearest import BLOCK

SLOTS = 6
STEPS = np.array([1, 3, 6, 9, 12])
DAY_LONG = 2
BACK = 2
FULL_SHARE = 0.6


def meter(days: int, missing: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return the readings of earlier days, and those that end with the day judged."""
    rng = np.random.default_rng(seed)
    table = rng.normal(10.0, 2.0, (days + 1, SLOTS))
    learnt = table[:-1].copy()
    learnt[rng.random(learnt.shape) < missing] = np.nan
    return learnt, table[days - BACK :].ravel()


def part_of(own: np.ndarray, flat: np.ndarray, first: int) -> float:
    """Return the least sum of squares over a step earlier, none and a step later, as if all were known."""
    if len(own) == 0:
        return 0.0
    sums = []
    for shift in (-1, 0, 1):
        other = flat[np.clip(first + shift + np.arange(len(own)), 0, len(flat) - 1)]
        away = (own - other) ** 2
        known = away[np.isfinite(away)]
        is_enough = len(known) >= FULL_SHARE * len(own)
        sums.append(known.sum() * len(own) / max(len(known), 1) if is_enough else np.inf)
    return min(sums)


def slow(learnt: np.ndarray, earlier: np.ndarray, last: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    flat, midnight = learnt.ravel(), len(last) - SLOTS
    distance, usual = np.full((len(STEPS), SLOTS), np.nan), np.full(SLOTS, np.nan)
    for window, length in enumerate(STEPS):
        for slot in range(SLOTS):
            end = midnight + slot + 1
            begin, middle = end - length, max(end - length, midnight)
            squares = []
            for day in earlier:
                first = day * SLOTS - midnight
                evening = part_of(last[begin:middle], flat, first + begin)
                squares.append((evening + part_of(last[middle:end], flat, first + middle)) / length)
            nearest = np.argsort(squares, kind="stable")[:count]
            mean = np.sqrt(np.array(squares)[nearest]).mean()
            distance[window, slot] = mean if np.isfinite(mean) else np.nan
            if window == DAY_LONG:
                power = learnt[[earlier[place] for place in nearest if np.isfinite(squares[place])], slot]
                usual[slot] = power[np.isfinite(power)].mean() if np.isfinite(power).any() else np.nan
    return distance, usual


def both(learnt: np.ndarray, earlier: np.ndarray, last: np.ndarray, count: int) -> list[tuple[np.ndarray, np.ndarray]]:
    fast = kernels.nearest_days(learnt, earlier, last, STEPS, DAY_LONG, count, FULL_SHARE)
    return [fast, slow(learnt, earlier, last, min(count, len(earlier)))]


@pytest.mark.parametrize("missing", [0.0, 0.02, 0.2, 0.6])
@pytest.mark.parametrize(("days", "count"), [(10, 1), (10, 3), (10, 20), (BLOCK + 3, 3), (3 * BLOCK, 5)])
def test_distances_and_the_usual_day_are_those_of_the_obvious_way(missing: float, days: int, count: int) -> None:
    learnt, last = meter(days, missing)
    (distance, usual), (expected, expected_usual) = both(learnt, np.arange(BACK, days), last, count)
    np.testing.assert_allclose(distance, expected, rtol=1e-9)
    np.testing.assert_allclose(usual, expected_usual, rtol=1e-9)


@pytest.mark.parametrize("gap", [slice(0, 5), slice(11, 14), slice(13, 18), slice(0, 18)])
def test_gaps_in_the_day_judged_leave_what_is_known_on_either_side_of_midnight(gap: slice) -> None:
    learnt, last = meter(20, 0.1)
    last[gap] = np.nan
    (distance, usual), (expected, expected_usual) = both(learnt, np.arange(BACK, 20), last, 3)
    np.testing.assert_allclose(distance, expected, rtol=1e-9)
    np.testing.assert_allclose(usual, expected_usual, rtol=1e-9)


def test_a_reading_that_is_not_there_yet_changes_nothing_before_it_not_even_by_rounding() -> None:
    learnt, last = meter(40, 0.01)
    args = (np.arange(BACK, 40), last, STEPS, DAY_LONG, 3, FULL_SHARE)
    whole = kernels.nearest_days(learnt, *args)
    last[-1] = np.nan
    begun = kernels.nearest_days(learnt, *args)
    for there, so_far in zip(whole, begun, strict=True):
        np.testing.assert_array_equal(so_far[..., :-1], there[..., :-1])


def test_a_day_of_which_nothing_is_known_is_like_none_and_no_usual_power_is_said() -> None:
    learnt, last = meter(20, 0.0)
    last[:] = np.nan
    distance, usual = kernels.nearest_days(learnt, np.arange(BACK, 20), last, STEPS, DAY_LONG, 3, FULL_SHARE)
    assert np.isnan(distance).all()
    assert np.isnan(usual).all()


def test_where_fewer_days_are_known_than_asked_for_these_say_what_is_usual() -> None:
    learnt, last = meter(20, 0.0)
    learnt[:15] = np.nan
    distance, usual = kernels.nearest_days(learnt, np.arange(BACK, 20), last, STEPS, DAY_LONG, 10, FULL_SHARE)
    assert np.isnan(distance[DAY_LONG]).all()
    assert usual[-1] == pytest.approx(learnt[15:, -1].mean())


def test_only_the_days_asked_for_are_compared_with() -> None:
    learnt, last = meter(30, 0.0)
    earlier = np.array([2, 9, 16, 23])
    (distance, usual), (expected, expected_usual) = both(learnt, earlier, last, 2)
    np.testing.assert_allclose(distance, expected, rtol=1e-9)
    np.testing.assert_allclose(usual, expected_usual, rtol=1e-9)


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_day_a_step_earlier_or_later_is_as_near_as_the_same_day(shift: int) -> None:
    learnt, _ = meter(12, 0.0)
    first = 5 * SLOTS - BACK * SLOTS + shift
    last = learnt.ravel()[first : first + (BACK + 1) * SLOTS].copy()
    distance, _ = kernels.nearest_days(learnt, np.arange(BACK, 12), last, STEPS, DAY_LONG, 1, FULL_SHARE)
    np.testing.assert_allclose(distance, 0.0, atol=1e-6)


def test_with_days_of_which_nothing_is_known_nothing_is_said() -> None:
    learnt, last = meter(10, 1.0)
    distance, usual = kernels.nearest_days(learnt, np.arange(BACK, 10), last, STEPS, DAY_LONG, 3, FULL_SHARE)
    assert np.isnan(distance).all()
    assert np.isnan(usual).all()
