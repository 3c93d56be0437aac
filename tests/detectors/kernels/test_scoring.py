"""Departures by the window in which they are largest, and sums behind regressions, beside the obvious way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from detectors import kernels

DAYS, SLOTS, WINDOWS = 30, 8, 4
EDGES = np.array([0, 2, 5, 8])
SEEDS = range(4)


def standards(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return standardised departures, tails and widths."""
    rng = np.random.default_rng(seed)
    standard = rng.normal(0.0, 2.0, (WINDOWS, 60))
    standard[rng.random(standard.shape) < 0.2] = np.nan
    standard[:, 7] = np.nan
    return standard, rng.uniform(1.0, 2.0, (WINDOWS, 2)), rng.uniform(1.0, 3.0, 60)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("is_first_own", [True, False])
def test_the_largest_departure_is_that_of_the_window_that_counts_most(seed: int, is_first_own: bool) -> None:
    standard, tails, wider = standards(seed)
    own = np.random.default_rng(seed + 100).normal(size=60)
    own[3] = np.nan
    size, best, side = kernels.largest_departures(standard, tails, wider, own, 0.5, is_first_own)
    for slot in range(60):
        scaled = [
            one / wider[slot] / tail[0 if one > 0 else 1] for one, tail in zip(standard[:, slot], tails, strict=True)
        ]
        itself = scaled[0] if is_first_own else own[slot]
        counted = {}
        for window, value in enumerate(scaled):
            if np.isfinite(value):
                counts = np.sign(value) * itself > 0.5 or (is_first_own and window == 0)
                if counts or not is_first_own:
                    counted[window] = abs(value) if counts else 0.0
        if not counted:
            assert np.isnan(size[slot])
            continue
        top = max(counted, key=lambda window: (counted[window], -window))
        assert size[slot] == pytest.approx(counted[top])
        assert best[slot] == top
        assert side[slot] == np.sign(scaled[top])


@pytest.mark.parametrize("missing", [0.0, 0.4, 0.9, 1.0])
def test_mean_sizes_are_those_of_the_parts_and_of_the_day(missing: float) -> None:
    rng = np.random.default_rng(2)
    standard = rng.normal(size=SLOTS)
    standard[rng.random(SLOTS) < missing] = np.nan
    means, of_day = kernels.mean_sizes(standard, EDGES)
    parts = [standard[begin:end] for begin, end in pairwise(EDGES)]
    for found, part in zip([*means, of_day], [*parts, standard], strict=True):
        known = np.abs(part[np.isfinite(part)])
        assert found == pytest.approx(known.mean() if len(known) else np.nan, nan_ok=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_normal_equations_are_products_of_tables_of_each_kind_of_day_and_part(seed: int) -> None:
    rng = np.random.default_rng(seed)
    features, goal = rng.normal(size=(DAYS, SLOTS, 3)), rng.standard_t(2, (DAYS, SLOTS))
    goal[rng.random(goal.shape) < 0.2] = np.nan
    is_off, scale = rng.random(DAYS) < 0.3, np.array([1.0, 0.5, 7.0])
    left, right, known = kernels.normal_equations(features, goal, is_off, EDGES, scale, 0.9)
    for kind in (0, 1):
        for part, (begin, end) in enumerate(pairwise(EDGES)):
            values = goal[is_off == bool(kind), begin:end].ravel()
            there = np.isfinite(values)
            table = features[is_off == bool(kind), begin:end].reshape(-1, 3)[there] * scale
            limit = np.quantile(np.abs(values[there]), 0.9)
            np.testing.assert_allclose(left[kind, part], table.T @ table)
            np.testing.assert_allclose(right[kind, part], table.T @ np.clip(values[there], -limit, limit))
            assert known[kind, part] == there.sum()


def test_without_days_of_a_kind_normal_equations_are_empty() -> None:
    left, right, known = kernels.normal_equations(
        np.ones((DAYS, SLOTS, 2)), np.ones((DAYS, SLOTS)), np.zeros(DAYS, bool), EDGES, np.ones(2), 0.9
    )
    assert not any(one[1].any() for one in (left, right, known))
    assert known[0].tolist() == [2 * DAYS, 3 * DAYS, 3 * DAYS]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_lasts_is_the_slope_through_the_origin_between_nothing_and_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    before = rng.normal(size=(DAYS, 3, SLOTS))
    own = before * np.array([-0.5, 0.6, 1.7])[:, None] + rng.normal(0.0, 0.3, before.shape)
    own[rng.random(own.shape) < 0.2] = np.nan
    is_off = rng.random(DAYS) < 0.3
    share = np.full((2, 3, SLOTS), 0.25)
    kernels.fit_lasting_shares(before, own, is_off, EDGES, 0.95, 20, share)
    for kind in (0, 1):
        for window in range(3):
            for begin, end in pairwise(EDGES):
                x, y = (one[is_off == bool(kind), window, begin:end].ravel() for one in (before, own))
                x, y = x[np.isfinite(y)], y[np.isfinite(y)]
                usual = np.abs(x) <= np.quantile(np.abs(x), 0.95) * (1 + 1e-9)
                slope = np.clip(x[usual] @ y[usual] / (x[usual] @ x[usual]), 0.0, 1.0) if len(x) >= 20 else 0.25
                np.testing.assert_allclose(share[kind, window, begin:end], slope)
