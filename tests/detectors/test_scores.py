"""Scores stay numbers that can be compared, however far out a reading is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.base import Detector
from detectors.events.events import events
from detectors.features.load_range import LoadRange, half_year
from detectors.scores import MAX_SIGMA, Reason, Scores, empty_scores
from detectors.threshold import Threshold
from tests.detectors.meters import DETECTORS, is_slow, judged, regular_office

QUICK = [kind for kind in DETECTORS if not is_slow(kind)]


def table(score: list[float]) -> Scores:
    index = pd.date_range("2024-01-08", periods=len(score), freq="h", tz="UTC")
    return Scores(index, **{**empty_scores(index, 1.0), "score": np.array(score)})


def test_no_score_is_higher_than_a_hundred_sigma() -> None:
    scores = table([0.0, 99.0, 101.0, 1e300, np.inf, np.nan])
    np.testing.assert_array_equal(scores.score, [0.0, 99.0, MAX_SIGMA, MAX_SIGMA, MAX_SIGMA, np.nan])


def test_of_equally_anomalous_events_that_of_more_energy_is_the_worse() -> None:
    series = regular_office(days=30, zone="UTC", noise_kw=0.0)
    power, anomalous = series.power_kw.copy(), np.zeros(len(series))
    for day, size in ((20, 1000.0), (22, 9000.0), (24, -4000.0)):
        power[24 * day : 24 * day + 2] += size
        anomalous[24 * day : 24 * day + 2] = 1e6
    columns = {**empty_scores(series.index, 1.0), "score": anomalous, "expected": series.power_kw}
    columns["side"] = np.sign(power - series.power_kw).astype(np.int8)
    columns["scale_below"] = columns["scale_above"] = np.full(len(series), 0.1)
    found = events(series.with_power(power), Scores(series.index, **columns), Threshold())
    assert [event.peak_score for event in found] == [MAX_SIGMA] * 3
    assert [event.start.day for event in found] == [30, 1, 28]


@pytest.mark.parametrize("kind", QUICK, ids=[kind.name for kind in QUICK])
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_meter_that_begins_after_months_of_zeros_gets_scores_that_are_numbers(kind: type[Detector]) -> None:
    series = regular_office(days=80)
    power = np.where(np.arange(len(series)) < 24 * 60, 0.0, series.power_kw)
    scores = judged(kind, series.with_power(power))
    known = scores.score[np.isfinite(scores.score)]
    assert len(known) > 0
    assert known.max() <= MAX_SIGMA
    assert not np.isinf(scores.expected).any()


def test_a_long_standstill_does_not_make_a_meter_small() -> None:
    rng = np.random.default_rng(1)
    power = rng.uniform(0.0, 100.0, (500, 24))
    load_range = LoadRange()
    before = load_range.fit(power[half_year(200)])
    power[200:] = 0.0
    assert LoadRange().fit(power[half_year(200)]) == before
    assert load_range.fit(power[half_year(420)]) > 0.3 * before
    assert LoadRange().fit(np.zeros((30, 24))) == pytest.approx(0.1)


def few(power_kw: list[float]) -> MeterSeries:
    index = pd.date_range("2024-01-08", periods=len(power_kw), freq="30min", tz="UTC")
    return MeterSeries("few", index, np.array(power_kw))


def test_scores_from_an_expectation_are_distances_in_scales() -> None:
    scores = Scores.from_expectation(few([10.0, 14.0, 4.0, 10.5]), 10.0, 2.0)

    np.testing.assert_array_equal(scores.score, [0.0, 2.0, 3.0, 0.25])
    np.testing.assert_array_equal(scores.side, [0, 1, -1, 1])
    assert scores.frame()["reason"].tolist() == ["none", "above_expected", "below_expected", "above_expected"]
    np.testing.assert_array_equal(scores.window_hours, [0.5] * 4)
    assert (scores.expected.tolist(), scores.scale_below.tolist()) == ([10.0] * 4, [2.0] * 4)


def test_scales_above_and_below_an_expectation_may_differ() -> None:
    scores = Scores.from_expectation(few([14.0, 4.0]), [10.0, 10.0], [2.0, 1.0], [4.0, 8.0])

    np.testing.assert_array_equal(scores.score, [1.0, 6.0])
    np.testing.assert_array_equal(scores.band(1.0)[1], [14.0, 18.0])


def test_an_expectation_gives_the_reasons_it_is_told() -> None:
    scores = Scores.from_expectation(few([14.0, 4.0]), 10.0, 1.0, reasons=(Reason.RAMP, Reason.PEAK))

    assert scores.frame()["reason"].tolist() == ["peak", "ramp"]


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_what_cannot_be_compared_has_no_score_and_a_scale_of_zero_is_a_very_small_one() -> None:
    unknown = np.nan
    scores = Scores.from_expectation(few([unknown, 5.0, 5.0, 5.0]), [4.0, unknown, 4.0, 4.0], [1.0, 1.0, unknown, 0.0])

    np.testing.assert_array_equal(scores.score, [unknown, unknown, unknown, MAX_SIGMA])
    np.testing.assert_array_equal(scores.side, [0, 0, 0, 1])
    assert scores.frame()["reason"].tolist() == ["none", "none", "none", "above_expected"]


def test_a_reading_scored_by_an_expectation_is_flagged_just_where_it_leaves_the_band() -> None:
    rng = np.random.default_rng(3)
    series = few(rng.normal(10.0, 3.0, 500).tolist())
    scores = Scores.from_expectation(series, rng.normal(10.0, 1.0, 500), rng.gamma(2.0, 1.0, 500), 2.0)

    low, high = scores.band(1.5)

    np.testing.assert_array_equal(scores.score >= 1.5, (series.power_kw <= low) | (series.power_kw >= high))


def test_scores_of_a_rule_have_its_reason_where_they_are_above_zero() -> None:
    scores = Scores.from_scores(few([1.0] * 4), [0.0, 5.0, -1.0, np.nan], 1, Reason.PEAK, window_hours=24.0)

    np.testing.assert_array_equal(scores.score, [0.0, 5.0, 0.0, np.nan])
    np.testing.assert_array_equal(scores.side, [0, 1, 0, 0])
    assert scores.frame()["reason"].tolist() == ["none", "peak", "none", "none"]
    np.testing.assert_array_equal(scores.window_hours, [24.0] * 4)
    assert np.isnan(scores.expected).all()
