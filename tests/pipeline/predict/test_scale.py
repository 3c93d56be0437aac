"""Probability, label and severity rise with the score and agree with each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.threshold import DEFAULT_LEVEL
from pipeline.predict.scale import Label, Severity, label, probability, severity

SCORES = st.floats(0, 1e9)
LEVELS = st.floats(0.1, 50)


@given(SCORES, SCORES, LEVELS)
def test_a_higher_score_never_has_a_lower_probability(one: float, other: float, level: float) -> None:
    low, high = sorted((one, other))

    assert 0 <= probability(low, level) <= probability(high, level) <= 1


@given(SCORES, LEVELS)
def test_label_probability_and_severity_turn_at_the_alarm_level(score: float, level: float) -> None:
    is_anomaly = label(score, level) is Label.ANOMALY

    assert is_anomaly == (score >= level) == (severity(score, level) is not Severity.NONE)
    assert probability(score, level) >= 0.5 if is_anomaly else probability(score, level) <= 0.5


@pytest.mark.parametrize(
    ("score", "chance", "expected"),
    [
        (0.0, 0.018, Severity.NONE),
        (3.99, 0.4975, Severity.NONE),
        (4.0, 0.5, Severity.LOW),
        (5.99, 0.880, Severity.LOW),
        (6.0, 0.881, Severity.MEDIUM),
        (8.0, 0.982, Severity.HIGH),
        (1e6, 1.0, Severity.HIGH),
    ],
)
def test_at_the_usual_level_of_four_sigma(score: float, chance: float, expected: Severity) -> None:
    assert probability(score, DEFAULT_LEVEL) == pytest.approx(chance, abs=1e-3)
    assert severity(score, DEFAULT_LEVEL) is expected
