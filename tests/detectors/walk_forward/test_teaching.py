"""What of a day may teach; a lasting change does after a working week or a weekend, each counted by itself."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.threshold import DEFAULT_LEVEL
from detectors.walk_forward.teaching import WIDENING_FACTOR, Taught, Teaching, TeachingRule

RULE = TeachingRule(cutoff=6.0)
SLOTS = 24
CALM, ANOMALOUS = np.zeros(SLOTS), np.full(SLOTS, 9.0)


def decided(teaching: Teaching, score: np.ndarray | None, *, is_off: bool = False) -> Taught:
    return teaching.decide(score, is_off=is_off)


def test_calm_weekends_end_no_run_of_anomalous_working_days() -> None:
    teaching = Teaching(RULE)
    for day in range(7):
        decided(teaching, CALM if day % 7 >= 5 else ANOMALOUS, is_off=day % 7 >= 5)
    assert decided(teaching, ANOMALOUS).is_lasting
    assert not decided(teaching, CALM, is_off=True).is_lasting


def test_one_calm_day_of_the_kind_ends_the_run() -> None:
    teaching = Teaching(RULE)
    for _ in range(RULE.lasting_days[False]):
        assert not decided(teaching, ANOMALOUS).is_lasting
    decided(teaching, CALM)
    assert not decided(teaching, ANOMALOUS).is_lasting


def test_a_change_is_lasting_before_it_widens_scales() -> None:
    teaching = Teaching(RULE)
    taught = [decided(teaching, ANOMALOUS, is_off=True) for _ in range(30)]
    days = RULE.lasting_days[True]
    assert [one.is_lasting for one in taught].index(True) == days
    assert [one.widens_scales for one in taught].index(True) == WIDENING_FACTOR * days


def test_a_day_that_cannot_be_judged_neither_ends_a_run_nor_adds_to_it() -> None:
    teaching = Teaching(RULE)
    for _ in range(RULE.lasting_days[False]):
        decided(teaching, ANOMALOUS)
    unknown = [decided(teaching, None) for _ in range(5)]
    assert not any(one.is_lasting or one.anomalous.any() or one.flagged.any() for one in unknown)
    assert decided(teaching, ANOMALOUS).is_lasting


def test_above_the_level_nothing_shapes_what_is_expected_and_above_the_cutoff_nothing_calibrates() -> None:
    score = np.array([0.0, DEFAULT_LEVEL, DEFAULT_LEVEL + 0.1, 6.0, 6.1, np.nan])
    taught = decided(Teaching(RULE), score)
    np.testing.assert_array_equal(taught.flagged, [False, False, True, True, True, False])
    np.testing.assert_array_equal(taught.anomalous, [False, False, False, False, True, False])


def test_what_is_raised_is_anomalous_whatever_its_score() -> None:
    raised = np.arange(SLOTS) == 3
    taught = Teaching(RULE).decide(CALM, is_off=False, raised=raised)
    np.testing.assert_array_equal(taught.anomalous, raised)
    np.testing.assert_array_equal(taught.flagged, raised)


@pytest.mark.parametrize(("count", "is_anomalous"), [(0, False), (3, False), (4, True), (24, True)])
def test_a_day_is_anomalous_when_more_than_its_share_of_readings_is(count: int, is_anomalous: bool) -> None:
    score = np.where(np.arange(SLOTS) < count, 9.0, 0.0)
    assert decided(Teaching(RULE), score).is_anomalous_day == is_anomalous
