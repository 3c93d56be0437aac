"""From raw oddness to sigma: by slot, by the meter's own past, whatever the unit, whatever the tail."""

from __future__ import annotations

import numpy as np
import pytest
from detectors.outliers.calibration import Calibration

from data.calendar.day_grid import DayGrid, day_grid
from detectors.features.rolling import days_before, trailing_means
from detectors.threshold import DAYS_PER_MONTH
from tests.detectors.meters import regular_office

DAYS = 300
SLOTS = 24


def grid() -> DayGrid:
    return day_grid(regular_office(days=DAYS))


def walked(raw: np.ndarray, kinds: int = 1) -> np.ndarray:
    """Return the scores of raw oddness of shape ``(days, slots)``, learnt from week by week."""
    table = raw if raw.ndim == 3 else raw[None]
    calibration = Calibration(grid(), kinds)
    scores = np.full(table.shape, np.nan)
    for day in range(DAYS):
        if day % 7 == 0 and day >= 7:
            calibration.fit(day, 0.0)
        if calibration.is_ready:
            scores[:, day] = calibration.scores(day, table[:, day])
        calibration.update(day, table[:, day], np.zeros(SLOTS, bool))
    return scores[0] if kinds == 1 else scores


def noise(shape: float = 1.0) -> np.ndarray:
    return np.abs(np.random.default_rng(5).normal(size=(DAYS, SLOTS))) ** shape


@pytest.mark.parametrize("factor", [1e-6, 3.0, 1e9])
def test_the_unit_of_the_raw_anomaly_score_does_not_matter(factor: float) -> None:
    np.testing.assert_allclose(walked(noise() * factor), walked(noise()), rtol=1e-9)


def test_normal_noise_gets_the_scores_of_a_normal_distribution() -> None:
    scores = walked(noise())[100:]
    assert np.nanquantile(scores, 0.9) == pytest.approx(1.645, rel=0.1)


@pytest.mark.parametrize("shape", [0.5, 1.0, 1.5, 2.0])
def test_four_sigma_are_rare_days_with_light_and_heavy_tails(shape: float) -> None:
    top = np.nanmax(walked(noise(shape))[100:], axis=1)
    assert (top >= 4.0).sum() <= 2.5 * len(top) / DAYS_PER_MONTH


def test_a_slot_that_is_always_restless_is_measured_by_itself() -> None:
    raw = noise()
    raw[:, 12:15] *= 5.0
    scores = walked(raw)[100:]
    assert np.nanmedian(scores[:, 13]) == pytest.approx(np.nanmedian(scores[:, 5]), rel=0.3)


def test_days_off_are_measured_by_days_off() -> None:
    raw, off = noise(), grid().is_off
    raw[off] *= 4.0
    scores = walked(raw)[100:]
    assert np.nanmedian(scores[off[100:]]) == pytest.approx(np.nanmedian(scores[~off[100:]]), rel=0.3)


def test_what_is_anomalous_does_not_teach_but_what_comes_again_does() -> None:
    one = Calibration(grid(), 1)
    for day in range(70):
        raw = np.ones((1, SLOTS)) * (30.0 if day > 60 else 1.0) + noise()[day]
        one.update(day, raw, np.full(SLOTS, day > 60))
    one.fit(70, 0.0)
    before = one.scales(70).copy()
    for day in range(70, 200):
        one.update(day, np.full((1, SLOTS), 30.0), np.zeros(SLOTS, bool))
    one.fit(203, 0.0)
    assert np.all(before < 5.0)
    assert np.all(one.scales(203) > 10.0)


def test_nothing_known_gives_no_scores_and_a_dead_meter_no_infinite_ones() -> None:
    empty = Calibration(grid(), 1)
    empty.fit(14, 0.01)
    assert not empty.is_ready
    scores = walked(np.where(np.arange(DAYS)[:, None] == 200, 1.0, 1e-300) * np.ones((DAYS, SLOTS)))
    assert np.isfinite(scores[100:]).all()


@pytest.mark.parametrize("missing", [0.0, 0.3, 0.9])
def test_trailing_means_are_those_one_would_work_out_one_by_one(missing: float) -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=(3, 4 * SLOTS))
    values[rng.random(values.shape) < missing] = np.nan
    steps = (1, 5, 24, 60)
    for length, found in zip(steps, trailing_means(values, steps, SLOTS), strict=True):
        assert found.shape == (3, SLOTS)
        for row in range(3):
            for slot in range(SLOTS):
                end = 3 * SLOTS + slot + 1
                part = values[row, end - length : end]
                known = part[np.isfinite(part)]
                expected = known.mean() if len(known) >= 0.6 * length else np.nan
                assert found[row, slot] == pytest.approx(expected, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(("steps", "days"), [(1, 0), (2, 1), (24, 1), (25, 1), (26, 2), (48, 2), (49, 2), (50, 3)])
def test_so_many_days_before_are_needed(steps: int, days: int) -> None:
    assert days_before(steps, SLOTS) == days
