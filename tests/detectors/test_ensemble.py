"""Combining: evidence adds up, calm outvotes a lone alarm, and a reading keeps a reason, a side and a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from detectors.ensemble import CALM, MAX_EVIDENCE, combined, unless_familiar
from detectors.scores import Reason, Scores

INDEX = pd.date_range("2024-01-01", periods=4, freq="h", tz="UTC")


def said(score: list[float], side: int = 1, hours: float = 1.0, reason: Reason = Reason.ABOVE_EXPECTED) -> Scores:
    size = len(score)
    return Scores(
        INDEX,
        score=np.array(score),
        side=np.full(size, side, np.int8),
        expected=np.full(size, 10.0),
        scale_below=np.full(size, 2.0),
        scale_above=np.full(size, 3.0),
        window_hours=np.full(size, hours),
        reason=np.full(size, reason.code, np.uint8),
    )


def test_evidence_adds_up_over_the_root_of_the_squared_weights() -> None:
    both = combined(said([3.0, 4.0, 0.0, np.nan]), [(0.75, said([4.0, 0.0, 4.0, 9.0]))])
    np.testing.assert_allclose(both.score, np.array([6.0, 4.0, 3.0, np.nan]) * CALM / 1.25)


def test_nobody_outvotes_the_others_by_being_more_than_sure() -> None:
    sure, beyond = said([MAX_EVIDENCE] * 4), said([40.0] * 4)
    others = [(0.75, said([2.0, 1.0, 0.0, 3.0], hours=6.0))]
    gain = combined(beyond, others).score[[0, 1, 3]] - combined(sure, others).score[[0, 1, 3]]
    np.testing.assert_allclose(gain, np.log(33.0) * CALM / 1.25)  # 32 sigma more count as hardly four
    assert combined(beyond, others).score[2] == 40.0 * CALM / 1.25  # judged alone, it is the distance to the band
    np.testing.assert_array_equal(combined(beyond, []).score, beyond.score)


def test_who_cannot_judge_finds_nothing_anomalous() -> None:
    both = combined(said([5.0] * 4), [(0.75, said([np.nan] * 4))])
    np.testing.assert_allclose(both.score, 4.0 * CALM)


def test_reason_side_and_window_come_from_who_adds_most() -> None:
    night = said([2.0, 8.0, 8.0, 0.0], side=-1, hours=6.0, reason=Reason.BASELOAD_HIGH)
    both = combined(said([3.0, 1.0, np.nan, 3.0]), [(0.5, night)])
    assert both.reason.tolist()[:2] == [Reason.ABOVE_EXPECTED.code, Reason.BASELOAD_HIGH.code]
    assert both.side.tolist() == [1, -1, 0, 1]
    assert both.window_hours.tolist()[1] == 6.0


def test_a_reading_judged_alone_is_flagged_just_where_it_leaves_the_band() -> None:
    series_kw = np.array([19.0, 13.0, 4.0, 10.0])
    week = said([3.0, 1.0, 3.0, 0.0])
    week = replace(week, side=np.array([1, 1, -1, 0], np.int8))
    both = combined(week, [(0.75, said([0.0, 2.0, 0.0, 0.0], hours=6.0))])
    alone = both.window_hours == 1.0
    assert alone.tolist() == [True, False, True, True]
    for level in (1.0, 1.5, 1.9, 2.5):
        low, high = both.band(level)
        outside = (series_kw < low) | (series_kw > high)
        np.testing.assert_array_equal((both.score >= level)[alone], outside[alone])


def test_what_was_seen_before_is_no_alarm() -> None:
    evidence, familiar = said([9.0, 3.0, 9.0, np.nan]), said([2.0, 2.0, np.nan, 1.0], hours=6.0)
    capped = unless_familiar(evidence, familiar, 2.0)
    np.testing.assert_array_equal(capped.score, [4.0, 3.0, 9.0, np.nan])
    np.testing.assert_array_equal(capped.window_hours, [6.0, 1.0, 1.0, 1.0])


def test_what_is_combined_of_some_readings_is_that_of_all_of_them() -> None:
    week = replace(said([3.0, 3.0, 3.0, 3.0]), window_hours=np.array([1.0, 12.0, 12.0, 12.0]))
    others = [(0.5, said([2.0] * 4, hours=24.0))]
    part = slice(1, 4)  # none of these is judged alone
    alone = combined(week.taken(part), [(weight, scores.taken(part)) for weight, scores in others])
    np.testing.assert_array_equal(alone.window_hours, combined(week, others).window_hours[part])
