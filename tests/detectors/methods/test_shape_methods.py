"""What methods of shape and density have in common: a swapped day, a night left on, half a day without machines."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.registry import detector
from detectors.scores import REASONS, Reason
from tests.detectors.meters import (
    SUNDAY,
    THURSDAY,
    WEDNESDAY,
    at,
    changed,
    events_within,
    inside,
    judged,
    peak,
    regular_office,
)

SHAPES = ("nearest_days", "day_clusters", "pca", "matrix_profile", "value_frequency", "seasonal_residual")
WEAK = "isolation_forest"
"""Its scores hardly grow with how far a reading is out, so that less is asked of it."""
DENSITIES = ("isolation_forest", "one_class_svm", "local_outlier_factor")


def office(days: int = 150) -> MeterSeries:
    return regular_office(days=days)


def swapped(series: MeterSeries, one: str, other: str) -> MeterSeries:
    """Return the series with two days exchanged."""
    power = series.power_kw.copy()
    first, second = (series.index.get_loc(at(series, day)) for day in (one, other))
    steps = series.steps_per_day
    left, right = slice(first, first + steps), slice(second, second + steps)
    power[left], power[right] = series.power_kw[right], series.power_kw[left]
    return series.with_power(power)


@pytest.mark.parametrize("name", [n for n in (*SHAPES, *DENSITIES) if n != "matrix_profile"])
def test_two_swapped_days_are_the_most_anomalous_of_all(name: str) -> None:
    series = swapped(office(), WEDNESDAY, SUNDAY)
    scores = judged(detector(name), series)
    anomalous = inside(scores, WEDNESDAY, THURSDAY) | inside(scores, SUNDAY, "2024-05-20")
    after = inside(scores, "2024-05-20", "2024-05-22") | inside(scores, THURSDAY, "2024-05-18")
    least = 3.0 if name == WEAK else 4.0
    assert np.nanmax(scores.score[anomalous]) > max(least, np.nanmax(scores.score[~anomalous & ~after]))


@pytest.mark.parametrize("name", [*SHAPES, *DENSITIES])
def test_a_night_left_on_is_an_event_above_while_it_lasts(name: str) -> None:
    series = changed(office(), f"{WEDNESDAY} 19:00", f"{THURSDAY} 07:00", 6.0)
    scores = judged(detector(name), series)
    level = 2.5 if name == WEAK else 4.0
    found = events_within(series, scores, f"{WEDNESDAY} 19:00", f"{THURSDAY} 07:00", level)
    assert found
    assert found[0].start >= at(series, f"{WEDNESDAY} 12:00")
    assert found[0].side == 1
    first = scores.score[inside(scores, f"{WEDNESDAY} 19:00", f"{THURSDAY} 02:00")]
    assert np.nanmax(first) >= level


@pytest.mark.parametrize("name", [*SHAPES, *DENSITIES])
def test_half_a_day_without_the_machines_is_an_event_below(name: str) -> None:
    series = changed(office(), f"{WEDNESDAY} 08:00", f"{WEDNESDAY} 18:00", -8.0)
    scores = judged(detector(name), series)
    found = events_within(series, scores, f"{WEDNESDAY} 08:00", f"{WEDNESDAY} 18:00", 2.5 if name == WEAK else 4.0)
    assert found
    assert found[0].side == -1


@pytest.mark.parametrize("name", [*SHAPES, *DENSITIES])
def test_a_new_way_of_working_is_anomalous_at_first_and_usual_after_a_month(name: str) -> None:
    series = changed(office(200), f"{WEDNESDAY} 00:00", "2024-07-26 00:00", 5.0)
    scores = judged(detector(name), series)
    assert peak(scores, WEDNESDAY, "2024-05-18") >= (2.5 if name == WEAK else 4.0)
    late = scores.score[inside(scores, "2024-07-01", "2024-07-26")]
    assert np.mean(late >= 4.0) < 0.02


@pytest.mark.parametrize("name", [n for n in (*SHAPES, *DENSITIES) if n != "seasonal_residual"])
def test_a_shape_detector_says_what_is_usual_where_it_knows_or_nothing(name: str) -> None:
    series = swapped(office(), WEDNESDAY, SUNDAY)
    scores = judged(detector(name), series)
    reasons = {REASONS[code] for code in np.unique(scores.reason)}
    assert reasons <= {Reason.NONE, Reason.UNUSUAL_DAY, Reason.ABOVE_EXPECTED, Reason.BELOW_EXPECTED}
    known = np.isfinite(scores.expected)
    assert not np.any(known & (scores.window_hours == series.step_hours))
    if name != "value_frequency":
        assert known.mean() > 0.7
        calm = inside(scores, "2024-05-06", "2024-05-10")
        assert np.nanmedian(np.abs(scores.expected - series.power_kw)[calm]) < 0.6


@pytest.mark.parametrize("name", ["nearest_days", "day_clusters", "pca", "value_frequency", *DENSITIES])
def test_going_on_from_the_end_of_a_history_gives_the_same_scores(name: str) -> None:
    series = office(100)
    history, later = (
        series.between(end=at(series, "2024-04-10 15:00")),
        series.between(start=at(series, "2024-04-10 15:00")),
    )
    later = later.between(end=at(series, "2024-04-14 09:00"))
    whole = judged(detector(name), series.between(end=later.end))
    found = detector(name)().fit(history).score(later)
    np.testing.assert_allclose(found.score, whole.score[-len(later) :], rtol=1e-9)


@pytest.mark.parametrize(
    "name", ["nearest_days", "day_clusters", "pca", "matrix_profile", "value_frequency", *DENSITIES]
)
def test_an_impossible_reading_is_anomalous_alone_not_with_a_day_of_readings_after_it(name: str) -> None:
    series = office()
    pulse = int(series.index.get_loc(at(series, f"{WEDNESDAY} 03:00")))
    power = series.power_kw.copy()
    power[pulse] = 1e6
    scores, as_it_was = judged(detector(name), series.with_power(power)), judged(detector(name), series)
    assert scores.score[pulse] > 50.0
    assert scores.window_hours[pulse] == series.step_hours
    after = slice(pulse + 1, pulse + 1 + 2 * series.steps_per_day)
    assert np.nanmax(scores.score[after]) < max(3.0, np.nanmax(as_it_was.score[after]) + 0.5)


@pytest.mark.parametrize("name", DENSITIES)
def test_what_is_far_from_everything_is_odder_than_what_is_near(name: str) -> None:
    peaks = []
    for size in (2.0, 5.0, 12.0):
        series = changed(office(), f"{WEDNESDAY} 20:00", f"{THURSDAY} 04:00", size)
        peaks.append(peak(judged(detector(name), series), f"{WEDNESDAY} 20:00", f"{THURSDAY} 04:00"))
    assert peaks[0] < peaks[1] <= peaks[2] + (0.5 if name == "isolation_forest" else 0.0)


def test_a_clock_change_is_no_event() -> None:
    series = regular_office("2024-08-05", 130, country="CH", region="ZH")
    spring = regular_office("2024-01-08", 130, country="CH", region="ZH")
    for name in SHAPES:
        assert not events_within(series, judged(detector(name), series), "2024-10-26", "2024-10-29")
        assert not events_within(spring, judged(detector(name), spring), "2024-03-30", "2024-04-01 06:00")
    assert isinstance(series.index, pd.DatetimeIndex)
