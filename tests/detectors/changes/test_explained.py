"""While a change lasts, readings are judged by the level since then: no flood, no silence, and its end is no alarm."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.change import accept
from detectors.changes.explained import LEVELS, explained
from detectors.changes.profiles import hours_of
from detectors.events.events import Event, events
from detectors.methods.recommended import Recommended
from detectors.scores import Scores, empty_scores
from detectors.threshold import Threshold
from tests.detectors.changes.lasting import days_apart, moment, moved, office, part, scaled


@cache
def judged(kind: str) -> tuple[MeterSeries, Scores]:
    series = office(300, seed=41)
    night = part(series, 195, hour=20) & ~part(series, 196, hour=5)
    spoiled = {
        "more": moved(series, part(series, 150, 230, hour=9), 16.0),
        "less": scaled(series, part(series, 150, 230, hour=9), 0.45),
        "more and a night": moved(moved(series, part(series, 150, 230, hour=9), 16.0), night, 25.0),
    }[kind]
    return spoiled, Recommended().fit(spoiled).score(spoiled)


def told(kind: str) -> list[Event]:
    series, scores = judged(kind)
    return [event for event in events(series, scores, Threshold()) if event.start > moment(series, 145)]


@pytest.mark.parametrize("kind", ["more", "less"])
def test_a_change_is_one_event_and_neither_its_days_nor_its_end_are_others(kind: str) -> None:
    series, _ = judged(kind)
    change, *others = sorted(told(kind), key=lambda event: -abs(event.excess_kwh))

    assert (change.start, change.end) == (moment(series, 150, 9), moment(series, 230, 9))
    assert len(others) <= 4  # as many as a calm meter may have in five months
    assert sum(abs(event.excess_kwh) for event in others) < 0.01 * abs(change.excess_kwh)
    assert not any(days_apart(event.start, moment(series, day)) < 6 for event in others for day in (150, 230))


def test_its_excess_is_that_against_what_was_expected_before() -> None:
    (change,) = (event for event in told("more") if event.hours > 1000)
    assert change.excess_kwh == pytest.approx(16.0 * 80 * 24, rel=0.05)


def test_another_fault_within_a_change_is_still_found() -> None:
    series, _ = judged("more and a night")
    found = [event for event in told("more and a night") if event.hours < 1000]
    assert any(days_apart(event.start, moment(series, 195, 20)) < 0.1 and event.side == 1 for event in found)


def test_what_is_expected_follows_the_change_within_two_weeks_and_its_end_within_one() -> None:
    series, scores = judged("more")
    new, old = part(series, 164, 229), part(series, 238, 260)
    assert np.nanmean(np.abs(scores.expected - series.power_kw)[new]) < 3.0
    assert np.nanmean(np.abs(scores.expected - series.power_kw)[old]) < 3.0
    before = scores.before_change
    assert np.isfinite(before[part(series, 150, 230, hour=9)]).all()
    assert np.isnan(before[~part(series, 150, 230, hour=9)]).all()


def test_a_change_that_a_person_accepted_ends_there() -> None:
    series = moved(office(240, seed=42), part(office(240), 150), 12.0)
    scores = Recommended().fit(series).score(series)
    since = moment(series, 200)

    (change,) = accept(scores.changes, [(scores.changes[0].start, since)])
    assert change.end == since


SLOTS = 24


def table(residual: float, window_hours: float) -> tuple[Scores, np.ndarray, np.ndarray]:
    index = pd.date_range("2024-01-08", periods=2 * SLOTS, freq="h", tz="UTC")
    size = len(index)
    columns = {
        **empty_scores(index, 1.0),
        "score": np.full(size, 8.0),
        "side": np.ones(size, np.int8),
        "expected": np.full(size, 10.0),
        "scale_above": np.full(size, residual / 8.0),
        "scale_below": np.full(size, residual / 8.0),
        "window_hours": np.full(size, window_hours),
    }
    power = np.full((2, SLOTS), 10.0 + residual)
    levels = np.empty((2, LEVELS, SLOTS))
    levels[:, 0], levels[:, 1] = 14.0, 10.0
    return Scores(index, **columns), power, levels


def lowered(residual: float, window_hours: float, expected_kw: float = 10.0) -> Scores:
    scores, power, levels = table(residual, window_hours)
    at = np.repeat([0, 1], SLOTS), np.tile(np.arange(SLOTS), 2)
    return explained(scores, power, np.full((2, SLOTS), expected_kw), levels, at)


def test_a_reading_at_the_new_level_has_hardly_a_score_left() -> None:
    np.testing.assert_allclose(lowered(4.4, 24.0).score, 8.0 * 0.4 / 4.4)


def test_a_reading_scored_by_itself_is_expected_at_the_new_level() -> None:
    scores = lowered(4.4, 1.0)
    np.testing.assert_allclose(scores.expected, 14.0)
    np.testing.assert_allclose(scores.score, (14.4 - scores.expected) / scores.scale_above)


def test_a_reading_far_beyond_the_new_level_keeps_its_score() -> None:
    np.testing.assert_allclose(lowered(40.0, 24.0).score, 8.0)


def test_where_methods_expect_the_new_level_already_scores_stay() -> None:
    np.testing.assert_allclose(lowered(4.4, 24.0, expected_kw=13.0).score, 8.0)


@pytest.mark.parametrize(("side", "hours", "ratio"), [(1, "working hours", 1.4), (-1, "nights", 0.6)])
def test_hours_and_ratio_of_a_change_agree_with_its_side(side: int, hours: str, ratio: float) -> None:
    base = np.array([[10.0, 10.0, 30.0, 30.0, 30.0, 30.0, 10.0, 10.0], *np.full((2, 8), 10.0)])
    new = base * np.where(base > 20.0, 1.4, 0.6)  # more at work, less at night

    found = hours_of(base, new, np.abs(new - base) > 0, side)

    assert found[0] == hours
    assert found[1] == pytest.approx(ratio)
