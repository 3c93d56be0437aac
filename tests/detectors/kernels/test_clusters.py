"""k-means from given centres beside scikit-learn, and distances to typical days beside the obvious way."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from detectors import kernels

ROUNDS = 300


def points_around(seed: int, centres: int, count: int = 60) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(0.0, 4.0, (centres, 6))[rng.integers(0, centres, count)] + rng.normal(0.0, 1.0, (count, 6))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("clusters", [1, 2, 5, 12])
def test_centres_are_those_of_scikit_learn_begun_with_the_same(seed: int, clusters: int) -> None:
    points = points_around(seed, 4)
    begin = points[np.random.default_rng(seed).permutation(len(points))[:clusters]]
    theirs = KMeans(clusters, init=begin, n_init=1, algorithm="lloyd", tol=0.0, max_iter=ROUNDS).fit(points)
    ours = kernels.moved_centres(points, begin, 0.0, ROUNDS)
    np.testing.assert_allclose(ours, theirs.cluster_centers_, atol=1e-9)


def test_what_it_is_begun_with_stays_as_it_is() -> None:
    points = points_around(1, 3)
    begin = points[:3].copy()
    kernels.moved_centres(points, begin, 0.0, ROUNDS)
    np.testing.assert_array_equal(begin, points[:3])


def test_after_one_round_each_centre_is_the_mean_of_the_points_nearest_to_where_it_was() -> None:
    points = points_around(2, 3)
    begin = points[:3].copy()
    nearest = ((points[:, None] - begin[None]) ** 2).sum(axis=2).argmin(axis=1)
    means = [points[nearest == one].mean(axis=0) for one in range(3)]
    np.testing.assert_allclose(kernels.moved_centres(points, begin, 0.0, 1), means)
    np.testing.assert_allclose(kernels.moved_centres(points, begin, np.inf, ROUNDS), means)


def test_a_centre_without_points_takes_the_one_furthest_from_its_own() -> None:
    points = np.array([[0.0], [1.0], [2.0], [10.0]])
    found = kernels.moved_centres(points, np.array([[1.0], [1000.0]]), 0.0, ROUNDS)
    assert sorted(found.ravel()) == [1.0, 10.0]


def test_points_that_are_all_alike_are_borne() -> None:
    found = kernels.moved_centres(np.full((6, 3), 2.0), np.array([[2.0] * 3, [5.0] * 3, [7.0] * 3]), 0.0, ROUNDS)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("missing", [0.0, 0.3, 1.0])
def test_sums_of_squares_are_those_of_what_is_known(missing: float) -> None:
    rng = np.random.default_rng(3)
    power, typical = rng.normal(size=9), rng.normal(size=(4, 9))
    power[rng.random(9) < missing] = np.nan
    expected = np.cumsum(np.nan_to_num(power - typical) ** 2, axis=1)
    found = kernels.sums_of_squares(power, typical)
    np.testing.assert_allclose(found[:, 1:], expected)
    assert not found[:, 0].any()


@pytest.mark.parametrize("missing", [0.0, 0.3, 0.7])
def test_distances_are_to_the_typical_day_that_suits_best_on_either_side_of_midnight(missing: float) -> None:
    rng = np.random.default_rng(7)
    slots, steps = 8, np.array([1, 3, 8])
    typical_before, typical = rng.normal(size=(4, slots)), rng.normal(size=(3, slots))
    readings = rng.normal(size=2 * slots)
    readings[rng.random(len(readings)) < missing] = np.nan
    evening, morning = np.split(readings, 2)
    away = [np.nan_to_num((evening - typical_before) ** 2), np.nan_to_num((morning - typical) ** 2)]
    sums = [np.concatenate([np.zeros((len(one), 1)), np.cumsum(one, axis=1)], axis=1) for one in away]
    known = np.concatenate([[0], np.cumsum(np.isfinite(readings))])
    found = kernels.cluster_distances(sums[0], sums[1], known, steps)
    for window, length in enumerate(steps):
        for slot in range(slots):
            begin, end = slots + slot + 1 - length, slots + slot + 1
            before = away[0][:, begin:slots].sum(axis=1).min()
            own = away[1][:, max(begin - slots, 0) : slot + 1].sum(axis=1).min()
            inside = np.isfinite(readings[begin:end]).sum()
            expected = np.sqrt((own + before) / inside) if inside >= 0.6 * length else np.nan
            assert found[window, slot] == pytest.approx(expected, abs=1e-9, nan_ok=True)
