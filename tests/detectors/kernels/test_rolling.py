"""Rolling medians against those one would work out one by one."""

from __future__ import annotations

import numpy as np
import pytest

from detectors import kernels


def slow(values: np.ndarray, days: np.ndarray, recent: int, before: int, least: int, reach: int) -> np.ndarray:
    found = np.full((len(values), 2), np.nan)
    for i in range(recent - 1, len(values)):
        begin = i - recent + 1
        past = [j for j in range(max(0, begin - before), begin) if days[i] - days[j] <= reach]
        if len(past) >= least and days[i] - days[begin] <= reach:
            found[i] = np.median(values[begin : i + 1]), np.median(values[past])
    return found


@pytest.mark.parametrize(("recent", "before"), [(1, 7), (5, 25), (7, 112), (4, 12)])
def test_medians_of_the_last_values_and_of_those_before_are_those_one_would_work_out(recent: int, before: int) -> None:
    rng = np.random.default_rng(recent)
    values = np.round(rng.normal(size=300), 1)  # with equal ones
    days = np.sort(rng.choice(520, 300, replace=False)).astype(np.int64)

    found = kernels.rolling_medians(values, days, recent, before, 6, 90)

    np.testing.assert_allclose(found, slow(values, days, recent, before, 6, 90))


def test_of_fewer_values_than_are_asked_for_nothing_is_said() -> None:
    assert np.isnan(kernels.rolling_medians(np.ones(3), np.arange(3), 5, 10, 1, 100)).all()
    assert kernels.rolling_medians(np.empty(0), np.empty(0, np.int64), 5, 10, 1, 100).shape == (0, 2)
