"""How well a load can be foreseen: a steady swing is no help where it holds little of what the load does."""

from __future__ import annotations

import numpy as np
import pytest

from data.series import MeterSeries
from detectors.analytics.predictability import Predictability, PredictabilityLevel, predictability_of
from detectors.analytics.spectrum import amplitude_spectrum, regularity, weekly_rhythm
from tests.detectors.analytics.test_spectrum import swinging


def seen(series: MeterSeries) -> Predictability:
    return predictability_of(
        amplitude_spectrum(series), regularity(weekly_rhythm(series)), float(series.power_kw.mean())
    )


def test_a_steady_swing_that_holds_all_is_foreseen_easily() -> None:
    assert seen(swinging(daily_kw=4.0)).level is PredictabilityLevel.EASILY


def test_a_steady_swing_in_much_noise_is_hard_to_foresee() -> None:
    found = seen(swinging(days=364, daily_kw=5.0, noise_kw=9.0))

    assert found.regularity > 0.75
    assert (found.level, found.limit) == (PredictabilityLevel.HARDLY, "rest")


def test_what_is_left_is_the_noise() -> None:
    found = seen(swinging(days=364, daily_kw=4.0, noise_kw=2.0))

    assert found.residual_kw == pytest.approx(2.0, rel=0.05)
    assert found.residual_share == pytest.approx(0.1, rel=0.05)
    assert found.rhythm_share == pytest.approx(8.0 / 12.0, rel=0.05)


def test_a_swing_that_varies_is_foreseen_no_better_for_holding_all() -> None:
    series = swinging(daily_kw=8.0)
    week = np.arange(len(series)) // 168
    varied = series.with_power(20.0 + (series.power_kw - 20.0) * np.where(week % 2 == 0, 0.2, 1.8))

    assert seen(varied).level < PredictabilityLevel.WELL


def test_a_load_that_hardly_changes_needs_no_rhythm() -> None:
    found = seen(swinging(daily_kw=0.0, noise_kw=0.5))

    assert found.rhythm_share < 0.3
    assert (found.level, found.limit) == (PredictabilityLevel.EASILY, "flat")


def test_a_load_around_zero_has_no_mean_to_be_measured_by() -> None:
    assert Predictability(0.95, 0.2, 3.0, 0.0).level is PredictabilityLevel.HARDLY
