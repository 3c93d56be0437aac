"""The own idea of each method of shape and density."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest

from data.series import MeterSeries
from detectors.days.daygrid import day_grid
from detectors.methods.day_clusters import ClusterOddness, DayClusters
from detectors.methods.matrix_profile import MatrixProfile, Stretches, filled
from detectors.methods.nearest_days import NearestDays, NearestOddness
from detectors.methods.pca import Pca
from detectors.methods.seasonal_residual import SeasonalResidual
from detectors.methods.value_frequency import ValueFrequency
from detectors.registry import detector
from detectors.scores import REASONS, Reason, Scores
from tests.detectors.meters import at, changed, events_within, inside, judged, regular_office

SHAPES = ("nearest_days", "day_clusters", "pca", "matrix_profile", "value_frequency", "seasonal_residual")
WEAK = "isolation_forest"
"""Its scores hardly grow with how far a reading is out, so that less is asked of it."""
DENSITIES = ("isolation_forest", "one_class_svm", "local_outlier_factor")
WEDNESDAY, THURSDAY, SUNDAY = "2024-05-15", "2024-05-16", "2024-05-19"


def peak(scores: Scores, start: str, end: str) -> float:
    """Return the highest score within ``[start, end)``."""
    return float(np.nanmax(scores.score[inside(scores, start, end)]))


def peak_elsewhere(scores: Scores, start: str, end: str) -> float:
    return float(np.nanmax(scores.score[~inside(scores, start, end)]))


def office(days: int = 150, step_minutes: int = 60, noise_kw: float = 0.3) -> MeterSeries:
    return regular_office(days=days, step_minutes=step_minutes, noise_kw=noise_kw)


def swapped(series: MeterSeries, one: str, other: str) -> MeterSeries:
    """Return the series with two days exchanged."""
    power = series.power_kw.copy()
    first, second = (series.index.get_loc(at(series, day)) for day in (one, other))
    steps = series.steps_per_day
    left, right = slice(first, first + steps), slice(second, second + steps)
    power[left], power[right] = series.power_kw[right], series.power_kw[left]
    return series.with_power(power)


@pytest.mark.parametrize("name", [n for n in (*SHAPES, *DENSITIES) if n != "matrix_profile"])
def test_two_swapped_days_are_the_oddest_of_all(name: str) -> None:
    series = swapped(office(), WEDNESDAY, SUNDAY)
    scores = judged(detector(name), series)
    odd = inside(scores, WEDNESDAY, THURSDAY) | inside(scores, SUNDAY, "2024-05-20")
    after = inside(scores, "2024-05-20", "2024-05-22") | inside(scores, THURSDAY, "2024-05-18")
    least = 3.0 if name == WEAK else 4.0
    assert np.nanmax(scores.score[odd]) > max(least, np.nanmax(scores.score[~odd & ~after]))


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
def test_a_new_way_of_working_is_odd_at_first_and_usual_after_a_month(name: str) -> None:
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
def test_an_impossible_reading_is_odd_alone_not_with_a_day_of_readings_after_it(name: str) -> None:
    series = office()
    pulse = int(series.index.get_loc(at(series, f"{WEDNESDAY} 03:00")))
    power = series.power_kw.copy()
    power[pulse] = 1e6
    scores, as_it_was = judged(detector(name), series.with_power(power)), judged(detector(name), series)
    assert scores.score[pulse] > 50.0
    assert scores.window_hours[pulse] == series.step_hours
    after = slice(pulse + 1, pulse + 1 + 2 * series.steps_per_day)
    assert np.nanmax(scores.score[after]) < max(3.0, np.nanmax(as_it_was.score[after]) + 0.5)


def test_one_step_earlier_or_later_costs_nothing_among_the_nearest_days() -> None:
    on_time = office(60, noise_kw=0.0)
    power = on_time.power_kw + np.random.default_rng(4).normal(0.0, 0.05, len(on_time))
    same, shifted, later = power.copy(), power.copy(), power.copy()
    day = on_time.index.get_loc(at(on_time, "2024-02-28"))
    part = slice(day, day + 24)
    shifted[part] = np.roll(power[part], 1)
    later[part] = np.roll(power[part], 3)
    far = {}
    for name, values in (("same", same), ("shifted", shifted), ("later", later)):
        oddness = NearestOddness(day_grid(on_time.with_power(values)), NearestDays())
        oddness.learnt[: day // 24] = values[:day].reshape(-1, 24)
        far[name] = float(np.nanmax(oddness.judge(day // 24).raw))
    assert far["shifted"] < 1.5 * far["same"]
    assert far["later"] > 20.0 * far["same"]


def test_the_nearest_days_are_the_ones_with_least_distance() -> None:
    series = office(60)
    grid = day_grid(series)
    day = 50
    oddness = NearestOddness(grid, NearestDays(neighbours=1))
    oddness.learnt[:day] = grid.power_kw[:day]
    flat = grid.power_kw.ravel()
    alike = [row for row in range(2, day) if grid.is_off[row] == grid.is_off[day]]
    slot = 15
    own = flat[day * 24 + slot - 23 : day * 24 + slot + 1]
    moved = [flat[row * 24 + slot - 23 + q : row * 24 + slot + 1 + q] for row in alike for q in (-1, 0, 1)]
    expected = min(float(np.sqrt(np.mean((own - other) ** 2))) for other in moved)
    found = oddness.judge(day).raw[oddness.windows_hours.index(24.0), slot]
    assert found == pytest.approx(expected, rel=1e-9)


def test_typical_days_are_few_and_those_that_occur() -> None:
    series = office(60)
    grid = day_grid(series)
    oddness = ClusterOddness(grid, DayClusters(clusters=2))
    oddness.learnt[:56] = grid.power_kw[:56]
    oddness.refit(56)
    judged_day = oddness.judge(56)
    assert np.nanmax(judged_day.raw) < 1.0
    assert np.abs(judged_day.usual - grid.power_kw[56]).max() < 2.0


def test_components_notice_a_start_within_hours_although_the_level_occurs_on_other_days() -> None:
    rng = np.random.default_rng(8)
    series = office(150)
    level = np.repeat(rng.uniform(0.0, 6.0, 150), 24)[: len(series)]
    moving = series.with_power(series.power_kw + level)
    faulty = changed(moving, f"{WEDNESDAY} 13:00", f"{WEDNESDAY} 18:00", 4.0)
    scores = judged(Pca, faulty)
    assert peak(scores, f"{WEDNESDAY} 13:00", f"{WEDNESDAY} 16:00") >= 4.0
    assert peak_elsewhere(scores, WEDNESDAY, "2024-05-17") < peak(scores, WEDNESDAY, THURSDAY)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("scaled", [False, True])
def test_the_matrix_profile_is_the_one_of_comparing_all_with_all(stride: int, scaled: bool) -> None:
    rng = np.random.default_rng(3)
    values, length, first, count = rng.normal(size=400).cumsum(), 24, 300, 20
    stretches = Stretches.of(values, length, stride, scaled=scaled)
    usable = np.arange(0, 377, stride)
    found, nearest = stretches.nearest(first, count, usable)
    for i in range(count):
        begin = first - length + 1 + i
        own, options = _stretch(values, begin, length, scaled), {}
        for other in usable[usable + length < begin]:
            options[other] = float(np.sqrt(np.mean((own - _stretch(values, other, length, scaled)) ** 2)))
        assert found[i] == pytest.approx(min(options.values()), abs=1e-6)
        assert options[nearest[i]] == pytest.approx(min(options.values()), abs=1e-6)


def _stretch(values: np.ndarray, begin: int, length: int, scaled: bool) -> np.ndarray:
    part = values[begin : begin + length]
    return (part - part.mean()) / part.std() if scaled else part


STUMPY = """
import numpy as np, stumpy
from stumpy import config
config.STUMPY_EXCL_ZONE_DENOM = 1
values = np.random.default_rng(3).normal(size=110).cumsum()
left = stumpy.aamp(values, 12)[:, 2].astype(int)
print(*(np.sqrt(np.mean((values[i:i+12] - values[j:j+12]) ** 2)) if j >= 0 else -1 for i, j in enumerate(left)))
"""


@pytest.mark.skipif(find_spec("stumpy") is None, reason="stumpy is not installed")
def test_the_matrix_profile_is_that_of_stumpy_in_absolute_values() -> None:
    plain = {**os.environ, "NUMBA_DISABLE_JIT": "1"}  # compiled, it would take a minute
    done = subprocess.run([sys.executable, "-c", STUMPY], env=plain, capture_output=True, text=True, check=True)
    theirs = np.array(done.stdout.split(), float)
    values = np.random.default_rng(3).normal(size=110).cumsum()
    ours, _ = Stretches.of(values, 12, 1, scaled=False).nearest(60, 50, np.arange(99))
    np.testing.assert_allclose(ours, theirs[60 - 11 :], atol=1e-6)


def test_gaps_are_filled_from_the_past_only() -> None:
    values = np.array([np.nan, 1.0, 2.0, np.nan, np.nan, 5.0])
    np.testing.assert_array_equal(filled(values, 3), [0.0, 1.0, 2.0, 0.0, 1.0, 5.0])


def test_shape_alone_does_not_see_a_level_that_the_default_sees() -> None:
    series = changed(office(), f"{WEDNESDAY} 00:00", f"{SUNDAY} 00:00", 8.0)
    level = judged(MatrixProfile, series)
    shape = MatrixProfile(compares="shape alone").fit(series).score(series)
    within = (f"{WEDNESDAY} 23:00", f"{THURSDAY} 08:00")
    assert peak(level, *within) > 4.0
    assert peak(shape, f"{THURSDAY} 23:00", "2024-05-17 08:00") < 4.0


def test_a_missing_reading_at_night_makes_the_mean_of_the_hours_after_it_no_rarer() -> None:
    series = office()
    power = series.power_kw.copy()
    night = int(series.index.get_loc(at(series, f"{WEDNESDAY} 03:00")))
    power[night] = np.nan
    scores = judged(ValueFrequency, series.with_power(power))
    assert np.nanmax(scores.score[night : night + 2 * series.steps_per_day]) < 3.0


@pytest.mark.parametrize("resolution_kw", [0.01, 0.1, 0.5, 1.0])
def test_how_rare_a_value_is_does_not_hang_on_the_resolution_of_the_meter(resolution_kw: float) -> None:
    series = changed(office(), f"{WEDNESDAY} 12:00", f"{WEDNESDAY} 16:00", 6.0)
    rounded = series.with_power(np.round(series.power_kw / resolution_kw) * resolution_kw)
    scores = judged(ValueFrequency, rounded)
    assert peak(scores, WEDNESDAY, THURSDAY) >= 4.0
    assert np.mean(scores.score[np.isfinite(scores.score)] >= 4.0) < 0.01


def test_a_value_common_at_noon_is_rare_at_night() -> None:
    series = changed(office(), f"{WEDNESDAY} 02:00", f"{WEDNESDAY} 04:00", 15.0)
    scores = judged(ValueFrequency, series)
    assert peak(scores, f"{WEDNESDAY} 02:00", f"{WEDNESDAY} 04:00") >= 4.0
    assert peak(scores, "2024-05-14 12:00", "2024-05-14 13:00") < 4.0


def test_trend_and_seasons_foresee_the_week_and_a_holiday_as_a_sunday() -> None:
    series = regular_office(days=150, country="CH", region="ZH")
    power = series.power_kw.copy()
    holiday = inside(judged(SeasonalResidual, series), "2024-05-09", "2024-05-10")
    power[holiday] = 5.0
    scores = judged(SeasonalResidual, series.with_power(power))
    assert np.abs(scores.expected[holiday] - 5.0).max() < 1.5
    workday = inside(scores, "2024-04-23", "2024-04-27")
    assert np.sqrt(np.nanmean((scores.expected - power)[workday] ** 2)) < 1.0


def test_trend_and_seasons_follow_a_slow_rise() -> None:
    series = office(150)
    rising = series.with_power(series.power_kw + np.linspace(0.0, 10.0, len(series)))
    scores = judged(SeasonalResidual, rising)
    late = inside(scores, "2024-04-01", "2024-06-01")
    assert abs(np.nanmean((rising.power_kw - scores.expected)[late])) < 0.5


@pytest.mark.parametrize("name", DENSITIES)
def test_what_is_far_from_everything_is_odder_than_what_is_near(name: str) -> None:
    peaks = []
    for size in (2.0, 5.0, 12.0):
        series = changed(office(), f"{WEDNESDAY} 20:00", f"{THURSDAY} 04:00", size)
        peaks.append(peak(judged(detector(name), series), f"{WEDNESDAY} 20:00", f"{THURSDAY} 04:00"))
    assert peaks[0] < peaks[1] <= peaks[2] + (0.5 if name == "isolation_forest" else 0.0)


def test_the_app_does_not_wait_for_libraries_of_methods_nobody_asked_for() -> None:
    code = "import sys; from detectors.registry import detectors; detectors(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"sklearn.cluster", "sklearn.ensemble", "sklearn.svm", "stumpy", "numba"}


def test_a_clock_change_is_no_event() -> None:
    series = regular_office("2024-08-05", 130, country="CH", region="ZH")
    spring = regular_office("2024-01-08", 130, country="CH", region="ZH")
    for name in SHAPES:
        assert not events_within(series, judged(detector(name), series), "2024-10-26", "2024-10-29")
        assert not events_within(spring, judged(detector(name), spring), "2024-03-30", "2024-04-01 06:00")
    assert isinstance(series.index, pd.DatetimeIndex)
