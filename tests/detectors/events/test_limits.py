"""The window of an event: where readings stay within their limits and the mean of some hours does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.series import FloatArray, MeterSeries
from detectors.events.events import Event, events
from detectors.events.limits import AGREEING, drawn_limits, lies_inside, window_limits
from detectors.scores import Reason, Scores
from detectors.threshold import Threshold

BEGIN, HOURS = 80 * 24, 30
LIMIT_KW = 4.0


def noise() -> FloatArray:
    return np.random.default_rng(5).normal(0.0, 1.0, 100 * 24)


def judged(
    away: float, *, window: float = 24.0, reason: Reason = Reason.ABOVE_EXPECTED, calm: float = 0.0
) -> tuple[MeterSeries, Scores]:
    """Readings around 20 kW; for thirty hours they are higher, but each is judged within its limits of 16 and 24 kW."""
    index = pd.date_range("2025-01-01", periods=100 * 24, freq="h", tz="UTC")
    power = 20.0 + noise()
    power[BEGIN - 24 : BEGIN + 2 * HOURS] -= noise()[BEGIN - 24 : BEGIN + 2 * HOURS] * calm
    power[BEGIN : BEGIN + HOURS] += away
    series = MeterSeries("one", index, power)
    scores = Scores.from_expectation(series, 20.0, LIMIT_KW / 4.0)
    scores.score[:] = np.minimum(scores.score, 3.0)
    part = slice(BEGIN, BEGIN + HOURS)
    scores.score[part], scores.side[part], scores.reason[part] = 6.0, np.sign(away), reason.code
    scores.window_hours[part] = window
    return series, scores


def only(series: MeterSeries, scores: Scores) -> Event:
    return max(events(series, scores, Threshold(min_kwh=0.0)), key=lambda event: event.peak_score)


@pytest.mark.parametrize("away", [2.0, -2.0])
def test_what_is_long_and_not_high_lies_beyond_the_limits_of_its_mean(away: float) -> None:
    series, scores = judged(away)
    event = only(series, scores)
    window = window_limits(series, scores, event)
    low, high = drawn_limits(series, scores)
    part = slice(BEGIN, BEGIN + HOURS)
    inside = (series.power_kw[part] >= low[part]) & (series.power_kw[part] <= high[part])

    assert inside.mean() > 0.5
    assert window is not None
    assert window.is_outside(4.0).any()
    assert not lies_inside(series, scores, event)
    begin, stop = series.index.searchsorted(pd.DatetimeIndex([event.start, event.end]))
    assert (window.first, len(window.mean_kw)) == (begin, stop - begin)


def test_the_mean_is_that_of_so_many_readings_and_its_limit_as_wide_as_such_means_were() -> None:
    series, scores = judged(2.0)
    window = window_limits(series, scores, only(series, scores))
    assert window is not None
    steps, last = int(window.hours), window.first + len(window.mean_kw) - 1

    mean = series.power_kw[last - steps + 1 : last + 1].mean()
    earlier = pd.Series(noise()[: 79 * 24]).rolling(steps).mean().to_numpy()
    usual = np.nanquantile(np.abs(earlier), 0.9) / 1.645

    assert window.mean_kw[-1] == pytest.approx(mean)
    assert window.expected_kw[-1] == pytest.approx(20.0, abs=0.5)
    assert np.median(window.scale_kw) == pytest.approx(AGREEING * usual, rel=0.35)


def test_the_limits_move_with_the_level_and_do_not_know_the_event() -> None:
    (series, scores), (other, same) = judged(2.0), judged(2.5)
    one, two = window_limits(series, scores, only(series, scores)), window_limits(other, same, only(other, same))
    assert one is not None
    assert two is not None

    low, high = one.band(4.0)
    wider = one.band(8.0)
    np.testing.assert_allclose(wider[1] - one.expected_kw, 2.0 * (high - one.expected_kw))
    assert (one.band(8.0, floor_kw=19.9)[0] >= 19.9).all()
    if one.hours == two.hours:
        np.testing.assert_array_equal(one.band(4.0), two.band(4.0))
    assert (low < high).all()


def test_what_stays_within_the_limits_of_its_mean_too_lies_inside() -> None:
    series, scores = judged(0.2, calm=0.9)

    assert lies_inside(series, scores, only(series, scores))


def test_no_window_is_drawn_where_readings_tell_for_data_problems_and_before_enough_is_known() -> None:
    high, data = judged(9.0), judged(2.0, reason=Reason.FLAT_LINE)
    series, scores = judged(2.0)
    event = only(series, scores)
    short = slice(BEGIN - 3 * 24, BEGIN + HOURS)

    assert window_limits(*high, only(*high)) is None
    assert window_limits(*data, only(*data)) is None
    assert (
        window_limits(series.between(series.index[short.start]), scores.taken(slice(short.start, None)), event) is None
    )


def test_counted_from_a_later_reading_the_window_is_the_same() -> None:
    series, scores = judged(2.0)
    window = window_limits(series, scores, only(series, scores))
    assert window is not None

    moved = window.counted_from(100)

    assert moved.first == window.first - 100
    assert moved.mean_kw is window.mean_kw
