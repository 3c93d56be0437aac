"""Scores stay numbers that can be compared, however far out a reading is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from detectors.base import Detector
from detectors.events.events import events
from detectors.features.load_range import load_range_kw
from detectors.scores import MAX_SIGMA, Scores, empty_scores
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
    before = load_range_kw(power, 200)
    power[200:] = 0.0
    assert load_range_kw(power, 200) == before
    assert load_range_kw(power, 420) > 0.3 * before
    assert load_range_kw(np.zeros((30, 24)), 30) == pytest.approx(0.1)
