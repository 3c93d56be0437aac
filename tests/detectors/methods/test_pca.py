"""What patterns of days may lead to: nothing beyond what the meter showed, no certainty beyond what it measures."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from detectors.methods.pca import Patterns, Pca, seen_range
from tests.detectors.meters import THURSDAY, WEDNESDAY, changed, inside, judged, peak, regular_office


def test_nothing_is_expected_beyond_what_the_meter_showed_at_that_time_of_day() -> None:
    series = regular_office(days=150, noise_kw=1.0)
    faulty = changed(changed(series, "2024-05-13", "2024-05-18", 15.0), "2024-05-25", "2024-05-27", 0.0, factor=0.1)
    scores = judged(Pca, faulty)
    from_then = inside(scores, "2024-05-13", "2024-06-01")
    assert np.nanmax(scores.score[from_then]) > 4.0
    assert np.nanmax(scores.expected[from_then]) < 1.06 * series.power_kw.max()
    assert np.nanmin(scores.expected[from_then]) > 0.0
    night = from_then & (scores.index.hour < 6)
    assert np.nanmax(scores.expected[night]) < 10.0


def test_a_pattern_is_never_taken_to_be_stronger_than_it_was_seen() -> None:
    rng = np.random.default_rng(2)
    course = np.sin(np.linspace(0.0, 4.0 * np.pi, 48))
    days = rng.normal(size=(60, 1)) * course + 0.1 * rng.normal(size=(60, 48))
    patterns = Patterns.of(days, 2, 0.01)
    usual, huge = (patterns.strengths(size * course, 24, (2, 6)) for size in (1.0, 50.0))
    assert usual.shape == (2, 24, 2)
    assert np.abs(usual[..., 0]).max() > 0.5
    assert np.all((huge >= patterns.low) & (huge <= patterns.high))
    assert np.abs(huge).max() < 4.0


def test_the_mean_of_a_window_is_that_of_its_readings_each_within_its_limits() -> None:
    rng = np.random.default_rng(3)
    patterns = Patterns.of(rng.normal(size=(60, 48)), 3, 0.01)
    strengths = rng.normal(size=(24, 3))
    low, high = -rng.uniform(0.0, 1.0, 48), rng.uniform(0.0, 1.0, 48)
    found = patterns.rebuilt(strengths, 6, (low, high))
    for slot in range(24):
        window = slice(24 + slot - 5, 24 + slot + 1)
        readings = np.clip(patterns.shape[window] @ strengths[slot], low[window], high[window])
        assert found[slot] == pytest.approx(readings.mean())


def test_what_was_seen_at_a_time_is_what_was_seen_near_it_on_days_alike() -> None:
    training_kw = np.tile([0.0, 10.0, 20.0, np.nan, np.nan, np.nan], (20, 1))
    training_kw[0, 1], training_kw[1, 2] = 12.0, 90.0
    low, high = seen_range(training_kw, np.arange(20) != 1, 1)
    assert low[:3].tolist() == [0.0, 0.0, pytest.approx(10.0 - 0.05 * 10.0)]
    assert high[:3].tolist() == pytest.approx([12.6, 21.0, 20.5])
    assert [low[4], high[4]] == [-np.inf, np.inf]


def test_a_start_after_months_of_standstill_is_very_anomalous_and_still_a_number() -> None:
    series = regular_office(days=150)
    power = np.where(inside(judged(Pca, series), "2024-01-08", "2024-05-13"), 0.0, series.power_kw)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores = judged(Pca, series.with_power(power))
    assert 20.0 < np.nanmax(scores.score) <= 100.0
    known = scores.expected[np.isfinite(scores.expected)]
    assert known.min() >= 0.0
    assert known.max() < 1.1 * series.power_kw.max()


def test_components_notice_a_start_within_hours_although_the_level_occurs_on_other_days() -> None:
    rng = np.random.default_rng(8)
    series = regular_office(days=150)
    level = np.repeat(rng.uniform(0.0, 6.0, 150), 24)[: len(series)]
    moving = series.with_power(series.power_kw + level)
    faulty = changed(moving, f"{WEDNESDAY} 13:00", f"{WEDNESDAY} 18:00", 4.0)
    scores = judged(Pca, faulty)
    assert peak(scores, f"{WEDNESDAY} 13:00", f"{WEDNESDAY} 16:00") >= 4.0
    elsewhere = scores.score[~inside(scores, WEDNESDAY, "2024-05-17")]
    assert np.nanmax(elsewhere) < peak(scores, WEDNESDAY, THURSDAY)
