"""Quantiles that tolerate missing values, beside those of numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import kernels
from detectors.kernels.quantiles import MIN_VALUES, SAMPLED_FROM, nth_smallest

SEEDS = range(5)
MISSING = [0.0, 0.3, 0.9, 1.0]
some_values = st.lists(
    st.one_of(st.floats(-1e6, 1e6), st.integers(-3, 3).map(float), st.just(float("nan"))), min_size=1, max_size=40
)


def sample(seed: int, missing: float, *shape: int) -> np.ndarray:
    """Return values with many ties, some of them missing."""
    rng = np.random.default_rng(seed)
    values = np.round(rng.normal(0.0, 3.0, shape), 1)
    values[rng.random(shape) < missing] = np.nan
    return values


def test_every_kernel_that_is_named_is_there_and_no_other_one() -> None:
    assert set(kernels.HOMES) == {name for name in kernels.__all__ if not name.isupper()}
    assert all(callable(getattr(kernels, name)) for name in kernels.HOMES)
    with pytest.raises(AttributeError, match="no attribute 'wheels'"):
        _ = kernels.wheels  # type: ignore[attr-defined]


@given(values=some_values, share=st.floats(0.0, 1.0))
def test_the_quantile_of_what_is_known_is_that_of_numpy(values: list[float], share: float) -> None:
    array = np.array(values)
    known = array[np.isfinite(array)]
    expected = np.quantile(known, share) if len(known) else np.nan
    before = array.copy()
    assert kernels.known_quantile(array, share) == pytest.approx(expected, rel=1e-12, abs=1e-9, nan_ok=True)
    np.testing.assert_array_equal(array, before)


def holds_the_nth_smallest(values: np.ndarray, place: int) -> bool:
    reordered, ordered = values.copy(), np.sort(values)
    found = nth_smallest(reordered, place)
    return found == (ordered[place], ordered[min(place + 1, len(ordered) - 1)]) and np.array_equal(
        np.sort(reordered), ordered
    )


@given(values=st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=40), data=st.data())
def test_the_nth_smallest_and_the_next_are_those_of_sorted_values(values: list[float], data: st.DataObject) -> None:
    assert holds_the_nth_smallest(np.array(values), data.draw(st.integers(0, len(values) - 1)))


@pytest.mark.parametrize("size", [SAMPLED_FROM - 1, SAMPLED_FROM, 3000])
@pytest.mark.parametrize("kinds", [1, 2, 30, 10**9])
def test_the_nth_smallest_of_many_values_in_any_order_with_any_number_of_ties(size: int, kinds: int) -> None:
    values = np.random.default_rng(2).integers(0, kinds, size).astype(float)
    for ordered in (values, np.sort(values), -np.sort(-values)):
        assert all(holds_the_nth_smallest(ordered, int(share * (size - 1))) for share in (0.0, 0.05, 0.5, 0.9, 1.0))


@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("share", [0.0, 0.5, 0.9, 1.0])
def test_the_quantile_of_sizes_is_that_of_each_kind(missing: float, share: float) -> None:
    values = sample(1, missing, 11, 3, 40)
    sizes = [np.abs(kind[np.isfinite(kind)]) for kind in values.transpose(1, 0, 2)]
    expected = [np.quantile(size, share) if len(size) else np.nan for size in sizes]
    np.testing.assert_allclose(kernels.size_quantiles(values, share), expected, rtol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("shifts", [[0], [-1, 0, 1], [-4, -2, 0, 2, 4]])
@pytest.mark.parametrize("share", [0.5, 0.9, 1.0])
def test_the_pooled_quantile_is_that_of_a_slot_with_its_neighbours(
    seed: int, missing: float, shifts: list[int], share: float
) -> None:
    values = sample(seed, missing, 2, 8, 23)
    ordered = np.sort(values, axis=2)
    found = kernels.pooled_quantile(ordered, np.array(shifts), share)
    for kind in range(2):
        for slot in range(8):
            pooled = np.concatenate([values[kind, (slot - shift) % 8] for shift in shifts])
            pooled = pooled[np.isfinite(pooled)]
            expected = np.quantile(pooled, share) if len(pooled) >= MIN_VALUES else np.nan
            assert found[kind, slot] == pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True)


def test_the_pooled_quantile_of_many_days_that_differ_by_slot() -> None:
    values = np.random.default_rng(1).normal(size=(1, 24, 200)) * np.linspace(0.1, 40.0, 24)[:, None]
    shifts = np.array([-2, -1, 0, 1, 2])
    found = kernels.pooled_quantile(np.sort(values, axis=2), shifts, 0.9)
    pooled = np.stack([np.roll(values[0], shift, axis=0) for shift in shifts], axis=1).reshape(24, -1)
    np.testing.assert_allclose(found[0], np.quantile(pooled, 0.9, axis=1), rtol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("missing", MISSING)
def test_the_tails_are_quantiles_of_either_side(seed: int, missing: float) -> None:
    standard = sample(seed, missing, 9, 2, 5)
    found = kernels.tail_quantiles(standard, 0.975, 10)
    for kind in range(2):
        known = standard[:, kind][np.isfinite(standard[:, kind])]
        for side, sign in enumerate((1.0, -1.0)):
            expected = np.quantile(np.maximum(sign * known, 0.0), 0.975) if len(known) >= 10 else 0.0
            assert found[kind, side] == pytest.approx(expected, abs=1e-12)


@given(values=some_values)
def test_the_largest_size_is_that_of_what_is_known(values: list[float]) -> None:
    array = np.array([*values, -np.inf])
    known = np.abs(array[np.isfinite(array)])
    assert kernels.largest_size(array) == pytest.approx(known.max() if len(known) else np.nan, nan_ok=True)
