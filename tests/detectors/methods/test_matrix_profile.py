"""The own idea of the matrix profile: the nearest stretch of the past, against a slow twin and stumpy."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from detectors.methods.matrix_profile import MatrixProfile, Subsequences, without_gaps
from tests.detectors.meters import SUNDAY, THURSDAY, WEDNESDAY, changed, judged, peak, regular_office


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("scaled", [False, True])
def test_the_matrix_profile_is_the_one_of_comparing_all_with_all(stride: int, scaled: bool) -> None:
    rng = np.random.default_rng(3)
    values, length, first, count = rng.normal(size=400).cumsum(), 24, 300, 20
    subsequences = Subsequences.of(values, length, stride, scaled=scaled)
    usable = np.arange(0, 377, stride)
    found, nearest = subsequences.nearest(first, count, usable)
    for i in range(count):
        begin = first - length + 1 + i
        own, options = _subsequence(values, begin, length, scaled), {}
        for other in usable[usable + length < begin]:
            options[other] = float(np.sqrt(np.mean((own - _subsequence(values, other, length, scaled)) ** 2)))
        assert found[i] == pytest.approx(min(options.values()), abs=1e-6)
        assert options[nearest[i]] == pytest.approx(min(options.values()), abs=1e-6)


def _subsequence(values: np.ndarray, begin: int, length: int, scaled: bool) -> np.ndarray:
    part = values[begin : begin + length]
    return (part - part.mean()) / part.std() if scaled else part


STUMPY = """
import numpy as np, stumpy
from stumpy import config
config.STUMPY_EXCL_ZONE_DENOM = 1
values = np.random.default_rng(3).normal(size=110).cumsum()
left = stumpy.aamp(values, 12)[:, 2].astype(int)
print(*(np.sqrt(np.mean((values[i:i+12] - values[j:j+12]) ** 2)) if j >= 0 else -1 for i, j in enumerate(left)))
"""


@pytest.mark.skipif(find_spec("stumpy") is None, reason="stumpy is not installed")
def test_the_matrix_profile_is_that_of_stumpy_in_absolute_values() -> None:
    plain = {**os.environ, "NUMBA_DISABLE_JIT": "1"}  # compiled, it would take a minute
    done = subprocess.run([sys.executable, "-c", STUMPY], env=plain, capture_output=True, text=True, check=True)
    theirs = np.array(done.stdout.split(), float)
    values = np.random.default_rng(3).normal(size=110).cumsum()
    ours, _ = Subsequences.of(values, 12, 1, scaled=False).nearest(60, 50, np.arange(99))
    np.testing.assert_allclose(ours, theirs[60 - 11 :], atol=1e-6)


def test_gaps_are_filled_from_the_past_only() -> None:
    values = np.array([np.nan, 1.0, 2.0, np.nan, np.nan, 5.0])
    np.testing.assert_array_equal(without_gaps(values, 3), [0.0, 1.0, 2.0, 0.0, 1.0, 5.0])


def test_shape_alone_does_not_see_a_level_that_the_default_sees() -> None:
    series = changed(regular_office(days=150), f"{WEDNESDAY} 00:00", f"{SUNDAY} 00:00", 8.0)
    level = judged(MatrixProfile, series)
    shape = MatrixProfile(compares="shape alone").fit(series).score(series)
    within = (f"{WEDNESDAY} 23:00", f"{THURSDAY} 08:00")
    assert peak(level, *within) > 4.0
    assert peak(shape, f"{THURSDAY} 23:00", "2024-05-17 08:00") < 4.0
