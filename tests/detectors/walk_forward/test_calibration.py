"""From raw deviations to sigma: by slot, by the meter's own past, whatever the unit, whatever the tail."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pytest

from detectors.outliers.model import OutlierModel, RawScores
from detectors.outliers.strategy import OutlierStrategy
from detectors.threshold import DAYS_PER_MONTH
from detectors.walk_forward import calibration as rules
from detectors.walk_forward.calibration import (
    USUAL_RATE,
    YOUNG_FACTOR,
    Calibration,
    CalibrationSettings,
    Rate,
    slot_scales,
    tail_factors,
)
from detectors.walk_forward.days import SeriesDays
from detectors.walk_forward.loop import WalkForward
from detectors.walk_forward.volatility import Volatility
from tests.detectors.meters import regular_office

DAYS = 300
SLOTS = 24
OFFICE = SeriesDays.of(regular_office(days=DAYS))


class Given(OutlierModel):
    """Says of each day what it was given."""

    windows_hours = (0.0,)

    def __init__(self, raw: np.ndarray) -> None:
        super().__init__(SLOTS)
        self._raw = raw

    def score_day(self, day: int) -> RawScores:
        return RawScores(self._raw[day][None], np.full(SLOTS, np.nan))

    def min_scale(self) -> float:
        return 0.0


def strategy_after(raw: np.ndarray, stop: int, cutoff: float = np.inf) -> tuple[OutlierStrategy, np.ndarray]:
    """Return a strategy that was walked through raw scores of shape ``(days, slots)``, and its scores."""
    strategy = OutlierStrategy(Given(raw), cutoff, SLOTS)
    return strategy, WalkForward(strategy).run(OFFICE, stop).score


def walked(raw: np.ndarray) -> np.ndarray:
    """Return the scores of raw scores that all calibrate, whatever they are."""
    return strategy_after(raw, DAYS)[1]


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
    raw, off = noise(), OFFICE.grid.is_off[:DAYS]
    raw[off] *= 4.0
    scores = walked(raw)[100:]
    assert np.nanmedian(scores[off[100:]]) == pytest.approx(np.nanmedian(scores[~off[100:]]), rel=0.3)


def test_what_is_anomalous_does_not_teach_but_what_comes_again_does() -> None:
    raw = 1.0 + noise()
    raw[61:] = 30.0
    before, after = (strategy_after(raw, stop, cutoff=6.0)[0]._raw.scales for stop in (71, 204))
    assert before is not None
    assert after is not None
    assert np.all(before < 5.0)
    assert np.all(after > 10.0)


def test_nothing_known_gives_no_scores_and_a_dead_meter_no_infinite_ones() -> None:
    assert np.isnan(walked(np.full((DAYS, SLOTS), np.nan))).all()
    scores = walked(np.where(np.arange(DAYS)[:, None] == 200, 1.0, 1e-300) * np.ones((DAYS, SLOTS)))
    assert np.isfinite(scores[100:]).all()


@pytest.mark.parametrize("missing", [0.0, 0.2, 0.7])
def test_scales_are_those_of_the_slow_obvious_way(missing: float) -> None:
    rng = np.random.default_rng(8)
    past = rng.normal(size=(40, 2, SLOTS)) * np.array([1.0, 50.0])[:, None]
    past[rng.random(past.shape) < missing] = np.nan
    known, is_off = rng.random(40) < 0.9, rng.random(40) < 0.3
    found = slot_scales(past, known, is_off, [0.1, 20.0], 1)
    for kind in (False, True):
        rows = np.abs(past[known & (is_off == kind)])
        for column, least in enumerate((0.1, 20.0)):
            common = np.nanquantile(np.abs(past[:, column]), 0.9) / 1.645
            for slot in range(SLOTS):
                own = np.nanquantile(rows[:, column, [slot - 1, slot, (slot + 1) % SLOTS]], 0.9) / 1.645
                mixed = np.sqrt(0.97 * own**2 + 0.03 * common**2)
                assert found[int(kind), column, slot] == pytest.approx(max(mixed, least))


def test_with_hardly_any_days_of_a_kind_scales_are_those_of_all_known_days() -> None:
    past = np.abs(np.random.default_rng(8).normal(size=(40, 1, SLOTS)))
    is_off = np.arange(40) < rules.MIN_ALIKE_DAYS - 1
    work, off = slot_scales(past, np.ones(40, bool), is_off, [0.0], 1)
    everything = slot_scales(past, np.ones(40, bool), np.zeros(40, bool), [0.0], 1)[0]
    np.testing.assert_array_equal(off, everything)
    assert np.any(work != everything)


def tails_of(*kinds: np.ndarray) -> np.ndarray:
    """Return the tails of kinds of scores, each of shape ``(n,)``."""
    return tail_factors(np.stack([scores.reshape(-1, SLOTS) for scores in kinds], axis=1))


def test_tails_of_normal_scores_are_normal_and_heavy_ones_are_told_apart_by_kind_and_side() -> None:
    normal = np.random.default_rng(3).normal(size=24_000)
    skewed = np.where(normal > 0, 3.0 * normal, normal)
    few = np.where(np.arange(24_000) < rules.MIN_TAIL_SCORES - 1, 50.0, np.nan)
    found = tails_of(normal, skewed, -skewed, 0.1 * normal, few)
    np.testing.assert_allclose(found, [[1, 1], [3, 1], [1, 3], [1, 1], [1, 1]], rtol=0.03)
    assert np.all(found[3:] == 1.0)


def test_scaled_by_its_tail_two_and_a_half_in_a_hundred_are_beyond_that_of_a_normal_distribution() -> None:
    scores = np.random.default_rng(4).standard_t(3, 48_000)
    above, _ = tails_of(scores)[0]
    assert np.mean(scores / above > NormalDist().inv_cdf(0.975)) == pytest.approx(0.025, abs=0.001)


def test_so_many_days_may_reach_the_rate_and_too_few_days_say_nothing() -> None:
    rate = Rate(share=0.25, sigmas=2.5, min_days=28)
    tops = np.linspace(0.0, 10.0, 101)
    factor = rate.factor(tops)
    assert factor == pytest.approx(3.0)
    assert np.mean(tops / factor > 2.5) == pytest.approx(0.25, abs=0.01)
    assert rate.factor(tops / 100.0) == 1.0
    assert rate.factor(np.where(np.arange(101) < 27, 50.0, np.nan)) == 1.0


def test_the_rate_of_a_young_meter_begins_wide_and_what_is_measured_weighs_more_with_every_day() -> None:
    rate = replace(USUAL_RATE, min_days=7)
    factors = [rate.factor(np.full(days, rate.sigmas)) for days in (0, 6, 7, 14, 30, 90, 182)]
    assert factors[:2] == [YOUNG_FACTOR, YOUNG_FACTOR]
    assert factors[3] == pytest.approx((YOUNG_FACTOR + 1.0) / 2.0)  # as many days as the first factor weighs
    assert all(one > other for one, other in pairwise(factors[1:]))
    assert factors[-1] < 1.05


def test_a_young_meter_with_many_peaks_gets_wider_scales_than_a_calm_one() -> None:
    calm, wild = np.full(21, USUAL_RATE.sigmas), np.full(21, 3.0 * USUAL_RATE.sigmas)
    assert USUAL_RATE.factor(wild) > 1.5 * USUAL_RATE.factor(calm)


def test_the_rate_of_a_calibration_is_that_of_its_last_days_and_the_strictest_counts() -> None:
    strict, lax = Rate(0.5, 1.0, 10), Rate(0.1, 100.0, 10)
    one = Calibration(1, SLOTS, CalibrationSettings(scale_days=70, rate_days=50, rates=(lax, strict)))
    for day in range(200):
        one.top[day] = 90.0 if day < 100 else 4.0
    one.fit_rate(200)
    assert one.rate == pytest.approx(4.0)


def test_after_anomalous_days_scales_are_wider_for_a_while_and_nights_follow_a_day_later() -> None:
    volatility = Volatility(SLOTS)
    ordinary, wild = np.full(SLOTS, 0.8), np.full(SLOTS, 8.0)
    volatility.update(ordinary, ordinary)
    np.testing.assert_allclose(volatility.factor, 1.0)
    volatility.update(wild, wild)
    assert np.all(volatility.factor[6:] > 2.0)
    np.testing.assert_allclose(volatility.factor[:6], 1.0)
    volatility.update(ordinary, ordinary)
    assert np.all(volatility.factor[:6] > 2.0)
    after = [volatility.factor.copy()]
    for _ in range(20):
        volatility.update(ordinary, ordinary)
        after.append(volatility.factor.copy())
    assert np.all(np.diff([factor[12] for factor in after]) <= 0.0)
    np.testing.assert_allclose(after[-1], 1.0, atol=0.01)


def test_a_day_without_readings_changes_no_volatility() -> None:
    volatility = Volatility(SLOTS)
    volatility.update(np.full(SLOTS, 8.0), np.full(SLOTS, 8.0))
    before = volatility.factor[12]
    unknown = np.full(SLOTS, np.nan)
    volatility.update(unknown, unknown)
    assert volatility.factor[12] == before
