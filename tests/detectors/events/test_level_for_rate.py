"""Levels for a rate of events: the fast count against drawing every event."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.events.events import events
from detectors.events.rates import event_counts, level_for_rate, levels_for_rates, months_judged
from detectors.scores import Kind, Reason, Scores
from detectors.threshold import LOWEST_LEVEL, SIDES, Threshold


def judged_series(seed: int, days: int = 60) -> tuple[MeterSeries, Scores]:
    rng = np.random.default_rng(seed)
    size = days * 24
    index = pd.date_range("2024-01-01", periods=size, freq="h", tz="Europe/Zurich")
    expected = 5 + 3 * np.sin(np.arange(size) * 2 * np.pi / 24)
    power = expected + rng.standard_t(3, size)
    score = np.abs(power - expected)
    score[rng.random(size) < 0.05] = np.nan
    reasons = [Reason.ABOVE_EXPECTED.code, Reason.BELOW_EXPECTED.code, Reason.GAP.code]
    scores = Scores(
        index=index,
        score=score,
        side=np.sign(power - expected).astype(np.int8),
        expected=expected,
        scale_below=np.ones(size),
        scale_above=np.ones(size),
        window_hours=rng.choice([1.0, 6.0, 24.0], size),
        reason=rng.choice(reasons, size, p=[0.6, 0.3, 0.1]).astype(np.uint8),
    )
    return MeterSeries("m", index, power), scores


def energy_problems(series: MeterSeries, scores: Scores, threshold: Threshold) -> int:
    return sum(event.kind is Kind.ENERGY for event in events(series, scores, threshold))


@pytest.mark.parametrize("min_kwh", [None, 0.0, 8.0])
@pytest.mark.parametrize("min_hours", [0.0, 3.0])
@pytest.mark.parametrize("side", SIDES)
def test_counting_events_equals_drawing_them(side: str, min_hours: float, min_kwh: float | None) -> None:
    series, scores = judged_series(1)
    threshold = Threshold(side=side, min_hours=min_hours, merge_hours=4.0, min_kwh=min_kwh)
    counts = event_counts(series, scores, threshold)
    levels = np.array([1.0, 1.7, 2.5, 4.0, 100.0])
    drawn = [energy_problems(series, scores, replace(threshold, level=level)) for level in levels]
    assert counts.at(levels).tolist() == drawn


def test_several_rates_give_what_each_gives_alone() -> None:
    series, scores = judged_series(2)
    rates = (0.25, 1.0, 2.0, 5.0, 20.0)
    together = levels_for_rates(series, scores, rates, Threshold())
    assert together == [level_for_rate(series, scores, rate, Threshold()) for rate in rates]


@pytest.mark.parametrize("rate", [0.5, 2.0, 8.0])
def test_the_level_keeps_the_budget_and_a_little_lower_breaks_it(rate: float) -> None:
    series, scores = judged_series(3)
    level = level_for_rate(series, scores, rate, Threshold())
    budget = rate * months_judged(scores)
    assert energy_problems(series, scores, Threshold(level=level)) <= budget
    assert energy_problems(series, scores, Threshold(level=level * 0.999999)) > budget


def test_data_problems_are_not_counted_and_silence_nothing() -> None:
    series, scores = judged_series(6)
    gaps = scores.is_data_problem
    unknown, alone = np.full(len(series), np.nan), np.where(gaps, 1.0, scores.window_hours)
    scores = replace(scores, expected=unknown, window_hours=alone)  # else a louder one has echoes
    level = level_for_rate(series, scores, 2.0, Threshold())
    louder = replace(scores, score=np.where(gaps, 1000.0, scores.score))
    assert level_for_rate(series, louder, 2.0, Threshold()) == pytest.approx(level, rel=0.01)
    assert level_for_rate(series, replace(louder, score=np.where(gaps, 1000.0, 0.0)), 0.5, Threshold()) == LOWEST_LEVEL


def test_a_rate_above_what_there_is_gives_the_lowest_level() -> None:
    series, scores = judged_series(4)
    assert level_for_rate(series, scores, 1e6, Threshold()) == LOWEST_LEVEL


def test_without_a_judged_reading_the_level_stays() -> None:
    series, scores = judged_series(5)
    unknown = replace(scores, score=np.full(len(series), np.nan))
    assert levels_for_rates(series, unknown, (1.0, 2.0), Threshold(level=3.3)) == [3.3, 3.3]
