"""The departure that some days share, and what came back, each beside a slow obvious twin."""

from __future__ import annotations

import numpy as np
import pytest

from detectors import kernels


def slow_departure(departures: np.ndarray, weights: np.ndarray, noise: np.ndarray, doubt: float) -> np.ndarray:
    found = np.zeros((2, departures.shape[1]))
    for column in range(departures.shape[1]):
        known = np.isfinite(departures[:, column])
        if known.sum() < 3:
            continue
        values, share = departures[known, column], weights[known]
        order = np.argsort(values)
        half = np.searchsorted(np.cumsum(share[order]), share.sum() / 2.0)
        median = values[order][half]
        days = share.sum() ** 2 / (share**2).sum()
        errors = days * (median / noise[column]) ** 2
        if errors > doubt:
            found[0, column] = median * (1.0 - (doubt / errors) ** 2)
            found[1, column] = np.median(np.abs(values - found[0, column]))
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_shared_departure_is_that_of_the_slow_twin(seed: int) -> None:
    rng = np.random.default_rng(seed)
    departures = rng.normal(rng.normal(0.0, 4.0, 30), 1.0, (7, 30))
    departures[rng.random(departures.shape) < 0.3] = np.nan
    weights, noise = rng.uniform(0.2, 1.0, 7), rng.uniform(0.5, 2.0, 30)
    found = kernels.steady_departure(departures, weights, noise, 6.0, 3)
    np.testing.assert_allclose(found, slow_departure(departures, weights, noise, 6.0), rtol=1e-12)
    assert np.any(found[0] != 0)
    assert np.any(found[0] == 0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_came_back_is_what_every_week_has_nearby_on_the_same_side(seed: int) -> None:
    sides = np.random.default_rng(seed).choice(np.array([-1, 0, 1], np.int8), (3, 200), p=[0.2, 0.6, 0.2])
    found = kernels.repeated(np.ascontiguousarray(sides), 1)
    for column in range(200):
        near = sides[:-1, max(0, column - 1) : column + 2]
        side = sides[-1, column]
        assert found[column] == (side != 0 and bool((near == side).any(axis=1).all()))
