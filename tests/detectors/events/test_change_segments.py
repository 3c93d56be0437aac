"""Changes that last as events: open, cut from the flags they explain, with their energy so far."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.change import LEVEL_SHIFT, SCALE_FACTOR, Change
from detectors.events.change_segments import covered_by_changes
from detectors.events.events import events
from detectors.reasons import Reason
from detectors.scores import Kind, Scores, empty_scores
from detectors.threshold import Threshold
from pipeline.analysis.export import events_table

DAYS = 40
INDEX = pd.date_range("2024-01-08", periods=24 * DAYS, freq="h", tz="UTC")


def at(day: int, hour: int = 0) -> pd.Timestamp:
    return INDEX[0] + pd.Timedelta(days=day, hours=hour)


def meter(*changes: Change, flagged: tuple[tuple[int, float], ...] = ()) -> tuple[MeterSeries, Scores]:
    """Return 10 kW, and 16 kW in the changes, with some days flagged to a side."""
    power, before = np.full(len(INDEX), 10.0), np.full(len(INDEX), np.nan)
    for change in changes:
        inside = np.asarray((change.start <= INDEX) & ((change.end or at(DAYS)) > INDEX))
        power[inside], before[inside] = 16.0, 10.0
    columns = {**empty_scores(INDEX, 1.0), "score": np.zeros(len(INDEX)), "expected": np.full(len(INDEX), 10.0)}
    columns["scale_below"] = columns["scale_above"] = np.full(len(INDEX), 0.5)
    for day, extra in flagged:
        rows = slice(24 * day + 8, 24 * day + 12)
        power[rows] += extra
        columns["score"][rows] = 12.0
        columns["side"][rows] = np.sign(power[rows] - 10.0).astype(np.int8)
        columns["reason"][rows] = Reason.ABOVE_EXPECTED.code
    return MeterSeries("m", INDEX, power), Scores(INDEX, **{**columns, "before_change": before}, changes=changes)


def change(start: int, known: int, end: int | None = None, **facts: object) -> Change:
    closed = None if end is None else at(end + 2)
    given = {"reason": LEVEL_SHIFT, "side": 1, "score": 7.0, "ratio": 1.6, **facts}
    return Change(at(start), at(known), None if end is None else at(end), end_known=closed, **given)  # type: ignore[arg-type]


def test_an_open_change_is_an_open_event_up_to_the_last_reading_with_its_energy_so_far() -> None:
    series, scores = meter(change(20, 26))
    (event,) = events(series, scores, Threshold())

    assert (event.start, event.end, event.is_open) == (at(20), series.end, True)
    assert (event.kind, event.reason, event.side) == (Kind.ENERGY, LEVEL_SHIFT, 1)
    assert event.excess_kwh == pytest.approx(6.0 * 24 * 20)
    assert event.excess_kw == pytest.approx(6.0)


def test_another_scale_is_a_data_problem_without_an_excess() -> None:
    series, scores = meter(change(20, 21, reason=SCALE_FACTOR, factor=1.6))
    (event,) = events(series, scores, Threshold())

    assert event.kind is Kind.DATA
    assert np.isnan(event.excess_kwh)


def test_its_first_days_and_its_return_are_no_events_of_their_own() -> None:
    series, scores = meter(change(15, 21, 30), flagged=((16, 0.0), (18, 0.0), (23, 0.0), (30, 0.0)))
    (event,) = events(series, scores, Threshold())

    assert (event.start, event.end, event.is_open) == (at(15), at(30), False)


def test_what_goes_far_beyond_the_change_is_an_event_of_its_own() -> None:
    series, scores = meter(change(15, 21), flagged=((17, 30.0), (36, 30.0)))
    found = events(series, scores, Threshold())

    assert sorted(event.start for event in found) == [at(15), at(17, 8), at(36, 8)]


def test_what_lies_before_a_change_is_not_covered_by_it() -> None:
    series, scores = meter(change(15, 21, 30), flagged=((10, 5.0),))
    assert not covered_by_changes(series, scores)[: 24 * 15].any()
    assert len(events(series, scores, Threshold())) == 2


def test_an_alarm_level_or_side_that_leaves_a_change_out_leaves_its_flags_out_as_well() -> None:
    series, scores = meter(change(15, 21), flagged=((16, 0.0),))

    assert events(series, scores, Threshold(level=8.0)) == []
    assert events(series, scores, Threshold(side="below")) == []
    assert len(events(series, scores, Threshold(side="above"))) == 1


def test_of_dates_before_a_change_nothing_is_told_of_it() -> None:
    series, scores = meter(change(20, 26))
    assert events(series, scores, Threshold(), slice(0, 24 * 19)) == []
    assert len(events(series, scores, Threshold(), slice(24 * 30, 24 * 35))) == 1


def test_the_table_says_which_events_are_open() -> None:
    series, scores = meter(change(3, 9, 12), change(20, 26))
    found = sorted(events(series, scores, Threshold()), key=lambda event: event.start)
    rows = events_table(found)
    assert rows["open"].tolist() == ["false", "true"]
