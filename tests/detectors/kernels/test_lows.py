"""Figures of a rest so far: fast arrays against slow obvious twins, and nothing that looks ahead."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.kernels.lows import FULL_SHARE, low_of_last, low_so_far, mean_so_far

readings = st.lists(st.one_of(st.floats(-50, 50), st.just(float("nan"))), min_size=1, max_size=30)


def quantile_of(values: np.ndarray, share: float, fewest: float) -> float:
    known = values[np.isfinite(values)]
    return float(np.quantile(known, share)) if len(known) >= max(fewest, 1) else float("nan")


@given(rest=readings, share=st.sampled_from([0.1, 0.25, 0.5]), first=st.integers(1, 5))
def test_low_so_far_is_the_quantile_of_what_there_was(rest: list[float], share: float, first: int) -> None:
    values = np.array(rest)
    slow = [quantile_of(values[: k + 1], share, max(first, FULL_SHARE * (k + 1))) for k in range(len(values))]
    np.testing.assert_allclose(low_so_far(values, share, first), slow, atol=1e-9)


@given(rest=readings, share=st.sampled_from([0.1, 0.5]), steps=st.integers(1, 12))
def test_low_of_last_is_the_quantile_of_the_last_readings(rest: list[float], share: float, steps: int) -> None:
    values = np.array(rest)
    slow = [
        quantile_of(values[k - steps + 1 : k + 1], share, FULL_SHARE * steps) if k >= steps - 1 else np.nan
        for k in range(len(values))
    ]
    np.testing.assert_allclose(low_of_last(values, share, steps), slow, atol=1e-9)


@given(rest=readings, first=st.integers(1, 5))
def test_mean_so_far_is_the_mean_of_what_there_was(rest: list[float], first: int) -> None:
    values = np.array(rest)
    slow = []
    for k in range(len(values)):
        known = values[: k + 1][np.isfinite(values[: k + 1])]
        enough = np.isfinite(values[k]) and len(known) >= max(first, FULL_SHARE * (k + 1))
        slow.append(known.mean() if enough else np.nan)
    np.testing.assert_allclose(mean_so_far(values, first), slow, atol=1e-9)


def test_later_readings_change_no_earlier_figure() -> None:
    rest = np.random.default_rng(1).normal(size=40)
    other = rest.copy()
    other[25:] = 99.0
    for figure in (lambda x: low_so_far(x, 0.1, 2), lambda x: low_of_last(x, 0.1, 6), lambda x: mean_so_far(x, 2)):
        np.testing.assert_array_equal(figure(rest)[:25], figure(other)[:25])
